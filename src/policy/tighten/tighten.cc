#include "policy/tighten/tighten.h"

#include <algorithm>
#include <map>
#include <set>

#include "json/document.h"
#include "policy/decide/engine.h"
#include "policy/storable/validate.h"
#include "policy/tighten/current_grants.h"

namespace rolecall::policy {
namespace {

// Statements to be: conditions → resources → actions.
using Groups = std::map<std::string, std::map<std::vector<std::string>, std::set<std::string>>>;

void AppendStrings(const std::string& name, const std::vector<std::string>& texts, std::string& out) {
  out += "      \"" + name + "\": ";
  if (texts.size() == 1) {
    json::AppendQuoted(out, texts.front(), false);
    return;
  }
  out += "[";
  for (std::size_t i = 0; i < texts.size(); ++i) {
    out += i > 0 ? ",\n        " : "\n        ";
    json::AppendQuoted(out, texts[i], false);
  }
  out += "\n      ]";
}

// A name that holds "${" must not become a variable.
std::string Escaped(const std::string& resource) {
  std::string text;
  for (std::size_t i = 0; i < resource.size(); ++i) {
    bool dollar = resource.compare(i, 2, "${") == 0;
    text += dollar ? "${$}" : std::string(1, resource[i]);
  }
  return text;
}

std::string StatementJson(const std::set<std::string>& actions, const std::vector<std::string>& resources,
                          const std::string& condition) {
  std::string out = "    {\n      \"Effect\": \"Allow\",\n";
  AppendStrings("Action", {actions.begin(), actions.end()}, out);
  out += ",\n";
  std::vector<std::string> escaped;
  std::transform(resources.begin(), resources.end(), std::back_inserter(escaped), Escaped);
  AppendStrings("Resource", escaped, out);
  if (!condition.empty()) out += ",\n      \"Condition\": " + condition;
  return out + "\n    }";
}

std::string DocumentJson(const Groups& groups, const std::vector<std::string>& denies, bool with_conditions) {
  std::vector<std::pair<std::string, std::string>> statements;  // sorted by their first action
  for (const auto& [condition, by_resources] : groups) {
    for (const auto& [resources, actions] : by_resources) {
      statements.emplace_back(*actions.begin(), StatementJson(actions, resources, with_conditions ? condition : ""));
    }
  }
  std::stable_sort(statements.begin(), statements.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string out = "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n";
  for (const auto& statement : statements) out += (&statement == &statements.front() ? "" : ",\n") + statement.second;
  for (const std::string& deny : denies) out += ",\n    " + deny;
  return out + "\n  ]\n}\n";
}

// The words of the error name what is missing: a policy that takes away what is used is worse than none.
Result<std::size_t> Prove(const std::string& json, const AccessLog::Calls& allowed) {
  ParsedDocument parsed = Parse(json, DocumentKind::kIdentity);
  if (parsed.malformed) return Error{ErrorCode::kInternal, "the policy made is none: " + parsed.malformed->message};
  const PolicySet identity = {Compile(std::move(parsed.document), "tightened")};
  PolicyInputs inputs;
  inputs.identity = &identity;
  for (const auto& [access, calls] : allowed) {
    if (Decide(inputs, RequestFor(access)).allowed()) continue;
    return Error{ErrorCode::kInternal, "the policy made does not allow " + access.action + " on " + access.resource +
                                           ", which the log shows " + std::to_string(calls) +
                                           " times; no policy given"};
  }
  return allowed.size();
}

// Action and condition → resources.
using Wanted = std::map<std::pair<std::string, std::string>, std::vector<std::string>>;

Wanted Collect(const AccessLog::Calls& allowed, CurrentGrants& current, TightPolicy& tight) {
  Wanted wanted;
  for (const auto& [access, calls] : allowed) {
    CurrentGrants::Grant grant;
    if (current.known()) grant = current.Ask(access);
    if (current.known() && !grant.found) {
      tight.notes.push_back(access.action + " on " + access.resource +
                            " is allowed by none of today's policies of the role (a resource's own policy, or they "
                            "have changed); it is in the new one");
    }
    if (grant.conditions.empty()) grant.conditions.emplace_back();
    for (const std::string& condition : grant.conditions) {
      wanted[{access.action, condition}].push_back(access.resource);
    }
  }
  return wanted;
}

void NoteSize(TightPolicy& tight) {
  std::size_t size = PolicySize(tight.json);
  if (size <= kManagedPolicySize) return;
  tight.notes.push_back("the policy has " + std::to_string(size) + " characters; a managed policy may have " +
                        std::to_string(kManagedPolicySize) + ", the inline policies of a role together " +
                        std::to_string(kInlineRoleTotal) + ": take fewer single resources");
}

}  // namespace

Result<TightPolicy> Tighten(const AccessLog::Calls& allowed, const TightenOptions& options) {
  TightPolicy tight;
  if (allowed.empty()) return Error{ErrorCode::kNotFound, "the log shows no allowed call of the role"};
  ROLECALL_TRY(CurrentGrants current, CurrentGrants::Read(options.current));
  Groups groups;
  for (auto& [key, resources] : Collect(allowed, current, tight)) {
    const auto& [action, condition] = key;
    groups[condition][Generalized(action, resources, options.max_resources, tight.notes)].insert(action);
  }
  ROLECALL_TRY(tight.proven, Prove(DocumentJson(groups, {}, false), allowed));
  tight.json = DocumentJson(groups, current.denies(), true);
  NoteSize(tight);
  tight.unused = current.Unused();
  return tight;
}

}  // namespace rolecall::policy
