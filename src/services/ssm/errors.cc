#include "services/ssm/errors.h"

#include <algorithm>

#include "base/text.h"

namespace rolecall::services::ssm {
namespace {

std::string OfKms(const std::string& message, const std::string& request_id,
                  const std::string& code = "AccessDeniedException") {
  return message + " (Service: AWSKMS; Status Code: 400; Error Code: " + code + "; Request ID: " + request_id +
         "; Proxy: null)";
}

}  // namespace

aws::ErrorShape Validation(std::string message) { return {400, "ValidationException", std::move(message)}; }

aws::ErrorShape ParameterNotFound() { return {400, "ParameterNotFound", ""}; }

aws::ErrorShape VersionNotFound(std::string_view name, std::string_view version) {
  return {400, "ParameterVersionNotFound",
          "Systems Manager could not find version " + std::string(version) + " of " + std::string(name) +
              ". Verify the version and try again."};
}

aws::ErrorShape LabelNotFound(std::string_view name, std::string_view label) {
  return {400, "ParameterVersionNotFound",
          "Systems Manager could not find label " + std::string(label) + " of " + std::string(name) +
              ". Verify the label and try again."};
}

aws::ErrorShape AlreadyExists() {
  return {400, "ParameterAlreadyExists",
          "The parameter already exists. To overwrite this value, set the overwrite option in the request to true."};
}

aws::ErrorShape BadName() {
  return Validation(
      "Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed as a path, it can consist of "
      "sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 "
      "symbols .-_");
}

aws::ErrorShape ReservedName(std::string_view name) {
  const bool is_path = std::ranges::count(name, '/') > 1;
  if (name.starts_with('/')) name.remove_prefix(1);
  if (!is_path) return Validation("Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive).");
  if (LowerAscii(name.substr(0, 3)) == "ssm") return BadName();
  return {400, "AccessDeniedException", "No access to reserved parameter name: " + std::string(name) + "."};
}

aws::ErrorShape BadPath() {
  return Validation(
      "The parameter doesn't meet the parameter name requirements. The parameter name must begin with a forward slash "
      "\"/\". It can't be prefixed with \\\"aws\\\" or \\\"ssm\\\" (case-insensitive). It must use only letters, "
      "numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. "
      "All sub-paths, if specified, must use the forward slash symbol \"/\". Valid example: "
      "/get/parameters2-/by1./path0_.");
}

aws::ErrorShape BadSelector() {
  return Validation(
      "Invalid parameter name. Please use correct syntax for referencing a version/label  <name>:<version/label>");
}

aws::ErrorShape TooManyLevels() {
  return {400, "HierarchyLevelLimitExceededException",
          "A hierarchy can have a maximum of 15 levels. For more information, see Requirements and constraints for "
          "parameter names in the AWS Systems Manager User Guide."};
}

aws::ErrorShape InvalidFilterKey(std::string message) { return {400, "InvalidFilterKey", std::move(message)}; }
aws::ErrorShape InvalidFilterOption(std::string message) { return {400, "InvalidFilterOption", std::move(message)}; }
aws::ErrorShape InvalidFilterValue(std::string message) { return {400, "InvalidFilterValue", std::move(message)}; }
aws::ErrorShape InvalidNextToken() { return {400, "InvalidNextToken", "The specified token is not valid."}; }
aws::ErrorShape TooManyUpdates() { return {400, "TooManyUpdates", ""}; }
aws::ErrorShape InvalidResourceId() { return {400, "InvalidResourceId", ""}; }

aws::ErrorShape KmsMayNotDecrypt(const std::string& request_id) {
  return {400, "AccessDeniedException",
          OfKms("The ciphertext refers to a customer master key that does not exist, does not exist in this region, or "
                "you are not allowed to access.",
                request_id)};
}

aws::ErrorShape KmsMayNotEncrypt(const std::string& caller, std::string_view action, const std::string& request_id) {
  return {400, "AccessDeniedException",
          OfKms("User: " + caller + " is not authorized to perform: " + std::string(action) +
                    " on this resource because the resource does not exist in this Region, no resource-based policies "
                    "allow access, or a resource-based policy explicitly denies access",
                request_id)};
}

aws::ErrorShape KeyCannotBeUsed(const aws::ErrorShape& why, const std::string& request_id) {
  return {400, "InvalidKeyId", OfKms(why.message, request_id, why.code)};
}

aws::ErrorShape NotServed(std::string message) { return {501, "NotImplemented", std::move(message)}; }

}  // namespace rolecall::services::ssm
