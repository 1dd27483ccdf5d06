// The answers of `simulate` as JSON, each on one line. Not for use outside of simulate.
#ifndef ROLECALL_POLICY_SIMULATE_SIMULATE_ANSWER_H_
#define ROLECALL_POLICY_SIMULATE_SIMULATE_ANSWER_H_

#include <string>
#include <string_view>

#include "policy/document/document.h"
#include "policy/explain/explain.h"

namespace rolecall::policy {

// `name` is echoed when it was given (not null).
std::string ErrorJson(const std::string* name, std::string_view error);
std::string MalformedJson(const std::string* name, const Malformed& malformed);
std::string ValidJson(const std::string* name);
// `statements`: with every statement, element by element.
std::string DecisionJson(const std::string* name, const Explanation& explanation, const Request& request,
                         bool statements);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_SIMULATE_SIMULATE_ANSWER_H_
