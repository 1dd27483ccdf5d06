// Subjects of GitHub Actions' tokens, which have two forms.
//
//   repo:octo-org/octo-repo:ref:refs/heads/main                    names alone
//   repo:octo-org@123456/octo-repo@456789:ref:refs/heads/main      immutable: names with ids
//
// Repositories of github.com that were made, renamed or transferred from 15 July 2026 on (and those that opted in) have
// the second; GitHub Enterprise Server has the first alone. "@" is in no name. Source: GitHub changelog, 2026-04-23.
// A condition on one form never lets the other in. Pure; any thread.
#ifndef ROLECALL_POLICY_FEDERATION_GITHUB_SUBJECT_H_
#define ROLECALL_POLICY_FEDERATION_GITHUB_SUBJECT_H_

#include <optional>
#include <string>
#include <string_view>

namespace rolecall::policy {

// Whether tokens of this issuer (without https://) may have immutable subjects: github.com's, also below its path.
bool HasImmutableSubjects(std::string_view issuer);

// Whether it is a subject, or a pattern of some, that names a repository without ids: "repo:ORG/REPO:…".
bool NamesRepositoryOnly(std::string_view subject_or_pattern);

// The pattern with the ids of an immutable subject: what lets in the same repository as before. Nothing if the pattern
// does not name that repository, or the subject has no ids.
std::optional<std::string> WithIdsOf(std::string_view subject, std::string_view pattern);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_FEDERATION_GITHUB_SUBJECT_H_
