#include "json/document.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/encoding.h"
#include "base/utf8.h"

namespace rolecall::json {
namespace {

// How many characters at the begin of a text stand in a string as they are: ASCII without quotes, backslashes and
// controls, and without what a page must not have.
std::size_t PlainLength(std::string_view text, bool html = false) {
  const auto is_other = [html](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte >= 0x80 || c == '"' || c == '\\' || (html && (c == '<' || c == '>' || c == '&'));
  };
  return static_cast<std::size_t>(std::find_if(text.begin(), text.end(), is_other) - text.begin());
}

// Recursive descent over the text; the depth is bounded by the limits. Written by hand because the readers that
// Debian carries turn numbers into doubles (or refuse those that do not fit) and keep no places.
class Reader {
 public:
  Reader(std::string_view text, std::size_t max_depth) : text_(text), max_depth_(max_depth) {}

  bool ReadDocument(Node& root) {
    SkipSpace();
    if (!ReadValue(root, 0)) return false;
    SkipSpace();
    return at_ == text_.size() || Fail("Unexpected text after the end of the document.");
  }

  const std::string& error() const { return error_; }
  std::size_t offset() const { return at_; }

 private:
  bool Fail(std::string message) {
    if (error_.empty()) error_ = std::move(message);
    return false;
  }

  char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void SkipSpace() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\r' || text_[at_] == '\n')) {
      ++at_;
    }
  }

  bool Expect(char wanted, const char* message) {
    if (at_ >= text_.size() || text_[at_] != wanted) return Fail(message);
    ++at_;
    return true;
  }

  bool ReadValue(Node& node, std::size_t depth) {
    node.begin = at_;
    const bool good = ReadContent(node, depth);
    node.end = at_;
    return good;
  }

  bool ReadContent(Node& node, std::size_t depth) {
    if (at_ >= text_.size()) return Fail("A value is missing: the document ends here.");
    switch (text_[at_]) {
      case '{': return ReadObject(node, depth + 1);
      case '[': return ReadArray(node, depth + 1);
      case '"': node.kind = Node::Kind::kString; return ReadString(node.text);
      case 't': node.flag = true; return ReadWord(node, "true", Node::Kind::kBool);
      case 'f': return ReadWord(node, "false", Node::Kind::kBool);
      case 'n': return ReadWord(node, "null", Node::Kind::kNull);
      default: return ReadNumber(node);
    }
  }

  bool ReadWord(Node& node, std::string_view word, Node::Kind kind) {
    if (text_.substr(at_, word.size()) != word) return Fail("Invalid value.");
    at_ += word.size();
    node.kind = kind;
    return true;
  }

  bool CheckDepth(std::size_t depth) {
    return depth <= max_depth_ || Fail("Nested deeper than the limit of " + std::to_string(max_depth_) + " levels.");
  }

  bool ReadObject(Node& node, std::size_t depth) {
    if (!CheckDepth(depth)) return false;
    node.kind = Node::Kind::kObject;
    ++at_;
    SkipSpace();
    if (Peek() == '}') return ++at_, true;
    while (true) {
      Member& member = node.members.emplace_back();
      member.name_begin = at_;
      if (Peek() != '"') return Fail("A name in quotes is missing.");
      if (!ReadString(member.name)) return false;
      member.name_end = at_;
      SkipSpace();
      if (!Expect(':', "A colon is missing after the name.")) return false;
      SkipSpace();
      if (!ReadValue(member.value, depth)) return false;
      SkipSpace();
      if (Peek() == '}') return ++at_, true;
      if (!Expect(',', "A comma or a closing brace is missing after the value.")) return false;
      SkipSpace();
    }
  }

  bool ReadArray(Node& node, std::size_t depth) {
    if (!CheckDepth(depth)) return false;
    node.kind = Node::Kind::kArray;
    ++at_;
    SkipSpace();
    if (Peek() == ']') return ++at_, true;
    while (true) {
      if (!ReadValue(node.items.emplace_back(), depth)) return false;
      SkipSpace();
      if (Peek() == ']') return ++at_, true;
      if (!Expect(',', "A comma or a closing bracket is missing after the value.")) return false;
      SkipSpace();
    }
  }

  bool ReadDigits() {
    const std::size_t first = at_;
    while (Peek() >= '0' && Peek() <= '9') ++at_;
    return at_ > first || Fail("Invalid value.");
  }

  bool ReadNumber(Node& node) {
    const std::size_t first = at_;
    if (Peek() == '-') ++at_;
    if (Peek() == '0') {
      ++at_;
    } else if (!ReadDigits()) {
      return false;
    }
    if (Peek() == '.' && (++at_, !ReadDigits())) return false;
    if (Peek() == 'e' || Peek() == 'E') {
      ++at_;
      if (Peek() == '+' || Peek() == '-') ++at_;
      if (!ReadDigits()) return false;
    }
    node.kind = Node::Kind::kNumber;
    node.text = std::string(text_.substr(first, at_ - first));
    return true;
  }

  bool ReadString(std::string& out) {
    for (++at_; at_ < text_.size();) {
      const std::size_t plain = PlainLength(text_.substr(at_));
      out.append(text_, at_, plain);
      at_ += plain;
      if (at_ == text_.size()) break;
      const unsigned char c = static_cast<unsigned char>(text_[at_]);
      if (c == '"') return ++at_, true;
      if (c == '\\') {
        if (!ReadEscape(out)) return false;
      } else if (c < 0x20) {
        return Fail("A control character in a string must be escaped.");
      } else if (!ReadUtf8(out)) {
        return false;
      }
    }
    return Fail("The closing quote of a string is missing.");
  }

