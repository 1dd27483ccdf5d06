#include "crypto/digest.h"

#include <openssl/evp.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/check.h"
#include "base/encoding.h"
#include "crypto/openssl.h"

namespace rolecall::crypto {
namespace {

// Table for a reflected CRC, one byte at a time; eight tables let a loop take eight bytes a step.
template <typename Word>
constexpr std::array<std::array<Word, 256>, 8> MakeCrcTables(Word polynomial) {
  std::array<std::array<Word, 256>, 8> tables{};
  for (unsigned i = 0; i < 256; ++i) {
    Word crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? polynomial : Word{0});
    tables[0][i] = crc;
  }
  for (unsigned i = 0; i < 256; ++i) {
    for (unsigned t = 1; t < 8; ++t) tables[t][i] = (tables[t - 1][i] >> 8) ^ tables[0][tables[t - 1][i] & 0xff];
  }
  return tables;
}

constexpr auto kCrc32cTables = MakeCrcTables<std::uint32_t>(0x82F63B78u);
constexpr auto kCrc64NvmeTables = MakeCrcTables<std::uint64_t>(0x9A6C9329AC4BC9B5u);

template <typename Word>
Word ReflectedCrc(const std::array<std::array<Word, 256>, 8>& tables, std::string_view data) {
  Word crc = ~Word{0};
  const unsigned char* p = Bytes(data);
  std::size_t left = data.size();
  for (; left >= 8; left -= 8, p += 8) {
    Word next = 0;
    for (unsigned i = 0; i < 8; ++i) {
      unsigned char byte = p[i];
      if (i < sizeof(Word)) byte ^= static_cast<unsigned char>(crc >> (8 * i));
      next ^= tables[7 - i][byte];
    }
    crc = next;
  }
  for (; left > 0; --left, ++p) crc = (crc >> 8) ^ tables[0][(crc ^ *p) & 0xff];
  return ~crc;
}

#if defined(__x86_64__)
// The processor's own CRC-32C (SSE4.2), eight bytes at a time: every value that the store reads goes through it.
__attribute__((target("sse4.2"))) std::uint32_t Crc32cByInstruction(std::string_view data) {
  std::uint64_t crc = 0xffffffffu;
  while (data.size() >= 8) {
    std::uint64_t word;
    std::memcpy(&word, data.data(), 8);
    crc = __builtin_ia32_crc32di(crc, word);
    data.remove_prefix(8);
  }
  auto rest = static_cast<std::uint32_t>(crc);
  for (char c : data) rest = __builtin_ia32_crc32qi(rest, static_cast<unsigned char>(c));
  return ~rest;
}
#endif

template <typename Word>
std::string BigEndian(Word value) {
  std::string bytes(sizeof(Word), '\0');
  for (std::size_t i = 0; i < sizeof(Word); ++i) {
    bytes[i] = static_cast<char>(value >> (8 * (sizeof(Word) - 1 - i)));
  }
  return bytes;
}

using DigestBytes = std::array<unsigned char, EVP_MAX_MD_SIZE>;

// The part of `out` that it fills.
std::string_view DigestInto(DigestKind kind, std::string_view data, DigestBytes& out) {
  unsigned int size = 0;
  thread_local DigestContextPtr context(EVP_MD_CTX_new());
  ROLECALL_CHECK(EVP_DigestInit_ex2(context.get(), FetchedDigest(kind), nullptr) == 1);
  ROLECALL_CHECK(EVP_DigestUpdate(context.get(), data.data(), data.size()) == 1);
  ROLECALL_CHECK(EVP_DigestFinal_ex(context.get(), out.data(), &size) == 1);
  return {reinterpret_cast<const char*>(out.data()), size};
}

}  // namespace

std::string Digest(DigestKind kind, std::string_view data) {
  DigestBytes out;
  return std::string(DigestInto(kind, data, out));
}

std::string DigestHex(DigestKind kind, std::string_view data) {
  DigestBytes out;
  return HexEncode(DigestInto(kind, data, out));
}

std::uint32_t Crc32(std::string_view data) {
  return static_cast<std::uint32_t>(crc32_z(crc32_z(0, nullptr, 0), Bytes(data), data.size()));
}
std::uint32_t Crc32c(std::string_view data) {
#if defined(__x86_64__)
  static const bool has_instruction = __builtin_cpu_supports("sse4.2") != 0;
  if (has_instruction) return Crc32cByInstruction(data);
#endif
  return ReflectedCrc(kCrc32cTables, data);
}
std::uint64_t Crc64Nvme(std::string_view data) { return ReflectedCrc(kCrc64NvmeTables, data); }

std::string ChecksumBytes(std::uint32_t checksum) { return BigEndian(checksum); }
std::string ChecksumBytes(std::uint64_t checksum) { return BigEndian(checksum); }

}  // namespace rolecall::crypto
