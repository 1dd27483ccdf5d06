// What is legal in a policy but wrong, dangerous or without effect.
//
//   LintContext context;                       // what is known around the document; may be empty
//   for (const Finding& finding : LintPolicy(text, DocumentKind::kTrust, context)) {
//     … json::Locate(text, finding.span.begin) …  finding.rule->code, finding.message …
//   }
//   std::string fixed = ApplyEdits(text, finding.edits);
//
// Codes are stable and kebab-case; lint_rules.h is their catalogue. A finding about access carries the request that
// shows it: built for the purpose and decided by the engine, and left out unless the engine decides what the message
// says. Where the engine proves a suspicion wrong (a Deny closes what an Allow leaves open), there is no finding.
// Text that is no policy gives the single finding "policy-malformed" or what precisely is wrong with it.
//
// Pure; safe from any thread. Not judged: services and keys that the tables do not have (lint_actions.h).
#ifndef ROLECALL_POLICY_LINT_LINT_H_
#define ROLECALL_POLICY_LINT_LINT_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/decide/engine.h"
#include "policy/lint/rules.h"

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

std::vector<Finding> LintPolicy(std::string_view text, DocumentKind kind, const LintContext& context);

// Which kind of policy a text is: a trust policy if it names principals and its actions assume roles, else a resource
// policy; an identity policy if it names nobody. (SCPs and session policies look like identity policies.)
DocumentKind GuessKind(std::string_view text);

// The text with the edits made. Edits that overlap an earlier one are left out.
std::string ApplyEdits(std::string_view text, std::vector<Edit> edits);

// One line: "arn:… asks for s3:GetObject on arn:… with KEY = VALUE: allowed".
std::string DescribeDemonstration(const Demonstration& demonstration);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_LINT_LINT_H_
