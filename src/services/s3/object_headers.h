// The headers of objects: which are kept with them, and how they are answered.
//
// ReadObjectHeaders on PutObject, CopyObject and CreateMultipartUpload; WriteObjectHeaders on GetObject and HeadObject.
#ifndef ROLECALL_SERVICES_S3_OBJECT_HEADERS_H_
#define ROLECALL_SERVICES_S3_OBJECT_HEADERS_H_

#include <optional>
#include <string_view>
#include <utility>

#include "aws/wire/shapes.h"
#include "http/message.h"
#include "services/checked.h"
#include "services/s3/object_store.h"

namespace rolecall::services::s3 {

// Takes Content-Type, Cache-Control …, x-amz-meta-… and the encryption headers. Refuses more than 2 KB of metadata
// and what would need keys that we do not have.
std::optional<aws::ErrorShape> ReadObjectHeaders(const http::Headers& headers, ObjectVersion& object);
void WriteObjectHeaders(const ObjectVersion& object, http::Response& answer);
void AddEncryptionHeader(const ObjectVersion& object, http::Response& answer);
// The x-amz-tagging header, "a=b&c=d".
Checked<directory::Tags> TagsFromHeader(const http::Headers& headers);
std::optional<aws::ErrorShape> CheckObjectTags(const directory::Tags& tags);

// Query parameters that override headers of an answer.
inline constexpr std::pair<std::string_view, std::string_view> kResponseOverrides[] = {
    {"response-content-type", "Content-Type"},
    {"response-content-language", "Content-Language"},
    {"response-expires", "Expires"},
    {"response-cache-control", "Cache-Control"},
    {"response-content-disposition", "Content-Disposition"},
    {"response-content-encoding", "Content-Encoding"}};

}  // namespace rolecall::services::s3

#endif  // ROLECALL_SERVICES_S3_OBJECT_HEADERS_H_
