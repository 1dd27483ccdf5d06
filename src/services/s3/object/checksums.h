// Checksums of S3 objects: what a request says that its body must have, and what objects and uploads carry.
//
// Content-MD5, and the algorithms of x-amz-checksum-…: CRC32, CRC32C, CRC64NVME, SHA1, SHA256. An object that came
// without one gets CRC64NVME. Source: S3 User Guide, "Checking object integrity for data at rest in Amazon S3".
#ifndef ROLECALL_SERVICES_S3_OBJECT_CHECKSUMS_H_
#define ROLECALL_SERVICES_S3_OBJECT_CHECKSUMS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/wire/shapes.h"
#include "http/message.h"
#include "services/checked.h"
#include "services/s3/storage/object_records.h"

namespace rolecall::services::s3::object {

struct ChecksumAlgorithm {
  std::string_view name;        // "CRC32C"
  std::string_view lower_name;  // "crc32c", as some texts of S3 have it
  std::string_view header;      // "x-amz-checksum-crc32c"
  std::string_view element;     // "ChecksumCRC32C"
  std::size_t size;             // of the raw bytes
  bool is_crc;                  // may be the checksum of a whole multipart object
  std::string (*compute)(std::string_view);
};

inline constexpr std::string_view kFullObject = "FULL_OBJECT";
inline constexpr std::string_view kComposite = "COMPOSITE";

std::vector<const ChecksumAlgorithm*> ChecksumAlgorithms();
// By name ("SHA256"), or by header. Null: none.
const ChecksumAlgorithm* FindChecksumAlgorithm(std::string_view name);
const ChecksumAlgorithm& DefaultChecksumAlgorithm();  // CRC64NVME
// The algorithm of checksums that are kept (there is at most one). Null: there are none.
const ChecksumAlgorithm* AlgorithmOf(const storage::Checksums& checksums);

// Base64 of the checksum of these bytes.
std::string ComputeChecksum(const ChecksumAlgorithm& algorithm, std::string_view bytes);
// Of checksums (base64) of parts: that of their raw bytes one after another, "-" and their number.
std::string CompositeChecksum(const ChecksumAlgorithm& algorithm, const std::vector<std::string>& parts);

// The one checksum that the request sends in a header (also a former trailer). Null algorithm: none. InvalidRequest:
// several, one that is no checksum of its algorithm, one that was announced and is not there.
struct SentChecksum {
  const ChecksumAlgorithm* algorithm = nullptr;
  std::string value;
};
Checked<SentChecksum> ReadSentChecksum(const http::Headers& headers);

// Compares Content-MD5 and the checksum that was sent with the body. What was sent is answered, so that it can be kept.
// InvalidDigest, BadDigest, InvalidRequest.
Checked<SentChecksum> CheckBody(const http::Headers& headers, std::string_view body);

// The elements of an answer, "<ChecksumCRC32>…</ChecksumCRC32><ChecksumType>…".
void WriteChecksums(aws::XmlWriter& xml, const storage::Checksums& checksums, std::string_view type);

}  // namespace rolecall::services::s3::object

#endif  // ROLECALL_SERVICES_S3_OBJECT_CHECKSUMS_H_
