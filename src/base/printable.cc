#include "base/printable.h"

#include <array>
#include <cstdint>
#include <cstdio>

#include "base/plain_bytes.h"
#include "base/utf8.h"

namespace rolecall {
namespace {

constexpr unsigned char kDelete = 0x7f;

std::uint32_t CodePointOf(std::string_view character) {
  constexpr std::array<unsigned, 5> kBitsOfFirst{0, 0x7F, 0x1F, 0x0F, 0x07};
  std::uint32_t point = static_cast<unsigned char>(character.front()) & kBitsOfFirst.at(character.size());
  for (const char c : character.substr(1)) point = point << 6 | (static_cast<unsigned char>(c) & 0x3F);
  return point;
}

// What is obeyed instead of shown: C1, line and paragraph separators, directions (Unicode's bidirectional controls),
// what has no width, tags.
bool IsObeyed(std::uint32_t point) {
  const auto is_in = [point](std::uint32_t low, std::uint32_t high) { return point >= low && point <= high; };
  return is_in(0x80, 0x9F) || point == 0x061C || is_in(0x200B, 0x200F) || is_in(0x2028, 0x202E) ||
         is_in(0x2060, 0x206F) || point == 0xFEFF || is_in(0xFFF9, 0xFFFB) || is_in(0xE0000, 0xE007F);
}

// ZERO WIDTH JOINER and NON-JOINER are letters' and emoji's: they move nothing.
bool IsJoiner(std::uint32_t point) { return point == 0x200C || point == 0x200D; }

template <typename... Numbers>
void AppendFormatted(std::string& out, const char* format, Numbers... numbers) {
  std::array<char, 16> escape{};
  std::snprintf(escape.data(), escape.size(), format, numbers...);
  out += escape.data();
}

void AppendControl(std::string& out, char c) {
  switch (c) {
    case '\a': out += "\\a"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    case '\v': out += "\\v"; return;
    default: AppendFormatted(out, "\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
}

}  // namespace

std::size_t AppendPrintable(std::string& out, std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = Utf8Length(text);
  if (length == 0 || first < 0x20 || first == kDelete) {
    AppendControl(out, text.front());
    return 1;
  }
  const std::string_view character = text.substr(0, length);
  const std::uint32_t point = CodePointOf(character);
  if (!IsObeyed(point) || IsJoiner(point)) {
    out += character;
  } else {
    AppendFormatted(out, point > 0xFFFF ? "\\U%08x" : "\\u%04x", static_cast<unsigned>(point));
  }
  return length;
}

std::string Printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t plain = PlainBytes<0x20, 0x7e>(text);
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    std::size_t length = 1;
    if (text.front() == '\n' || text.front() == '\t') {
      out += text.front();
    } else if (text.starts_with("\r\n")) {
      out += text.front();
    } else {
      length = AppendPrintable(out, text);
    }
    text.remove_prefix(length);
  }
  return out;
}

bool IsPrintable(std::string_view text) {
  if (PlainBytes<0x20, 0x7e>(text) == text.size()) return true;
  return Printable(text) == text;
}

}  // namespace rolecall
