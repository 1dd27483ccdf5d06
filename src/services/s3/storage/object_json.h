// The descriptions of objects, uploads and parts as the store keeps them: JSON objects without white space, whose last
// member is a checksum of the text before it (docs/formats/store.md is the contract).
//
// Errors of reading: kDataLoss, for text that does not fit its checksum and for whatever ToJson does not write. Members
// that are not known are passed over; those that older stores lack have the values of a new record.
#ifndef ROLECALL_SERVICES_S3_STORAGE_OBJECT_JSON_H_
#define ROLECALL_SERVICES_S3_STORAGE_OBJECT_JSON_H_

#include <string>
#include <string_view>

#include "base/result.h"
#include "services/s3/storage/object_records.h"

namespace rolecall::services::s3::storage {

std::string ToJson(const ObjectVersion& version);
Result<ObjectVersion> VersionFromJson(std::string_view json);
std::string ToJson(const MultipartUpload& upload);
Result<MultipartUpload> UploadFromJson(std::string_view json);
std::string ToJson(const MultipartPart& part);
Result<MultipartPart> PartFromJson(std::string_view json);

}  // namespace rolecall::services::s3::storage

#endif  // ROLECALL_SERVICES_S3_STORAGE_OBJECT_JSON_H_
