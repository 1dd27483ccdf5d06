#include "functions/notation/json_mistake.h"

#include <array>
#include <cstdio>
#include <vector>

#include "base/encoding.h"
#include "base/text.h"

namespace rolecall::functions {
namespace {

using Mistake = std::optional<std::string>;

constexpr const char* kUnexpectedEnd = "unexpected EOF";

// As Go quotes the byte, taken for a character of Latin-1.
std::string QuotedByte(unsigned char byte) {
  constexpr std::string_view kNamed = "\a\b\f\n\r\t\v\\";
  constexpr std::string_view kLetters = "abfnrtv\\";
  if (byte == '\'') return "'\\''";
  if (const std::size_t at = kNamed.find(static_cast<char>(byte)); at != std::string_view::npos) {
    return std::string("'\\") + kLetters[at] + "'";
  }
  std::array<char, 12> text = {};
  if (byte < 0x20 || byte == 0x7f) {
    std::snprintf(text.data(), text.size(), "'\\x%02x'", byte);
  } else if (byte < 0x7f) {
    std::snprintf(text.data(), text.size(), "'%c'", byte);
  } else if (byte <= 0xa0 || byte == 0xad) {
    std::snprintf(text.data(), text.size(), "'\\u%04x'", byte);
  } else {
    std::snprintf(text.data(), text.size(), "'%c%c'", 0xc0 | (byte >> 6), 0x80 | (byte & 0x3f));
  }
  return text.data();
}

// Reads token by token, with a stack of what it is inside of.
class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_(text) {}

  Mistake FirstMistake() {
    do {
      SkipSpace();
      if (at_ == text_.size()) return "EOF";
      if (Mistake mistake = Token(text_[at_])) return mistake;
    } while (!outer_.empty() || state_ != State::kEnd);
    SkipSpace();
    if (at_ == text_.size() || text_[at_] == ']' || text_[at_] == '}') return std::nullopt;
    return "extraneous data after JSON object";
  }

 private:
  enum class State : char {
    kTop,
    kArrayStart,
    kArrayValue,
    kArrayComma,
    kObjectStart,
    kObjectKey,
    kObjectColon,
    kObjectValue,
    kObjectComma,
    kEnd
  };

  void SkipSpace() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }

  Mistake Wrong(const char* context) const {
    if (at_ >= text_.size()) return kUnexpectedEnd;
    return "invalid character " + QuotedByte(static_cast<unsigned char>(text_[at_])) + context;
  }

  Mistake WrongToken() const {
    switch (state_) {
      case State::kArrayComma: return Wrong(" after array element");
      case State::kObjectKey: return Wrong(" looking for beginning of object key string");
      case State::kObjectColon: return Wrong(" after object key");
      case State::kObjectComma: return Wrong(" after object key:value pair");
      case State::kObjectStart: return Wrong("");
      default: return Wrong(" looking for beginning of value");
    }
  }

  bool WantsValue() const {
    return state_ == State::kTop || state_ == State::kArrayStart || state_ == State::kArrayValue ||
           state_ == State::kObjectValue;
  }
  bool WantsKey() const { return state_ == State::kObjectStart || state_ == State::kObjectKey; }

  void ValueEnds() {
    if (state_ == State::kTop) state_ = State::kEnd;
    if (state_ == State::kArrayStart || state_ == State::kArrayValue) state_ = State::kArrayComma;
    if (state_ == State::kObjectValue) state_ = State::kObjectComma;
  }

  void Open(State inside) {
    ++at_;
    outer_.push_back(state_);
    state_ = inside;
  }
  void Close() {
    ++at_;
    state_ = outer_.back();
    outer_.pop_back();
    ValueEnds();
  }
  void GoOn(State state) {
    ++at_;
    state_ = state;
  }

  Mistake Token(char c) {
    if (c == '[' && WantsValue()) return Open(State::kArrayStart), std::nullopt;
    if (c == '{' && WantsValue()) return Open(State::kObjectStart), std::nullopt;
    if (c == ']' && (state_ == State::kArrayStart || state_ == State::kArrayComma)) return Close(), std::nullopt;
    if (c == '}' && (state_ == State::kObjectStart || state_ == State::kObjectComma)) return Close(), std::nullopt;
    if (c == ':' && state_ == State::kObjectColon) return GoOn(State::kObjectValue), std::nullopt;
    if (c == ',' && state_ == State::kArrayComma) return GoOn(State::kArrayValue), std::nullopt;
    if (c == ',' && state_ == State::kObjectComma) return GoOn(State::kObjectKey), std::nullopt;
    if (std::string_view("[]{}:,").find(c) != std::string_view::npos) return WrongToken();
    if (c == '"' && WantsKey()) {
      Mistake mistake = String();
      state_ = State::kObjectColon;
      return mistake;
    }
    if (!WantsValue()) return WrongToken();
    Mistake mistake = Scalar(c);
    ValueEnds();
    return mistake;
  }

  Mistake Scalar(char c) {
    if (c == '"') return String();
    if (c == '-' || IsAsciiDigit(c)) return Number();
    if (c == 't') return Literal("true");
    if (c == 'f') return Literal("false");
    if (c == 'n') return Literal("null");
    return Wrong(" looking for beginning of value");
  }

  Mistake Literal(std::string_view word) {
    for (std::size_t i = 0; i < word.size(); ++i, ++at_) {
      if (at_ < text_.size() && text_[at_] == word[i]) continue;
      return Wrong((" in literal " + std::string(word) + " (expecting '" + word[i] + "')").c_str());
    }
    return std::nullopt;
  }

  bool SkipDigits() {
    const std::size_t start = at_;
    while (at_ < text_.size() && IsAsciiDigit(text_[at_])) ++at_;
    return at_ > start;
  }
  bool Skip(std::string_view any) {
    if (at_ >= text_.size() || any.find(text_[at_]) == std::string_view::npos) return false;
    ++at_;
    return true;
  }

  Mistake Number() {
    Skip("-");
    if (!Skip("0") && !SkipDigits()) return Wrong(" in numeric literal");
    if (Skip(".") && !SkipDigits()) return Wrong(" after decimal point in numeric literal");
    if (Skip("eE")) {
      Skip("+-");
      if (!SkipDigits()) return Wrong(" in exponent of numeric literal");
    }
    return std::nullopt;
  }

  Mistake String() {
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '"') {
        ++at_;
        return std::nullopt;
      }
      if (static_cast<unsigned char>(text_[at_]) < 0x20) return Wrong(" in string literal");
      if (text_[at_] != '\\') continue;
      if (Mistake mistake = Escape()) return mistake;
    }
    return kUnexpectedEnd;
  }

  // Stays at its last character.
  Mistake Escape() {
    ++at_;
    if (at_ >= text_.size() || std::string_view("bfnrt\\/\"u").find(text_[at_]) == std::string_view::npos) {
      return Wrong(" in string escape code");
    }
    if (text_[at_] != 'u') return std::nullopt;
    for (int i = 0; i < 4; ++i) {
      ++at_;
      if (at_ >= text_.size() || HexDigitValue(text_[at_]) < 0) return Wrong(" in \\u hexadecimal character escape");
    }
    return std::nullopt;
  }

  const std::string_view text_;
  std::size_t at_ = 0;
  State state_ = State::kTop;
  std::vector<State> outer_;
};

}  // namespace

std::optional<std::string> JsonMistake(std::string_view text) { return JsonReader(text).FirstMistake(); }

}  // namespace rolecall::functions
