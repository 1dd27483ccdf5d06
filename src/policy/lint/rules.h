// The catalogue of what lint finds: one entry for each code. Reports, reference pages and tests are made from it.
//
//   const LintRule* rule = FindLintRule("trust-oidc-no-sub");
//   for (const LintRule& rule : PolicyLintRules()) …
//
// Every entry has a bad example, which gives exactly this code, and a good one, which does not; a test runs them.
// Policies are linted with ExampleContext(). An immutable table.
#ifndef ROLECALL_POLICY_LINT_RULES_H_
#define ROLECALL_POLICY_LINT_RULES_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::policy {

// kError: does not work, or lets in whom nobody meant. kWarning: is likely so. kHint: could be written better.
enum class FindingSeverity { kError, kWarning, kHint };
// "error", "warning", "hint"
std::string_view SeverityName(FindingSeverity severity);

enum class FixKind {
  kNone,       // what to do is said in words
  kSuggested,  // a replacement is shown; a person must decide, since it changes who may do what
  kSafe,       // --fix makes it: it changes nobody's access but to what the author wrote down
};

// What an example is.
enum class ExampleKind {
  kTrust,
  kIdentity,
  kResource,
  kSession,
  kScp,
  kRcp,
  kManifest,   // YAML
  kDirectory,  // several files, each after a line "### NAME"
};

struct LintRule {
  std::string_view code;
  FindingSeverity severity = FindingSeverity::kWarning;
  FixKind fix = FixKind::kNone;
  std::string_view title;  // one line, no full stop
  std::string_view why;    // sentences
  ExampleKind example = ExampleKind::kIdentity;
  std::string_view bad, good;
};

// Rules about single policies, by family.
std::vector<const LintRule*> PolicyLintRules();
std::span<const LintRule> DocumentLintRules();
std::span<const LintRule> ConditionLintRules();
std::span<const LintRule> TrustLintRules();
std::span<const LintRule> OidcLintRules();
std::span<const LintRule> IdentityLintRules();

// Null if no rule about policies has that code.
const LintRule* FindLintRule(std::string_view code);

// An example with "{{pad 200}}" replaced by that many characters.
std::string ExpandExample(std::string_view text);

struct LintContext;
// What the examples are linted with: role arn:aws:iam::111122223333:role/k8s-main/App of cluster k8s-main, in an
// account with the providers oidc.eks.eu-central-1.amazonaws.com/id/MAIN, …/id/TEST and GitHub's, each with the
// audience sts.amazonaws.com.
LintContext ExampleContext();

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_LINT_RULES_H_
