// The errors of Parameter Store, with AWS's codes and texts. All have status 400, AccessDeniedException too.
#ifndef ROLECALL_SERVICES_SSM_ERRORS_H_
#define ROLECALL_SERVICES_SSM_ERRORS_H_

#include <string>
#include <string_view>

#include "aws/wire/shapes.h"

namespace rolecall::services::ssm {

aws::ErrorShape Validation(std::string message);

// AWS says no more than the code.
aws::ErrorShape ParameterNotFound();
// A version that a parameter has not; one that no label names.
aws::ErrorShape VersionNotFound(std::string_view name, std::string_view version);
aws::ErrorShape LabelNotFound(std::string_view name, std::string_view label);
aws::ErrorShape AlreadyExists();

// A name that is no parameter's: its characters, or slashes without one before them.
aws::ErrorShape BadName();
// Of a new parameter, whose name begins with what AWS keeps for itself.
aws::ErrorShape ReservedName(std::string_view name);
// A path (GetParametersByPath, filters) that does not look like one.
aws::ErrorShape BadPath();
// "name:1:2".
aws::ErrorShape BadSelector();
aws::ErrorShape TooManyLevels();

aws::ErrorShape InvalidFilterKey(std::string message);
aws::ErrorShape InvalidFilterOption(std::string message);
aws::ErrorShape InvalidFilterValue(std::string message);
// A NextToken that no page gave.
aws::ErrorShape InvalidNextToken();
// Another write came between.
aws::ErrorShape TooManyUpdates();
// The resource of a tag operation is not there.
aws::ErrorShape InvalidResourceId();

// The key of a SecureString may not be used. `request_id` is KMS's own, as AWS shows it.
aws::ErrorShape KmsMayNotDecrypt(const std::string& request_id);
aws::ErrorShape KmsMayNotEncrypt(const std::string& caller, std::string_view action, const std::string& request_id);
// It is not there, disabled or pending deletion: InvalidKeyId, with what KMS says.
aws::ErrorShape KeyCannotBeUsed(const aws::ErrorShape& why, const std::string& request_id);

// What AWS has and this plane has not: 501.
aws::ErrorShape NotServed(std::string message);

}  // namespace rolecall::services::ssm

#endif  // ROLECALL_SERVICES_SSM_ERRORS_H_
