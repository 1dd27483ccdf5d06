// Buckets themselves, and what all operations share.
#include "aws/wire/xml.h"
#include "services/s3/condition_keys.h"
#include "services/s3/operations.h"
#include "services/service.h"
#include "services/write.h"

namespace rolecall::services::s3 {
namespace {

constexpr std::size_t kMaxBuckets = 10000;  // AWS's default quota of an account

std::string LocationOf(const std::string& body) {
  if (body.empty()) return "";
  const Result<aws::XmlNode> xml = aws::ParseXml(body);
  return xml.ok() ? std::string(xml->Get("LocationConstraint")) : "";
}

}  // namespace

Checked<BucketPointer> FindBucket(Call& call, const S3Request& request, std::string_view action, bool on_object,
                                  Question question) {
  const BucketPointer bucket = call.snapshot->buckets.Find(request.bucket);
  question.action = "s3:" + std::string(action);
  question.resource = "arn:aws:s3:::" + request.bucket + (on_object ? "/" + request.key : "");
  if (bucket != nullptr) {
    question.resource_account = bucket->account;
    question.resource_policy = bucket->policy.compiled.get();
    if (!on_object) question.resource_tags = &bucket->tags;
  }
  SetConditionKeys(call, request, question);
  call.audit.resources.push_back(question.resource);
  ROLECALL_RETURN_IF_ERROR(Authorize(call, question));
  if (bucket == nullptr) return NoSuchBucket(request.bucket);
  const std::string_view expected = call.request.headers.Get("x-amz-expected-bucket-owner");
  if (!expected.empty() && expected != bucket->account) return aws::ErrorShape{403, "AccessDenied", "Access Denied"};
  return bucket;
}

http::Response XmlAnswer(const Call& call, std::string_view xml) { return aws::S3XmlResponse(xml, call.request_id); }

http::Response EmptyAnswer(int status) { return {.status = status}; }

aws::ErrorShape StoreError(const Error& error) {
  if (error.code == ErrorCode::kConflict) {
    return {409, "ConditionalRequestConflict",
            "The conditional request cannot succeed due to a conflicting operation against this resource."};
  }
  if (error.code == ErrorCode::kInvalidArgument) {
    return {400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size"};
  }
  return InternalError(error);
}

std::string XmlTime(Time time) { return FormatIso8601(time).substr(0, 19) + ".000Z"; }
std::string Quoted(const std::string& etag) { return "\"" + etag + "\""; }

Answer ListBuckets(Call& call, const S3Request& request) {
  ROLECALL_RETURN_IF_ERROR(Authorize(call, {.action = "s3:ListAllMyBuckets", .resource = "*"}));
  const std::string prefix = request.Get("prefix");
  aws::XmlWriter xml;
  xml.OpenWith("ListAllMyBucketsResult", "xmlns", aws::kS3Namespace);
  xml.Open("Owner").Text("ID", call.own_account()).Close().Open("Buckets");
  for (const BucketPointer& bucket : call.snapshot->buckets.Sorted(prefix)) {
    if (bucket->account != call.own_account()) continue;
    xml.Open("Bucket")
        .Text("Name", bucket->name)
        .Text("CreationDate", XmlTime(bucket->created))
        .Text("BucketRegion", bucket->region)
        .Close();
  }
  xml.Close().Close();
  return XmlAnswer(call, xml.text());
}

Answer CreateBucket(Call& call, const S3Request& request) {
  const std::string location = LocationOf(call.request.body);
  Question question{.action = "s3:CreateBucket", .resource = "arn:aws:s3:::" + request.bucket};
  if (!location.empty()) question.context.push_back({"s3:locationconstraint", {location}});
  ROLECALL_RETURN_IF_ERROR(Authorize(call, question));
  if (!IsBucketName(request.bucket)) {
    return aws::ErrorShape{
        400, "InvalidBucketName", "The specified bucket is not valid.", {{"BucketName", request.bucket}}};
  }
  if (!call.request.body.empty() && !aws::ParseXml(call.request.body).ok()) return MalformedXml();
  return Update<http::Response>(call, [&](directory::Transaction& transaction) -> Answer {
    if (const BucketPointer existing = transaction.snapshot().buckets.Find(request.bucket)) {
      if (existing->account != call.own_account()) {
        return aws::ErrorShape{
            409,
            "BucketAlreadyExists",
            "The requested bucket name is not available. The bucket namespace is shared by all users of the "
            "system. Please select a different name and try again.",
            {{"BucketName", request.bucket}}};
      }
      return aws::ErrorShape{409,
                             "BucketAlreadyOwnedByYou",
                             "Your previous request to create the named bucket succeeded and you already own it.",
                             {{"BucketName", request.bucket}}};
    }
    if (transaction.snapshot().buckets.size() >= kMaxBuckets) {
      return aws::ErrorShape{400, "TooManyBuckets", "You have attempted to create more buckets than allowed"};
    }
    directory::Bucket bucket;
    bucket.name = request.bucket;
    bucket.account = call.own_account();
    bucket.region = location.empty() ? "us-east-1" : location;
    bucket.created = call.now;
    transaction.Put(std::move(bucket));
    http::Response answer = EmptyAnswer(200);
    answer.headers.Set("Location", "/" + request.bucket);
    return answer;
  });
}

Answer HeadBucket(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, "ListBucket"));
  http::Response answer = EmptyAnswer(200);
  answer.headers.Set("x-amz-bucket-region", bucket->region);
  return answer;
}

Answer DeleteBucket(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, "DeleteBucket"));
  ObjectStore objects(call.directory.store(), call.random);
  const Result<bool> empty = objects.IsEmpty(bucket->name);
  if (!empty.ok()) return StoreError(empty.error());
  if (!*empty) {
    return aws::ErrorShape{
        409, "BucketNotEmpty", "The bucket you tried to delete is not empty", {{"BucketName", bucket->name}}};
  }
  return Update<http::Response>(call, [&](directory::Transaction& transaction) -> Answer {
    if (transaction.snapshot().buckets.Find(bucket->name) == nullptr) return NoSuchBucket(bucket->name);
    transaction.Delete(*bucket);
    return EmptyAnswer(204);
  });
}

}  // namespace rolecall::services::s3
