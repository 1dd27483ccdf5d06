// What is legal in a policy but wrong, dangerous or without effect.
//
//   LintContext context;                       // what is known around the document; may be empty
//   for (const Finding& finding : LintPolicy(text, DocumentKind::kTrust, context)) {
//     … json::Locate(text, finding.span.begin) …  finding.rule->code, finding.message …
//   }
//   std::string fixed = ApplyEdits(text, finding.edits);
//
// Codes are stable and kebab-case; rules.h is their catalogue. A finding about access carries the request that
// shows it: built for the purpose and decided by the engine, and left out unless the engine decides what the message
// says. Where the engine proves a suspicion wrong (a Deny closes what an Allow leaves open), there is no finding.
// Text that is no policy gives the single finding "policy-malformed" or what precisely is wrong with it.
//
// Pure; safe from any thread. Not judged: services and keys that the tables do not have (actions.h).
#ifndef ROLECALL_POLICY_LINT_LINT_H_
#define ROLECALL_POLICY_LINT_LINT_H_

#include <string>
#include <string_view>
#include <vector>

#include "policy/lint/finding.h"  // IWYU pragma: export

namespace rolecall::policy {

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
