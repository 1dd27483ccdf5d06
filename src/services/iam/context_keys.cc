#include "services/iam/context_keys.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "policy/document/glob.h"

namespace rolecall::services::iam {
namespace {

// The names in `${…}` of a text with policy variables, without default values: "${aws:username, 'nobody'}".
void AddVariables(std::string_view text, std::vector<std::string>& names) {
  for (std::size_t open; (open = text.find("${")) != std::string_view::npos;) {
    text.remove_prefix(open + 2);
    const std::size_t close = text.find('}');
    if (close == std::string_view::npos) return;
    const std::string_view variable = text.substr(0, close);
    const std::string_view name = Trim(variable.substr(0, variable.find(',')));
    if (name.find(':') != std::string_view::npos) names.emplace_back(name);  // not ${*}, ${?}, ${$}
  }
}

void AddStatement(const policy::Statement& statement, std::vector<std::string>& names) {
  for (const policy::Text& resource : statement.resources) AddVariables(resource.value, names);
  for (const policy::Condition& condition : statement.conditions) {
    names.push_back(condition.key);
    for (const policy::Text& value : condition.values) AddVariables(value.value, names);
  }
}

bool IsAbout(const policy::Statement& statement, const std::string& lower_action) {
  const bool listed = std::any_of(statement.actions.begin(), statement.actions.end(), [&](const policy::Text& action) {
    return policy::GlobMatch(policy::ToPattern(LowerAscii(action.value)), lower_action);
  });
  return listed != statement.not_action;
}

void AddPolicy(const policy::CompiledPolicy& policy, const policy::Request& request, std::vector<std::string>& names) {
  for (const policy::Statement& statement : policy::DocumentOf(policy).statements) {
    if (IsAbout(statement, request.lower_action())) AddStatement(statement, names);
  }
}

}  // namespace

std::vector<std::string> ContextKeysOf(const policy::Document& document) {
  std::vector<std::string> names;
  for (const policy::Statement& statement : document.statements) AddStatement(statement, names);
  return names;
}

std::vector<std::string> WithoutRepeats(const std::vector<std::string>& names) {
  std::map<std::string, std::string> by_folded_name;
  for (const std::string& name : names) by_folded_name.emplace(LowerAscii(name), name);
  std::vector<std::string> once;
  for (const auto& [folded, name] : by_folded_name) once.push_back(name);
  return once;
}

std::vector<std::string> MissingKeys(const std::vector<const policy::PolicySet*>& sets,
                                     const policy::CompiledPolicy* resource, const policy::Request& request) {
  std::vector<std::string> names;
  for (const policy::PolicySet* set : sets) {
    for (const auto& policy : *set) AddPolicy(*policy, request, names);
  }
  if (resource != nullptr) AddPolicy(*resource, request, names);
  std::vector<std::string> missing = WithoutRepeats(names);
  std::erase_if(missing, [&](const std::string& name) { return request.context().Find(name) != nullptr; });
  return missing;
}

}  // namespace rolecall::services::iam
