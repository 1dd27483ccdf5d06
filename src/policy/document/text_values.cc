#include <utf8proc.h>

#include <algorithm>

#include "policy/document/scalars.h"

namespace rolecall::policy {
namespace {

int Base64Value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

// Gives the code points of a text one by one, lower-cased; bytes that are no UTF-8 as themselves, out of Unicode's
// range.
class LowerCased {
 public:
  explicit LowerCased(std::string_view text) : text_(text) {}

  std::int32_t Next() {
    if (pending_ != 0) {
      std::int32_t code = pending_;
      pending_ = 0;
      return code;
    }
    if (text_.empty()) return -1;
    utf8proc_int32_t code = 0;
    utf8proc_ssize_t used = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text_.data()),
                                             static_cast<utf8proc_ssize_t>(text_.size()), &code);
    if (used <= 0) {
      code = 0x110000 + static_cast<unsigned char>(text_[0]);
      text_.remove_prefix(1);
      return code;
    }
    text_.remove_prefix(static_cast<std::size_t>(used));
    if (code == 0x130) {  // İ lower-cases to two code points
      pending_ = 0x307;
      return 'i';
    }
    return utf8proc_tolower(code);
  }

 private:
  std::string_view text_;
  std::int32_t pending_ = 0;
};

}  // namespace

bool IsTrueText(std::string_view text) {
  constexpr std::string_view kTrue = "true";
  return std::equal(text.begin(), text.end(), kTrue.begin(), kTrue.end(),
                    [](char c, char lower) { return c == lower || c == lower - 'a' + 'A'; });
}

std::optional<std::string> DecodeBase64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  std::string_view digits = text.substr(0, text.size() - padding);
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  int count = 0;
  for (char c : digits) {
    int value = Base64Value(c);
    if (value < 0) return std::nullopt;
    bits = (bits << 6 | static_cast<std::uint32_t>(value)) & 0xffffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes.push_back(static_cast<char>(bits >> count & 0xff));
    }
  }
  if ((bits & ((1u << count) - 1)) != 0) return std::nullopt;
  return bytes;
}

bool EqualsLowerCased(std::string_view a, std::string_view b) {
  LowerCased left(a), right(b);
  while (true) {
    std::int32_t x = left.Next(), y = right.Next();
    if (x != y) return false;
    if (x < 0) return true;
  }
}

}  // namespace rolecall::policy
