// The operations on buckets, by family of files. Each takes the call and the request and answers HTTP, or refuses; each
// authorizes before it parses a body or tells anything.
#ifndef ROLECALL_SERVICES_S3_BUCKET_OPERATIONS_H_
#define ROLECALL_SERVICES_S3_BUCKET_OPERATIONS_H_

#include <functional>

#include "services/s3/operations.h"

namespace rolecall::services::s3 {

// list_buckets.cc
Answer ListBuckets(Call& call, const S3Request& request);
// create_bucket.cc
Answer CreateBucket(Call& call, const S3Request& request);
// buckets.cc
Answer HeadBucket(Call& call, const S3Request& request);
Answer DeleteBucket(Call& call, const S3Request& request);
Answer GetBucketLocation(Call& call, const S3Request& request);
Answer GetBucketAbac(Call& call, const S3Request& request);
// bucket_configurations.cc: what is kept as a document (bucket/configuration.h)
Answer GetConfiguration(Call& call, const S3Request& request);
Answer PutConfiguration(Call& call, const S3Request& request);
Answer DeleteConfiguration(Call& call, const S3Request& request);
// bucket_versioning.cc
Answer GetBucketVersioning(Call& call, const S3Request& request);
Answer PutBucketVersioning(Call& call, const S3Request& request);
// bucket_policy.cc
Answer GetBucketPolicy(Call& call, const S3Request& request);
Answer GetBucketPolicyStatus(Call& call, const S3Request& request);
Answer PutBucketPolicy(Call& call, const S3Request& request);
Answer DeleteBucketPolicy(Call& call, const S3Request& request);
// bucket_tagging.cc
Answer GetBucketTagging(Call& call, const S3Request& request);
Answer PutBucketTagging(Call& call, const S3Request& request);
Answer DeleteBucketTagging(Call& call, const S3Request& request);
// acls.cc
Answer GetBucketAcl(Call& call, const S3Request& request);
Answer PutBucketAcl(Call& call, const S3Request& request);
Answer GetObjectAcl(Call& call, const S3Request& request);
Answer PutObjectAcl(Call& call, const S3Request& request);
// object_lock.cc
Answer GetObjectRetention(Call& call, const S3Request& request);
Answer PutObjectRetention(Call& call, const S3Request& request);
Answer GetObjectLegalHold(Call& call, const S3Request& request);
Answer PutObjectLegalHold(Call& call, const S3Request& request);

// Authorize with S3's condition keys, and S3's way of naming the resource in a denial. FindBucket does this.
std::optional<aws::ErrorShape> AuthorizeS3(Call& call, const S3Request& request, Question& question);
// Whether a body may be looked at for condition keys before the permission is known: it is small, and somebody signed
// for it. Where it is not, the keys are not set, and the body is refused after the permission was.
bool MayReadBeforePermission(const Call& call);
// Changes the bucket as it is now, if it is still the one that the caller was authorized for.
Answer ChangeBucket(Call& call, const directory::Bucket& authorized, int status,
                    const std::function<Checked<bool>(directory::Bucket&)>& change);
// The body as XML: checked against the checksums that came with it, and bounded. MalformedXML, BadDigest ….
Checked<aws::XmlNode> ReadXmlBody(const Call& call);

}  // namespace rolecall::services::s3

#endif  // ROLECALL_SERVICES_S3_BUCKET_OPERATIONS_H_
