// S3Request: what a REST request asks of S3, read once: bucket, key, sub-resource, parameters.
//
//   ROLECALL_TRY(S3Request request, ReadRequest(call.request));      // GET /bucket/a/key?versionId=…
//   if (request.Has("versioning")) …                                 // a sub-resource is a parameter without a value
#ifndef ROLECALL_SERVICES_S3_WIRE_REQUEST_H_
#define ROLECALL_SERVICES_S3_WIRE_REQUEST_H_

#include <optional>
#include <string>
#include <string_view>

#include "aws/wire/shapes.h"
#include "http/message.h"
#include "services/call.h"
#include "services/checked.h"

namespace rolecall::services::s3::wire {

inline constexpr std::size_t kMaxKeyBytes = 1024;

struct S3Request {
  std::string bucket;  // empty: the service itself
  std::string key;     // empty: the bucket
  http::QueryParameters parameters;
  // Of the route that was found (routes.h), for handlers that serve several operations: the sub-resource ("cors"), and
  // the action without its service ("GetBucketCORS").
  std::string_view marker, action;
  // The header that says whose the bucket is expected to be; that of a copy's source has another one.
  std::string_view owner_header = "x-amz-expected-bucket-owner";

  const std::string* Find(std::string_view name) const;
  bool Has(std::string_view name) const { return Find(name) != nullptr; }
  std::string Get(std::string_view name, std::string_view otherwise = "") const;
};

// The bucket of a virtual-hosted request by its Host (BUCKET.s3.…, BUCKET.localhost); "" for path style.
std::string BucketOfHost(std::string_view host);

// Bucket and key from the path, or the bucket from the host ("BUCKET.s3.…", "BUCKET.localhost"); `host_label` is the
// call's (a bucket, before one of the plane's own names).
Checked<S3Request> ReadRequest(const http::Request& request, const std::string& host_label = "");

}  // namespace rolecall::services::s3::wire

#endif  // ROLECALL_SERVICES_S3_WIRE_REQUEST_H_
