// The descriptions of objects, uploads and parts as the store keeps them: JSON objects without white space, all members
// always written (docs/formats/store.md is the contract).
//
// Errors of reading: kDataLoss, for whatever ToJson does not write. Members that are not known are passed over.
#ifndef ROLECALL_SERVICES_S3_OBJECT_JSON_H_
#define ROLECALL_SERVICES_S3_OBJECT_JSON_H_

#include <string>
#include <string_view>

#include "base/result.h"
#include "services/s3/object_records.h"

namespace rolecall::services::s3 {

std::string ToJson(const ObjectVersion& version);
Result<ObjectVersion> VersionFromJson(std::string_view json);
std::string ToJson(const MultipartUpload& upload);
Result<MultipartUpload> UploadFromJson(std::string_view json);
std::string ToJson(const MultipartPart& part);
Result<MultipartPart> PartFromJson(std::string_view json);

}  // namespace rolecall::services::s3

#endif  // ROLECALL_SERVICES_S3_OBJECT_JSON_H_
