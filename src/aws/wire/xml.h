// XML, as little of it as AWS's protocols need: a writer, and a reader into a plain tree (pugixml inside).
//
//   XmlWriter xml;
//   xml.Open("Role").Text("RoleName", name).Close();   // <Role><RoleName>…</RoleName></Role>
//   ROLECALL_TRY(const XmlNode root, ParseXml(body));
//   root.Find("Role")->Get("RoleName")
//
// The writer does not check names, and closing more than was opened is a bug (CHECK). Pure; any thread.
//
// No namespaces (prefixes are kept in names), no DTDs, no entities of the document's own: a document that has some is
// refused. So is what is no text (base/utf8.h), also by a character reference. A document is looked through and counted
// before anything is made of it, so that its tree is never larger than the bounds allow.
#ifndef ROLECALL_AWS_WIRE_XML_H_
#define ROLECALL_AWS_WIRE_XML_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace rolecall::aws {

// Appends `text` with & < > " ' and control characters escaped.
void AppendXmlEscaped(std::string& out, std::string_view text);

class XmlWriter {
 public:
  XmlWriter& Open(std::string_view name);
  XmlWriter& OpenWith(std::string_view name, std::string_view attribute, std::string_view value);
  XmlWriter& Close();  // the innermost open element
  // <name>text</name>; an empty text gives <name/>.
  XmlWriter& Text(std::string_view name, std::string_view text);
  XmlWriter& Number(std::string_view name, long long number);
  XmlWriter& Bool(std::string_view name, bool flag);
  // Well-formed XML, as it is.
  XmlWriter& Raw(std::string_view xml);

  const std::string& text() const { return out_; }
  std::string Take() { return std::move(out_); }

 private:
  std::string out_;
  std::vector<std::string> open_;
};

struct XmlNode {
  std::string name;
  std::string text;  // its own character data, without children's
  std::vector<XmlNode> children;

  // The first child of that name; null if there is none.
  const XmlNode* Find(std::string_view child) const;
  // The text of the first child of that name, or "".
  std::string_view Get(std::string_view child) const;
  // Children of the child `list` ("member" in Query answers). Empty if there is none.
  std::vector<const XmlNode*> List(std::string_view list, std::string_view element = "member") const;
  // All children of that name.
  std::vector<const XmlNode*> All(std::string_view child) const;
};

struct XmlBounds {
  std::size_t bytes = 0;
  std::size_t elements = 0;    // also comments, instructions and sections of character data
  std::size_t attributes = 0;  // of all elements together
  int depth = 0;
};
// Of requests: S3's largest are DeleteObjects of 1,000 keys (2 MiB) and CompleteMultipartUpload of 10,000 parts.
inline constexpr XmlBounds kXmlRequest{.bytes = 2u << 20, .elements = 65536, .attributes = 1024, .depth = 32};
// Of what services answer to our clients.
inline constexpr XmlBounds kXmlAnswer{.bytes = 64u << 20, .elements = 1u << 20, .attributes = 65536, .depth = 64};

// The document's root element. kInvalidArgument: not well-formed, or beyond the bounds.
Result<XmlNode> ParseXml(std::string_view text, const XmlBounds& bounds = kXmlRequest);

}  // namespace rolecall::aws

#endif  // ROLECALL_AWS_WIRE_XML_H_
