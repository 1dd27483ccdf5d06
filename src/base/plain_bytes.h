// How far a text goes that may be copied as it is, for the writers of escaped texts (JSON, XML, audit records).
//
//   PlainBytes<0x20, 0xff, '"', '\\'>("say \"x\"")   // 4
//
// Sixteen bytes at a time (vector extensions of gcc and clang): these writers see every byte of every answer. Pure.
#ifndef ROLECALL_BASE_PLAIN_BYTES_H_
#define ROLECALL_BASE_PLAIN_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace rolecall {

// The number of bytes at the front that are from kLow to kHigh and none of kExcept.
template <unsigned char kLow, unsigned char kHigh, unsigned char... kExcept>
std::size_t PlainBytes(std::string_view text) {
  typedef unsigned char Bytes __attribute__((vector_size(16)));
  typedef std::uint64_t Words __attribute__((vector_size(16)));
  std::size_t at = 0;
  for (; at + sizeof(Bytes) <= text.size(); at += sizeof(Bytes)) {
    Bytes bytes;
    std::memcpy(&bytes, text.data() + at, sizeof(bytes));
    const auto special = (Words)(((bytes < kLow) | (bytes > kHigh)) | ... | (bytes == kExcept));
    if ((special[0] | special[1]) != 0) break;
  }
  const auto is_plain = [](unsigned char c) { return c >= kLow && c <= kHigh && (... && (c != kExcept)); };
  while (at < text.size() && is_plain(static_cast<unsigned char>(text[at]))) ++at;
  return at;
}

}  // namespace rolecall

#endif  // ROLECALL_BASE_PLAIN_BYTES_H_
