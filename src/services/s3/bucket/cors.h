// Cross-origin resource sharing: a bucket's rules, and what they answer to browsers.
//
// Source: S3 User Guide, "Using cross-origin resource sharing (CORS)"; the Fetch standard for the headers. At most 100
// rules.
#ifndef ROLECALL_SERVICES_S3_BUCKET_CORS_H_
#define ROLECALL_SERVICES_S3_BUCKET_CORS_H_

#include <string>
#include <string_view>
#include <vector>

#include "aws/wire/xml.h"
#include "directory/bucket_records.h"
#include "http/message.h"
#include "services/checked.h"

namespace rolecall::services::s3::bucket {

// <CORSConfiguration>, as it is kept and answered. MalformedXML, InvalidRequest (methods, wildcards).
Checked<std::string> ReadCors(const aws::XmlNode& root);

// What a browser asks before a request, or with it.
struct CorsQuestion {
  std::string_view origin, method;
  std::vector<std::string> headers;  // Access-Control-Request-Headers, lower case
};

// The answer's headers by the first rule that fits; none: no rule does.
http::Headers CorsHeaders(const directory::Bucket& bucket, const CorsQuestion& question);
bool HasCors(const directory::Bucket& bucket);

}  // namespace rolecall::services::s3::bucket

#endif  // ROLECALL_SERVICES_S3_BUCKET_CORS_H_
