// A policy's text and what to call it: how policies travel from whoever fetches them (an endpoint, a state, a file) to
// whoever evaluates them. The text is not checked; the name goes into reasons and messages as it is.
#ifndef ROLECALL_POLICY_DOCUMENT_NAMED_POLICY_H_
#define ROLECALL_POLICY_DOCUMENT_NAMED_POLICY_H_

#include <string>

namespace rolecall::policy {

struct NamedPolicy {
  std::string name;  // an ARN, or "inline policy NAME"
  std::string text;  // JSON
};

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_DOCUMENT_NAMED_POLICY_H_
