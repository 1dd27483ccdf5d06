// Names of roles in STS requests, and what is checked of session names, tags and policies in several operations.
//
// For this folder only. Checks answer the error, or nothing; each says one thing that is wrong, in AWS's words, but
// PackedSize, which weighs all together and so comes last.
#ifndef ROLECALL_SERVICES_STS_NAMES_H_
#define ROLECALL_SERVICES_STS_NAMES_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "services/call.h"
#include "services/checked.h"

namespace rolecall::services::sts {

// "X is invalid" for a malformed role ARN.
std::optional<aws::ErrorShape> CheckRoleArn(const std::string& arn);

// Tags.member.N.Key/Value of the request, checked (count, lengths, characters, duplicates ignoring case).
services::Checked<directory::Tags> ReadTags(const services::Call& call);
// The same checks of tags that come from elsewhere (a token).
std::optional<aws::ErrorShape> CheckTags(const directory::Tags& tags);
// Each transitive key must be among the tags.
std::optional<aws::ErrorShape> CheckTransitiveKeys(const std::vector<std::string>& keys, const directory::Tags& tags);

// Fills the session's policies from Policy and PolicyArns, checked. Managed ones are AWS's or of `account`, the
// session's own.
std::optional<aws::ErrorShape> ReadSessionPolicies(const services::Call& call, const std::string& account,
                                                   directory::Session& session);

// DurationSeconds, or the hour that is meant without it; refused beyond the role's own maximum.
services::Checked<std::int64_t> RequestedSeconds(const services::Call& call, const directory::Role& role);

// How much of the allotted space tags (also inherited ones) and policies take, in percent, rather too much than too
// little. Over 100: PackedPolicyTooLarge.
services::Checked<int> PackedSize(const directory::Session& session);

// <Credentials>…</Credentials>
std::string CredentialsXml(const directory::SessionCredentials& credentials);

}  // namespace rolecall::services::sts

#endif  // ROLECALL_SERVICES_STS_NAMES_H_
