// What AWS checks of a bucket policy before it is stored, in its order and words.
//
//   ROLECALL_RETURN_IF_ERROR(CheckBucketPolicy(call.request.body, bucket->name));
//
// MalformedPolicy (400) for everything: syntax, then principals, actions, resources, and whether each action is about
// one of its statement's resources. Whether the principals exist is the caller's question (directory/principals.h).
// Source: S3's own texts, as they were seen.
#ifndef ROLECALL_SERVICES_S3_BUCKET_POLICY_RULES_H_
#define ROLECALL_SERVICES_S3_BUCKET_POLICY_RULES_H_

#include <optional>
#include <string_view>

#include "aws/wire/shapes.h"

namespace rolecall::services::s3::bucket {

inline constexpr std::size_t kMaxPolicyBytes = 20480;  // "Bucket policies are limited to 20 KB in size."

std::optional<aws::ErrorShape> CheckBucketPolicy(std::string_view text, std::string_view bucket);

aws::ErrorShape InvalidPrincipal(std::string detail);

}  // namespace rolecall::services::s3::bucket

#endif  // ROLECALL_SERVICES_S3_BUCKET_POLICY_RULES_H_
