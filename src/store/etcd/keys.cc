#include "store/etcd/keys.h"

#include <charconv>

#include "base/text.h"

namespace rolecall::store {
namespace {

constexpr std::size_t kIdDigits = 32, kNumberDigits = 5;

std::string Padded(std::string digits, std::size_t width) {
  return std::string(width > digits.size() ? width - digits.size() : 0, '0') + digits;
}

}  // namespace

std::string Hex16(std::uint64_t number) {
  char digits[16];
  const auto end = std::to_chars(digits, digits + sizeof digits, number, 16);
  return Padded(std::string(digits, end.ptr), 16);
}

std::optional<std::uint64_t> ParseHex16(std::string_view text) {
  std::uint64_t number = 0;
  if (text.size() != 16) return std::nullopt;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number, 16);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string EtcdKeys::Piece(const std::string& pieces, std::size_t number) {
  return pieces + Padded(std::to_string(number), kNumberDigits);
}

std::optional<std::string_view> EtcdKeys::After(std::string_view key, std::string_view room) const {
  if (!key.starts_with(prefix_)) return std::nullopt;
  key.remove_prefix(prefix_.size());
  if (!key.starts_with(room)) return std::nullopt;
  return key.substr(room.size());
}

std::optional<std::uint64_t> EtcdKeys::LogOf(std::string_view key) const {
  const std::optional<std::string_view> digits = After(key, "log/");
  return digits.has_value() ? ParseHex16(*digits) : std::nullopt;
}

std::optional<PieceKey> EtcdKeys::PieceOf(std::string_view key) const {
  constexpr std::size_t kTail = 1 + kIdDigits + 1 + kNumberDigits;
  const std::optional<std::string_view> rest = After(key, "v/");
  if (!rest.has_value() || rest->size() <= kTail) return std::nullopt;
  const std::string_view tail = rest->substr(rest->size() - kTail);
  if (tail.front() != '\0' || tail[1 + kIdDigits] != '/') return std::nullopt;
  return PieceKey{rest->substr(0, rest->size() - kTail), tail.substr(1, kIdDigits)};
}

}  // namespace rolecall::store
