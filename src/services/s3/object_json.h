// The descriptions of objects, uploads and parts as the store keeps them: JSON.
#ifndef ROLECALL_SERVICES_S3_OBJECT_JSON_H_
#define ROLECALL_SERVICES_S3_OBJECT_JSON_H_

#include <string>
#include <string_view>

#include "base/result.h"
#include "services/s3/object_store.h"

namespace rolecall::services::s3 {

std::string ToJson(const ObjectVersion& version);
Result<ObjectVersion> VersionFromJson(std::string_view json);
std::string ToJson(const ObjectStore::Upload& upload);
Result<ObjectStore::Upload> UploadFromJson(std::string_view json);
std::string ToJson(const ObjectStore::Part& part);
Result<ObjectStore::Part> PartFromJson(std::string_view json);

}  // namespace rolecall::services::s3

#endif  // ROLECALL_SERVICES_S3_OBJECT_JSON_H_
