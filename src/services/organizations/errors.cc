#include "services/organizations/errors.h"

namespace rolecall::services::organizations {

aws::ErrorShape InvalidInput(std::string_view reason, std::string message) {
  return {400, "InvalidInputException", std::move(message), {{"Reason", std::string(reason)}}};
}

aws::ErrorShape Constraint(std::string_view reason, std::string message) {
  return {400, "ConstraintViolationException", std::move(message), {{"Reason", std::string(reason)}}};
}

aws::ErrorShape NotManagement() {
  return {400, "AccessDeniedException", "You don't have permissions to access this resource."};
}

aws::ErrorShape NotInUse() {
  return {400, "AWSOrganizationsNotInUseException", "Your account is not a member of an organization."};
}

aws::ErrorShape NotFound(std::string_view code, std::string_view what) {
  return {400, std::string(code), "You specified " + std::string(what) + " that doesn't exist."};
}

aws::ErrorShape Refused(std::string code, std::string message) { return {400, std::move(code), std::move(message)}; }

aws::ErrorShape AsSent(aws::ErrorShape error) {
  if (error.code != "AccessDenied") return error;
  error.code = "AccessDeniedException";
  error.status = 400;
  return error;
}

}  // namespace rolecall::services::organizations
