// gzip (RFC 1952), in one piece.
//
//   ROLECALL_TRY(const std::string packed, gzip::Pack(text));
//   ROLECALL_TRY(const std::string text, gzip::Unpack(packed, 64u << 20));
//
// Several members one after the other are one text, as gzip and CloudTrail have it. Pure; any thread.
#ifndef ROLECALL_GZIP_GZIP_H_
#define ROLECALL_GZIP_GZIP_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rolecall::gzip {

// kInternal: there is no memory.
Result<std::string> Pack(std::string_view bytes);

// kInvalidArgument: no gzip, damaged or cut off; kResourceExhausted: more than `max_bytes` when unpacked.
Result<std::string> Unpack(std::string_view bytes, std::size_t max_bytes);

}  // namespace rolecall::gzip

#endif  // ROLECALL_GZIP_GZIP_H_
