#include "services/s3/new_object.h"

#include "base/text.h"
#include "crypto/digest.h"
#include "services/s3/object/errors.h"
#include "services/s3/object/headers.h"
#include "services/s3/object/tags.h"
#include "services/s3/object_access.h"

namespace rolecall::services::s3 {
namespace {

bool HasLockHeaders(const http::Headers& headers) {
  for (const char* name :
       {"x-amz-object-lock-mode", "x-amz-object-lock-retain-until-date", "x-amz-object-lock-legal-hold"}) {
    if (headers.Find(name) != nullptr) return true;
  }
  return false;
}

}  // namespace

std::optional<aws::ErrorShape> RefuseGrants(const http::Headers& headers) {
  const std::string* acl = headers.Find("x-amz-acl");
  bool grants = acl != nullptr && *acl != "bucket-owner-full-control";
  for (const http::Header& header : headers) grants = grants || LowerAscii(header.name).starts_with("x-amz-grant-");
  if (!grants) return std::nullopt;
  return aws::ErrorShape{400, "AccessControlListNotSupported", "The bucket does not allow ACLs"};
}

Checked<NewObject> PrepareObject(Call& call, const S3Request& request, const http::Headers& headers,
                                 bool creates_object) {
  const Checked<directory::Tags> tags = object::TagsFromHeader(headers.Get("x-amz-tagging"));
  const directory::Tags asked = tags.ok() ? *tags : directory::Tags();
  NewObject made;
  ROLECALL_TRY(made.bucket, FindBucket(call, request, "PutObject", true, PutQuestion(asked, creates_object)));
  if (!tags.ok()) return tags.error();
  ROLECALL_RETURN_IF_ERROR(AuthorizeTags(call, request, asked));
  ROLECALL_RETURN_IF_ERROR(RefuseGrants(headers));
  if (HasLockHeaders(headers)) return InvalidRequest("Bucket is missing Object Lock Configuration");
  made.object.key = request.key;
  made.object.tags = asked;
  ROLECALL_RETURN_IF_ERROR(object::ReadObjectHeaders(headers, made.object));
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
