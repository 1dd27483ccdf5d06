// How the examples of the catalogue are linted: by the tests that prove them, and by fuzzing.
// Not for linting what a user has: the context is made up. Pure; any thread.
#ifndef ROLECALL_POLICY_LINT_EXAMPLE_H_
#define ROLECALL_POLICY_LINT_EXAMPLE_H_

#include <string>
#include <string_view>

#include "policy/lint/finding.h"

namespace rolecall::policy {

// An example with "{{pad 200}}" replaced by that many characters.
std::string ExpandExample(std::string_view text);

// What the examples of policies are linted with: role arn:aws:iam::111122223333:role/k8s-main/App of cluster k8s-main,
// in an account with the providers oidc.eks.eu-central-1.amazonaws.com/id/MAIN, …/id/TEST and GitHub's, each with the
// audience sts.amazonaws.com.
LintContext ExampleContext();

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_LINT_EXAMPLE_H_
