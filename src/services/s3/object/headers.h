// The headers of objects: which are kept with them, and how they are answered.
//
// ReadObjectHeaders on PutObject, CopyObject, CreateMultipartUpload and forms; WriteObjectHeaders on GetObject and
// HeadObject.
#ifndef ROLECALL_SERVICES_S3_OBJECT_HEADERS_H_
#define ROLECALL_SERVICES_S3_OBJECT_HEADERS_H_

#include <optional>
#include <string_view>

#include "aws/wire/shapes.h"
#include "http/message.h"
#include "services/s3/storage/object_records.h"

namespace rolecall::services::s3::object {

// Takes Content-Type, Cache-Control …, x-amz-meta-…, storage class and website redirect. InvalidArgument,
// InvalidStorageClass, InvalidRedirectLocation, MetadataTooLarge (over 2 KB); NotImplemented for encryption with keys
// that are not here: the customer's (SSE-C), and for dual-layer encryption (aws:kms:dsse).
std::optional<aws::ErrorShape> ReadObjectHeaders(const http::Headers& headers, storage::ObjectVersion& object);
// SSE-C headers of reads and of parts: nothing here is stored so.
std::optional<aws::ErrorShape> RefuseCustomerKeys(const http::Headers& headers);

// All headers of the object but the checksums.
void WriteObjectHeaders(const storage::ObjectVersion& object, http::Response& answer);
void WriteChecksumHeaders(const storage::Checksums& checksums, std::string_view type, http::Response& answer);
// S3 encrypts every object since 2023 and says so; of KMS's keys, with which.
void AddEncryptionHeader(const storage::ObjectVersion& object, http::Response& answer);

// "STANDARD" if the object has no other.
std::string_view StorageClassOf(const storage::ObjectVersion& object);
// Whether its bytes would have to be restored before they can be read.
bool IsArchived(const storage::ObjectVersion& object);

}  // namespace rolecall::services::s3::object

#endif  // ROLECALL_SERVICES_S3_OBJECT_HEADERS_H_
