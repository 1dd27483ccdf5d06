// A SAML document as a tree that remembers namespaces and white space: what signatures are made of.
//
//   ROLECALL_TRY(std::unique_ptr<const XmlTree> tree, XmlTree::Parse(text));
//   if (Is(tree->root(), kProtocol, "Response")) …
//   for (pugi::xml_node assertion : ChildrenOf(tree->root(), kAssertion, "Assertion")) …
//
// Refused: document types and entities, what is not UTF-8, more than the bounds, prefixes that are not declared, two
// attributes of one name. One tree is parsed from one text once: what was verified in it is what is read from it.
// For this folder only. Threads: immutable.
#ifndef ROLECALL_SERVICES_SAML_XML_TREE_H_
#define ROLECALL_SERVICES_SAML_XML_TREE_H_

#include <memory>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rolecall::services::saml {

inline constexpr std::string_view kProtocol = "urn:oasis:names:tc:SAML:2.0:protocol";
inline constexpr std::string_view kAssertion = "urn:oasis:names:tc:SAML:2.0:assertion";
inline constexpr std::string_view kMetadata = "urn:oasis:names:tc:SAML:2.0:metadata";
inline constexpr std::string_view kSignature = "http://www.w3.org/2000/09/xmldsig#";

struct XmlTreeBounds {
  std::size_t bytes = 0, elements = 0, attributes = 0;
  int depth = 0;
};
// AWS's SAMLAssertion has at most 100,000 characters of base64.
inline constexpr XmlTreeBounds kResponseBounds{.bytes = 75000, .elements = 4096, .attributes = 4096, .depth = 32};
inline constexpr XmlTreeBounds kMetadataBounds{.bytes = 1u << 20, .elements = 65536, .attributes = 65536, .depth = 64};

class XmlTree {
 public:
  static Result<std::unique_ptr<const XmlTree>> Parse(std::string_view text, const XmlTreeBounds& bounds);
  pugi::xml_node root() const { return document_.document_element(); }

 private:
  pugi::xml_document document_;
};

// "ds:Signature" -> "ds" and "Signature".
std::string_view PrefixOf(std::string_view name);
std::string_view LocalNameOf(std::string_view name);
// What the prefix ("" : the default) stands for at an element; "" if nothing.
std::string_view NamespaceAt(pugi::xml_node element, std::string_view prefix);

bool Is(pugi::xml_node element, std::string_view name_space, std::string_view name);
std::vector<pugi::xml_node> ChildrenOf(pugi::xml_node element, std::string_view name_space, std::string_view name);
// The only child of that name; an empty node if there is none, or more than one.
pugi::xml_node OnlyChild(pugi::xml_node element, std::string_view name_space, std::string_view name);
// All elements of that name in the tree below (and with) `element`, at most `most`.
std::vector<pugi::xml_node> AllBelow(pugi::xml_node element, std::string_view name_space, std::string_view name,
                                     std::size_t most);
// All character data directly in the element, joined: a comment inside ends nothing.
std::string TextOf(pugi::xml_node element);
// The same without white space around it.
std::string TrimmedTextOf(pugi::xml_node element);

}  // namespace rolecall::services::saml

#endif  // ROLECALL_SERVICES_SAML_XML_TREE_H_
