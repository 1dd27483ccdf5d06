// Checksums of S3 objects: what a request says that its body must have, and what answers carry.
//
// Content-MD5, and the algorithms of x-amz-checksum-…: CRC32, CRC32C, CRC64NVME, SHA-1, SHA-256. Errors: BadDigest if a
// checksum does not hold, InvalidDigest if Content-MD5 is none.
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
