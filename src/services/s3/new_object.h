// What makes a new object of a request's headers, for all operations that write one: PutObject, CopyObject,
// CreateMultipartUpload and forms. One place for what each of them must ask and refuse.
#ifndef ROLECALL_SERVICES_S3_NEW_OBJECT_H_
#define ROLECALL_SERVICES_S3_NEW_OBJECT_H_

#include <optional>
#include <string_view>

#include "base/secret.h"
#include "http/message.h"
#include "services/checked.h"
#include "services/s3/object/checksums.h"
#include "services/s3/operations.h"
#include "services/s3/wire/request.h"

namespace rolecall::services::s3 {

struct NewObject {
  BucketPointer bucket;
  ObjectVersion object;  // its key, tags, headers and encryption
  Secret data_key;       // that its bytes are to be sealed with; empty: none
};

// Authorizes s3:PutObject with the tags that `headers` give (x-amz-tagging), then what else they ask for
// (s3:PutObjectTagging, s3:PutObjectRetention …), then reads what is to be kept of them. `creates_object`: false for an
// upload's beginning. Errors: AccessDenied, NoSuchBucket, InvalidArgument and the others of a header that is wrong,
// NotImplemented.
Checked<NewObject> PrepareObject(Call& call, const S3Request& request, const http::Headers& headers,
                                 bool creates_object);

// Size, entity tag and checksum of an object that comes in one piece. What was sent holds already; without one it is
// CRC64NVME.
void DescribeBody(std::string_view body, const object::SentChecksum& sent, ObjectVersion& object);

}  // namespace rolecall::services::s3

#endif  // ROLECALL_SERVICES_S3_NEW_OBJECT_H_
