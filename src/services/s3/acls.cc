// Access control lists of buckets and objects: there is the owner's, and nothing else to set (bucket/ownership.h).
#include "services/s3/bucket/ownership.h"
#include "services/s3/bucket/public_access.h"
#include "services/s3/bucket_operations.h"
#include "services/s3/object_access.h"

namespace rolecall::services::s3 {
namespace {

// What PutBucketAcl and PutObjectAcl ask for, in headers or in the body. Nothing: it is what there is.
std::optional<aws::ErrorShape> CheckAcl(const Call& call, const directory::Bucket& bucket, bucket::AclTarget target) {
  const bucket::Ownership ownership = bucket::OwnershipOf(bucket);
  const bool blocks = bucket::PublicAccessOf(bucket).block_acls;
  const bool has_headers = bucket::HasAclHeaders(call.request.headers);
  if (has_headers && !call.request.body.empty()) {
    return aws::ErrorShape{400, "UnexpectedContent", "This request does not support content"};
  }
  if (has_headers) return bucket::CheckAclHeaders(call.request.headers, ownership, blocks, target);
  if (call.request.body.empty()) {
    return aws::ErrorShape{400,
                           "MissingSecurityHeader",
                           "Your request was missing a required header",
                           {{"MissingHeaderName", "x-amz-acl"}}};
  }
  const Checked<aws::XmlNode> xml = ReadXmlBody(call);
  if (!xml.ok()) return xml.error();
  return bucket::CheckAclDocument(*xml, bucket.account, ownership, blocks);
}

}  // namespace

// In a bucket whose owner does not own all objects, those of another account's callers would be that account's
// ("ObjectWriter"), or the bucket owner's only with the canned ACL bucket-owner-full-control ("BucketOwnerPreferred").
// Differs from AWS: objects that the bucket's owner does not own are refused (NotImplemented).
std::optional<aws::ErrorShape> CheckNewObjectAcl(const Call& call, const http::Headers& headers,
                                                 const directory::Bucket& bucket) {
  const bool own = !call.caller.anonymous() && call.caller.account == bucket.account;
  const bool asks = bucket::HasAclHeaders(headers);
  if (own && !asks) return std::nullopt;  // nearly always: nothing needs to be read
  const bucket::Ownership ownership = bucket::OwnershipOf(bucket);
  if (asks) {
    const bool blocks = bucket::PublicAccessOf(bucket).block_acls;
    ROLECALL_RETURN_IF_ERROR(bucket::CheckAclHeaders(headers, ownership, blocks, bucket::AclTarget::kObject));
  }
  if (ownership == bucket::Ownership::kBucketOwnerEnforced || own) return std::nullopt;
  const bool gives_it = headers.Get("x-amz-acl") == "bucket-owner-full-control";
  if (ownership == bucket::Ownership::kBucketOwnerPreferred && gives_it) return std::nullopt;
  return NotImplemented("Objects that another account than the bucket's owns are not implemented here.");
}

Answer GetBucketAcl(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, request.action));
  return XmlAnswer(call, bucket::ShowAcl(bucket->account));
}

Answer PutBucketAcl(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, request.action));
  ROLECALL_RETURN_IF_ERROR(CheckAcl(call, *bucket, bucket::AclTarget::kBucket));
  return EmptyAnswer(200);
}

Answer GetObjectAcl(Call& call, const S3Request& request) {
  ROLECALL_TRY(FoundObject found, OpenObject(call, request, {"GetObjectAcl", "GetObjectVersionAcl"}));
  return XmlAnswer(call, bucket::ShowAcl(found.bucket->account));
}

Answer PutObjectAcl(Call& call, const S3Request& request) {
  ROLECALL_TRY(FoundObject found, OpenObject(call, request, {"PutObjectAcl", "PutObjectVersionAcl"}));
  ROLECALL_RETURN_IF_ERROR(CheckAcl(call, *found.bucket, bucket::AclTarget::kObject));
  return EmptyAnswer(200);
}

}  // namespace rolecall::services::s3
