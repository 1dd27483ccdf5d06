// Objects under a key of KMS (SSE-KMS): the key that a request or its bucket asks for, and the bytes, which are sealed
// with a data key of the object's own.
//
//   ROLECALL_TRY(Secret data_key, ChooseEncryption(call, headers, *bucket, object));    // kms:GenerateDataKey
//   … SealBytes(call, data_key, bytes) …                                                // as they are without a key
//   ROLECALL_TRY(Secret data_key, OpenDataKey(call, *bucket, object));                  // kms:Decrypt
//   ROLECALL_TRY(std::string bytes, OpenBytes(call, data_key, stored));
//
// S3 User Guide, "Using server-side encryption with AWS KMS keys": the caller needs kms:GenerateDataKey to write and
// kms:Decrypt to read, to go on with an upload and to complete it; the encryption context is aws:s3:arn with the
// object's ARN (the bucket's, with a bucket key), and what the request adds. Errors: AccessDenied (403) as KMS says it,
// KMS.NotFoundException, KMS.DisabledException, KMS.KMSInvalidStateException (400), InvalidArgument.
#ifndef ROLECALL_SERVICES_S3_OBJECT_ENCRYPTION_H_
#define ROLECALL_SERVICES_S3_OBJECT_ENCRYPTION_H_

#include <optional>
#include <string>

#include "base/secret.h"
#include "directory/bucket_records.h"
#include "http/message.h"
#include "services/call.h"
#include "services/checked.h"
#include "services/s3/storage/object_records.h"

namespace rolecall::services::s3::object {

// Sets object.encryption: by the headers, else by the bucket's default. With a key of KMS a data key is made and given
// back; else it is empty.
Checked<Secret> ChooseEncryption(Call& call, const http::Headers& headers, const directory::Bucket& bucket,
                                 storage::ObjectVersion& object);

// The data key of a sealed object, after the caller was authorized for kms:Decrypt; empty for one that is not sealed.
Checked<Secret> OpenDataKey(Call& call, const directory::Bucket& bucket, const storage::ObjectVersion& object);

// Bytes as they are stored, and as they were sent. An empty key: nothing is done to them.
std::string SealBytes(Call& call, const Secret& data_key, const std::string& bytes);
Checked<std::string> OpenBytes(Call& call, const Secret& data_key, std::string stored);

}  // namespace rolecall::services::s3::object

#endif  // ROLECALL_SERVICES_S3_OBJECT_ENCRYPTION_H_
