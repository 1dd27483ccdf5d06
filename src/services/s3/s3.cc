#include "services/s3/s3.h"

#include "services/s3/operations.h"

namespace rolecall::services {
namespace {

using Operation = s3::Answer (*)(Call&, const s3::S3Request&);

struct Route {
  Operation run = nullptr;
  const char* name = "";
};

Route BucketRoute(const s3::S3Request& request, const std::string& method) {
  if (s3::IsBucketSetting(request)) return {s3::BucketSetting, "BucketSetting"};
  if (method == "GET") {
    if (request.Has("versions")) return {s3::ListObjectVersions, "ListObjectVersions"};
    if (request.Has("uploads")) return {s3::ListMultipartUploads, "ListMultipartUploads"};
    return {s3::ListObjects, request.Get("list-type") == "2" ? "ListObjectsV2" : "ListObjects"};
  }
  if (method == "PUT") return {s3::CreateBucket, "CreateBucket"};
  if (method == "HEAD") return {s3::HeadBucket, "HeadBucket"};
  if (method == "DELETE") return {s3::DeleteBucket, "DeleteBucket"};
  if (method == "POST" && request.Has("delete")) return {s3::DeleteObjects, "DeleteObjects"};
  return {};
}

Route ObjectRoute(const s3::S3Request& request, const std::string& method, bool copies) {
  if (request.Has("tagging") && (method == "GET" || method == "PUT" || method == "DELETE"))
    return {s3::ObjectTagging, "ObjectTagging"};
  for (const char* refused : {"acl", "retention", "legal-hold", "torrent", "select", "restore", "attributes"}) {
    if (request.Has(refused)) return {};
  }
  if (method == "POST") {
    if (request.Has("uploads")) return {s3::CreateMultipartUpload, "CreateMultipartUpload"};
    if (request.Has("uploadId")) return {s3::CompleteMultipartUpload, "CompleteMultipartUpload"};
    return {};
  }
  if (method == "PUT") {
    if (request.Has("uploadId")) return {s3::UploadPart, "UploadPart"};
    if (copies) return {s3::CopyObject, "CopyObject"};
    return {s3::PutObject, "PutObject"};
  }
  if (method == "GET" && request.Has("uploadId")) return {s3::ListParts, "ListParts"};
  if (method == "GET") return {s3::GetObject, "GetObject"};
  if (method == "HEAD") return {s3::GetObject, "HeadObject"};
  if (method == "DELETE" && request.Has("uploadId")) return {s3::AbortMultipartUpload, "AbortMultipartUpload"};
  if (method == "DELETE") return {s3::DeleteObject, "DeleteObject"};
  return {};
}

class S3 final : public Service {
 public:
  std::string_view name() const override { return "s3"; }
  aws::Protocol protocol() const override { return aws::Protocol::kS3; }

  http::Response Handle(Call& call) override {
    s3::Answer answer = Run(call);
    if (answer.ok()) {
      answer->headers.Set("x-amz-request-id", call.request_id);
      return std::move(*answer);
    }
    call.audit.error_code = answer.refusal().code;
    return aws::ErrorResponse(aws::Protocol::kS3, answer.refusal(),
                              {.request_id = call.request_id,
                               .resource = call.request.path(),
                               .head_request = call.request.method == "HEAD"});
  }

 private:
  static s3::Answer Run(Call& call) {
    SERVICE_TRY(s3::S3Request request, s3::ReadRequest(call.request));
    Route route;
    if (request.bucket.empty()) {
      if (call.request.method == "GET") route = {s3::ListBuckets, "ListBuckets"};
    } else if (request.key.empty()) {
      route = BucketRoute(request, call.request.method);
    } else {
      route = ObjectRoute(request, call.request.method, call.request.headers.Find("x-amz-copy-source") != nullptr);
    }
    call.audit.operation = route.name;
    if (route.run == nullptr) {
      return aws::ErrorShape{501, "NotImplemented",
                             "A header or parameter you provided implies functionality that is not implemented here"};
    }
    return route.run(call, request);
  }
};

}  // namespace

std::unique_ptr<Service> MakeS3() { return std::make_unique<S3>(); }

}  // namespace rolecall::services
