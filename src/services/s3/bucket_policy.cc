// The policy of a bucket.
#include "base/text.h"
#include "directory/principals.h"
#include "services/s3/bucket/policy_rules.h"
#include "services/s3/bucket/public_access.h"
#include "services/s3/bucket_operations.h"
#include "services/s3/object/checksums.h"

namespace rolecall::services::s3 {
namespace {

using policy::DocumentKind;

aws::ErrorShape NoSuchPolicy(const directory::Bucket& bucket) {
  return {404, "NoSuchBucketPolicy", "The bucket policy does not exist", {{"BucketName", bucket.name}}};
}

// "BlockPublicPolicy: Setting this option to TRUE causes Amazon S3 to reject calls to PutBucketPolicy if the specified
// bucket policy allows public access."
std::optional<aws::ErrorShape> CheckPublic(const Call& call, const directory::Bucket& bucket, const std::string& text) {
  if (!bucket::PublicAccessOf(bucket).block_policy) return std::nullopt;
  if (!bucket::IsPublicPolicy(policy::Parse(text, DocumentKind::kResource).document)) return std::nullopt;
  return aws::ErrorShape{403, "AccessDenied",
                         "User: " + call.caller.arn +
                             " is not authorized to perform: s3:PutBucketPolicy on resource: \"" + bucket.arn() +
                             "\" because public policies are blocked by the BlockPublicPolicy block public access "
                             "setting."};
}

// "ConfirmRemoveSelfBucketAccess: Set this parameter to true to confirm that you want to remove your permissions to
// change this bucket policy in the future." The owner's root always keeps them.
std::optional<aws::ErrorShape> CheckSelfLockout(Call& call, const directory::Bucket& bucket,
                                                const directory::StoredPolicy& stored) {
  const bool confirmed =
      EqualsIgnoringAsciiCase(call.request.headers.Get("x-amz-confirm-remove-self-bucket-access"), "true");
  if (confirmed || call.caller.kind == Caller::Kind::kRoot) return std::nullopt;
  const policy::Decision later = Decide(call, {.action = "s3:PutBucketPolicy",
                                               .resource = bucket.arn(),
                                               .resource_account = bucket.account,
                                               .resource_tags = &bucket.tags,
                                               .resource_policy = stored.compiled.get()});
  if (later.allowed()) return std::nullopt;
  return InvalidRequest(
      "The policy would take away your own permission to change it. Confirm this with "
      "x-amz-confirm-remove-self-bucket-access.");
}

}  // namespace

Answer GetBucketPolicy(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, request.action));
  if (!bucket->policy) return NoSuchPolicy(*bucket);
  http::Response answer{.status = 200, .headers = {{"Content-Type", "application/json"}}};
  answer.body = directory::ShowPrincipals(bucket->policy.text, DocumentKind::kResource, *call.snapshot);
  return answer;
}

Answer GetBucketPolicyStatus(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, request.action));
  if (!bucket->policy) return NoSuchPolicy(*bucket);
  aws::XmlWriter xml;
  xml.OpenWith("PolicyStatus", "xmlns", aws::kS3Namespace).Bool("IsPublic", bucket::HasPublicPolicy(*bucket)).Close();
  return XmlAnswer(call, xml.text());
}

Answer PutBucketPolicy(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, request.action));
  const std::string& text = call.request.body;
  ROLECALL_RETURN_IF_ERROR(object::CheckBody(call.request.headers, text));
  ROLECALL_RETURN_IF_ERROR(bucket::CheckBucketPolicy(text, bucket->name));
  directory::BoundPolicy bound = directory::BindPrincipals(text, DocumentKind::kResource, *call.snapshot);
  if (!bound.unknown_principal.empty())
    return bucket::InvalidPrincipal("\"AWS\" : \"" + bound.unknown_principal + "\"");
  directory::StoredPolicy stored =
      directory::MakeStoredPolicy(bound.text, DocumentKind::kResource, "bucket policy of " + bucket->name);
  ROLECALL_RETURN_IF_ERROR(CheckSelfLockout(call, *bucket, stored));
  return ChangeBucket(call, *bucket, 204, [&](directory::Bucket& changed) -> Checked<bool> {
    // As it is now: the block may have been set meanwhile.
    ROLECALL_RETURN_IF_ERROR(CheckPublic(call, changed, bound.text));
    changed.policy = std::move(stored);
    return true;
  });
}

Answer DeleteBucketPolicy(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, request.action));
  return ChangeBucket(call, *bucket, 204, [](directory::Bucket& changed) -> Checked<bool> {
    changed.policy = {};
    return true;
  });
}

}  // namespace rolecall::services::s3
