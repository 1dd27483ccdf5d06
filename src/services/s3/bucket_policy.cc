// The policy of a bucket.
#include "directory/principals.h"
#include "policy/storable/public_access.h"
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
  if (!policy::IsPublic(policy::Parse(text, DocumentKind::kResource).document)) return std::nullopt;
  return aws::ErrorShape{403, "AccessDenied",
                         "User: " + call.caller.arn +
                             " is not authorized to perform: s3:PutBucketPolicy on resource: \"" + bucket.arn() +
                             "\" because public policies are blocked by the BlockPublicPolicy block public access "
                             "setting."};
}

// "If you have the correct permissions, but you're not using an identity that belongs to the bucket owner's account,
// Amazon S3 returns a 405 Method Not Allowed error."
Checked<BucketPointer> FindOwnBucket(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, request.action));
  if (!call.caller.anonymous() && call.caller.account == bucket->account) return bucket;
  return aws::ErrorShape{405,
                         "MethodNotAllowed",
                         "The specified method is not allowed against this resource.",
                         {{"Method", call.request.method}, {"ResourceType", "BUCKETPOLICY"}}};
}

}  // namespace

Answer GetBucketPolicy(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindOwnBucket(call, request));
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

// x-amz-confirm-remove-self-bucket-access changes nothing, as on AWS: a policy may take its writer's own permissions;
// the owner's root can always put another.
Answer PutBucketPolicy(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindOwnBucket(call, request));
  const std::string& text = call.request.body;
  ROLECALL_RETURN_IF_ERROR(object::CheckBody(call.request.headers, text));
  ROLECALL_RETURN_IF_ERROR(bucket::CheckBucketPolicy(text, bucket->name));
  directory::BoundPolicy bound = directory::BindPrincipals(text, DocumentKind::kResource, *call.snapshot);
  if (!bound.unknown_principal.empty())
    return bucket::InvalidPrincipal("\"AWS\" : \"" + bound.unknown_principal + "\"");
  directory::StoredPolicy stored =
      directory::MakeStoredPolicy(bound.text, DocumentKind::kResource, "bucket policy of " + bucket->name);
  return ChangeBucket(call, *bucket, 204, [&](directory::Bucket& changed) -> Checked<bool> {
    // As it is now: the block may have been set meanwhile.
    ROLECALL_RETURN_IF_ERROR(CheckPublic(call, changed, bound.text));
    changed.policy = std::move(stored);
    return true;
  });
}

Answer DeleteBucketPolicy(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindOwnBucket(call, request));
  return ChangeBucket(call, *bucket, 204, [](directory::Bucket& changed) -> Checked<bool> {
    changed.policy = {};
    return true;
  });
}

}  // namespace rolecall::services::s3
