#include "services/s3/s3.h"

#include "services/s3/control.h"
#include "services/s3/cors_answers.h"
#include "services/s3/operations.h"
#include "services/s3/routes.h"

namespace rolecall::services::s3 {
namespace {

// A request that is refused for its form is refused for its permission first, as what it looks like.
Answer Refuse(Call& call, const S3Request& request, const Found& found) {
  if (found.plain != nullptr && found.plain->level != Level::kService) {
    ROLECALL_TRY([[maybe_unused]] BucketPointer bucket,
                 FindBucket(call, request, found.plain->action, found.plain->level == Level::kObject));
  }
  return *found.refusal;
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
    if (IsControlRequest(call)) return HandleControl(call);
    Checked<S3Request> request = wire::ReadRequest(call.request, call.host_label);
    if (!request.ok()) return Finish(call, Answer(std::move(request.error())));
    NoteParameters(*request, call.audit);
    http::Response response = Finish(call, Run(call, *request));
    AddBucketHeaders(call, *request, response);
    return response;
  }

 private:
  static Answer Run(Call& call, S3Request& request) {
    if (call.request.method == "OPTIONS") return AnswerPreflight(call, request);
    const Found found = FindRoute(request, call.request);
    if (found.route == nullptr) {
      call.audit.operation = found.plain != nullptr ? found.plain->name : "";
      if (call.audit.operation != "CreateBucket") GoToRegionOf(call, request.bucket);
      return Refuse(call, request, found);
    }
    call.audit.operation = found.route->name;
    if (call.audit.operation != "CreateBucket") GoToRegionOf(call, request.bucket);
    return s3::Run(*found.route, call, request);
  }

  static http::Response Finish(Call& call, Answer answer) {
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

  // What browsers need of every answer, and where the bucket is: clients that were sent to another region look for it
  // in refusals too.
  static void AddBucketHeaders(Call& call, const S3Request& request, http::Response& response) {
    if (request.bucket.empty()) return;
    AddCorsHeaders(call, request, response);
    if (!request.key.empty()) return;
    const BucketPointer bucket = call.snapshot->buckets.Find(request.bucket);
    if (bucket != nullptr) response.headers.Set("x-amz-bucket-region", bucket->region);
  }
};

}  // namespace

std::unique_ptr<Service> MakeS3() { return std::make_unique<S3>(); }

}  // namespace rolecall::services::s3
