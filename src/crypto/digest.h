// Digests and checksums of whole byte strings. Results are raw bytes (big-endian for the checksums);
// base/encoding.h turns them into hex or base64.
//
//   std::string hex = crypto::Sha256Hex(body);
//
// MD5 and SHA-1 are here because protocols and the language name them, never as a protection.
// Threads: any. Errors: none; an OpenSSL without these algorithms aborts.
#ifndef ROLECALL_CRYPTO_DIGEST_H_
#define ROLECALL_CRYPTO_DIGEST_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "crypto/digest_kind.h"

namespace rolecall::crypto {

// Raw bytes: 16, 20, 32, 48 or 64.
std::string Digest(DigestKind kind, std::string_view data);
// Lower-case hexadecimal.
std::string DigestHex(DigestKind kind, std::string_view data);

inline std::string Md5(std::string_view data) { return Digest(DigestKind::kMd5, data); }
inline std::string Sha1(std::string_view data) { return Digest(DigestKind::kSha1, data); }
inline std::string Sha256(std::string_view data) { return Digest(DigestKind::kSha256, data); }
inline std::string Sha512(std::string_view data) { return Digest(DigestKind::kSha512, data); }
inline std::string Md5Hex(std::string_view data) { return DigestHex(DigestKind::kMd5, data); }
inline std::string Sha1Hex(std::string_view data) { return DigestHex(DigestKind::kSha1, data); }
inline std::string Sha256Hex(std::string_view data) { return DigestHex(DigestKind::kSha256, data); }
inline std::string Sha512Hex(std::string_view data) { return DigestHex(DigestKind::kSha512, data); }

// S3's checksums, as numbers; ChecksumBytes() makes the big-endian bytes that S3 sends in base64.
std::uint32_t Crc32(std::string_view data);      // the one of zlib
std::uint32_t Crc32c(std::string_view data);     // Castagnoli
std::uint64_t Crc64Nvme(std::string_view data);  // CRC-64/NVME
std::string ChecksumBytes(std::uint32_t checksum);
std::string ChecksumBytes(std::uint64_t checksum);

}  // namespace rolecall::crypto

#endif  // ROLECALL_CRYPTO_DIGEST_H_
