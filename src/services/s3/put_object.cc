// PutObject.
#include "crypto/digest.h"
#include "services/s3/new_object.h"
#include "services/s3/object/checksums.h"
#include "services/s3/object/headers.h"
#include "services/s3/object/tags.h"
#include "services/s3/object_access.h"

namespace rolecall::services::s3 {

Answer PutObject(Call& call, const S3Request& request) {
  ROLECALL_TRY(NewObject made, PrepareObject(call, request, call.request.headers, true));
  ObjectVersion& object = made.object;
  ROLECALL_TRY(object::SentChecksum sent, object::CheckBody(call.request.headers, call.request.body));
  DescribeBody(call.request.body, sent, object);
  object.modified = call.now;
  ROLECALL_TRY(ObjectVersion stored, StoreObject(call, *made.bucket, object, call.request.body, made.data_key));
  http::Response answer = EmptyAnswer(200);
  answer.headers.Set("ETag", Quoted(stored.etag));
  object::WriteChecksumHeaders(stored.checksums, stored.checksum_type, answer);
  object::AddEncryptionHeader(stored, answer);
  AddVersionHeader(answer, *made.bucket, stored);
  return answer;
}

}  // namespace rolecall::services::s3
