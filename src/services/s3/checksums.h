// Checksums of S3 objects: what a request says that its body must have, and what answers carry.
#ifndef ROLECALL_SERVICES_S3_CHECKSUMS_H_
#define ROLECALL_SERVICES_S3_CHECKSUMS_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "aws/wire/shapes.h"
#include "http/message.h"

namespace rolecall::services::s3 {

// Compares Content-MD5 and every x-amz-checksum-… header (also a former trailer) with the body. The checksums that
// hold go to `checksums`, by header name; one that was only announced (x-amz-sdk-checksum-algorithm) is computed.
std::optional<aws::ErrorShape> CheckBody(const http::Request& request, std::string_view body,
                                         std::map<std::string, std::string>& checksums);

}  // namespace rolecall::services::s3

#endif  // ROLECALL_SERVICES_S3_CHECKSUMS_H_
