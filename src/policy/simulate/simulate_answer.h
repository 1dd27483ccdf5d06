// The answers of `simulate` as JSON, each one line without the newline.
//
//   return DecisionJson(name, Explain(inputs, request), request, /*statements=*/false);
//
// Members always stand in the same order, so that answers can be compared as text. `name` is the input's, by which a
// caller tells the answers of a stream apart.
#ifndef ROLECALL_POLICY_SIMULATE_SIMULATE_ANSWER_H_
#define ROLECALL_POLICY_SIMULATE_SIMULATE_ANSWER_H_

#include <string>
#include <string_view>

#include "policy/document/document.h"
#include "policy/explain/explain.h"
#include "policy/explain/judge.h"

namespace rolecall::policy {

// `name` is echoed when it was given (not null).
std::string ErrorJson(const std::string* name, std::string_view error);
std::string MalformedJson(const std::string* name, const Malformed& malformed);
std::string ValidJson(const std::string* name);
// `statements`: with every statement, element by element.
// `judged` may be null: then the three values (policy/explain/judge.h) are left out.
std::string DecisionJson(const std::string* name, const Explanation& explanation, const Request& request,
                         bool statements, const Judgement* judged);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_SIMULATE_SIMULATE_ANSWER_H_
