// The checksum of an entry, and of the log's: CRC-32C of its revision (8 bytes, the lowest first) and key in the upper
// half, of its value in the lower. Threads: any.
#ifndef ROLECALL_STORE_CHECKSUM_H_
#define ROLECALL_STORE_CHECKSUM_H_

#include <cstdint>
#include <string_view>

namespace rolecall::store {

std::int64_t EntryChecksum(std::string_view key, std::string_view value, std::uint64_t revision);

}  // namespace rolecall::store

#endif  // ROLECALL_STORE_CHECKSUM_H_
