#include "services/s3/object/errors.h"

namespace rolecall::services::s3::object {

aws::ErrorShape PreconditionFailed(std::string condition) {
  return {412,
          "PreconditionFailed",
          "At least one of the pre-conditions you specified did not hold",
          {{"Condition", std::move(condition)}}};
}

aws::ErrorShape HeaderNotImplemented(std::string_view header) {
  return {501,
          "NotImplemented",
          "A header you provided implies functionality that is not implemented",
          {{"Header", std::string(header)}}};
}

aws::ErrorShape EntityTooLarge() {
  return {400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size"};
}

aws::ErrorShape AccessDenied() { return {403, "AccessDenied", "Access Denied"}; }

aws::ErrorShape NoSuchKeyButMarker(const storage::ObjectVersion& marker, bool versioned) {
  aws::ErrorShape error = NoSuchKey(marker.key);
  error.headers = {{"x-amz-delete-marker", "true"}};
  if (versioned) error.headers.emplace_back("x-amz-version-id", marker.version_id);
  return error;
}

aws::ErrorShape MarkerIsNoObject(const storage::ObjectVersion& marker, std::string_view method) {
  aws::ErrorShape error{405,
                        "MethodNotAllowed",
                        "The specified method is not allowed against this resource.",
                        {{"Method", std::string(method)}, {"ResourceType", "DeleteMarker"}}};
  error.headers = {{"x-amz-delete-marker", "true"},
                   {"x-amz-version-id", marker.version_id},
                   {"Allow", "DELETE"},
                   {"Last-Modified", FormatHttpDate(marker.modified)}};
  return error;
}

aws::ErrorShape NoSuchVersion(const std::string& key, const std::string& version_id) {
  return {404, "NoSuchVersion", "The specified version does not exist.", {{"Key", key}, {"VersionId", version_id}}};
}

}  // namespace rolecall::services::s3::object
