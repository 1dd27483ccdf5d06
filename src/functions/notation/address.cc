#include "functions/notation/address.h"

#include <algorithm>
#include <cstdint>

#include "base/ip_address.h"

namespace rolecall::functions {
namespace {

AddressBits AllOnes(int width) {
  const AddressBits ones = ~AddressBits{0};
  return width == 128 ? ones : ones >> (128 - width);
}

}  // namespace

AddressBits PrefixMask(int length, int width) {
  if (length == 0) return 0;
  return (AllOnes(width) >> (width - length)) << (width - length);
}

std::optional<Address> ParseAddress(std::string_view text) {
  const std::optional<IpAddress> parsed = ParseIpAddress(text);
  if (!parsed) return std::nullopt;
  Address address;
  address.width = parsed->bits();
  for (int i = 0; i < address.width / 8; ++i) {
    address.bits = address.bits << 8 | parsed->bytes[static_cast<std::size_t>(i)];
  }
  return address;
}

std::optional<Prefix> ParsePrefix(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos) return std::nullopt;
  const auto address = ParseAddress(text.substr(0, slash));
  if (!address) return std::nullopt;
  const auto length = ParseSmallDecimal(text.substr(slash + 1), address->width);
  if (!length) return std::nullopt;
  Prefix prefix = {*address, *length};
  prefix.base.bits &= PrefixMask(*length, address->width);
  return prefix;
}

bool Address::IsMapped() const { return width == 128 && bits >> 32 == 0xFFFF; }

std::string Address::Text() const {
  if (IsMapped()) return Address{bits & AllOnes(32), 32}.Text();
  IpAddress address;
  address.v6 = width == 128;
  const int count = width / 8;
  for (int i = 0; i < count; ++i) {
    address.bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(bits >> (8 * (count - 1 - i)) & 0xFF);
  }
  return address.Text();
}

std::string Prefix::Text() const {
  const int shown = base.IsMapped() ? std::max(0, length - 96) : length;
  return base.Text() + "/" + std::to_string(shown);
}

bool Prefix::Contains(const Address& address) const {
  return address.width == base.width && (address.bits & PrefixMask(length, base.width)) == base.bits;
}

}  // namespace rolecall::functions
