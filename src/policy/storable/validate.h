// What AWS checks when a policy document is stored: refusal texts, order of checks, sizes.
//
//   if (std::optional<Malformed> refused = CheckForWrite(text, WriteKind::kManaged)) …
//       code MalformedPolicyDocument (400), message refused->message …
//   if (PolicySize(text) > kManagedPolicySize) … LimitExceeded …
//
// Only the document itself is checked. Whether the principals that it names exist is the caller's question:
// Parse it and look at the statements' principals. Pure.
#ifndef ROLECALL_POLICY_STORABLE_VALIDATE_H_
#define ROLECALL_POLICY_STORABLE_VALIDATE_H_

#include <cstddef>
#include <optional>
#include <string_view>

#include "policy/document/document.h"
#include "policy/storable/write_kind.h"

namespace rolecall::policy {

// The kind that a written document is evaluated as.
DocumentKind EvaluatedAs(WriteKind kind);

// Nothing: AWS would store it, in an account of this partition ("aws-cn"), or in one of some partition (empty): ARNs of
// another one are refused.
std::optional<Malformed> CheckForWrite(std::string_view text, WriteKind kind, std::string_view partition = "");
// The same of what ParseGrammar found good, read as EvaluatedAs(kind).
std::optional<Malformed> CheckForWrite(const Document& document, WriteKind kind, std::string_view partition = "");

// Characters (not bytes) without whitespace: what the quotas count.
// Whether white space inside strings counts is not documented; IAM "doesn't count white space": it does not here.
std::size_t PolicySize(std::string_view text);

constexpr std::size_t kManagedPolicySize = 6144;
constexpr std::size_t kTrustPolicySize = 2048;  // the default quota; kTrustPolicySizeMax with a raised one
constexpr std::size_t kTrustPolicySizeMax = 4096;
constexpr std::size_t kInlineRoleTotal = 10240;
constexpr std::size_t kInlineGroupTotal = 5120;
constexpr std::size_t kInlineUserTotal = 2048;
constexpr std::size_t kSessionPolicySize = 2048;  // plain characters, with whitespace

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_STORABLE_VALIDATE_H_
