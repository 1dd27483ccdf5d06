// Elements of statements as people read them. Pure.
#ifndef ROLECALL_POLICY_ACCESS_SETS_STATEMENT_TEXT_H_
#define ROLECALL_POLICY_ACCESS_SETS_STATEMENT_TEXT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "policy/document/document.h"

namespace rolecall::policy {

// "StringEquals aws:RequestedRegion eu-central-1", sorted.
std::vector<std::string> ConditionTexts(const Statement& statement);
// An entry of Action (Resource), or what NotAction leaves: "every action but iam:*".
std::string ActionText(const Statement& statement, std::size_t number);
std::string ResourceText(const Statement& statement, std::size_t number);
// All entries together.
std::string AllActions(const Statement& statement);
std::string AllResources(const Statement& statement);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_ACCESS_SETS_STATEMENT_TEXT_H_
