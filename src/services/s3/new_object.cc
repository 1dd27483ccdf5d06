#include "services/s3/new_object.h"

#include "crypto/digest.h"
#include "services/s3/bucket/ownership.h"
#include "services/s3/object/encryption.h"
#include "services/s3/object/errors.h"
#include "services/s3/object/headers.h"
#include "services/s3/object/tags.h"
#include "services/s3/object_access.h"
#include "services/s3/object_lock.h"

namespace rolecall::services::s3 {

Checked<NewObject> PrepareObject(Call& call, const S3Request& request, const http::Headers& headers,
                                 bool creates_object) {
  const Checked<directory::Tags> tags = object::TagsFromHeader(headers.Get("x-amz-tagging"));
  const directory::Tags asked = tags.ok() ? *tags : directory::Tags();
  NewObject made;
  ROLECALL_TRY(made.bucket, FindBucket(call, request, "PutObject", true, PutQuestion(asked, creates_object)));
  if (!tags.ok()) return tags.error();
  ROLECALL_RETURN_IF_ERROR(AuthorizeTags(call, request, asked));
  // "You must have the s3:PutObjectAcl permission", also for the ACL that the object would have anyway.
  if (bucket::HasAclHeaders(headers)) ROLECALL_RETURN_IF_ERROR(AuthorizeAlso(call, request, "PutObjectAcl"));
  ROLECALL_RETURN_IF_ERROR(CheckNewObjectAcl(call, headers, *made.bucket));
  ROLECALL_RETURN_IF_ERROR(LockNewObject(call, request, headers, *made.bucket, made.object));
  made.object.key = request.key;
  made.object.tags = asked;
  ROLECALL_RETURN_IF_ERROR(object::ReadObjectHeaders(headers, made.object));
  ROLECALL_TRY(made.data_key, object::ChooseEncryption(call, headers, *made.bucket, made.object));
  return made;
}

void DescribeBody(std::string_view body, const object::SentChecksum& sent, ObjectVersion& object) {
  const object::ChecksumAlgorithm& algorithm =
      sent.algorithm != nullptr ? *sent.algorithm : object::DefaultChecksumAlgorithm();
  object.size = body.size();
  object.etag = crypto::Md5Hex(body);
  object.checksums = {{std::string(algorithm.header),
                       sent.algorithm != nullptr ? sent.value : object::ComputeChecksum(algorithm, body)}};
  object.checksum_type = object::kFullObject;
}

}  // namespace rolecall::services::s3
