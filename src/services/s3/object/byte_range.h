// Which bytes of an object are asked for: the Range header of reads, x-amz-copy-source-range of copies.
#ifndef ROLECALL_SERVICES_S3_OBJECT_BYTE_RANGE_H_
#define ROLECALL_SERVICES_S3_OBJECT_BYTE_RANGE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "services/checked.h"

namespace rolecall::services::s3::object {

// The bytes first to last, both included; first <= last.
struct ByteRange {
  std::uint64_t first = 0, last = 0;
  std::uint64_t size() const { return last - first + 1; }
  // "bytes 0-3/9"
  std::string ContentRange(std::uint64_t object_size) const;
};

// One range of a read: "bytes=0-3", "bytes=5-", "bytes=-2". Nothing if there is none, or several, or what is no range:
// S3 answers the whole then. InvalidRange (416) if it lies behind the end.
Checked<std::optional<ByteRange>> ReadRange(std::string_view header, std::uint64_t object_size);

// "bytes=first-last", within the source. InvalidArgument.
Checked<ByteRange> ReadCopyRange(std::string_view header, std::uint64_t source_size);

}  // namespace rolecall::services::s3::object

#endif  // ROLECALL_SERVICES_S3_OBJECT_BYTE_RANGE_H_
