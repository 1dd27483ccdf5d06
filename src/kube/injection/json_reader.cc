#include "kube/injection/json_reader.h"

#include <cstdint>

#include "base/text.h"
#include "kube/text_scan.h"

namespace rolecall::kube {
namespace {

// The length of the UTF-8 sequence at `at`, whose first byte is above 0x7F; 0 if it is none (RFC 3629 section 4).
std::size_t SequenceLength(const char* at, const char* end) {
  const auto byte = [at](std::size_t i) { return static_cast<unsigned char>(at[i]); };
  const unsigned char lead = byte(0);
  const std::size_t length = lead >= 0xc2 && lead <= 0xdf   ? 2
                             : lead >= 0xe0 && lead <= 0xef ? 3
                             : lead >= 0xf0 && lead <= 0xf4 ? 4
                                                            : 0;
  if (length == 0 || static_cast<std::size_t>(end - at) < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  if ((lead == 0xe0 && byte(1) < 0xa0) || (lead == 0xed && byte(1) > 0x9f) || (lead == 0xf0 && byte(1) < 0x90) ||
      (lead == 0xf4 && byte(1) > 0x8f)) {
    return 0;
  }
  return length;
}

int HexOf(char c) {
  if (IsAsciiDigit(c)) return c - '0';
  const char lower = LowerAscii(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// Of four digits, which are there.
std::uint32_t HexUnit(const char* digits) {
  std::uint32_t unit = 0;
  for (int i = 0; i < 4; ++i) unit = unit * 16 + static_cast<std::uint32_t>(HexOf(digits[i]));
  return unit;
}

char* PutUtf8(char* out, std::uint32_t code) {
  const auto put = [&out](std::uint32_t byte) { *out++ = static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xc0 | code >> 6), put(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    put(0xe0 | code >> 12), put(0x80 | (code >> 6 & 0x3f)), put(0x80 | (code & 0x3f));
  } else {
    put(0xf0 | code >> 18), put(0x80 | (code >> 12 & 0x3f)), put(0x80 | (code >> 6 & 0x3f)), put(0x80 | (code & 0x3f));
  }
  return out;
}

char SimpleEscape(char c) {
  constexpr std::string_view kLetters = "bfnrt";
  constexpr std::string_view kStandFor = "\b\f\n\r\t";
  const std::size_t found = kLetters.find(c);
  return found == kLetters.npos ? c : kStandFor[found];
}

}  // namespace

void JsonReader::SkipBlanks() {
  while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
}

bool JsonReader::Fail(const char* what) {
  if (error_ == nullptr) error_ = what;
  return false;
}

JsonReader::Kind JsonReader::Next() {
  SkipBlanks();
  if (failed() || at_ == end_) return Kind::kNone;
  switch (*at_) {
    case '{': return Kind::kObject;
    case '[': return Kind::kArray;
    case '"': return Kind::kString;
    case 't':
    case 'f': return Kind::kBool;
    case 'n': return Kind::kNull;
    default: return *at_ == '-' || IsAsciiDigit(*at_) ? Kind::kNumber : Kind::kNone;
  }
}

bool JsonReader::Begin(char open) {
  SkipBlanks();
  if (failed()) return false;
  if (at_ == end_ || *at_ != open) return Fail(at_ == end_ ? "unexpected end" : "invalid character");
  if (++depth_ > kMaxDepth) return Fail("exceeded max depth");
  ++at_;
  first_ = true;
  return true;
}

bool JsonReader::More(char close) {
  SkipBlanks();
  if (failed()) return false;
  if (at_ == end_) return Fail("unexpected end");
  if (*at_ == close) {
    ++at_;
    --depth_;
    first_ = false;
    return false;
  }
  if (first_) {
    first_ = false;
    return true;
  }
  if (*at_ != ',') return Fail("invalid character");
  ++at_;
  return true;
}

std::string_view JsonReader::Name() {
  if (Next() != Kind::kString) {
    Fail(at_ == end_ ? "unexpected end" : "invalid character");
    return {};
  }
  const std::string_view name = ReadText();
  SkipBlanks();
  if (failed()) return {};
  if (at_ == end_ || *at_ != ':') {
    Fail(at_ == end_ ? "unexpected end" : "invalid character");
    return {};
  }
  ++at_;
  return name;
}

std::string_view JsonReader::ReadText() {
  if (Next() != Kind::kString) {
    Fail("a text is expected");
    return {};
  }
  const char* const begin = ++at_;
  const bool has_escapes = ScanText();
  if (failed()) return {};
  const std::string_view raw(begin, static_cast<std::size_t>(at_ - 1 - begin));
  return has_escapes ? Decoded(raw) : raw;
}

bool JsonReader::ReadBool() {
  const bool is_true = at_ != end_ && *at_ == 't';
  SkipWord(is_true ? "true" : "false");
  return is_true && !failed();
}

std::string_view JsonReader::Skip() {
  SkipBlanks();
  const char* const begin = at_;
  SkipValue();
  return failed() ? std::string_view() : std::string_view(begin, static_cast<std::size_t>(at_ - begin));
}

void JsonReader::SkipValue() {
  switch (Next()) {
    case Kind::kObject: return ReadObject([this](std::string_view) { SkipValue(); });
    case Kind::kArray: return ReadArray([this] { SkipValue(); });
    case Kind::kString:
      ++at_;
      ScanText();
      return;
    case Kind::kNumber: return SkipNumber();
    case Kind::kBool: return SkipWord(*at_ == 't' ? "true" : "false");
    case Kind::kNull: return SkipWord("null");
    case Kind::kNone: break;
  }
  Fail(at_ == end_ ? "unexpected end" : "invalid character");
}

void JsonReader::SkipWord(std::string_view word) {
  if (!std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(word)) {
    Fail("invalid character");
    return;
  }
  at_ += word.size();
}

void JsonReader::SkipNumber() {
  const auto digits = [this] {
    const char* const begin = at_;
    while (at_ != end_ && IsAsciiDigit(*at_)) ++at_;
    return at_ != begin;
  };
  if (*at_ == '-') ++at_;
  const bool leads_with_zero = at_ != end_ && *at_ == '0';
  const char* const begin = at_;
  bool good = digits() && (!leads_with_zero || at_ - begin == 1);
  if (good && at_ != end_ && *at_ == '.') {
    ++at_;
    good = digits();
  }
  if (good && at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
    ++at_;
    if (at_ != end_ && (*at_ == '+' || *at_ == '-')) ++at_;
    good = digits();
  }
  if (!good) Fail("invalid number");
}

bool JsonReader::ScanText() {
  bool has_escapes = false;
  while (true) {
    at_ = EndOfPlainText(at_, end_);
    if (at_ == end_) return Fail("unexpected end");
    if (*at_ == '"') {
      ++at_;
      return has_escapes;
    }
    has_escapes |= *at_ == '\\';
    if (!ScanUnusual()) return false;
  }
}

// An escape or a character beyond ASCII.
bool JsonReader::ScanUnusual() {
  const auto c = static_cast<unsigned char>(*at_);
  if (c < 0x20) return Fail("invalid character in a text");
  if (c > 0x7f) {
    const std::size_t length = SequenceLength(at_, end_);
    if (length == 0) return Fail("invalid UTF-8");
    at_ += length;
    return true;
  }
  if (end_ - at_ < 2) return Fail("unexpected end");
  const char kind = at_[1];
  if (kind != 'u') {
    if (std::string_view("\"\\/bfnrt").find(kind) == std::string_view::npos) return Fail("invalid escape");
    at_ += 2;
    return true;
  }
  if (end_ - at_ < 6) return Fail("unexpected end");
  for (int i = 2; i < 6; ++i) {
    if (HexOf(at_[i]) < 0) return Fail("invalid escape");
  }
  at_ += 6;
  return true;
}

// Of text that was scanned. No escape is shorter than what it stands for.
std::string_view JsonReader::Decoded(std::string_view raw) {
  char* const begin = static_cast<char*>(memory_->allocate(raw.size(), 1));
  char* out = begin;
  const char* at = raw.data();
  const char* const end = at + raw.size();
  while (at != end) {
    if (*at != '\\') {
      *out++ = *at++;
      continue;
    }
    if (at[1] != 'u') {
      *out++ = SimpleEscape(at[1]);
      at += 2;
      continue;
    }
    std::uint32_t code = HexUnit(at + 2);
    at += 6;
    if (code >= 0xd800 && code < 0xe000) {
      const bool has_pair = code < 0xdc00 && end - at >= 6 && at[0] == '\\' && at[1] == 'u' &&
                            HexUnit(at + 2) >= 0xdc00 && HexUnit(at + 2) < 0xe000;
      if (has_pair) {
        code = 0x10000 + ((code - 0xd800) << 10) + (HexUnit(at + 2) - 0xdc00);
        at += 6;
      } else {
        code = 0xfffd;
      }
    }
    out = PutUtf8(out, code);
  }
  return {begin, static_cast<std::size_t>(out - begin)};
}

bool JsonReader::Finish() {
  SkipBlanks();
  if (!failed() && at_ != end_) Fail("invalid character after the value");
  return !failed();
}

std::string JsonReader::error() const {
  return failed() ? std::string(error_) + " at offset " + std::to_string(at_ - begin_) : std::string();
}

}  // namespace rolecall::kube
