#include "directory/ids.h"

#include <array>
#include <cstdint>

namespace rolecall::directory {
namespace {

constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::size_t kAccessKeyLetters = 16;
constexpr std::uint64_t kAccountMask = (std::uint64_t{1} << 40) - 1;

}  // namespace

std::string MakeUniqueId(Random& random, std::string_view prefix) {
  return std::string(prefix) + RandomBase32(random, 17);
}

// As AWS does it: of the 80 bits that the letters are, the first is set, the next 40 are the account's number, the
// rest is random. 39 random bits name a key; they protect nothing.
std::string MakeAccessKeyId(Random& random, std::string_view prefix, std::string_view account) {
  std::uint64_t number = 0;
  for (char c : account) number = number * 10 + static_cast<std::uint64_t>(c - '0');
  std::array<std::uint8_t, 10> bits;
  random.Fill(bits);
  const std::uint64_t head = (std::uint64_t{1} << 47) | (number & kAccountMask) << 7 | (bits[5] & 0x7f);
  for (int i = 0; i < 6; ++i) bits[i] = static_cast<std::uint8_t>(head >> (40 - 8 * i));
  std::string id(prefix);
  for (std::size_t letter = 0; letter < kAccessKeyLetters; ++letter) {
    unsigned value = 0;
    for (std::size_t bit = letter * 5; bit < letter * 5 + 5; ++bit) {
      value = value << 1 | ((bits[bit / 8] >> (7 - bit % 8)) & 1u);
    }
    id += kBase32[value];
  }
  return id;
}

std::optional<std::string> AccountOfAccessKeyId(std::string_view id) {
  if (id.size() != 4 + kAccessKeyLetters) return std::nullopt;
  std::uint64_t head = 0;  // the first 50 bits: ten letters
  for (std::size_t i = 4; i < id.size(); ++i) {
    const std::size_t value = kBase32.find(id[i]);
    if (value == std::string_view::npos) return std::nullopt;
    if (i < 14) head = head << 5 | value;
  }
  std::string account = std::to_string(head >> 9 & kAccountMask);
  if (account.size() > 12) return std::nullopt;
  return std::string(12 - account.size(), '0') + account;
}

}  // namespace rolecall::directory
