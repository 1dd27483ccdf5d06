#include "hcl/decode/json_broken.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/utf8.h"
#include "hcl/syntax/parser.h"

namespace rolecall::hcl {
namespace {

using Kind = json::Node::Kind;

// A piece of the text: what() is its first byte for punctuation, otherwise one of the letters below.
struct Piece {
  static constexpr char kWord = 'w', kText = '"', kNumber = '0', kEnd = '\0', kUnknown = '?';
  char what = kEnd;
  std::size_t begin = 0, end = 0;
};

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsNumberPart(char c) { return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.'; }

// The end of the text in quotes that begins at `begin`: after the closing quote, or before a control character.
std::size_t TextEnd(std::string_view text, std::size_t begin) {
  bool escaped = false;
  for (std::size_t at = begin + 1; at < text.size(); ++at) {
    const char c = text[at];
    if (static_cast<unsigned char>(c) < 0x20) return at;
    if (c == '"' && !escaped) return at + 1;
    escaped = c == '\\' && !escaped;
  }
  return text.size();
}

Piece PieceAt(std::string_view text, std::size_t begin) {
  const char c = text[begin];
  const auto through = [&](auto belongs) {
    const auto after = std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(begin), text.end(), belongs);
    return static_cast<std::size_t>(after - text.begin());
  };
  if (std::string_view("{}[],:=").find(c) != std::string_view::npos) return {c, begin, begin + 1};
  if (c == '"') return {Piece::kText, begin, TextEnd(text, begin)};
  if (IsNumberPart(c)) {
    return {Piece::kNumber, begin, through([](char d) { return IsNumberPart(d) || d == 'e' || d == 'E'; })};
  }
  if (IsLetter(c)) return {Piece::kWord, begin, through([](char d) { return IsLetter(d) || d == '_'; })};
  return {Piece::kUnknown, begin, begin + 1};
}

// The document in pieces, the last of which is kEnd. Nothing is read after what JSON does not have.
std::vector<Piece> PiecesOf(std::string_view text) {
  std::vector<Piece> pieces;
  std::size_t at = 0;
  while (true) {
    at = std::min(text.find_first_not_of(" \t\r\n", at), text.size());
    if (at == text.size()) break;
    pieces.push_back(PieceAt(text, at));
    at = pieces.back().end;
    if (pieces.back().what == Piece::kUnknown) break;
  }
  pieces.push_back({Piece::kEnd, at, at});
  return pieces;
}

// Where Go's decoder stops in a text in quotes that is broken: how many bytes it has read by then.
std::size_t BytesUntilMistake(std::string_view quoted) {
  for (std::size_t at = 1; at < quoted.size(); ++at) {
    if (quoted[at] != '\\') continue;
    if (++at == quoted.size()) break;
    if (std::string_view("\"\\/bfnrtu").find(quoted[at]) == std::string_view::npos) return at + 1;
    if (quoted[at] != 'u') continue;
    for (int i = 0; i < 4; ++i) {
      if (++at == quoted.size()) return quoted.size();
      if (std::string_view("0123456789abcdefABCDEF").find(quoted[at]) == std::string_view::npos) return at + 1;
    }
  }
  return quoted.size();
}

// The same text with U+FFFD in place of each byte that is no UTF-8.
std::string WithReplacements(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = Utf8Length(text);
    if (length == 0) {
      out += "\xEF\xBF\xBD";
      text.remove_prefix(1);
    } else {
      out.append(text, 0, length);
      text.remove_prefix(length);
    }
  }
  return out;
}

class BrokenReader {
 public:
  BrokenReader(const JsonDocument& document, diag::Diagnostics& diagnostics)
      : document_(document),
        text_(document.source->text),
        diagnostics_(diagnostics),
        pieces_(PiecesOf(document.source->text)) {}

  json::Node ReadDocument() {
    json::Node root = ReadValue(1);
    if (mistakes_ == 0 && Peek().what != Piece::kEnd) {
      Complain(Peek(), "Extraneous data after value", "Extra characters appear after the JSON value.");
    }
    return root;
  }

 private:
  static constexpr int kMostMistakes = 1000;

