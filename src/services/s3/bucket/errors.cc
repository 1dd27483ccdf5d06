#include "services/s3/bucket/errors.h"

namespace rolecall::services::s3::bucket {

aws::ErrorShape NoSuchBucket(const std::string& bucket) {
  return {404, "NoSuchBucket", "The specified bucket does not exist", {{"BucketName", bucket}}};
}

aws::ErrorShape NoSuchKey(const std::string& key) {
  return {404, "NoSuchKey", "The specified key does not exist.", {{"Key", key}}};
}

aws::ErrorShape InvalidArgument(std::string message) { return {400, "InvalidArgument", std::move(message)}; }

aws::ErrorShape InvalidArgument(std::string message, std::string_view name, std::string_view value) {
  return {400,
          "InvalidArgument",
          std::move(message),
          {{"ArgumentName", std::string(name)}, {"ArgumentValue", std::string(value)}}};
}

aws::ErrorShape InvalidRequest(std::string message) { return {400, "InvalidRequest", std::move(message)}; }

aws::ErrorShape MalformedXml() {
  return {400, "MalformedXML",
          "The XML you provided was not well-formed or did not validate against our published schema"};
}

aws::ErrorShape NotImplemented() {
  return NotImplemented("A header you provided implies functionality that is not implemented");
}

aws::ErrorShape NotImplemented(std::string message) { return {501, "NotImplemented", std::move(message)}; }

}  // namespace rolecall::services::s3::bucket
