#include "services/saml/canonical.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "services/saml/xml_tree.h"

namespace rolecall::services::saml {
namespace {

// Prefixes ("" is the default) and what they stand for, as the output's ancestors have said.
using Rendered = std::map<std::string, std::string, std::less<>>;

// "Text Nodes … replacing all ampersands by &amp;, all open angle brackets by &lt;, all closing angle brackets by &gt;,
// and all #xD characters by &#xD;" (Canonical XML 1.0, 2.3)
void AppendText(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '\r': out += "&#xD;"; break;
      default: out += c;
    }
  }
}

// "Attribute Nodes … replacing all ampersands, open angle brackets, quotation marks, and #x9, #xA, #xD" (the same)
void AppendAttributeValue(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '"': out += "&quot;"; break;
      case '\t': out += "&#x9;"; break;
      case '\n': out += "&#xA;"; break;
      case '\r': out += "&#xD;"; break;
      default: out += c;
    }
  }
}

void AppendAttribute(std::string& out, std::string_view name, std::string_view value) {
  out.append(" ").append(name).append("=\"");
  AppendAttributeValue(out, value);
  out += '"';
}

bool IsDeclaration(std::string_view name) { return name == "xmlns" || name.starts_with("xmlns:"); }

// Those that the element and its attributes use, and those that are asked for; "xml" needs no declaration.
std::set<std::string> PrefixesOf(pugi::xml_node element, const std::vector<std::string>& inclusive_prefixes) {
  std::set<std::string> prefixes{std::string(PrefixOf(element.name()))};
  for (const pugi::xml_attribute& attribute : element.attributes()) {
    const std::string_view prefix = PrefixOf(attribute.name());
    if (!IsDeclaration(attribute.name()) && !prefix.empty()) prefixes.emplace(prefix);
  }
  for (const std::string& prefix : inclusive_prefixes) {
    const std::string name = prefix == "#default" ? "" : prefix;
    if (name.empty() || !NamespaceAt(element, name).empty()) prefixes.insert(name);
  }
  prefixes.erase("xml");
  return prefixes;
}

// Declarations that the output does not have yet, by prefix: the default one first.
void AppendDeclarations(std::string& out, pugi::xml_node element, const std::vector<std::string>& inclusive_prefixes,
                        Rendered& rendered) {
  for (const std::string& prefix : PrefixesOf(element, inclusive_prefixes)) {
    const std::string_view uri = NamespaceAt(element, prefix);
    const auto known = rendered.find(prefix);
    if (known == rendered.end() ? uri.empty() : known->second == uri) continue;
    AppendAttribute(out, prefix.empty() ? "xmlns" : "xmlns:" + prefix, uri);
    rendered[prefix] = std::string(uri);
  }
}

// By namespace, then by local name; those without a prefix are in no namespace and come first.
void AppendAttributes(std::string& out, pugi::xml_node element) {
  std::vector<pugi::xml_attribute> attributes;
  for (const pugi::xml_attribute& attribute : element.attributes()) {
    if (!IsDeclaration(attribute.name())) attributes.push_back(attribute);
  }
  const auto key = [&](const pugi::xml_attribute& attribute) {
    const std::string_view prefix = PrefixOf(attribute.name());
    return std::pair(prefix.empty() ? std::string_view() : NamespaceAt(element, prefix), LocalNameOf(attribute.name()));
  };
  std::sort(attributes.begin(), attributes.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
  for (const pugi::xml_attribute& attribute : attributes) AppendAttribute(out, attribute.name(), attribute.value());
}

void AppendInstruction(std::string& out, pugi::xml_node node) {
  out.append("<?").append(node.name());
  if (*node.value() != '\0') out.append(" ").append(node.value());
  out += "?>";
}

void AppendElement(std::string& out, pugi::xml_node element, const std::vector<std::string>& inclusive_prefixes,
                   pugi::xml_node left_out, Rendered rendered) {
  out.append("<").append(element.name());
  AppendDeclarations(out, element, inclusive_prefixes, rendered);
  AppendAttributes(out, element);
  out += '>';
  for (const pugi::xml_node& child : element.children()) {
    switch (child.type()) {
      case pugi::node_element:
        if (child != left_out) AppendElement(out, child, inclusive_prefixes, left_out, rendered);
        break;
      case pugi::node_pcdata:
      case pugi::node_cdata: AppendText(out, child.value()); break;
      case pugi::node_pi: AppendInstruction(out, child); break;
      default: break;
    }
  }
  out.append("</").append(element.name()).append(">");
}

}  // namespace

std::string Canonicalize(pugi::xml_node element, const std::vector<std::string>& inclusive_prefixes,
                         pugi::xml_node left_out) {
  std::string out;
  AppendElement(out, element, inclusive_prefixes, left_out, {});
  return out;
}

}  // namespace rolecall::services::saml
