#include "services/saml/xml_tree.h"

#include <algorithm>
#include <set>

#include "aws/wire/xml.h"
#include "base/text.h"

namespace rolecall::services::saml {
namespace {

constexpr std::string_view kXmlNamespace = "http://www.w3.org/XML/1998/namespace";

Error BadXml(const char* why) { return {ErrorCode::kInvalidArgument, std::string("the document ") + why}; }

bool IsNamespaceDeclaration(std::string_view name) { return name == "xmlns" || name.starts_with("xmlns:"); }

// Every prefix is declared; no two attributes have one name, as written or with its namespace.
bool HasGoodNames(pugi::xml_node element) {
  const std::string_view prefix = PrefixOf(element.name());
  if (LocalNameOf(element.name()).empty() || prefix == "xmlns") return false;
  if (!prefix.empty() && NamespaceAt(element, prefix).empty()) return false;
  std::set<std::string> seen;
  for (const pugi::xml_attribute& attribute : element.attributes()) {
    const std::string_view name = attribute.name();
    if (!seen.insert(std::string(name)).second) return false;
    if (IsNamespaceDeclaration(name)) {
      // A prefix cannot be undeclared (Namespaces in XML 1.0), and "xml" and "xmlns" are nobody's to declare.
      if (name != "xmlns" && *attribute.value() == '\0') return false;
      if (name == "xmlns:xml" || name == "xmlns:xmlns") return false;
      continue;
    }
    const std::string_view of = PrefixOf(name);
    if (of.empty()) continue;
    const std::string_view uri = NamespaceAt(element, of);
    if (uri.empty() || !seen.insert("{" + std::string(uri) + "}" + std::string(LocalNameOf(name))).second) return false;
  }
  return true;
}

bool HasGoodNamesBelow(pugi::xml_node element) {
  if (!HasGoodNames(element)) return false;
  for (const pugi::xml_node& child : element.children()) {
    if (child.type() == pugi::node_element && !HasGoodNamesBelow(child)) return false;
  }
  return true;
}

void CollectBelow(pugi::xml_node element, std::string_view name_space, std::string_view name, std::size_t most,
                  std::vector<pugi::xml_node>& found) {
  if (found.size() >= most) return;
  if (Is(element, name_space, name)) found.push_back(element);
  for (const pugi::xml_node& child : element.children()) {
    if (child.type() == pugi::node_element) CollectBelow(child, name_space, name, most, found);
  }
}

}  // namespace

Result<std::unique_ptr<const XmlTree>> XmlTree::Parse(std::string_view text, const XmlTreeBounds& bounds) {
  // Bounds, text, and that there are no document types: looked at before a tree is made.
  const Result<aws::XmlNode> counted = aws::ParseXml(
      text,
      {.bytes = bounds.bytes, .elements = bounds.elements, .attributes = bounds.attributes, .depth = bounds.depth});
  if (!counted.ok()) return counted.error();
  auto tree = std::make_unique<XmlTree>();
  // All white space of character data stays: signatures are about it. Comments are dropped, as canonical XML does.
  const unsigned options = pugi::parse_cdata | pugi::parse_pi | pugi::parse_escapes | pugi::parse_eol |
                           pugi::parse_wconv_attribute | pugi::parse_ws_pcdata;
  const pugi::xml_parse_result parsed =
      tree->document_.load_buffer(text.data(), text.size(), options, pugi::encoding_utf8);
  if (!parsed || !tree->root()) return BadXml("is no XML");
  if (tree->root().next_sibling() && tree->root().next_sibling().type() == pugi::node_element) {
    return BadXml("has two roots");
  }
  if (!HasGoodNamesBelow(tree->root())) return BadXml("has names that are not good");
  return std::unique_ptr<const XmlTree>(std::move(tree));
}

std::string_view PrefixOf(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == name.npos ? std::string_view() : name.substr(0, colon);
}

std::string_view LocalNameOf(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == name.npos ? name : name.substr(colon + 1);
}

std::string_view NamespaceAt(pugi::xml_node element, std::string_view prefix) {
  if (prefix == "xml") return kXmlNamespace;
  const std::string wanted = prefix.empty() ? "xmlns" : "xmlns:" + std::string(prefix);
  for (; element && element.type() == pugi::node_element; element = element.parent()) {
    if (const pugi::xml_attribute declared = element.attribute(wanted.c_str())) return declared.value();
  }
  return "";
}

bool Is(pugi::xml_node element, std::string_view name_space, std::string_view name) {
  return element.type() == pugi::node_element && LocalNameOf(element.name()) == name &&
         NamespaceAt(element, PrefixOf(element.name())) == name_space;
}

std::vector<pugi::xml_node> ChildrenOf(pugi::xml_node element, std::string_view name_space, std::string_view name) {
  std::vector<pugi::xml_node> found;
  for (const pugi::xml_node& child : element.children()) {
    if (Is(child, name_space, name)) found.push_back(child);
  }
  return found;
}

pugi::xml_node OnlyChild(pugi::xml_node element, std::string_view name_space, std::string_view name) {
  const std::vector<pugi::xml_node> found = ChildrenOf(element, name_space, name);
  return found.size() == 1 ? found.front() : pugi::xml_node();
}

std::vector<pugi::xml_node> AllBelow(pugi::xml_node element, std::string_view name_space, std::string_view name,
                                     std::size_t most) {
  std::vector<pugi::xml_node> found;
  CollectBelow(element, name_space, name, most, found);
  return found;
}

std::string TextOf(pugi::xml_node element) {
  std::string text;
  for (const pugi::xml_node& child : element.children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) text += child.value();
  }
  return text;
}

std::string TrimmedTextOf(pugi::xml_node element) { return std::string(Trim(TextOf(element))); }

}  // namespace rolecall::services::saml
