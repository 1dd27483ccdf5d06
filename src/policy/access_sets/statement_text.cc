#include "policy/access_sets/statement_text.h"

#include <algorithm>

namespace rolecall::policy {
namespace {

std::string Joined(const std::vector<Text>& texts) {
  std::string text;
  for (const Text& one : texts) text += (text.empty() ? "" : ", ") + one.value;
  return text;
}

}  // namespace

std::vector<std::string> ConditionTexts(const Statement& statement) {
  std::vector<std::string> texts;
  for (const Condition& condition : statement.conditions) {
    texts.push_back(condition.operator_text + " " + condition.key + " " + Joined(condition.values));
  }
  std::sort(texts.begin(), texts.end());
  return texts;
}

std::string ActionText(const Statement& statement, std::size_t number) {
  return statement.not_action ? "every action but " + Joined(statement.actions) : statement.actions[number].value;
}

std::string ResourceText(const Statement& statement, std::size_t number) {
  if (statement.resources.empty()) return "*";
  return statement.not_resource ? "every resource but " + Joined(statement.resources)
                                : statement.resources[number].value;
}

std::string AllActions(const Statement& statement) {
  return statement.not_action ? ActionText(statement, 0) : Joined(statement.actions);
}

std::string AllResources(const Statement& statement) {
  if (statement.not_resource || statement.resources.empty()) return ResourceText(statement, 0);
  return Joined(statement.resources);
}

}  // namespace rolecall::policy
