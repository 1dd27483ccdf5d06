// Conditional requests and ranges (RFC 9110, and S3's conditional writes).
//
// Nothing is the answer of every check that holds: the request goes on.
#ifndef ROLECALL_SERVICES_S3_CONDITIONS_H_
#define ROLECALL_SERVICES_S3_CONDITIONS_H_

#include <optional>
#include <string>

#include "aws/wire/shapes.h"
#include "http/message.h"
#include "services/s3/object_store.h"

namespace rolecall::services::s3 {

// If-None-Match: * (nothing may be there) and If-Match: ETAG (this must be there).
std::optional<aws::ErrorShape> CheckWriteConditions(const http::Headers& headers,
                                                    const std::optional<ObjectVersion>& current,
                                                    const std::string& key);
// 304 or 412 if the request's conditions end it here.
std::optional<int> CheckReadConditions(const http::Headers& headers, const ObjectVersion& object);
// Cuts the body to the Range header's bytes (one range; others are ignored, as S3 does) and sets 206 and Content-Range.
std::optional<aws::ErrorShape> ApplyRange(const http::Headers& headers, std::string& body, http::Response& answer);

}  // namespace rolecall::services::s3

#endif  // ROLECALL_SERVICES_S3_CONDITIONS_H_
