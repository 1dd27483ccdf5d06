#include "base/ip_address.h"

#include <arpa/inet.h>

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"

namespace rolecall {
namespace {

bool ParseV4(std::string_view text, std::uint8_t* bytes) {
  for (int i = 0; i < 4; ++i) {
    std::size_t dot = i < 3 ? text.find('.') : text.size();
    if (dot == std::string_view::npos) return false;
    std::optional<int> part = ParseSmallDecimal(text.substr(0, dot), 255);
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
    const int digit = HexDigitValue(c);
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

}  // namespace

std::optional<int> ParseSmallDecimal(std::string_view text, int max) {
  if (text.empty()) return std::nullopt;
  int value = 0;
  for (char c : text) {
    if (!IsAsciiDigit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
    if (value > max) return std::nullopt;
  }
  return value;
}

std::optional<IpAddress> ParseIpAddress(std::string_view text) {
  IpAddress address;
  address.v6 = text.find(':') != std::string_view::npos;
  const bool good = address.v6 ? ParseV6(text, address.bytes) : ParseV4(text, address.bytes.data());
  if (!good) return std::nullopt;
  return address;
}

std::string IpAddress::Text() const {
  char text[INET6_ADDRSTRLEN] = "";
  inet_ntop(v6 ? AF_INET6 : AF_INET, bytes.data(), text, sizeof text);
  return text;
}

}  // namespace rolecall
