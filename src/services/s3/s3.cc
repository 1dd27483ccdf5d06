#include "services/s3/s3.h"

#include "services/s3/operations.h"

namespace rolecall::services::s3 {
namespace {

using Operation = Answer (*)(Call&, const S3Request&);

struct Route {
  Operation run = nullptr;
  const char* name = "";
};

Route BucketRoute(const S3Request& request, const std::string& method) {
  if (IsBucketSetting(request)) return {BucketSetting, "BucketSetting"};
  if (method == "GET") {
    if (request.Has("versions")) return {ListObjectVersions, "ListObjectVersions"};
    if (request.Has("uploads")) return {ListMultipartUploads, "ListMultipartUploads"};
    return {ListObjects, request.Get("list-type") == "2" ? "ListObjectsV2" : "ListObjects"};
  }
  if (method == "PUT") return {CreateBucket, "CreateBucket"};
  if (method == "HEAD") return {HeadBucket, "HeadBucket"};
  if (method == "DELETE") return {DeleteBucket, "DeleteBucket"};
  if (method == "POST" && request.Has("delete")) return {DeleteObjects, "DeleteObjects"};
  return {};
}

Route ObjectRoute(const S3Request& request, const std::string& method, bool copies) {
  if (request.Has("tagging") && (method == "GET" || method == "PUT" || method == "DELETE")) {
    return {ObjectTagging, "ObjectTagging"};
  }
  for (const char* refused : {"acl", "retention", "legal-hold", "torrent", "select", "restore", "attributes"}) {
    if (request.Has(refused)) return {};
  }
  if (method == "POST") {
    if (request.Has("uploads")) return {CreateMultipartUpload, "CreateMultipartUpload"};
    if (request.Has("uploadId")) return {CompleteMultipartUpload, "CompleteMultipartUpload"};
    return {};
  }
  if (method == "PUT") {
    if (request.Has("uploadId")) return {UploadPart, "UploadPart"};
    if (copies) return {CopyObject, "CopyObject"};
    return {PutObject, "PutObject"};
  }
  if (method == "GET" && request.Has("uploadId")) return {ListParts, "ListParts"};
  if (method == "GET") return {GetObject, "GetObject"};
  if (method == "HEAD") return {GetObject, "HeadObject"};
  if (method == "DELETE" && request.Has("uploadId")) return {AbortMultipartUpload, "AbortMultipartUpload"};
  if (method == "DELETE") return {DeleteObject, "DeleteObject"};
  return {};
}

// Bucket, key and what chooses among versions and parts, as CloudTrail names them; nothing of a signature.
void NoteParameters(const S3Request& request, Call::Audit& audit) {
  if (!request.bucket.empty()) audit.parameters.emplace_back("bucketName", request.bucket);
  if (!request.key.empty()) audit.parameters.emplace_back("key", request.key);
  for (const char* name : {"versionId", "uploadId", "partNumber", "prefix", "delimiter", "list-type", "max-keys"}) {
    if (const std::string* value = request.Find(name)) audit.parameters.emplace_back(name, *value);
  }
}

class S3 final : public Service {
 public:
  std::string_view name() const override { return "s3"; }
  aws::Protocol protocol() const override { return aws::Protocol::kS3; }

  http::Response Handle(Call& call) override {
    Answer answer = Run(call);
    if (answer.ok()) {
      answer->headers.Set("x-amz-request-id", call.request_id);
      return std::move(*answer);
    }
    call.audit.Fail(answer.error().code, answer.error().message);
    return aws::ErrorResponse(aws::Protocol::kS3, answer.error(),
                              {.request_id = call.request_id,
                               .resource = call.request.path(),
                               .head_request = call.request.method == "HEAD"});
  }

 private:
  static Answer Run(Call& call) {
    ROLECALL_TRY(S3Request request, ReadRequest(call.request, call.host_label));
    NoteParameters(request, call.audit);
    Route route;
    if (request.bucket.empty()) {
      if (call.request.method == "GET") route = {ListBuckets, "ListBuckets"};
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

}  // namespace rolecall::services::s3
