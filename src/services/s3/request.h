// S3Request: what a REST request asks of S3, read once: bucket, key, sub-resource, parameters.
//
//   ROLECALL_TRY(S3Request request, ReadRequest(call.request));      // GET /bucket/a/key?versionId=…
//   if (request.Has("versioning")) …                                 // a sub-resource is a parameter without a value
//
// Also the errors that operations of several families give.
#ifndef ROLECALL_SERVICES_S3_REQUEST_H_
#define ROLECALL_SERVICES_S3_REQUEST_H_

#include <optional>
#include <string>
#include <string_view>

#include "aws/wire/shapes.h"
#include "http/message.h"
#include "services/call.h"
#include "services/checked.h"

namespace rolecall::services::s3 {

inline constexpr std::size_t kMaxKeyBytes = 1024;

struct S3Request {
  std::string bucket;  // empty: the service itself
  std::string key;     // empty: the bucket
  http::QueryParameters parameters;

  const std::string* Find(std::string_view name) const;
  bool Has(std::string_view name) const { return Find(name) != nullptr; }
  std::string Get(std::string_view name, std::string_view otherwise = "") const;
};

// Bucket and key from the path, or the bucket from the host ("BUCKET.s3.…", "BUCKET.localhost"); `host_label` is the
// call's (a bucket, before one of the plane's own names).
Checked<S3Request> ReadRequest(const http::Request& request, const std::string& host_label = "");

// 3 to 63 of a-z 0-9 . -, as AWS wants them.
bool IsBucketName(std::string_view name);

aws::ErrorShape NoSuchBucket(const std::string& bucket);
aws::ErrorShape NoSuchKey(const std::string& key);
aws::ErrorShape InvalidArgument(std::string message);
aws::ErrorShape MalformedXml();
aws::ErrorShape PreconditionFailed(std::string condition);
// AccessDenied in S3's own words is "Access Denied"; the sentence with the reason is what today's S3 says.

}  // namespace rolecall::services::s3

#endif  // ROLECALL_SERVICES_S3_REQUEST_H_
