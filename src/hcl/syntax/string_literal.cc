#include "hcl/syntax/string_literal.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

#include "base/encoding.h"
#include "hcl/syntax/unicode.h"

namespace rolecall::hcl {
namespace {

// The span of some bytes of a literal of one line.
Span Part(std::string_view text, std::size_t begin, std::size_t length, const Span& span) {
  Span part = span;
  part.start.column += static_cast<int>(CountGraphemes(text.substr(0, begin)));
  part.start.byte += begin;
  part.end = part.start;
  part.end.column += static_cast<int>(CountGraphemes(text.substr(begin, length)));
  part.end.byte += length;
  return part;
}

class Decoder {
 public:
  Decoder(std::string_view text, const Span& span, diag::Diagnostics& diagnostics)
      : text_(text), span_(span), diagnostics_(diagnostics) {}

  std::string Run(bool quoted) {
    out_.reserve(text_.size());
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if ((c == '$' || c == '%') && text_.substr(at_ + 1, 2) == (c == '$' ? "${" : "%{")) {
        out_ += text_.substr(at_ + 1, 2);
        at_ += 3;
      } else if (quoted && c == '\\') {
        Escape();
      } else {
        out_ += c;
        ++at_;
      }
    }
    return std::move(out_);
  }

 private:
  void Escape() {
    const char selector = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    switch (selector) {
      case 'n': return Simple('\n');
      case 'r': return Simple('\r');
      case 't': return Simple('\t');
      case '"': return Simple('"');
      case '\\': return Simple('\\');
      case 'u': return CodePointEscape(4);
      case 'U': return CodePointEscape(8);
      default: break;
    }
    if (at_ + 1 >= text_.size()) {
      return Complain(1, "Backslash must be followed by an escape sequence selector character.");
    }
    const std::size_t length = 1 + FirstGraphemeBytes(text_.substr(at_ + 1));
    const std::string selector_text(text_.substr(at_ + 1, length - 1));
    Complain(length, "The symbol \"" + selector_text + "\" is not a valid escape sequence selector.");
    // Without the backslash.
    out_.erase(out_.size() - length, 1);
  }

  void Simple(char c) {
    out_ += c;
    at_ += 2;
  }

  void CodePointEscape(std::size_t digits) {
    std::uint32_t value = 0;
    std::size_t count = 0;
    while (count < digits && at_ + 2 + count < text_.size() && HexDigitValue(text_[at_ + 2 + count]) >= 0) {
      value = value * 16 + static_cast<std::uint32_t>(HexDigitValue(text_[at_ + 2 + count]));
      ++count;
    }
    if (count < digits) {
      return Complain(2 + count, digits == 4 ? "The \\u escape sequence must be followed by four hexadecimal digits."
                                             : "The \\U escape sequence must be followed by eight hexadecimal digits.");
    }
    if (value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) {
      std::array<char, 16> hex{};
      std::snprintf(hex.data(), hex.size(), "%04x", static_cast<unsigned>(value));
      return Complain(2 + digits, "Cannot encode character U+" + std::string(hex.data()) + " in UTF-8.");
    }
    AppendUtf8(out_, value);
    at_ += 2 + digits;
  }

  void Complain(std::size_t length, std::string detail) {
    diagnostics_.AddError("invalid-escape-sequence", "Invalid escape sequence", std::move(detail),
                          Part(text_, at_, length, span_));
    out_ += text_.substr(at_, length);
    at_ += length;
  }

  std::string_view text_;
  const Span& span_;
  diag::Diagnostics& diagnostics_;
  std::string out_;
  std::size_t at_ = 0;
};

}  // namespace

std::string DecodeLiteral(std::string_view text, bool quoted, const Span& span, diag::Diagnostics& diagnostics) {
  const bool plain = std::none_of(text.begin(), text.end(), [](char c) {
    return c == '\\' || c == '$' || c == '%' || static_cast<unsigned char>(c) >= 0x80;
  });
  if (plain) return std::string(text);
  std::string decoded = Decoder(text, span, diagnostics).Run(quoted);
  return decoded;
}

}  // namespace rolecall::hcl