  bool ReadEscape(std::string& out) {
    static constexpr std::string_view kLetters = "\"\\/bfnrt";
    static constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    ++at_;
    if (Peek() == 'u') return ReadUnicodeEscape(out);
    const std::size_t index = at_ < text_.size() ? kLetters.find(text_[at_]) : std::string_view::npos;
    if (index == std::string_view::npos) return Fail("Invalid escape sequence in a string.");
    out += kMeanings[index];
    ++at_;
    return true;
  }

  bool ReadHex4(char32_t& unit) {
    unit = 0;
    ++at_;  // the u
    for (int i = 0; i < 4; ++i, ++at_) {
      const char c = Peek();
      const int digit = HexDigitValue(c);
      if (digit < 0) return Fail("Four hexadecimal digits must follow \\u.");
      unit = unit * 16 + static_cast<char32_t>(digit);
    }
    return true;
  }

  // A surrogate without its partner becomes U+FFFD, as in Go's and most other readers.
  bool ReadUnicodeEscape(std::string& out) {
    char32_t point = 0;
    if (!ReadHex4(point)) return false;
    if (point >= 0xD800 && point < 0xDC00 && text_.substr(at_, 2) == "\\u") {
      const std::size_t second = at_++;
      char32_t low = 0;
      if (!ReadHex4(low)) return false;
      if (low >= 0xDC00 && low < 0xE000) {
        point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
      } else {
        at_ = second;
      }
    }
    if (point >= 0xD800 && point < 0xE000) point = 0xFFFD;
    AppendUtf8(out, point);
    return true;
  }

  static void AppendUtf8(std::string& out, char32_t point) {
    if (point < 0x80) {
      out += static_cast<char>(point);
      return;
    }
    const int more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    static constexpr unsigned kLead[] = {0, 0xC0, 0xE0, 0xF0};
    out += static_cast<char>(kLead[more] | (point >> (6 * more)));
    for (int i = more - 1; i >= 0; --i) out += static_cast<char>(0x80 | ((point >> (6 * i)) & 0x3F));
  }

  bool ReadUtf8(std::string& out) {
    const auto byte = [this](std::size_t i) -> unsigned {
      return at_ + i < text_.size() ? static_cast<unsigned char>(text_[at_ + i]) : 0;
    };
    const unsigned lead = byte(0);
    const std::size_t length = lead >= 0xC2 && lead < 0xE0   ? 2
                               : lead >= 0xE0 && lead < 0xF0 ? 3
                               : lead >= 0xF0 && lead < 0xF5 ? 4
                                                             : 0;
    bool good = length != 0;
    for (std::size_t i = 1; good && i < length; ++i) good = (byte(i) & 0xC0) == 0x80;
    // Overlong forms, surrogates, beyond U+10FFFF
    good = good && !(lead == 0xE0 && byte(1) < 0xA0) && !(lead == 0xED && byte(1) >= 0xA0) &&
           !(lead == 0xF0 && byte(1) < 0x90) && !(lead == 0xF4 && byte(1) >= 0x90);
    if (!good) return Fail("The text is not valid UTF-8.");
    out.append(text_.substr(at_, length));
    at_ += length;
    return true;
  }

  std::string_view text_;
  std::size_t max_depth_;
  std::size_t at_ = 0;
  std::string error_;
};

}  // namespace

const Node* Node::Find(std::string_view name) const {
  const Node* found = nullptr;
  for (const Member& member : members) {
    if (member.name == name) found = &member.value;
  }
  return found;
}

std::string Node::TextOf(std::string_view name) const {
  const Node* found = Find(name);
  return found != nullptr && found->IsString() ? found->text : "";
}

ParseResult Parse(std::string_view text, const Limits& limits) {
  ParseResult result;
  if (text.size() > limits.max_bytes) {
    result.error = "The document is larger than the limit of " + std::to_string(limits.max_bytes) + " bytes.";
    return result;
  }
  Reader reader(text, limits.max_depth);
  if (!reader.ReadDocument(result.root)) {
    result.error = reader.error();
    result.error_offset = reader.offset();
    result.root = Node{};
  }
  return result;
}

LineColumn Locate(std::string_view text, std::size_t offset) {
  LineColumn place;
  for (const char c : text.substr(0, offset)) {
    if (c == '\n') {
      ++place.line;
      place.column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {  // not a UTF-8 continuation byte
      ++place.column;
    }
  }
  return place;
}

void AppendQuoted(std::string& out, std::string_view text, bool html) {
  out += '"';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t plain = PlainLength(text.substr(i), html);
    out.append(text, i, plain);
    i += plain;
    if (i == text.size()) break;
    const char c = text[i];
    switch (c) {
      case '"': out += "\\\""; continue;
      case '\\': out += "\\\\"; continue;
      case '\n': out += "\\n"; continue;
      case '\r': out += "\\r"; continue;
      case '\t': out += "\\t"; continue;
      default: break;
    }
    const bool separator = html && text.substr(i, 2) == "\xE2\x80" && i + 2 < text.size() &&
                           (text[i + 2] == '\xA8' || text[i + 2] == '\xA9');
    if (separator) {
      out += text[i + 2] == '\xA8' ? "\\u2028" : "\\u2029";
      i += 2;
    } else if (static_cast<unsigned char>(c) < 0x20 || (html && (c == '<' || c == '>' || c == '&'))) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(c)));
      out += escape.data();
    } else if (const std::size_t length = Utf8Length(text.substr(i)); length > 0) {
      out.append(text, i, length);
      i += length - 1;
    } else {
      out += "\\ufffd";
    }
  }
  out += '"';
}

std::string Quoted(std::string_view text, bool html) {
  std::string quoted;
  AppendQuoted(quoted, text, html);
  return quoted;
}

}  // namespace rolecall::json
