// What is legal in a policy but wrong, dangerous or without effect.
//
//   LintContext context;                       // what is known around the document; may be empty
//   for (const Finding& finding : LintTrust(text, context)) … json::Locate(text, finding.span.begin) …
//
// Ids are stable and kebab-case. Text that is no policy gives the single finding "policy-malformed". Pure.
#ifndef ROLECALL_POLICY_LINT_H_
#define ROLECALL_POLICY_LINT_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/document.h"

namespace rolecall::policy {

enum class FindingSeverity { kError, kWarning, kHint };
// "error", "warning", "hint"
std::string_view SeverityName(FindingSeverity severity);

struct Finding {
  std::string id;
  FindingSeverity severity = FindingSeverity::kWarning;
  Span span;  // in the document's text
  std::string message;
  std::string suggestion;  // what to write instead; may be empty
};

// A token provider that the account has.
struct KnownProvider {
  std::string arn;
  std::vector<std::string> client_ids;
};

struct LintContext {
  std::string role_account;                             // empty: not known
  std::optional<std::vector<KnownProvider>> providers;  // nothing: not known
};

// A role's trust policy: above all, which service accounts of which cluster it lets in.
std::vector<Finding> LintTrust(std::string_view text, const LintContext& context);

// A managed or inline policy.
std::vector<Finding> LintIdentity(std::string_view text);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_LINT_H_
