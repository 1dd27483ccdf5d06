#include "services/s3/copy_source.h"

#include "base/encoding.h"
#include "base/utf8.h"
#include "services/s3/object/conditions.h"
#include "services/s3/object/errors.h"
#include "services/s3/object/headers.h"

namespace rolecall::services::s3 {

Checked<S3Request> ReadCopySource(std::string_view header) {
  constexpr std::string_view kVersion = "?versionId=";
  S3Request source{.owner_header = "x-amz-source-expected-bucket-owner"};
  std::string_view path = header;
  if (const std::size_t question = path.find(kVersion); question != std::string_view::npos) {
    const std::optional<std::string> id = PercentDecode(path.substr(question + kVersion.size()));
    source.parameters.emplace_back("versionId", id.value_or(""));
    path = path.substr(0, question);
  }
  const std::optional<std::string> plain = PercentDecode(path.starts_with('/') ? path.substr(1) : path);
  const std::size_t slash = plain ? plain->find('/') : std::string::npos;
  if (slash == std::string::npos || slash == 0 || slash + 1 == plain->size() || !IsCleanUtf8(*plain)) {
    return InvalidArgument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
                           "x-amz-copy-source", header);
  }
  source.bucket = plain->substr(0, slash);
  source.key = plain->substr(slash + 1);
  if (source.bucket.starts_with("arn:")) {
    // Differs from AWS: there are no access points.
    return aws::ErrorShape{501, "NotImplemented", "Copying from access points is not implemented here."};
  }
  return source;
}

Checked<FoundObject> OpenCopySource(Call& call, const S3Request& source) {
  Checked<FoundObject> found = OpenObject(call, source, {"GetObject", "GetObjectVersion"});
  if (!found.ok() && found.error().status == 405) {
    return InvalidRequest("The source of a copy request may not specifically refer to a delete marker by version id.");
  }
  if (!found.ok()) {
    found.error().headers.clear();  // those of a read of the marker
    return found;
  }
  ROLECALL_RETURN_IF_ERROR(object::CheckCopyConditions(call.request.headers, found->object, call.now));
  if (object::IsArchived(found->object)) {
    return aws::ErrorShape{403,
                           "InvalidObjectState",
                           "Operation is not valid for the source object's storage class",
                           {{"StorageClass", std::string(object::StorageClassOf(found->object))}}};
  }
  return found;
}

}  // namespace rolecall::services::s3
