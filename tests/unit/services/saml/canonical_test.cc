// Against texts whose canonical form the specifications give or make plain.
#include "services/saml/canonical.h"

#include <gtest/gtest.h>

#include "services/saml/xml_tree.h"

namespace rolecall::services::saml {
namespace {

std::string CanonicalAt(const std::string& text, const char* path, const std::vector<std::string>& prefixes = {}) {
  const auto tree = XmlTree::Parse(text, kResponseBounds);
  EXPECT_TRUE(tree.ok()) << text;
  if (!tree.ok()) return "";
  pugi::xml_node node = (*tree)->root();
  for (const std::string_view name : {std::string_view(path)}) {
    if (!name.empty()) node = node.child(path);
  }
  return Canonicalize(node, prefixes);
}

// "Exclusive XML Canonicalization", section 2.2: the same element in two places is one text.
TEST(SamlCanonical, LeavesOutWhatTheElementDoesNotUse) {
  const std::string elem2 =
      R"(<n1:elem2 xmlns:n1="http://example.net" xml:lang="en"><n3:stuff xmlns:n3="ftp://example.org"></n3:stuff></n1:elem2>)";
  EXPECT_EQ(
      CanonicalAt(R"(<n0:pdu xmlns:n0="http://a.example" xmlns:n1="http://example.net" xmlns:n3="ftp://example.org">
  <n1:elem2 xml:lang="en"><n3:stuff/></n1:elem2></n0:pdu>)",
                  "n1:elem2"),
      elem2);
  EXPECT_EQ(CanonicalAt(R"(<n2:pdu xmlns:n1="http://example.com" xmlns:n2="http://foo.example" xml:lang="fr">
  <n1:elem2 xmlns:n1="http://example.net" xml:lang="en"><n3:stuff xmlns:n3="ftp://example.org"/></n1:elem2></n2:pdu>)",
                        "n1:elem2"),
            elem2);
}

// Canonical XML 1.0, section 3.3: start and end tags, order of declarations and attributes.
TEST(SamlCanonical, OrdersDeclarationsAndAttributes) {
  EXPECT_EQ(
      CanonicalAt(R"(<e5 a:attr="out" b:attr="sorted" attr2="all" attr="I'm"
      xmlns:b="http://www.ietf.org" xmlns:a="http://www.w3.org" xmlns="http://example.org"/>)",
                  ""),
      R"(<e5 xmlns="http://example.org" xmlns:a="http://www.w3.org" xmlns:b="http://www.ietf.org" attr="I'm" attr2="all" b:attr="sorted" a:attr="out"></e5>)");
}

TEST(SamlCanonical, WritesTheDefaultNamespaceOnlyWhereItChanges) {
  EXPECT_EQ(CanonicalAt(R"(<e1 xmlns=""><e2 xmlns="http://a"><e3 xmlns=""/><e4/></e2></e1>)", ""),
            R"(<e1><e2 xmlns="http://a"><e3 xmlns=""></e3><e4></e4></e2></e1>)");
}

// Canonical XML 1.0, section 3.4: references, line ends, white space in attributes.
TEST(SamlCanonical, EscapesWhatMustBeEscapedAndNothingElse) {
  EXPECT_EQ(
      CanonicalAt("<d><text>First line&#x0d;&#10;Second line</text><value>&#x32;</value>"
                  "<compute><![CDATA[value>\"0\" && value<\"10\" ?\"valid\":\"error\"]]></compute>"
                  "<compute expr='value>\"0\" &amp;&amp; value&lt;\"10\" ?\"valid\":\"error\"'>valid</compute>"
                  "<norm attr=' &apos;   &#x20;&#13;&#xa;&#9;   &apos; '/></d>",
                  ""),
      "<d><text>First line&#xD;\nSecond line</text><value>2</value>"
      "<compute>value&gt;\"0\" &amp;&amp; value&lt;\"10\" ?\"valid\":\"error\"</compute>"
      "<compute expr=\"value>&quot;0&quot; &amp;&amp; value&lt;&quot;10&quot; ?&quot;valid&quot;:&quot;error&quot;\">"
      "valid</compute><norm attr=\" '    &#xD;&#xA;&#x9;   ' \"></norm></d>");
  EXPECT_EQ(CanonicalAt("<a>\r\n<!-- gone --> <?pi  data?>\t</a>", ""), "<a>\n <?pi data?>\t</a>");
}

TEST(SamlCanonical, KeepsThePrefixesThatAreAskedFor) {
  const std::string text = R"(<a xmlns:x="http://x" xmlns:y="http://y" xmlns="http://d"><y:b>x:text</y:b></a>)";
  EXPECT_EQ(CanonicalAt(text, "y:b"), R"(<y:b xmlns:y="http://y">x:text</y:b>)");
  EXPECT_EQ(CanonicalAt(text, "y:b", {"x", "none"}), R"(<y:b xmlns:x="http://x" xmlns:y="http://y">x:text</y:b>)");
  EXPECT_EQ(CanonicalAt(text, "y:b", {"#default"}), R"(<y:b xmlns="http://d" xmlns:y="http://y">x:text</y:b>)");
}

TEST(SamlXml, RefusesWhatIsAmbiguousOrHostile) {
  for (const char* text : {"", "<a>", "<a/><b/>", "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", "<p:a/>", "<a p:b='1'/>",
                           "<a b='1' b='2'/>", "<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>", "<a xmlns:p=''/>",
                           "<a xmlns:xml='u'/>", "<a>\xff</a>", "<a>&#0;</a>"}) {
    EXPECT_FALSE(XmlTree::Parse(text, kResponseBounds).ok()) << text;
  }
  std::string deep;
  for (int i = 0; i < 40; ++i) deep += "<a>";
  for (int i = 0; i < 40; ++i) deep += "</a>";
  EXPECT_FALSE(XmlTree::Parse(deep, kResponseBounds).ok());
  EXPECT_FALSE(XmlTree::Parse("<a>" + std::string(80000, 'x') + "</a>", kResponseBounds).ok());
}

}  // namespace
}  // namespace rolecall::services::saml
