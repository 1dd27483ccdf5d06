// The errors of AWS Organizations, with AWS's codes and reasons; all have status 400. For this folder only.
#ifndef ROLECALL_SERVICES_ORGANIZATIONS_ERRORS_H_
#define ROLECALL_SERVICES_ORGANIZATIONS_ERRORS_H_

#include <string>
#include <string_view>

#include "aws/wire/shapes.h"

namespace rolecall::services::organizations {

// InvalidInputException and ConstraintViolationException say why: "INVALID_PATTERN", "MAX_TAG_LIMIT_EXCEEDED".
aws::ErrorShape InvalidInput(std::string_view reason, std::string message);
aws::ErrorShape Constraint(std::string_view reason, std::string message);

// Who is not the management account.
aws::ErrorShape NotManagement();
// "Your account is not a member of an organization."
aws::ErrorShape NotInUse();

// "You specified WHAT that doesn't exist.": "RootNotFoundException", "a root".
aws::ErrorShape NotFound(std::string_view code, std::string_view what);
inline aws::ErrorShape NoRoot() { return NotFound("RootNotFoundException", "a root"); }
inline aws::ErrorShape NoUnit() { return NotFound("OrganizationalUnitNotFoundException", "an organizational unit"); }
inline aws::ErrorShape NoAccount() { return NotFound("AccountNotFoundException", "an account"); }
inline aws::ErrorShape NoParent() { return NotFound("ParentNotFoundException", "parent"); }
inline aws::ErrorShape NoChild() { return NotFound("ChildNotFoundException", "a child"); }
inline aws::ErrorShape NoTarget() { return NotFound("TargetNotFoundException", "a target"); }
inline aws::ErrorShape NoPolicy() { return NotFound("PolicyNotFoundException", "a policy"); }

// Another exception of the service.
aws::ErrorShape Refused(std::string code, std::string message);

// An error as this service sends it: authorization's AccessDenied (403) is AccessDeniedException with status 400 here.
aws::ErrorShape AsSent(aws::ErrorShape error);

}  // namespace rolecall::services::organizations

#endif  // ROLECALL_SERVICES_ORGANIZATIONS_ERRORS_H_
