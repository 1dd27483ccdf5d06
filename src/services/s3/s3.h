// AWS S3: buckets and objects, as state backends and the tools around them use them: versions, conditional writes,
// checksums, tags, policies, multipart uploads, paged listings.
//
// REST/XML, path style and virtual-hosted style. Bucket settings that only describe (encryption, CORS, lifecycle …) are
// kept and answered as they were sent.
// Differs from AWS: an object is at most 64 MiB; encryption settings do not encrypt (the store's file is private).
#ifndef ROLECALL_SERVICES_S3_S3_H_
#define ROLECALL_SERVICES_S3_S3_H_

#include <memory>

#include "services/service.h"

namespace rolecall::services::s3 {

std::unique_ptr<Service> MakeS3();

}  // namespace rolecall::services::s3

#endif  // ROLECALL_SERVICES_S3_S3_H_
