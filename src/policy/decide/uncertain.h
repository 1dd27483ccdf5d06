// What AWS leaves open, in words: for explanations, where it decided how a statement was read.
//
//   std::string_view open_question = UncertainPrincipal(statement, kind, request.principal());
//   if (!open_question.empty()) … "AWS does not say whether …; here it does" …
//
// The engine takes the answer that grants less; these functions only tell where that was needed, and change nothing.
// They look at the document as it is written and are asked only when a decision is traced.
#ifndef ROLECALL_POLICY_DECIDE_UNCERTAIN_H_
#define ROLECALL_POLICY_DECIDE_UNCERTAIN_H_

#include <string_view>

#include "policy/decide/request.h"
#include "policy/document/document.h"

namespace rolecall::policy {

// Empty: what is known decides.
std::string_view UncertainPrincipal(const Statement& statement, DocumentKind kind, const Principal& principal);

// `no_value`: a variable of the statement's resources has no value for the request.
std::string_view UncertainResource(const Statement& statement, DocumentKind kind, const Request& request,
                                   bool no_value);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_DECIDE_UNCERTAIN_H_
