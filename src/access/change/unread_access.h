// Resources that give access which the identity model does not have: what is made or changed of them must be told, for
// whoever asks what a plan changes would take silence for nothing.
//
//   if (const auto gives = UnreadAccess("aws_lambda_permission")) … *gives …      "who may invoke a function"
//
// The types are data/access-not-read.tsv. Pure.
#ifndef ROLECALL_ACCESS_CHANGE_UNREAD_ACCESS_H_
#define ROLECALL_ACCESS_CHANGE_UNREAD_ACCESS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/plan/plan.h"

namespace rolecall::access {

std::optional<std::string_view> UnreadAccess(std::string_view type);

// "aws_lambda_permission.api gives access that is not looked at: who may invoke a function"
std::string UnreadAccessText(const std::string& address, std::string_view gives);

// What a plan makes or changes of them. (What stays or goes gives nothing.)
std::vector<std::string> UnreadAccessIn(const engine::Plan& plan);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_CHANGE_UNREAD_ACCESS_H_
