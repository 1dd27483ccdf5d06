// What a rule of lint is: a code, how bad it is, and what is to be said about it.
// Rules are the pages in rules/ (rule_page.h reads one); this is their shape. Immutable; any thread.
#ifndef ROLECALL_POLICY_LINT_RULE_H_
#define ROLECALL_POLICY_LINT_RULE_H_

#include <string_view>

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
// Whether examples of the kind are one policy, which LintPolicy judges alone.
bool IsPolicy(ExampleKind kind);

// Texts live as long as the program.
struct LintRule {
  std::string_view code;
  FindingSeverity severity = FindingSeverity::kWarning;
  FixKind fix = FixKind::kNone;
  std::string_view title;  // one line, no full stop
  std::string_view why;    // sentences
  std::string_view aws;    // codes of AWS's own validation that say the same, with ", " between; may be empty
  ExampleKind example = ExampleKind::kIdentity;
  std::string_view bad, good;
};

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_LINT_RULE_H_
