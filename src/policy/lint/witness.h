// Requests made up to show what a finding says, and the engine's word on them. Not for use outside of lint.
//
//   Ask ask = AskFor(run, statement);           // a request that the statement is about, its conditions met
//   ask.resource = "arn:aws:s3:::other/x";
//   finding.demonstration = Show(run, ask, Outcome::kAllowed);   // nothing if the engine says otherwise
//
// Guesses are cheap: a request that misses its purpose is decided otherwise and then not shown.
#ifndef ROLECALL_POLICY_LINT_WITNESS_H_
#define ROLECALL_POLICY_LINT_WITNESS_H_

#include <functional>
#include <optional>
#include <string>

#include "policy/lint/lint_run.h"

namespace rolecall::policy {

struct Ask {
  Principal caller;
  std::string caller_text;
  std::string action, resource;
  Context context;
};

// A text that the glob matches: "example" for each star. Variables take "example" too, and are put into the context.
std::string ExampleOf(std::string_view pattern, Context* context);

// Fills the context so that the condition holds, if that can be guessed.
void Satisfy(const Condition& condition, Context& context);

// The caller, action and resource that the statement names first, with its conditions met except those that `skip`
// says. For trust policies the resource is the role.
Ask AskFor(const LintRun& run, const Statement& statement, const std::function<bool(const Condition&)>& skip = nullptr);

Outcome Decided(const LintRun& run, const Ask& ask);
std::optional<Demonstration> Show(const LintRun& run, const Ask& ask, Outcome expected);

// The role that the policy is about: the context's, or an example.
std::string RoleOf(const LintRun& run);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_LINT_WITNESS_H_
