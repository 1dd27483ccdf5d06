#include "services/forward/input.h"

#include <algorithm>

#include "aws/wire/text_gate.h"
#include "aws/wire/xml.h"
#include "base/text.h"
#include "services/forward/cbor.h"

namespace rolecall::services::forward {
namespace {

using json::Node;

constexpr std::size_t kMaxDepth = 64;

aws::ErrorShape Unreadable(const std::string& why) {
  return {400, "SerializationException", "The body cannot be read, so the request cannot be authorized: " + why};
}

bool HasMemberTwice(const Node& node) {
  if (node.IsObject()) {
    std::vector<std::string_view> names;
    for (const json::Member& member : node.members) names.push_back(member.name);
    std::ranges::sort(names);
    if (std::ranges::adjacent_find(names) != names.end()) return true;
    return std::ranges::any_of(node.members, [](const json::Member& one) { return HasMemberTwice(one.value); });
  }
  return std::ranges::any_of(node.items, &HasMemberTwice);
}

Checked<Node> ReadJson(std::string_view body) {
  Node empty{.kind = Node::Kind::kObject};
  if (body.empty()) return empty;
  if (!aws::IsJsonText(body)) return Unreadable("it is not valid UTF-8.");
  json::ParseResult parsed = json::Parse(body, {.max_depth = kMaxDepth});
  if (!parsed.error.empty()) return Unreadable("it is no JSON.");
  if (HasMemberTwice(parsed.root)) return Unreadable("it has a member twice.");
  return std::move(parsed.root);
}

Node TextNode(std::string text) {
  Node node{.kind = Node::Kind::kString};
  node.text = std::move(text);
  return node;
}

// Elements as members: an element that has children is an object, one without a text.
Node FromXml(const aws::XmlNode& element) {
  if (element.children.empty()) return TextNode(element.text);
  Node node{.kind = Node::Kind::kObject};
  for (const aws::XmlNode& child : element.children) {
    node.members.push_back({.name = child.name, .value = FromXml(child)});
  }
  return node;
}

Checked<Node> ReadXml(std::string_view body) {
  Node empty{.kind = Node::Kind::kObject};
  if (body.empty()) return empty;
  Result<aws::XmlNode> root = aws::ParseXml(body);
  if (!root.ok()) return Unreadable("it is no XML.");
  return FromXml(*root);
}

void AppendTexts(const Node& node, std::vector<std::string>& out) {
  if (node.IsString()) out.push_back(node.text);
  for (const Node& item : node.items) {
    if (item.IsString()) out.push_back(item.text);
  }
}

void AppendDeep(const Node& node, std::string_view name, std::vector<std::string>& out) {
  for (const json::Member& member : node.members) {
    if (member.name == name) AppendTexts(member.value, out);
    AppendDeep(member.value, name, out);
  }
  for (const Node& item : node.items) AppendDeep(item, name, out);
}

using NamedTexts = std::vector<std::pair<std::string_view, std::string_view>>;

void AppendNamed(const Node& node, std::string_view name, NamedTexts& out) {
  if (node.IsString()) out.emplace_back(name, node.text);
  for (const json::Member& member : node.members) AppendNamed(member.value, member.name, out);
  for (const Node& item : node.items) AppendNamed(item, name, out);
}

// "InstanceId" is the name of InstanceId.1 and InstanceIds.member.2 alike, "InstanceIds" of the latter.
bool IsListEntry(std::string_view parameter, std::string_view name) {
  if (!parameter.starts_with(name)) return false;
  std::string_view rest = parameter.substr(name.size());
  if (rest.starts_with(".member")) rest.remove_prefix(7);
  return rest.size() > 1 && rest.front() == '.' && std::ranges::all_of(rest.substr(1), &IsAsciiDigit);
}

}  // namespace

std::vector<std::string> Input::Find(std::string_view name) const {
  std::vector<std::string> found;
  for (const auto& [label, value] : operation_.labels) {
    if (label == name) found.push_back(value);
  }
  for (const auto& [parameter, value] : operation_.parameters) {
    if (parameter == name || IsListEntry(parameter, name)) found.push_back(value);
  }
  if (const Node* member = body_.Find(name)) AppendTexts(*member, found);
  return found;
}

std::vector<std::string> Input::Deep(std::string_view name) const {
  std::vector<std::string> found;
  AppendDeep(body_, name, found);
  return found;
}

std::vector<std::string> Input::Keys(std::string_view name) const {
  std::vector<std::string> found;
  const Node* map = body_.Find(name);
  if (map == nullptr) return found;
  for (const json::Member& member : map->members) found.push_back(member.name);
  return found;
}

std::vector<std::string> Input::Each(std::string_view name, std::string_view otherwise) const {
  std::vector<std::string> found;
  for (const json::Member& member : body_.members) {
    for (const Node& item : member.value.items) {
      std::string text = item.TextOf(name);
      found.push_back(text.empty() ? std::string(otherwise) : std::move(text));
    }
  }
  return found;
}

NamedTexts Input::Texts() const {
  NamedTexts texts;
  for (const auto& [label, value] : operation_.labels) texts.emplace_back(label, value);
  for (const auto& [parameter, value] : operation_.parameters) texts.emplace_back(parameter, value);
  AppendNamed(body_, "", texts);
  return texts;
}

Checked<Input> ReadInput(const Operation& operation, std::string_view body) {
  if (operation.has_own_bytes) return Input(operation, {});
  switch (operation.protocol) {
    case aws::Protocol::kQuery:
    case aws::Protocol::kEc2: return Input(operation, {});
    case aws::Protocol::kJson10:
    case aws::Protocol::kJson11:
    case aws::Protocol::kRestJson: {
      ROLECALL_TRY(Node root, ReadJson(body));
      return Input(operation, std::move(root));
    }
    case aws::Protocol::kRestXml:
    case aws::Protocol::kS3: {
      ROLECALL_TRY(Node root, ReadXml(body));
      return Input(operation, std::move(root));
    }
    case aws::Protocol::kCbor: break;
  }
  std::optional<Node> root = ReadCbor(body);
  if (!root || HasMemberTwice(*root)) return Unreadable("it is no CBOR.");
  return Input(operation, *std::move(root));
}

}  // namespace rolecall::services::forward
