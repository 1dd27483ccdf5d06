#include "base/encoding.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "base/text.h"

namespace rolecall {
namespace {

constexpr std::string_view kStandard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrl = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr std::array<std::int8_t, 256> MakeReverse(std::string_view alphabet) {
  std::array<std::int8_t, 256> reverse{};
  for (auto& entry : reverse) entry = -1;
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    reverse[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
  }
  return reverse;
}
constexpr auto kStandardReverse = MakeReverse(kStandard);
constexpr auto kUrlReverse = MakeReverse(kUrl);

// The two hexadecimal digits of each byte.
constexpr std::array<std::array<char, 2>, 256> MakeHexPairs() {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<std::array<char, 2>, 256> pairs{};
  for (std::size_t i = 0; i < pairs.size(); ++i) pairs[i] = {kDigits[i >> 4], kDigits[i & 0xf]};
  return pairs;
}
constexpr auto kHexPairs = MakeHexPairs();

// The two letters of each twelve bits.
using LetterPairs = std::array<std::array<char, 2>, 4096>;
constexpr LetterPairs MakePairs(std::string_view alphabet) {
  LetterPairs pairs{};
  for (std::size_t bits = 0; bits < pairs.size(); ++bits) pairs[bits] = {alphabet[bits >> 6], alphabet[bits & 0x3f]};
  return pairs;
}
constexpr LetterPairs kStandardPairs = MakePairs(kStandard);
constexpr LetterPairs kUrlPairs = MakePairs(kUrl);

// Three bytes are four letters; what is left at the end is one or two bytes in two or three letters.
std::string Encode(std::string_view bytes, std::string_view alphabet, const LetterPairs& pairs, bool padded) {
  std::string out((bytes.size() + 2) / 3 * 4, '=');
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])); };
  char* to = out.data();
  std::size_t i = 0;
  for (; i + 3 <= bytes.size(); i += 3, to += 4) {
    const std::uint32_t group = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
    std::memcpy(to, &pairs[group >> 12], 2);
    std::memcpy(to + 2, &pairs[group & 0xfff], 2);
  }
  const std::size_t left = bytes.size() - i;
  if (left > 0) {
    const std::uint32_t group = byte(i) << 16 | (left == 2 ? byte(i + 1) << 8 : 0);
    for (std::size_t k = 0; k <= left; ++k) to[k] = alphabet[group >> (18 - 6 * k) & 0x3f];
    if (!padded) out.resize(out.size() - (3 - left));
  }
  return out;
}

// `text` without padding. Bits that no byte takes must be zero: one text for one value.
std::optional<std::string> Decode(std::string_view text, const std::array<std::int8_t, 256>& reverse) {
  if (text.size() % 4 == 1) return std::nullopt;
  std::string out(text.size() * 3 / 4, '\0');
  const auto value = [&](std::size_t i) { return static_cast<int>(reverse[static_cast<unsigned char>(text[i])]); };
  char* to = out.data();
  std::size_t i = 0;
  for (; i + 4 <= text.size(); i += 4, to += 3) {
    const int a = value(i), b = value(i + 1), c = value(i + 2), d = value(i + 3);
    if ((a | b | c | d) < 0) return std::nullopt;
    to[0] = static_cast<char>(a << 2 | b >> 4);
    to[1] = static_cast<char>(b << 4 | c >> 2);
    to[2] = static_cast<char>(c << 6 | d);
  }
  if (i == text.size()) return out;
  const int a = value(i), b = value(i + 1), c = i + 2 < text.size() ? value(i + 2) : 0;
  if ((a | b | c) < 0) return std::nullopt;
  to[0] = static_cast<char>(a << 2 | b >> 4);
  if (i + 2 < text.size()) to[1] = static_cast<char>(b << 4 | c >> 2);
  if ((i + 2 < text.size() ? c & 0x3 : b & 0xf) != 0) return std::nullopt;
  return out;
}

bool IsUnreserved(char c) { return IsAsciiAlphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~'; }

}  // namespace

int HexDigitValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string HexEncode(std::string_view bytes) {
  std::string out(bytes.size() * 2, '\0');
  char* at = out.data();
  for (char byte : bytes) {
    std::memcpy(at, kHexPairs[static_cast<unsigned char>(byte)].data(), 2);
    at += 2;
  }
  return out;
}

std::optional<std::string> HexDecode(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string out(text.size() / 2, '\0');
  for (std::size_t i = 0; i < out.size(); ++i) {
    int high = HexDigitValue(text[2 * i]);
    int low = HexDigitValue(text[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out[i] = static_cast<char>(high << 4 | low);
  }
  return out;
}

std::string Base64Encode(std::string_view bytes) { return Encode(bytes, kStandard, kStandardPairs, true); }

std::optional<std::string> Base64Decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  for (int i = 0; i < 2 && !text.empty() && text.back() == '='; ++i) text.remove_suffix(1);
  return Decode(text, kStandardReverse);
}

std::string Base64UrlEncode(std::string_view bytes) { return Encode(bytes, kUrl, kUrlPairs, false); }

std::optional<std::string> Base64UrlDecode(std::string_view text) { return Decode(text, kUrlReverse); }

std::optional<std::string> PercentDecode(std::string_view text, bool plus_is_space) {
  std::string out(text);
  if (plus_is_space && text.find('+') != text.npos) std::ranges::replace(out, '+', ' ');
  std::size_t to = std::min(text.find('%'), text.size());
  for (std::size_t from = to; from < text.size();) {
    // `from` is at a percent sign.
    if (text.size() - from < 3) return std::nullopt;
    const int high = HexDigitValue(text[from + 1]);
    const int low = HexDigitValue(text[from + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out[to++] = static_cast<char>(high << 4 | low);
    from += 3;
    const std::size_t plain = std::min(text.find('%', from), text.size()) - from;
    std::memmove(out.data() + to, out.data() + from, plain);
    to += plain;
    from += plain;
  }
  out.resize(to);
  return out;
}

std::string PercentEncode(std::string_view text, std::string_view keep) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (char c : text) {
    if (IsUnreserved(c) || keep.find(c) != std::string_view::npos) {
      out += c;
      continue;
    }
    out += '%';
    out += kDigits[static_cast<unsigned char>(c) >> 4];
    out += kDigits[static_cast<unsigned char>(c) & 0xf];
  }
  return out;
}

}  // namespace rolecall