  const Piece& Peek() const { return pieces_[next_]; }
  const Piece& Read() {
    const Piece& piece = pieces_[next_];
    if (piece.what != Piece::kEnd) ++next_;
    return piece;
  }
  std::string_view Text(const Piece& piece) const { return text_.substr(piece.begin, piece.end - piece.begin); }

  void Complain(const Span& place, const char* summary, std::string detail) {
    if (mistakes_ >= kMostMistakes) return;
    if (++mistakes_ == kMostMistakes) next_ = pieces_.size() - 1;
    diagnostics_.AddError("invalid-json", summary, std::move(detail), place);
  }
  void Complain(const Piece& piece, const char* summary, std::string detail) {
    Complain(document_.SpanOf(piece.begin, piece.end), summary, std::move(detail));
  }

  static json::Node Unreadable(const Piece& piece) {
    json::Node node;
    node.kind = Kind::kNumber;
    node.begin = piece.begin;
    node.end = piece.end;
    return node;
  }

  // Goes on behind the closer that ends what `piece`, read last, stands in; the counting is OpenTofu's.
  void Recover(const Piece& from, char opener, char closer) {
    int open = 1;
    for (const Piece* piece = &from; piece->what != Piece::kEnd; piece = &Read()) {
      if (piece->what == opener) ++open;
      if (piece->what == closer && --open <= 1) return;
    }
  }

  json::Node ReadValue(int depth) {
    const Piece& piece = Peek();
    if (depth > kMaxNesting && (piece.what == '{' || piece.what == '[')) {
      Complain(piece, "Invalid JSON syntax",
               "This is nested deeper than the limit of " + std::to_string(kMaxNesting) + " levels.");
      mistakes_ = kMostMistakes;
      next_ = pieces_.size() - 1;
      return Unreadable(piece);
    }
    std::optional<json::Node> node;
    switch (piece.what) {
      case '{': node = ReadObject(depth); break;
      case '[': node = ReadArray(depth); break;
      case Piece::kText: node = ReadText(); break;
      case Piece::kNumber: node = ReadNumber(); break;
      case Piece::kWord: node = ReadWord(); break;
      default: ComplainAboutStart(piece);
    }
    if (!node) return Unreadable(piece);
    node->begin = piece.begin;
    node->end = pieces_[next_ - 1].end;
    return *std::move(node);
  }

  void ComplainAboutStart(const Piece& piece) {
    if (piece.what == Piece::kEnd) return Complain(piece, "Missing value", "The JSON data ends prematurely.");
    const char* summary = piece.what == '}'   ? "Missing JSON value"
                          : piece.what == ']' ? "Missing array element value"
                                              : "Invalid start of value";
    Complain(piece, summary, "A JSON value must start with a brace, a bracket, a number, a string, or a keyword.");
  }

  std::optional<json::Node> ReadObject(int depth) {
    const Piece& open = Read();
    json::Node object;
    object.kind = Kind::kObject;
    while (Peek().what != '}') {
      json::Member& member = object.members.emplace_back();
      if (!ReadName(member, depth) || !ReadColon()) return std::nullopt;
      member.value = ReadValue(depth + 1);
      if (Peek().what == '}') break;
      if (!EndMember(open)) return std::nullopt;
    }
    Read();
    return object;
  }

  bool ReadName(json::Member& member, int depth) {
    json::Node name = ReadValue(depth + 1);
    if (!name.IsString()) {
      Complain(document_.StartOf(name), "Invalid object property name", "A JSON object property name must be a string");
      return false;
    }
    member.name = std::move(name.text);
    member.name_begin = name.begin;
    member.name_end = name.end;
    return true;
  }

  bool ReadColon() {
    const Piece colon = Read();
    if (colon.what == ':') return true;
    Recover(colon, '{', '}');
    if (colon.what == '}' || colon.what == ',') {
      Complain(colon, "Missing object value", "A JSON object attribute must have a value, introduced by a colon.");
    } else {
      Complain(colon, "Missing property value colon",
               colon.what == '=' ? "JSON uses a colon as its name/value delimiter, not an equals sign."
                                 : "A colon must appear between an object property's name and its value.");
    }
    return false;
  }

