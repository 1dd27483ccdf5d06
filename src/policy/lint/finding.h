// What lint says about a document, and what it has to know around it.
// Plain values; a finding points to its rule, which lives as long as the program. Places are bytes of the text given.
#ifndef ROLECALL_POLICY_LINT_FINDING_H_
#define ROLECALL_POLICY_LINT_FINDING_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "policy/decide/engine.h"
#include "policy/lint/rule.h"

namespace rolecall::policy {

// Replaces a part of the document's text.
struct Edit {
  Span span;
  std::string text;
};

// A request, and what the engine decided about it.
struct Demonstration {
  std::string caller;  // an ARN, a service, or the provider of a token
  std::string action, resource;
  std::vector<std::pair<std::string, std::vector<std::string>>> context;
  Outcome outcome = Outcome::kImplicitDeny;
};

struct Finding {
  const LintRule* rule = nullptr;  // never null
  Span span;                       // in the document's text
  std::string pointer;             // the same as a JSON Pointer (RFC 6901); "" is the whole document
  std::string message;
  std::string suggestion;  // what to write instead, or what to do; may be empty
  // Makes the document as suggested. Applied by --fix only if the rule's fix is safe; may be empty.
  std::vector<Edit> edits;
  std::optional<Demonstration> demonstration;
};

// A token provider that the account has.
struct KnownProvider {
  std::string arn;
  std::vector<std::string> client_ids;
};

struct LintContext {
  std::string role_arn;                                 // of the role that the policy belongs to; empty: not known
  std::string role_account;                             // empty: not known
  std::optional<std::vector<KnownProvider>> providers;  // nothing: not known
  std::string cluster;                                  // the cluster that the role is for; empty: not known
  bool is_inline = false;                               // sizes are then counted over all of the role's policies
};

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_LINT_FINDING_H_
