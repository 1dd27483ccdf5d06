// JSON documents that remember: where each value stands, the order of members, duplicate keys, and the
// exact text of numbers. For policies, .tf.json, jsondecode and state files. (The AWS and Kubernetes
// protocols, which need none of this, use Boost.JSON.)
//
//   json::ParseResult parsed = json::Parse(text, {});
//   if (!parsed.error.empty()) … parsed.error_offset …
//   for (const json::Member& member : parsed.root.members) …
//
// Strings are decoded and checked to be UTF-8. Nothing is merged or dropped. RFC 8259, no extensions.
#ifndef ROLECALL_JSON_DOCUMENT_H_
#define ROLECALL_JSON_DOCUMENT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::json {

struct Member;

struct Node {
  enum class Kind { kNull, kBool, kNumber, kString, kArray, kObject };
  Kind kind = Kind::kNull;
  bool flag = false;               // kBool
  std::string text;                // kString: decoded; kNumber: exactly as written
  std::vector<Node> items;         // kArray
  std::vector<Member> members;     // kObject, in order, duplicates kept
  std::size_t begin = 0, end = 0;  // byte offsets in the source: text.substr(begin, end - begin) is this value

  bool IsString() const { return kind == Kind::kString; }
  bool IsArray() const { return kind == Kind::kArray; }
  bool IsObject() const { return kind == Kind::kObject; }
  // The last member of that name (as most readers do); null if there is none or this is no object.
  const Node* Find(std::string_view name) const;
  // The text of that member; empty if there is none or it is no string.
  std::string TextOf(std::string_view name) const;
};

struct Member {
  std::string name;
  std::size_t name_begin = 0, name_end = 0;  // with the quotes
  Node value;
};

struct Limits {
  std::size_t max_bytes = 64u << 20;
  std::size_t max_depth = 256;
};

struct ParseResult {
  Node root;
  std::string error;             // empty: good
  std::size_t error_offset = 0;  // byte offset of the error
};

ParseResult Parse(std::string_view text, const Limits& limits);

// Line and column, both from 1; the column counts UTF-8 code points.
struct LineColumn {
  int line = 1;
  int column = 1;
};
LineColumn Locate(std::string_view text, std::size_t offset);

// Appends `text` as Go's encoder does: bytes that are no UTF-8 as \ufffd; `html`: < > & U+2028 U+2029 as \uXXXX, too.
void AppendQuoted(std::string& out, std::string_view text, bool html);
std::string Quoted(std::string_view text, bool html = false);

}  // namespace rolecall::json

#endif  // ROLECALL_JSON_DOCUMENT_H_
