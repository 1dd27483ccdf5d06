// Rights that lead to all others. Whether the policy has them is asked of the engine, with resources that nobody
// names: so a policy that is limited to some resources, or by conditions, is not reported.
#include <algorithm>
#include <map>
#include <vector>

#include "embedded/table.h"
#include "policy/decide/request.h"
#include "policy/lint/inclusion.h"
#include "policy/lint/lint_run.h"
#include "policy/lint/witness.h"

namespace rolecall::policy {
namespace {

constexpr const char* kAnyRole = "arn:aws:iam::111122223333:role/rolecall-probe-7f3a";
constexpr const char* kAnyFunction = "arn:aws:lambda:eu-central-1:111122223333:function:rolecall-probe-7f3a";

// One right is enough.
struct Single {
  std::string action;
  std::string resource;
  std::string_view means;
};

// A resource that nobody names, of a kind that escalations.tsv has.
std::string AnyOf(std::string_view kind) {
  if (kind == "function") return kAnyFunction;
  return "arn:aws:iam::111122223333:" + std::string(kind) + "/rolecall-probe-7f3a";
}

const std::vector<Single>& Singles() {
  static const auto* const kSingles = [] {
    auto* singles = new std::vector<Single>();
    for (const embedded::Row& row : embedded::ReadTable("escalations.tsv", {"action", "resource", "means"})) {
      singles->push_back({std::string(row[0]), AnyOf(row[1]), row[2]});
    }
    return singles;
  }();
  return *kSingles;
}

// iam:PassRole to the service, and these: the service then acts with a role of the caller's choice.
struct Passing {
  std::string service;
  std::vector<std::string> actions;
};

const std::vector<Passing>& Passings() {
  static const auto* const kPassings = [] {
    auto* passings = new std::vector<Passing>();
    for (const embedded::Row& row : embedded::ReadTable("passrole-escalations.tsv", {"service", "actions"})) {
      passings->push_back({std::string(row[0]), embedded::Words(row[1])});
    }
    return passings;
  }();
  return *kPassings;
}

Ask ProbeOf(const LintRun& run, std::string action, std::string resource) {
  Ask ask;
  ask.caller_text = RoleOf(run);
  ask.caller = Principal::RoleSession(ask.caller_text, "AROAEXAMPLEEXAMPLE123", "example");
  ask.action = std::move(action);
  ask.resource = std::move(resource);
  return ask;
}

std::string AnyResource(const std::string& action) {
  const std::string service = action.substr(0, action.find(':'));
  if (service == "lambda") return kAnyFunction;
  return "arn:aws:" + service + ":eu-central-1:111122223333:rolecall-probe/7f3a";
}

// The entry that grants the action on the resource; null if a NotAction does.
const Text* EntryFor(const LintRun& run, std::string_view action, std::string_view resource) {
  for (const Statement& statement : run.document.statements) {
    if (statement.effect != Effect::kAllow || statement.not_action) continue;
    const bool covers = statement.not_resource ||
                        std::any_of(statement.resources.begin(), statement.resources.end(),
                                    [resource](const Text& text) { return ResourceCovers(text.value, resource); });
    if (!covers) continue;
    for (const Text& entry : statement.actions) {
      if (ActionCovers(entry.value, action)) return &entry;
    }
  }
  return nullptr;
}

bool IsAllOfAdmin(const Text& entry) { return entry.value == "*" || entry.value == "*:*"; }

void LintSingles(LintRun& run) {
  std::map<const Text*, std::vector<const Single*>> found;
  for (const Single& single : Singles()) {
    const Text* entry = EntryFor(run, single.action, single.resource);
    if (entry == nullptr || IsAllOfAdmin(*entry)) continue;
    if (Decided(run, ProbeOf(run, single.action, single.resource)) == Outcome::kAllowed) {
      found[entry].push_back(&single);
    }
  }
  for (const auto& [entry, singles] : found) {
    const Single& first = *singles.front();
    std::string message = entry->value + " on every resource lets the caller give itself any right: ";
    message += first.means;
    if (singles.size() > 1) message += " (and " + std::to_string(singles.size() - 1) + " ways more)";
    run.Add("identity-escalation", entry->span, std::move(message), "name the resources, or add conditions")
        .demonstration = Show(run, ProbeOf(run, first.action, first.resource), Outcome::kAllowed);
  }
}

void LintPassings(LintRun& run) {
  const Text* entry = EntryFor(run, "iam:PassRole", kAnyRole);
  if (entry == nullptr || IsAllOfAdmin(*entry)) return;
  for (const Passing& passing : Passings()) {
    Ask pass = ProbeOf(run, "iam:PassRole", kAnyRole);
    pass.context.Set("iam:PassedToService", passing.service);
    if (Decided(run, pass) != Outcome::kAllowed) continue;
    std::string names;
    bool all = true;
    for (const std::string& action : passing.actions) {
      const Text* used = EntryFor(run, action, AnyResource(action));
      all = all && used != nullptr && !IsAllOfAdmin(*used) &&
            Decided(run, ProbeOf(run, action, AnyResource(action))) == Outcome::kAllowed;
      names += std::string(names.empty() ? "" : ", ") + action;
    }
    if (!all) continue;
    run.Add("identity-passrole-escalation", entry->span,
            "with iam:PassRole and " + names + " the caller can act with any role that trusts " + passing.service,
            "name the roles that may be passed")
        .demonstration = Show(run, pass, Outcome::kAllowed);
    return;
  }
}

}  // namespace

void LintEscalation(LintRun& run) {
  if (run.compiled == nullptr) return;
  LintSingles(run);
  LintPassings(run);
}

}  // namespace rolecall::policy
