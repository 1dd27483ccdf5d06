#include "functions/notation/address.h"

#include <arpa/inet.h>

#include <array>
#include <cstdint>

namespace rolecall::functions {
namespace {

std::optional<int> SmallNumber(const std::string& text, int most) {
  if (text.empty() || text.size() > 9) return std::nullopt;
  int number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number <= most ? std::optional(number) : std::nullopt;
}

std::optional<Address> ParseIpv4(const std::string& text) {
  Address address;
  std::size_t start = 0;
  for (int part = 0; part < 4; ++part) {
    const std::size_t end = part == 3 ? text.size() : text.find('.', start);
    if (end == std::string::npos) return std::nullopt;
    const auto number = SmallNumber(text.substr(start, end - start), 255);
    if (!number) return std::nullopt;
    address.bits = address.bits << 8 | static_cast<unsigned>(*number);
    start = end + 1;
  }
  return address;
}

AddressBits AllOnes(int width) {
  const AddressBits ones = ~AddressBits{0};
  return width == 128 ? ones : ones >> (128 - width);
}

}  // namespace

AddressBits PrefixMask(int length, int width) {
  if (length == 0) return 0;
  return (AllOnes(width) >> (width - length)) << (width - length);
}

std::optional<Address> ParseAddress(const std::string& text) {
  if (text.find(':') == std::string::npos) return ParseIpv4(text);
  std::array<std::uint8_t, 16> bytes{};
  if (text.size() > 64 || inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return std::nullopt;
  Address address;
  address.width = 128;
  for (const std::uint8_t byte : bytes) address.bits = address.bits << 8 | byte;
  return address;
}

std::optional<Prefix> ParsePrefix(const std::string& text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos) return std::nullopt;
  const auto address = ParseAddress(text.substr(0, slash));
  if (!address) return std::nullopt;
  const auto length = SmallNumber(text.substr(slash + 1), address->width);
  if (!length) return std::nullopt;
  Prefix prefix = {*address, *length};
  prefix.base.bits &= PrefixMask(*length, address->width);
  return prefix;
}

std::string Address::Text() const {
  std::array<std::uint8_t, 16> bytes{};
  const int count = width / 8;
  for (int i = 0; i < count; ++i) {
    bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(bits >> (8 * (count - 1 - i)) & 0xFF);
  }
  char text[INET6_ADDRSTRLEN] = "";
  inet_ntop(width == 32 ? AF_INET : AF_INET6, bytes.data(), text, sizeof text);
  return text;
}

std::string Prefix::Text() const { return base.Text() + "/" + std::to_string(length); }

bool Prefix::Contains(const Address& address) const {
  return address.width == base.width && (address.bits & PrefixMask(length, base.width)) == base.bits;
}

}  // namespace rolecall::functions
