// The policy document of a form: what the one who signed it lets be uploaded.
//
// Source: S3 API reference, "Creating an HTML form (using AWS Signature Version 4)" and "POST policy". Every field of
// the form must be in a condition, but x-amz-signature, file, policy and x-ignore-….
#ifndef ROLECALL_SERVICES_S3_OBJECT_POST_POLICY_H_
#define ROLECALL_SERVICES_S3_OBJECT_POST_POLICY_H_

#include <optional>
#include <string>
#include <string_view>

#include "aws/wire/shapes.h"
#include "base/clock.h"
#include "services/s3/object/form.h"

namespace rolecall::services::s3::object {

// Nothing: the form fits. `policy` is base64 of the document; `key` is what the object will be called. Errors:
// InvalidPolicyDocument (400); AccessDenied (403): expired, a condition failed, a field in no condition;
// EntityTooSmall, EntityTooLarge.
std::optional<aws::ErrorShape> CheckPostPolicy(std::string_view policy, const Form& form, const std::string& bucket,
                                               const std::string& key, Time now);

}  // namespace rolecall::services::s3::object

#endif  // ROLECALL_SERVICES_S3_OBJECT_POST_POLICY_H_
