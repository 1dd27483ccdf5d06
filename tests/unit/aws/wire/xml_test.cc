#include "aws/wire/xml.h"

#include <gtest/gtest.h>

namespace rolecall::aws {
namespace {

TEST(XmlWriter, EscapesWhatIsMarkup) {
  XmlWriter xml;
  xml.OpenWith("Role", "xmlns", "a\"b").Text("Name", "<&>\"'").Text("Path", "").Number("Age", -7).Bool("Old", false);
  xml.Raw("<Tags/>").Close();
  EXPECT_EQ(xml.text(),
            "<Role xmlns=\"a&quot;b\"><Name>&lt;&amp;&gt;&quot;&#39;</Name><Path/><Age>-7</Age><Old>false</Old>"
            "<Tags/></Role>");
}

TEST(XmlWriter, LineEndsSurviveAndOtherControlCharactersDoNotExist) {
  XmlWriter xml;
  xml.Text("A", std::string("\r\n\t\x01\x1f") + '\0' + "b");
  EXPECT_EQ(xml.text(), "<A>&#xD;&#xA;&#x9;b</A>");
  EXPECT_EQ(ParseXml(xml.text())->text, "\r\n\tb");
}

TEST(XmlWriterDeathTest, ClosesOnlyWhatIsOpen) {
  XmlWriter xml;
  EXPECT_DEATH(xml.Close(), "");
}

TEST(ParseXml, ReadsWhatTheWriterWrote) {
  XmlWriter xml;
  xml.Open("Users").Open("member").Text("Name", "a & b").Close().Open("member").Text("Name", "ü").Close().Close();
  const Result<XmlNode> root = ParseXml(xml.text());
  ASSERT_TRUE(root.ok());
  EXPECT_EQ(root->name, "Users");
  ASSERT_EQ(root->All("member").size(), 2u);
  EXPECT_EQ(root->All("member")[1]->Get("Name"), "ü");
  EXPECT_EQ(root->Find("member")->Get("Name"), "a & b");
}

TEST(ParseXml, ListsAreEmptyWhereThereIsNone) {
  const Result<XmlNode> root = ParseXml("<R><Tags><member/><other/><member>x</member></Tags></R>");
  ASSERT_TRUE(root.ok());
  EXPECT_EQ(root->List("Tags").size(), 2u);
  EXPECT_EQ(root->List("Tags", "other").size(), 1u);
  EXPECT_TRUE(root->List("Roles").empty());
  EXPECT_EQ(root->Find("Roles"), nullptr);
  EXPECT_EQ(root->Get("Roles"), "");
}

TEST(ParseXml, TakesCharacterDataAndReferences) {
  const Result<XmlNode> root = ParseXml("<?xml version=\"1.0\"?>\n<a> x<![CDATA[<y>]]>&#x41;&lt;<b>no</b></a>");
  ASSERT_TRUE(root.ok());
  EXPECT_EQ(root->text, " x<y>A<");
}

TEST(ParseXml, RefusesDocumentTypes) {
  EXPECT_FALSE(ParseXml("<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><a>&e;</a>").ok());
  EXPECT_FALSE(ParseXml("<!DOCTYPE a><a/>").ok());
  // Without one there are no entities to expand.
  EXPECT_EQ(ParseXml("<a>&e;</a>")->text, "&e;");
}

TEST(ParseXml, RefusesWhatIsNoText) {
  for (const char* inner : {"\xff", "\xc3(", "\xed\xa0\x80", "&#0;", "&#xD800;", "&#x110000;", "&#xFFFF;", "&#1;",
                            "&#;", "&#x;", "&#12", "&#99999999999;", "&#-5;"}) {
    EXPECT_FALSE(ParseXml(std::string("<a>") + inner + "</a>").ok()) << inner;
    EXPECT_FALSE(ParseXml(std::string("<a b=\"") + inner + "\"/>").ok()) << inner;
  }
  EXPECT_FALSE(ParseXml(std::string_view("<a>\0</a>", 8)).ok());
  EXPECT_FALSE(ParseXml(std::string_view("\xfe\xff\0<\0a\0/\0>", 10)).ok());
  EXPECT_EQ(ParseXml("<a>&#x1F600;&#228;</a>")->text, "\U0001F600\u00e4");
  // Whatever its declaration says, a document is UTF-8.
  EXPECT_EQ(ParseXml("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\u00e4</a>")->text, "\u00e4");
}

TEST(ParseXml, RefusesWhatIsNone) {
  for (const char* text : {"", " ", "{}", "<a>", "<a></b>", "</a>", "<a b></a>", "<a", "text", "<!-- c -->"}) {
    const Result<XmlNode> root = ParseXml(text);
    ASSERT_FALSE(root.ok()) << text;
    EXPECT_EQ(root.error().code, ErrorCode::kInvalidArgument) << text;
  }
}

TEST(ParseXml, HasBounds) {
  EXPECT_TRUE(ParseXml("<a/>", {.bytes = 4, .elements = 1, .attributes = 0, .depth = 1}).ok());
  EXPECT_FALSE(ParseXml("<a/> ", {.bytes = 4, .elements = 1, .attributes = 0, .depth = 1}).ok());
  const auto nested = [](int depth) {
    std::string text;
    for (int i = 0; i < depth; ++i) text += "<a>";
    for (int i = 0; i < depth; ++i) text += "</a>";
    return text;
  };
  EXPECT_TRUE(ParseXml(nested(32)).ok());
  EXPECT_FALSE(ParseXml(nested(33)).ok());
  EXPECT_TRUE(ParseXml(nested(64), kXmlAnswer).ok());
  EXPECT_FALSE(ParseXml(nested(65), kXmlAnswer).ok());
  const auto wide = [](std::size_t elements, const char* attributes) {
    std::string text = "<a>";
    for (std::size_t i = 1; i < elements; ++i) text.append("<b").append(attributes).append("/>");
    return text + "</a>";
  };
  EXPECT_TRUE(ParseXml(wide(kXmlRequest.elements, "")).ok());
  EXPECT_FALSE(ParseXml(wide(kXmlRequest.elements + 1, "")).ok());
  EXPECT_TRUE(ParseXml(wide(1025, " x='1'")).ok());
  EXPECT_FALSE(ParseXml(wide(1026, " x='1'")).ok());
  EXPECT_FALSE(ParseXml(wide(1026, " x = '1'")).ok());
  // An ETag or signature in character data is no attribute.
  EXPECT_TRUE(ParseXml("<a>" + std::string(5000, '=') + "</a>").ok());
}

}  // namespace
}  // namespace rolecall::aws
