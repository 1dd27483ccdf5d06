// Conditional requests: RFC 9110's of reads, S3's of writes, deletes and copies.
//
// Nothing is the answer of every check that holds: the request goes on. A failed one is PreconditionFailed (412), whose
// Condition names the header. Entity tags are compared with and without quotes.
#ifndef ROLECALL_SERVICES_S3_OBJECT_CONDITIONS_H_
#define ROLECALL_SERVICES_S3_OBJECT_CONDITIONS_H_

#include <optional>
#include <string>
#include <string_view>

#include "aws/wire/shapes.h"
#include "base/clock.h"
#include "http/message.h"
#include "services/s3/storage/object_records.h"

namespace rolecall::services::s3::object {

// GetObject, HeadObject. `not_modified`: the answer is 304.
struct ReadCondition {
  bool not_modified = false;
  std::optional<aws::ErrorShape> failed;
};
ReadCondition CheckReadConditions(const http::Headers& headers, const storage::ObjectVersion& object, Time now);

// x-amz-copy-source-if-…, of the object that is copied.
std::optional<aws::ErrorShape> CheckCopyConditions(const http::Headers& headers, const storage::ObjectVersion& source,
                                                   Time now);

// PutObject, CopyObject, CompleteMultipartUpload: If-None-Match: * (nothing may be there) and If-Match: ETAG (this must
// be there). NotImplemented for other values and for conditions on time.
std::optional<aws::ErrorShape> CheckWriteConditions(const http::Headers& headers,
                                                    const std::optional<storage::ObjectVersion>& current,
                                                    const std::string& key);

// DeleteObject: If-Match, of what would be deleted. NotImplemented for the conditions of directory buckets.
std::optional<aws::ErrorShape> CheckDeleteHeaders(const http::Headers& headers);
std::optional<aws::ErrorShape> CheckDeleteCondition(std::string_view if_match,
                                                    const std::optional<storage::ObjectVersion>& object,
                                                    const std::string& key);

}  // namespace rolecall::services::s3::object

#endif  // ROLECALL_SERVICES_S3_OBJECT_CONDITIONS_H_
