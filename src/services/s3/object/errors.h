// The errors of S3's objects that have more to them than a code: the argument, the header, the version that is meant.
// Codes and texts are AWS's (S3 API reference, "Error responses", and what S3 answers).
#ifndef ROLECALL_SERVICES_S3_OBJECT_ERRORS_H_
#define ROLECALL_SERVICES_S3_OBJECT_ERRORS_H_

#include <string>
#include <string_view>

#include "aws/wire/shapes.h"
#include "services/s3/bucket/errors.h"  // IWYU pragma: export
#include "services/s3/storage/object_records.h"

namespace rolecall::services::s3::object {

using bucket::InvalidArgument;
using bucket::InvalidRequest;
using bucket::MalformedXml;
using bucket::NoSuchKey;
// 412; the header whose condition does not hold.
aws::ErrorShape PreconditionFailed(std::string condition);
// 501: what this header asks for is not done here.
aws::ErrorShape HeaderNotImplemented(std::string_view header);
aws::ErrorShape EntityTooLarge();
aws::ErrorShape AccessDenied();
// 404 for a key whose newest version is this delete marker; 405 for the marker itself, asked for by its version id.
aws::ErrorShape NoSuchKeyButMarker(const storage::ObjectVersion& marker, bool versioned);
aws::ErrorShape MarkerIsNoObject(const storage::ObjectVersion& marker, std::string_view method);
aws::ErrorShape NoSuchVersion(const std::string& key, const std::string& version_id);

}  // namespace rolecall::services::s3::object

#endif  // ROLECALL_SERVICES_S3_OBJECT_ERRORS_H_
