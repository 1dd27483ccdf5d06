// Rights that lead to all others. Whether the policy has them is asked of the engine, with resources that nobody
// names: so a policy that is limited to some resources, or by conditions, is not reported.
#include <algorithm>
#include <map>
#include <vector>

#include "embedded/table.h"
#include "policy/decide/request.h"
#include "policy/document/glob.h"
#include "policy/lint/lint_run.h"
#include "policy/lint/witness.h"

namespace rolecall::policy {
namespace {

constexpr const char* kAnyRole = "arn:aws:iam::111122223333:role/rolecall-probe-7f3a";
constexpr const char* kAnyFunction = "arn:aws:lambda:eu-central-1:111122223333:function:rolecall-probe-7f3a";

// One right is enough, if it is on every resource.
struct Single {
  std::string action;
  std::string resource;
  std::string_view means;
};

// iam:PassRole to the service, and these: the service then acts with a role of the caller's choice.
struct Passing {
  std::string service;
  std::vector<std::string> actions;
};

// A resource that nobody names, of the kind that a row of the table is about.
std::string AnyOf(std::string_view kind, std::string_view about) {
  if (kind == "run") return kAnyFunction;
  if (kind == "role" || kind == "user") about = kind;
  if (about == "anygroup") about = "group";
  return "arn:aws:iam::111122223333:" + std::string(about) + "/rolecall-probe-7f3a";
}

// data/escalation-methods.tsv: the table of all ways, which paths (access/paths) walk too.
struct Methods {
  std::vector<Single> singles;
  std::vector<Passing> passings;
};

const Methods& AllMethods() {
  static const auto* const kMethods = [] {
    auto* methods = new Methods();
    for (const embedded::Row& row : embedded::ReadTable(
             "escalation-methods.tsv", {"method", "kind", "service", "actions", "means", "everywhere"})) {
      if (row[1] == "pass") {
        methods->passings.push_back({std::string(row[2]), embedded::Words(row[3])});
      } else if (row[5] != "-") {
        methods->singles.push_back({std::string(row[3]), AnyOf(row[1], row[2]), row[5]});
      }
    }
    return methods;
  }();
  return *kMethods;
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

// The entry is about the resource, of which only its own ARN is known.
bool IsAboutResource(const Text& entry, std::string_view resource) {
  if (entry.value == "*") return true;
  return !HasVariable(entry.value) && GlobMatch(ToPattern(entry.value), resource);
}

// The entry that grants the action on the resource; null if a NotAction does.
const Text* EntryFor(const LintRun& run, std::string_view action, std::string_view resource) {
  for (const Statement& statement : run.document.statements) {
    if (statement.effect != Effect::kAllow || statement.not_action) continue;
    const auto entry = std::find_if(statement.actions.begin(), statement.actions.end(),
                                    [action](const Text& one) { return IsAboutAction(one, action); });
    if (entry == statement.actions.end()) continue;
    const bool covers =
        statement.not_resource || std::any_of(statement.resources.begin(), statement.resources.end(),
                                              [&](const Text& one) { return IsAboutResource(one, resource); });
    if (covers) return &*entry;
  }
  return nullptr;
}

bool IsAllOfAdmin(const Text& entry) { return entry.value == "*" || entry.value == "*:*"; }

void LintSingles(LintRun& run) {
  std::map<const Text*, std::vector<const Single*>> found;
  for (const Single& single : AllMethods().singles) {
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
  for (const Passing& passing : AllMethods().passings) {
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
