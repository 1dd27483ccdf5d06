// IAM's error answers: AWS's code and status for each, with the message that the operation gives. For this folder only.
//
// Exceeded quotas are in quotas.h; AccessDenied is services::Authorize's; wrong parameters are CheckParameters'.
#ifndef ROLECALL_SERVICES_IAM_ERRORS_H_
#define ROLECALL_SERVICES_IAM_ERRORS_H_

#include <string>

#include "aws/wire/shapes.h"

namespace rolecall::services::iam {

inline aws::ErrorShape NoSuchEntity(std::string message) { return {404, "NoSuchEntity", std::move(message)}; }
inline aws::ErrorShape AlreadyExists(std::string message) { return {409, "EntityAlreadyExists", std::move(message)}; }
inline aws::ErrorShape DeleteConflict(std::string message) { return {409, "DeleteConflict", std::move(message)}; }
inline aws::ErrorShape InvalidInput(std::string message) { return {400, "InvalidInput", std::move(message)}; }
inline aws::ErrorShape ValidationError(std::string message) { return {400, "ValidationError", std::move(message)}; }
inline aws::ErrorShape Malformed(std::string message) { return {400, "MalformedPolicyDocument", std::move(message)}; }
inline aws::ErrorShape Unmodifiable(std::string message) { return {400, "UnmodifiableEntity", std::move(message)}; }

}  // namespace rolecall::services::iam

#endif  // ROLECALL_SERVICES_IAM_ERRORS_H_
