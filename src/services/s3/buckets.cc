// Buckets themselves, and what all operations share.
#include "aws/wire/xml.h"
#include "partition/own_partition.h"
#include "policy/document/arn.h"
#include "services/s3/bucket/location.h"
#include "services/s3/bucket/public_access.h"
#include "services/s3/bucket_operations.h"
#include "services/s3/object/checksums.h"
#include "services/s3/wire/condition_keys.h"
#include "services/service.h"
#include "services/write.h"

namespace rolecall::services::s3 {
namespace {

// The largest is a CORS configuration of 100 rules.
constexpr aws::XmlBounds kDocument{.bytes = 128u << 10, .elements = 8192, .attributes = 1024, .depth = 16};
constexpr std::size_t kMaxUnauthorizedBytes = 64u << 10;

// "Bucket owners can always change a bucket's policy": whatever it denies to their account's root.
bool IsOwnersRoot(const Call& call, const directory::Bucket& bucket, std::string_view action) {
  const bool on_policy = action == "GetBucketPolicy" || action == "PutBucketPolicy" || action == "DeleteBucketPolicy";
  return on_policy && call.caller.kind == Caller::Kind::kRoot && call.caller.account == bucket.account;
}

// "Setting this option to TRUE restricts access to an access point or bucket with a public policy to only AWS service
// principals and authorized users within the bucket owner's account."
bool IsRestricted(const Call& call, const directory::Bucket& bucket) {
  const bool outside = call.caller.anonymous() || call.caller.account != bucket.account;
  return outside && bucket::PublicAccessOf(bucket).restrict_buckets && bucket::HasPublicPolicy(bucket);
}

// "x-amz-expected-bucket-owner: The account ID of the expected bucket owner. If the account ID that you provide does
// not match the actual owner of the bucket, the request fails with the HTTP status code 403 Forbidden (access denied)."
std::optional<aws::ErrorShape> CheckExpectedOwner(const http::Headers& headers, const S3Request& request,
                                                  const directory::Bucket& bucket) {
  const std::string* expected = headers.Find(request.owner_header);
  if (expected == nullptr) return std::nullopt;
  if (!policy::IsAccountId(*expected)) {
    return aws::ErrorShape{
        400, "InvalidBucketOwnerAWSAccountID",
        "The value of the expected bucket owner parameter must be an AWS Account ID... [" + *expected + "]"};
  }
  if (*expected != bucket.account) return aws::ErrorShape{403, "AccessDenied", "Access Denied"};
  return std::nullopt;
}

void AddBucketFacts(const directory::Bucket& bucket, bool on_object, Question& question) {
  question.resource_account = bucket.account;
  question.resource_policy = bucket.policy.compiled().get();
  // Differs from AWS: tags of buckets are always condition keys (ABAC), not only after PutBucketAbac.
  for (const auto& [key, value] : bucket.tags) question.context.push_back({"s3:BucketTag/" + key, {value}});
  if (!on_object) question.resource_tags = &bucket.tags;
}

aws::ErrorShape BucketNotEmpty(const directory::Bucket& bucket) {
  const bool versions = bucket.versioning != directory::Versioning::kOff;
  return {409,
          "BucketNotEmpty",
          std::string("The bucket you tried to delete is not empty") +
              (versions ? ". You must delete all versions in the bucket." : ""),
          {{"BucketName", bucket.name}}};
}

}  // namespace

std::optional<aws::ErrorShape> AuthorizeS3(Call& call, const S3Request& request, Question& question) {
  wire::SetConditionKeys(call, request, question);
  // S3 names the resource in quotes, and tells nobody nothing.
  if (!question.shown_resource) question.shown_resource = "\"" + question.resource + "\"";
  std::optional<aws::ErrorShape> refused = Authorize(call, question);
  if (refused && call.caller.anonymous()) refused->message = "Access Denied";
  return refused;
}

void GoToRegionOf(Call& call, const std::string& name) {
  const BucketPointer bucket = call.snapshot->buckets.Find(name);
  if (bucket != nullptr) call.region = bucket->region;
}

Checked<BucketPointer> FindBucket(Call& call, const S3Request& request, std::string_view action, bool on_object,
                                  Question question) {
  const BucketPointer bucket = call.snapshot->buckets.Find(request.bucket);
  question.action = (action.find(':') == action.npos ? "s3:" : "") + std::string(action);
  question.resource = partition::OwnArn() + "s3:::" + request.bucket + (on_object ? "/" + request.key : "");
  if (bucket != nullptr) AddBucketFacts(*bucket, on_object, question);
  if (bucket != nullptr && IsOwnersRoot(call, *bucket, action)) question.resource_policy = nullptr;
  ROLECALL_RETURN_IF_ERROR(AuthorizeS3(call, request, question));
  if (bucket == nullptr) return NoSuchBucket(request.bucket);
  ROLECALL_RETURN_IF_ERROR(CheckExpectedOwner(call.request.headers, request, *bucket));
  if (IsRestricted(call, *bucket)) {
    call.audit.decisions.push_back(question.action + ": refused by the bucket's RestrictPublicBuckets");
    return aws::ErrorShape{403, "AccessDenied", "Access Denied"};
  }
  return bucket;
}

Answer ChangeBucket(Call& call, const directory::Bucket& authorized, int status,
                    const std::function<Checked<bool>(directory::Bucket&)>& change) {
  return Update<http::Response>(call, [&](directory::Transaction& transaction) -> Answer {
    const BucketPointer now = transaction.snapshot().buckets.Find(authorized.name);
    const bool same = now != nullptr && now->account == authorized.account && now->created == authorized.created;
    if (!same) return NoSuchBucket(authorized.name);
    directory::Bucket bucket = *now;
    ROLECALL_TRY([[maybe_unused]] bool changed, change(bucket));
    transaction.Put(std::move(bucket));
    return EmptyAnswer(status);
  });
}

bool MayReadBeforePermission(const Call& call) {
  return !call.caller.anonymous() && call.request.body.size() <= kMaxUnauthorizedBytes;
}

Checked<aws::XmlNode> ReadXmlBody(const Call& call) {
  ROLECALL_RETURN_IF_ERROR(object::CheckBody(call.request.headers, call.request.body));
  if (call.request.body.size() > kDocument.bytes) {
    return aws::ErrorShape{400, "MaxMessageLengthExceeded", "Your request was too big."};
  }
  Result<aws::XmlNode> xml = aws::ParseXml(call.request.body, kDocument);
  if (!xml.ok()) return MalformedXml();
  return *std::move(xml);
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
  if (error.code == ErrorCode::kUnavailable || error.code == ErrorCode::kResourceExhausted) {
    return {503, "ServiceUnavailable", "The service cannot store anything at the moment."};
  }
  return {500, "InternalError", "We encountered an internal error. Please try again."};
}

std::string XmlTime(Time time) { return FormatIso8601(time).substr(0, 19) + ".000Z"; }
std::string Quoted(const std::string& etag) { return "\"" + etag + "\""; }

Answer HeadBucket(Call& call, const S3Request& request) {
  ROLECALL_TRY([[maybe_unused]] BucketPointer bucket, FindBucket(call, request, "ListBucket"));
  http::Response answer = EmptyAnswer(200);
  answer.headers.Set("x-amz-access-point-alias", "false");
  return answer;
}

namespace {

// An object that came in between the look at the bucket and its end was acknowledged: the bucket stays for it.
Checked<bool> RestoreUnlessEmpty(Call& call, ObjectStore& objects, const directory::Bucket& bucket) {
  const Result<bool> empty = objects.IsEmpty(bucket.name);
  if (!empty.ok()) return StoreError(empty.error());
  if (*empty) return false;
  return Update<bool>(call, [&](directory::Transaction& transaction) -> Checked<bool> {
    if (transaction.snapshot().buckets.Find(bucket.name) == nullptr) transaction.Put(bucket);
    return true;
  });
}

}  // namespace

Answer DeleteBucket(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, "DeleteBucket"));
  ObjectStore objects(call.directory.store(), call.random);
  ROLECALL_TRY(bucket, Update<BucketPointer>(call, [&](directory::Transaction& transaction) -> Checked<BucketPointer> {
                 const BucketPointer now = transaction.snapshot().buckets.Find(bucket->name);
                 if (now == nullptr || now->created != bucket->created) return NoSuchBucket(bucket->name);
                 const Result<bool> empty = objects.IsEmpty(bucket->name);
                 if (!empty.ok()) return StoreError(empty.error());
                 if (!*empty) return BucketNotEmpty(*now);
                 transaction.Delete(*now);
                 return now;
               }));
  ROLECALL_TRY(const bool stays, RestoreUnlessEmpty(call, objects, *bucket));
  if (stays) return BucketNotEmpty(*bucket);
  // Uploads that were begun end with their bucket; the next one of this name must not find them.
  const Result<void> forgotten = objects.ForgetBucket(bucket->name);
  if (!forgotten.ok()) return StoreError(forgotten.error());
  return EmptyAnswer(204);
}

Answer GetBucketLocation(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, request.action));
  aws::XmlWriter xml;
  xml.OpenWith("LocationConstraint", "xmlns", aws::kS3Namespace);
  xml.Raw(bucket::LocationConstraintOf(bucket->region)).Close();
  return XmlAnswer(call, xml.text());
}

Answer GetBucketAbac(Call& call, const S3Request& request) {
  ROLECALL_TRY([[maybe_unused]] BucketPointer bucket, FindBucket(call, request, request.action));
  aws::XmlWriter xml;
  xml.OpenWith("AbacStatus", "xmlns", aws::kS3Namespace).Text("Status", "Enabled").Close();
  return XmlAnswer(call, xml.text());
}

}  // namespace rolecall::services::s3
