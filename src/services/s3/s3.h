// AWS S3: buckets and objects, as state backends and the tools around them use them: versions, conditional writes,
// checksums, tags, policies, multipart uploads, paged listings.
//
// REST/XML, path style and virtual-hosted style. What is stored is enforced; what nothing here would act on is refused
// (NotImplemented). All operations and what becomes of each: routes.h. What differs from AWS: docs/OPERATING.md.
// Differs from AWS: an object is at most 64 MiB; SSE-S3 is said, not done (the store's file is private).
#ifndef ROLECALL_SERVICES_S3_S3_H_
#define ROLECALL_SERVICES_S3_S3_H_

#include <memory>

#include "services/service.h"

namespace rolecall::services::s3 {

std::unique_ptr<Service> MakeS3();

}  // namespace rolecall::services::s3

#endif  // ROLECALL_SERVICES_S3_S3_H_
