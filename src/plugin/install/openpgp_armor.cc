#include "plugin/install/openpgp_armor.h"

#include <cstdint>
#include <optional>
#include <vector>

#include "base/encoding.h"
#include "base/text.h"

namespace rolecall::plugin {
namespace {

constexpr std::string_view kBegin = "-----BEGIN PGP PUBLIC KEY BLOCK-----";
constexpr std::string_view kEnd = "-----END PGP PUBLIC KEY BLOCK-----";

Error BadArmor(const std::string& why) { return {ErrorCode::kInvalidArgument, "the key's ASCII armor " + why}; }

std::uint32_t Crc24(std::string_view bytes) {
  std::uint32_t crc = 0xB704CE;
  for (const char byte : bytes) {
    crc ^= static_cast<std::uint32_t>(static_cast<unsigned char>(byte)) << 16;
    for (int bit = 0; bit < 8; ++bit) {
      crc <<= 1;
      if ((crc & 0x1000000u) != 0) crc ^= 0x1864CFB;
    }
  }
  return crc & 0xFFFFFFu;
}

std::string CrcText(std::string_view bytes) {
  const std::uint32_t crc = Crc24(bytes);
  const char three[] = {static_cast<char>(crc >> 16), static_cast<char>(crc >> 8), static_cast<char>(crc)};
  return Base64Encode(std::string_view(three, sizeof three));
}

// The lines between the two of a block: headers, an empty line, base64, and "=" with a checksum if it likes.
Result<std::string> Block(const std::vector<std::string_view>& lines) {
  std::size_t at = 0;
  while (at < lines.size() && lines[at].find(": ") != std::string_view::npos) ++at;
  std::string body, checksum;
  for (; at < lines.size(); ++at) {
    if (lines[at].starts_with('=')) {
      checksum = lines[at].substr(1);
    } else {
      body += lines[at];
    }
  }
  std::optional<std::string> bytes = Base64Decode(body);
  if (!bytes || bytes->empty()) return BadArmor("is not base64");
  if (!checksum.empty() && checksum != CrcText(*bytes)) return BadArmor("has a wrong checksum");
  return *std::move(bytes);
}

}  // namespace

Result<std::string> WithoutArmor(std::string_view text) {
  std::string packets;
  std::vector<std::string_view> lines;
  bool is_inside = false;
  for (const std::string_view raw : Split(text, '\n')) {
    const std::string_view line = Trim(raw);
    if (line == kBegin) {
      if (is_inside) return BadArmor("begins twice");
      is_inside = true;
      lines.clear();
    } else if (line == kEnd) {
      if (!is_inside) return BadArmor("ends without a beginning");
      is_inside = false;
      ROLECALL_TRY(const std::string block, Block(lines));
      packets += block;
    } else if (is_inside) {
      lines.push_back(line);
    }
  }
  if (is_inside) return BadArmor("has no end");
  if (packets.empty()) return BadArmor("is missing");
  return packets;
}

}  // namespace rolecall::plugin
