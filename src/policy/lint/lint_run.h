// One run of lint over one document: what the rules read, and where they put what they find.
// The rules are called one after the other, in the order of lint.cc; findings are sorted afterwards. One thread.
#ifndef ROLECALL_POLICY_LINT_LINT_RUN_H_
#define ROLECALL_POLICY_LINT_LINT_RUN_H_

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "json/document.h"
#include "policy/lint/finding.h"

namespace rolecall::policy {

struct LintRun {
  std::string_view text;
  const json::Node& root;
  const Document& document;                        // satisfies the grammar
  std::shared_ptr<const CompiledPolicy> compiled;  // null: AWS would refuse the document, so nothing can be decided
  const LintContext& context;
  std::vector<Finding> findings;

  // ROLECALL_CHECKs that the code is in the catalogue. The reference holds until the next Add.
  Finding& Add(std::string_view code, Span span, std::string message, std::string suggestion = "");
};

// Families of rules; each file has one.
void LintStructure(LintRun& run);          // versions, Sids, sizes, empty lists, variables
void LintRedundancy(LintRun& run);         // listed twice, covered by another, dead
void LintConditions(LintRun& run);         // operators, keys and values
void LintTrustRules(LintRun& run);         // what only trust policies have
void LintOidc(LintRun& run);               // statements that trust a token provider
void LintActions(LintRun& run);            // names of actions and services
void LintResources(LintRun& run);          // resources that the actions cannot have
void LintBreadth(LintRun& run);            // grants that are too wide
void LintEscalation(LintRun& run);         // grants that lead to all others
void LintAwsChecks(LintRun& run);          // what AWS's own validation says too
void LintArnFields(LintRun& run);          // the same of ARNs' fields
void LintConditionAdvice(LintRun& run);    // of conditions that say less than they seem to
void LintPrincipalAdvice(LintRun& run);    // of who and what policies of each kind name
void LintLockouts(LintRun& run);           // what is meant to spare sessions, and spares none
void LintServicePrincipals(LintRun& run);  // services that act for somebody

// Text that the grammar refuses: what is wrong, as precisely as can be said.
std::vector<Finding> LintMalformed(std::string_view text, DocumentKind kind, const Malformed& malformed);

// The JSON Pointer of the innermost value or member name at the span.
std::string PointerAt(const json::Node& root, Span span);

// Edits. Strings are given with their quotes' span.
std::string Quoted(std::string_view text);
Edit ReplaceText(Span span, std::string_view value);
// Takes the value at the span out of the list that it stands in; nothing if it is not in a list of two or more.
std::optional<Edit> RemoveFromList(const json::Node& root, Span span);
// Takes the member of that name out of the innermost object around the place; nothing if it is the only one.
std::optional<Edit> RemoveMember(const json::Node& root, std::string_view name, std::size_t inside);
// Whether the operator of the condition has this key alone, and no other operator is spelled `wanted` in the
// statement: then the operator's name can be replaced.
bool CanRenameOperator(const Statement& statement, const Condition& condition, std::string_view wanted);

constexpr bool IsWildcard(char c) { return c == '*' || c == '?'; }
inline bool HasWildcard(std::string_view text) { return std::any_of(text.begin(), text.end(), IsWildcard); }
// The text has a policy variable: ${…}.
inline bool HasVariable(std::string_view text) { return text.find("${") != std::string_view::npos; }
// The entry of Action is about this action; case does not count.
bool IsAboutAction(const Text& entry, std::string_view action);
// True only when the key is present and has one of the values: not negated, not IfExists, not ForAllValues.
bool IsPositive(const Operator& op);

// A region that AWS has, by the table of the day.
bool IsKnownRegion(std::string_view region);

// Whether the statement has a condition on the key.
bool HasCondition(const Statement& statement, std::string_view lower_key);

// The value is listed.
bool Lists(const std::vector<Text>& texts, std::string_view value);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_LINT_LINT_RUN_H_
