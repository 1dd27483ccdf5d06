// The operations of S3, by family of files. Each takes the call and the request and answers HTTP, or refuses; each
// authorizes before it tells anything.
#ifndef ROLECALL_SERVICES_S3_OPERATIONS_H_
#define ROLECALL_SERVICES_S3_OPERATIONS_H_

#include <memory>
#include <string>
#include <string_view>

#include "directory/bucket_records.h"
#include "services/authorize.h"
#include "services/call.h"
#include "services/checked.h"
#include "services/s3/bucket/errors.h"
#include "services/s3/storage/object_store.h"
#include "services/s3/wire/request.h"

namespace rolecall::services::s3 {

using bucket::InvalidArgument;
using bucket::InvalidRequest;
using bucket::MalformedXml;
using bucket::NoSuchBucket;
using bucket::NoSuchKey;
using bucket::NotImplemented;
using storage::ObjectStore;
using storage::ObjectVersion;
using wire::kMaxKeyBytes;
using wire::S3Request;
using Answer = Checked<http::Response>;
using BucketPointer = std::shared_ptr<const directory::Bucket>;

// What is asked of a bucket is asked where it lies, whatever region the request was signed for: policies decide by the
// region (aws:RequestedRegion, kms:ViaService), and a caller must not choose it. For what there is, to be called first.
// Differs from AWS: which sends who has signed for another region to the right one.
void GoToRegionOf(Call& call, const std::string& bucket);

// The bucket, after the caller was authorized for `action` on it (or, if `key` is given, on that object).
Checked<BucketPointer> FindBucket(Call& call, const S3Request& request, std::string_view action, bool on_object = false,
                                  Question question = {});
http::Response XmlAnswer(const Call& call, std::string_view xml);
http::Response EmptyAnswer(int status);
// A failure of the store: kConflict means that somebody else wrote at the same time.
aws::ErrorShape StoreError(const Error& error);
// "2026-11-23T18:11:14.000Z", as S3's XML wants it.
std::string XmlTime(Time time);
std::string Quoted(const std::string& etag);

// What x-amz-acl and x-amz-grant-… ask for a new object, and whether its writer may own it: see bucket/ownership.h.
std::optional<aws::ErrorShape> CheckNewObjectAcl(const Call& call, const http::Headers& headers,
                                                 const directory::Bucket& bucket);  // acls.cc

// Of buckets: bucket_operations.h.
// listing.cc
Answer ListObjects(Call& call, const S3Request& request);
Answer ListObjectVersions(Call& call, const S3Request& request);
// put_object.cc, get_object.cc, delete_objects.cc, copy_object.cc, object_attributes.cc
Answer PutObject(Call& call, const S3Request& request);
Answer GetObject(Call& call, const S3Request& request);  // HEAD too
Answer DeleteObject(Call& call, const S3Request& request);
Answer DeleteObjects(Call& call, const S3Request& request);
Answer CopyObject(Call& call, const S3Request& request);
Answer GetObjectAttributes(Call& call, const S3Request& request);
// object_tags.cc
Answer GetObjectTagging(Call& call, const S3Request& request);
Answer PutObjectTagging(Call& call, const S3Request& request);
Answer DeleteObjectTagging(Call& call, const S3Request& request);
// presigned_post.cc: a form that a browser sends
Answer PostObject(Call& call, const S3Request& request);
// multipart.cc, upload_part.cc, multipart_complete.cc, multipart_list.cc
Answer CreateMultipartUpload(Call& call, const S3Request& request);
Answer UploadPart(Call& call, const S3Request& request);
Answer UploadPartCopy(Call& call, const S3Request& request);
Answer CompleteMultipartUpload(Call& call, const S3Request& request);
Answer AbortMultipartUpload(Call& call, const S3Request& request);
Answer ListParts(Call& call, const S3Request& request);
Answer ListMultipartUploads(Call& call, const S3Request& request);

}  // namespace rolecall::services::s3

#endif  // ROLECALL_SERVICES_S3_OPERATIONS_H_
