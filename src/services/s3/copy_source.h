// The source of CopyObject and UploadPartCopy: the header x-amz-copy-source, opened with the permissions it needs.
#ifndef ROLECALL_SERVICES_S3_COPY_SOURCE_H_
#define ROLECALL_SERVICES_S3_COPY_SOURCE_H_

#include <string_view>

#include "services/call.h"
#include "services/checked.h"
#include "services/s3/object_access.h"
#include "services/s3/wire/request.h"

namespace rolecall::services::s3 {

// "BUCKET/KEY" or "/BUCKET/KEY", percent-encoded, with "?versionId=ID" behind it if it likes. InvalidArgument.
Checked<S3Request> ReadCopySource(std::string_view header);

// The source object, which the caller may read and whose x-amz-copy-source-if-… hold. Errors: AccessDenied, NoSuchKey,
// NoSuchVersion …, InvalidRequest for a delete marker, InvalidObjectState for an archived object.
Checked<FoundObject> OpenCopySource(Call& call, const S3Request& source);

}  // namespace rolecall::services::s3

#endif  // ROLECALL_SERVICES_S3_COPY_SOURCE_H_
