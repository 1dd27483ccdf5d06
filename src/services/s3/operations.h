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
#include "services/s3/request.h"
#include "services/s3/storage/object_store.h"

namespace rolecall::services::s3 {

using storage::ObjectStore;
using storage::ObjectVersion;
using Answer = Checked<http::Response>;
using BucketPointer = std::shared_ptr<const directory::Bucket>;

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

// buckets.cc
Answer ListBuckets(Call& call, const S3Request& request);
Answer CreateBucket(Call& call, const S3Request& request);
Answer HeadBucket(Call& call, const S3Request& request);
Answer DeleteBucket(Call& call, const S3Request& request);
// bucket_settings.cc: versioning, policy, tagging, location and what is kept as it was sent
Answer BucketSetting(Call& call, const S3Request& request);
// True if the request names a setting of the bucket ("?versioning").
bool IsBucketSetting(const S3Request& request);
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
