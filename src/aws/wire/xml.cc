#include "aws/wire/xml.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <pugixml.hpp>

#include "base/check.h"
#include "base/plain_bytes.h"
#include "base/text.h"
#include "base/utf8.h"

namespace rolecall::aws {
namespace {

// False if the document is deeper than `depth`.
bool Convert(const pugi::xml_node& from, int depth, XmlNode& to) {
  if (depth == 0) return false;
  to.name = from.name();
  for (const pugi::xml_node& child : from.children()) {
    if (child.type() == pugi::node_element) {
      if (!Convert(child, depth - 1, to.children.emplace_back())) return false;
    } else if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
      to.text += child.value();
    }
  }
  return true;
}

Error NotXml(const std::string& why) { return {ErrorCode::kInvalidArgument, "not XML: " + why}; }
Error TooMuch(const char* what) { return {ErrorCode::kInvalidArgument, std::string("the XML document ") + what}; }

// A character reference ("&#38;", "&#x26;") names a character of XML 1.0 (its Char production) that is text.
bool IsGoodReference(std::string_view text) {
  const std::size_t end = text.substr(0, 16).find(';');
  if (end == std::string_view::npos) return false;
  const bool is_hex = text.starts_with("&#x");
  const std::string_view digits = text.substr(is_hex ? 3 : 2, end - (is_hex ? 3 : 2));
  const std::optional<std::uint32_t> code = ParseInt<std::uint32_t>(digits, is_hex ? 16 : 10);
  if (!code) return false;
  return *code == '\t' || *code == '\n' || *code == '\r' || (*code >= 0x20 && *code <= 0xD7FF) ||
         (*code >= 0xE000 && *code <= 0xFFFD) || (*code >= 0x10000 && *code <= 0x10FFFF);
}

// In one pass, without a tree: every '<' may become a node, every '=' after it an attribute.
Result<void> LookThrough(std::string_view text, const XmlBounds& bounds) {
  if (text.size() > bounds.bytes) return TooMuch("is too large");
  if (!IsCleanUtf8(text)) return NotXml("it is not UTF-8");
  std::size_t elements = 0, attributes = 0;
  bool is_in_tag = false;
  for (std::size_t at = text.find_first_of("<>=&"); at != text.npos; at = text.find_first_of("<>=&", at + 1)) {
    const std::string_view rest = text.substr(at, 16);
    if (rest.starts_with("<!DOCTYPE") || rest.starts_with("<!ENTITY")) return TooMuch("has a document type");
    if (rest.starts_with("&#") && !IsGoodReference(rest)) return NotXml("a character reference is none");
    if (rest[0] == '<' && !rest.starts_with("</") && ++elements > bounds.elements)
      return TooMuch("has too many elements");
    if (rest[0] == '<' || rest[0] == '>') is_in_tag = rest[0] == '<';
    if (rest[0] == '=' && is_in_tag && ++attributes > bounds.attributes) return TooMuch("has too many attributes");
  }
  return {};
}

}  // namespace

void AppendXmlEscaped(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const std::size_t plain = PlainBytes<0x20, 0xff, '&', '<', '>', '"', '\''>(text);
    out.append(text.substr(0, plain));
    if (plain == text.size()) return;
    switch (text[plain]) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      case '\r': out += "&#xD;"; break;
      case '\n': out += "&#xA;"; break;
      case '\t': out += "&#x9;"; break;
      default: break;  // other control characters do not exist in XML 1.0
    }
    text.remove_prefix(plain + 1);
  }
}

namespace {

// A usual answer's size, at once instead of step by step.
constexpr std::size_t kUsually = 2048;
void MakeRoom(std::string& out) {
  if (out.capacity() < kUsually) out.reserve(kUsually);
}

}  // namespace

XmlWriter& XmlWriter::Open(std::string_view name) {
  MakeRoom(out_);
  out_.append("<").append(name).append(">");
  open_.emplace_back(name);
  return *this;
}

XmlWriter& XmlWriter::OpenWith(std::string_view name, std::string_view attribute, std::string_view value) {
  MakeRoom(out_);
  out_.append("<").append(name).append(" ").append(attribute).append("=\"");
  AppendXmlEscaped(out_, value);
  out_.append("\">");
  open_.emplace_back(name);
  return *this;
}

XmlWriter& XmlWriter::Close() {
  ROLECALL_CHECK(!open_.empty());
  out_.append("</").append(open_.back()).append(">");
  open_.pop_back();
  return *this;
}

XmlWriter& XmlWriter::Text(std::string_view name, std::string_view text) {
  MakeRoom(out_);
  if (text.empty()) {
    out_.append("<").append(name).append("/>");
    return *this;
  }
  out_.append("<").append(name).append(">");
  AppendXmlEscaped(out_, text);
  out_.append("</").append(name).append(">");
  return *this;
}

XmlWriter& XmlWriter::Number(std::string_view name, long long number) { return Text(name, std::to_string(number)); }

XmlWriter& XmlWriter::Bool(std::string_view name, bool flag) { return Text(name, flag ? "true" : "false"); }

XmlWriter& XmlWriter::Raw(std::string_view xml) {
  out_.append(xml);
  return *this;
}

const XmlNode* XmlNode::Find(std::string_view child) const {
  auto found = std::find_if(children.begin(), children.end(), [&](const XmlNode& one) { return one.name == child; });
  return found == children.end() ? nullptr : &*found;
}

std::string_view XmlNode::Get(std::string_view child) const {
  const XmlNode* found = Find(child);
  return found == nullptr ? std::string_view() : std::string_view(found->text);
}

std::vector<const XmlNode*> XmlNode::All(std::string_view child) const {
  std::vector<const XmlNode*> out;
  for (const XmlNode& one : children) {
    if (one.name == child) out.push_back(&one);
  }
  return out;
}

std::vector<const XmlNode*> XmlNode::List(std::string_view list, std::string_view element) const {
  const XmlNode* found = Find(list);
  return found == nullptr ? std::vector<const XmlNode*>() : found->All(element);
}

Result<XmlNode> ParseXml(std::string_view text, const XmlBounds& bounds) {
  ROLECALL_RETURN_IF_ERROR(LookThrough(text, bounds));
  pugi::xml_document document;
  // Of entities pugixml expands only the five and character references.
  pugi::xml_parse_result parsed = document.load_buffer(
      text.data(), text.size(), pugi::parse_default | pugi::parse_ws_pcdata_single, pugi::encoding_utf8);
  if (!parsed || !document.document_element()) {
    return Error{ErrorCode::kInvalidArgument, std::string("not XML: ") + parsed.description()};
  }
  XmlNode root;
  if (!Convert(document.document_element(), bounds.depth, root)) {
    return Error{ErrorCode::kInvalidArgument, "the XML document is nested too deeply"};
  }
  return root;
}

}  // namespace rolecall::aws
