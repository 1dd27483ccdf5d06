#include <algorithm>

#include "base/text.h"
#include "policy/document/scalars.h"

namespace rolecall::policy {
namespace {

// Decimal digits only; leading zeros are decimal too (not octal).
std::optional<int> ParseSmall(std::string_view text, int max) {
  if (text.empty() || text.size() > 6) return std::nullopt;
  int value = 0;
  for (char c : text) {
    if (!IsAsciiDigit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  if (value > max) return std::nullopt;
  return value;
}

bool ParseV4(std::string_view text, std::uint8_t* bytes) {
  for (int i = 0; i < 4; ++i) {
    std::size_t dot = i < 3 ? text.find('.') : text.size();
    if (dot == std::string_view::npos) return false;
    std::optional<int> part = ParseSmall(text.substr(0, dot), 255);
    if (!part) return false;
    bytes[i] = static_cast<std::uint8_t>(*part);
    text.remove_prefix(i < 3 ? dot + 1 : dot);
  }
  return text.empty();
}

std::optional<int> ParseHextet(std::string_view text) {
  if (text.empty() || text.size() > 4) return std::nullopt;
  int value = 0;
  for (char c : text) {
    int digit = IsAsciiDigit(c)        ? c - '0'
                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                       : -1;
    if (digit < 0) return std::nullopt;
    value = value * 16 + digit;
  }
  return value;
}

// The groups on one side of "::" (or all), appended to `bytes`; at most eight. The last may be dotted if `may_dot`.
bool ParseGroups(std::string_view text, bool may_dot, std::uint8_t* bytes, int& count) {
  count = 0;
  while (!text.empty()) {
    std::size_t colon = text.find(':');
    std::string_view group = text.substr(0, colon);
    bool last = colon == std::string_view::npos;
    if (last && may_dot && group.find('.') != std::string_view::npos) {
      if (count > 12 || !ParseV4(group, bytes + count)) return false;
      count += 4;
      return true;
    }
    std::optional<int> value = ParseHextet(group);
    if (!value || count > 14) return false;
    bytes[count++] = static_cast<std::uint8_t>(*value >> 8);
    bytes[count++] = static_cast<std::uint8_t>(*value & 0xff);
    if (last) return true;
    text.remove_prefix(colon + 1);
    if (text.empty()) return false;  // trailing colon
  }
  return true;
}

bool ParseV6(std::string_view text, std::array<std::uint8_t, 16>& bytes) {
  bytes.fill(0);
  std::size_t gap = text.find("::");
  int count = 0;
  if (gap == std::string_view::npos) return ParseGroups(text, true, bytes.data(), count) && count == 16;
  std::array<std::uint8_t, 16> tail{};
  int tail_count = 0;
  if (!ParseGroups(text.substr(0, gap), false, bytes.data(), count)) return false;
  if (!ParseGroups(text.substr(gap + 2), true, tail.data(), tail_count)) return false;
  if (count + tail_count > 14) return false;  // "::" stands for at least one group
  std::copy(tail.begin(), tail.begin() + tail_count, bytes.end() - tail_count);
  return true;
}

bool IsMappedV4(const std::array<std::uint8_t, 16>& bytes) {
  return std::all_of(bytes.begin(), bytes.begin() + 10, [](std::uint8_t b) { return b == 0; }) && bytes[10] == 0xff &&
         bytes[11] == 0xff;
}

std::optional<IpAddress> ParseAddress(std::string_view text) {
  IpAddress address;
  address.v6 = text.find(':') != std::string_view::npos;
  bool good = address.v6 ? ParseV6(text, address.bytes) : ParseV4(text, address.bytes.data());
  if (!good) return std::nullopt;
  return address;
}

bool SamePrefix(const IpAddress& a, const IpAddress& b, int prefix) {
  for (int i = 0; prefix > 0; ++i, prefix -= 8) {
    int mask = prefix >= 8 ? 0xff : (0xff00 >> prefix) & 0xff;
    if (((a.bytes[i] ^ b.bytes[i]) & mask) != 0) return false;
  }
  return true;
}

bool HasHostBits(const IpNetwork& network) {
  int bits = network.address.v6 ? 128 : 32;
  for (int bit = network.prefix; bit < bits; ++bit) {
    if ((network.address.bytes[bit / 8] >> (7 - bit % 8)) & 1) return true;
  }
  return false;
}

}  // namespace

std::optional<IpAddress> ParseRequestIp(std::string_view text) {
  std::optional<IpAddress> address = ParseAddress(text);
  if (address && address->v6 && IsMappedV4(address->bytes)) {
    IpAddress v4;
    std::copy(address->bytes.begin() + 12, address->bytes.end(), v4.bytes.begin());
    return v4;
  }
  return address;
}

std::optional<IpNetwork> ParseIpNetwork(std::string_view text) {
  std::size_t slash = text.find('/');
  std::optional<IpAddress> address = ParseAddress(text.substr(0, slash));
  if (!address) return std::nullopt;
  IpNetwork network;
  network.address = *address;
  int bits = address->v6 ? 128 : 32;
  network.prefix = bits;
  if (slash != std::string_view::npos) {
    std::optional<int> prefix = ParseSmall(text.substr(slash + 1), bits);
    if (!prefix) return std::nullopt;
    network.prefix = *prefix;
  }
  network.never = address->v6 && HasHostBits(network);
  return network;
}

bool Contains(const IpNetwork& network, const IpAddress& address) {
  return !network.never && network.address.v6 == address.v6 && SamePrefix(network.address, address, network.prefix);
}

}  // namespace rolecall::policy
