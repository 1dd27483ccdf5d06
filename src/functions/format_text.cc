// Reading format strings.
#include <algorithm>

#include "base/text.h"
#include "functions/define.h"
#include "functions/format_verb.h"
#include "functions/text_bound.h"
#include "json/document.h"

namespace rolecall::functions {
namespace {

using Text = Expected<std::string, FunctionError>;

constexpr int kMostColumns = 65536;

class Reader {
 public:
  Reader(std::string_view format, Arguments arguments) : format_(format), arguments_(arguments) {}

  Text Run() {
    while (at_ < format_.size()) {
      if (out_.size() > kMaxTextBytes) return TextTooLarge();
      if (format_[at_] != '%') {
        out_ += format_[at_++];
      } else if (format_.substr(at_, 2) == "%%") {
        out_ += '%';
        at_ += 2;
      } else if (auto error = OneVerb()) {
        return *error;
      }
    }
    if (used_ >= arguments_.size()) return out_;
    if (used_ == 0) return ArgumentError(1, "too many arguments; no verbs in format string");
    return ArgumentError(used_ + 1, "too many arguments; only " + std::to_string(used_) + " used by format string");
  }

 private:
  std::optional<FunctionError> OneVerb() {
    FormatVerb verb;
    verb.offset = at_++;
    Flags(verb);
    if (Peek() != '0') verb.width = Digits();
    if (Peek() == '.') {
      ++at_;
      verb.precision = Digits().value_or(0);
    }
    if (Peek() == '[') {
      if (auto error = Argument(verb)) return error;
    }
    if (!IsAsciiLetter(Peek())) return Unrecognized();
    verb.mode = format_[at_++];
    verb.raw = std::string(format_.substr(verb.offset, at_ - verb.offset));
    return Print(verb);
  }

  void Flags(FormatVerb& verb) {
    for (;; ++at_) {
      switch (Peek()) {
        case '#': verb.sharp = true; break;
        case '0': verb.zero = true; break;
        case '-': verb.minus = true; break;
        case '+': verb.plus = true; break;
        case ' ': verb.space = true; break;
        default: return;
      }
    }
  }

  std::optional<int> Digits() {
    if (!IsAsciiDigit(Peek())) return std::nullopt;
    int number = 0;
    for (; IsAsciiDigit(Peek()); ++at_) number = std::min(number * 10 + (Peek() - '0'), kMostColumns);
    return number;
  }

  std::optional<FunctionError> Argument(FormatVerb& verb) {
    ++at_;
    if (Peek() == '0' || !IsAsciiDigit(Peek())) return Unrecognized();
    verb.argument = static_cast<std::size_t>(*Digits());
    if (Peek() != ']') return Unrecognized();
    ++at_;
    return std::nullopt;
  }

  std::optional<FunctionError> Print(const FormatVerb& verb) {
    if (verb.argument) next_ = *verb.argument - 1;
    if (next_ >= arguments_.size()) {
      return Failure("not enough arguments for " + json::Quoted(verb.raw) + " at " + std::to_string(verb.offset) +
                     ": need index " + std::to_string(next_ + 1) + " but have " + std::to_string(arguments_.size()) +
                     " total");
    }
    const std::size_t argument = next_++;
    used_ = std::max(used_, next_);
    Text text = FormatOne(verb, arguments_[argument]);
    if (!text.ok()) return text.error();
    out_ += *text;
    return std::nullopt;
  }

  char Peek() const { return at_ < format_.size() ? format_[at_] : '\0'; }

  FunctionError Unrecognized() const {
    if (at_ >= format_.size()) return Failure("unterminated format verb at the end of the format string");
    std::size_t end = at_ + 1;
    while (end < format_.size() && (static_cast<unsigned char>(format_[end]) & 0xC0) == 0x80) ++end;
    return ArgumentError(0, "unrecognized format character '" + std::string(format_.substr(at_, end - at_)) +
                                "' at offset " + std::to_string(at_));
  }

  std::string_view format_;
  Arguments arguments_;
  std::size_t at_ = 0;
  std::size_t next_ = 0;  // the argument that a verb without index takes
  std::size_t used_ = 0;  // arguments up to here are used
  std::string out_;
};

}  // namespace

Text FormatText(std::string_view format, Arguments arguments) { return Reader(format, arguments).Run(); }

}  // namespace rolecall::functions
