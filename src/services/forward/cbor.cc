#include "services/forward/cbor.h"

#include <cstdint>

#include "base/utf8.h"

namespace rolecall::services::forward {
namespace {

using json::Node;

constexpr int kMaxCborDepth = 64;
constexpr int kIndefinite = 31;
constexpr unsigned char kBreak = 0xff;

class CborReader {
 public:
  explicit CborReader(std::string_view rest) : rest_(rest) {}

  bool Value(Node& node, int depth) {
    Head head;
    if (depth > kMaxCborDepth || !ReadHead(head)) return false;
    switch (head.major) {
      case 2:
      case 3: return Text(head, node);
      case 4: return List(head, node, depth);
      case 5: return Map(head, node, depth);
      case 6: return !head.is_indefinite && Value(node, depth + 1);  // a tag: what it tags
      default:
        node.kind = Node::Kind::kNumber;  // numbers, booleans, null
        return !head.is_indefinite;
    }
  }
  bool at_end() const { return rest_.empty(); }

 private:
  struct Head {
    int major = 0;
    bool is_indefinite = false;
    std::uint64_t value = 0;
  };

  bool ReadHead(Head& head) {
    if (rest_.empty()) return false;
    const auto first = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    head.major = first >> 5;
    const int more = first & 0x1f;
    if (more < 24) {
      head.value = static_cast<std::uint64_t>(more);
      return true;
    }
    if (more == kIndefinite) {
      head.is_indefinite = true;
      return head.major >= 2 && head.major <= 5;
    }
    if (more > 27) return false;
    const std::size_t bytes = std::size_t{1} << (more - 24);
    if (rest_.size() < bytes) return false;
    for (std::size_t i = 0; i < bytes; ++i) head.value = head.value << 8 | static_cast<unsigned char>(rest_[i]);
    rest_.remove_prefix(bytes);
    return true;
  }

  bool TakeBreak() {
    if (rest_.empty() || static_cast<unsigned char>(rest_.front()) != kBreak) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // Texts, and bytes, which are no text of ours.
  bool Text(const Head& head, Node& node) {
    node.kind = head.major == 3 ? Node::Kind::kString : Node::Kind::kNumber;
    if (!head.is_indefinite) return TakeText(head.value, node.text) && (head.major == 2 || IsCleanUtf8(node.text));
    while (!TakeBreak()) {
      Head piece;
      if (!ReadHead(piece) || piece.major != head.major || piece.is_indefinite) return false;
      if (!TakeText(piece.value, node.text)) return false;
    }
    return head.major == 2 || IsCleanUtf8(node.text);
  }

  bool TakeText(std::uint64_t size, std::string& out) {
    if (size > rest_.size()) return false;
    out.append(rest_.substr(0, static_cast<std::size_t>(size)));
    rest_.remove_prefix(static_cast<std::size_t>(size));
    return true;
  }

  bool List(const Head& head, Node& node, int depth) {
    node.kind = Node::Kind::kArray;
    for (std::uint64_t i = 0; head.is_indefinite ? !TakeBreak() : i < head.value; ++i) {
      if (!Value(node.items.emplace_back(), depth + 1)) return false;
    }
    return true;
  }

  bool Map(const Head& head, Node& node, int depth) {
    node.kind = Node::Kind::kObject;
    for (std::uint64_t i = 0; head.is_indefinite ? !TakeBreak() : i < head.value; ++i) {
      Node name;
      json::Member& member = node.members.emplace_back();
      if (!Value(name, depth + 1) || !name.IsString() || !Value(member.value, depth + 1)) return false;
      member.name = std::move(name.text);
    }
    return true;
  }

  std::string_view rest_;
};

}  // namespace

std::optional<Node> ReadCbor(std::string_view body) {
  Node root{.kind = Node::Kind::kObject};
  if (body.empty()) return root;
  CborReader reader(body);
  if (!reader.Value(root, 0) || !reader.at_end() || !root.IsObject()) return std::nullopt;
  return root;
}

}  // namespace rolecall::services::forward
