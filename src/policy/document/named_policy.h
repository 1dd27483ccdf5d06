// A policy's text and what to call it.
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