  // After a member that is not the last one.
  bool EndMember(const Piece& open) {
    const Piece next = Peek();
    switch (next.what) {
      case ',':
        Read();
        if (Peek().what != '}') return true;
        Complain(next, "Trailing comma in object",
                 "JSON does not permit a trailing comma after the final property in an object.");
        return false;
      case Piece::kEnd:
        Complain(open, "Unclosed object", "No closing brace was found for this JSON object.");
        return false;
      case ']':
        Read();
        Complain(Peek(), "Mismatched braces", "A JSON object must be closed with a brace, not a bracket.");
        return false;
      default:
        Recover(Read(), '{', '}');
        Complain(Peek(), "Missing attribute seperator comma",
                 "A comma must appear between each property definition in an object.");
        return false;
    }
  }

  std::optional<json::Node> ReadArray(int depth) {
    const Piece& open = Read();
    json::Node array;
    array.kind = Kind::kArray;
    while (Peek().what != ']') {
      array.items.push_back(ReadValue(depth + 1));
      if (Peek().what == ']') break;
      if (!EndItem(open)) return std::nullopt;
    }
    Read();
    return array;
  }

  bool EndItem(const Piece& open) {
    const Piece next = Read();
    if (next.what == ',') {
      if (Peek().what != ']') return true;
      Complain(next, "Trailing comma in array",
               "JSON does not permit a trailing comma after the final value in an array.");
      return false;
    }
    Recover(next, '[', ']');
    switch (next.what) {
      case Piece::kEnd: Complain(open, "Unclosed object", "No closing bracket was found for this JSON array."); break;
      case ':':
        Complain(Peek(), "Invalid array value", "A colon is not used to introduce values in a JSON array.");
        break;
      case '}':
        Complain(Peek(), "Mismatched brackets", "A JSON array must be closed with a bracket, not a brace.");
        break;
      default:
        Complain(Peek(), "Missing attribute seperator comma", "A comma must appear between each value in an array.");
    }
    return false;
  }

  // A lone value, which the strict reader knows to read.
  std::optional<json::Node> ReadAlone(std::string_view text) {
    json::ParseResult parsed = json::Parse(text, {});
    if (!parsed.error.empty()) return std::nullopt;
    return std::move(parsed.root);
  }

  std::optional<json::Node> ReadText() {
    const Piece& piece = Read();
    std::optional<json::Node> text = ReadAlone(WithReplacements(Text(piece)));
    if (text) return text;
    Span place = document_.SpanOf(piece.begin, piece.end);
    const std::size_t offset = BytesUntilMistake(Text(piece));
    place.start.byte += offset;
    place.start.column += static_cast<int>(offset);
    place.end = place.start;
    ++place.end.byte;
    ++place.end.column;
    Complain(place, "Invalid JSON string", "There is a syntax error in the given JSON string.");
    return std::nullopt;
  }

  std::optional<json::Node> ReadNumber() {
    const Piece& piece = Read();
    std::optional<json::Node> number = ReadAlone(Text(piece));
    if (!number) Complain(piece, "Invalid JSON number", "There is a syntax error in the given JSON number.");
    return number;
  }

  std::optional<json::Node> ReadWord() {
    const Piece& piece = Read();
    const std::string word(Text(piece));
    if (word == "true" || word == "false" || word == "null") return ReadAlone(word);
    std::string detail = "\"" + word + "\" is not a valid JSON keyword.";
    if (word == "undefined" || word == "NaN" || word == "Infinity") {
      detail = "The JavaScript identifier \"" + word + "\" cannot be used in JSON.";
    } else if (const auto meant = diag::NameSuggestion(word, {"false", "true", "null"})) {
      detail += " Did you mean \"" + *meant + "\"?";
    }
    Complain(piece, "Invalid JSON keyword", std::move(detail));
    return std::nullopt;
  }

  const JsonDocument& document_;
  std::string_view text_;
  diag::Diagnostics& diagnostics_;
  std::vector<Piece> pieces_;
  std::size_t next_ = 0;
  int mistakes_ = 0;
};

}  // namespace

json::Node ReadBrokenJson(const JsonDocument& document, diag::Diagnostics& diagnostics) {
  return BrokenReader(document, diagnostics).ReadDocument();
}

}  // namespace rolecall::hcl
