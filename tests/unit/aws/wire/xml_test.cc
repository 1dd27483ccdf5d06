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

TEST(ParseXml, NeverExpandsADocumentsOwnEntities) {
  const Result<XmlNode> root = ParseXml("<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><a>&e;</a>");
  ASSERT_TRUE(root.ok());
  EXPECT_EQ(root->text, "&e;");
}

TEST(ParseXml, RefusesWhatIsNone) {
  for (const char* text : {"", " ", "{}", "<a>", "<a></b>", "</a>", "<a b></a>", "<a", "text", "<!-- c -->"}) {
    const Result<XmlNode> root = ParseXml(text);
    ASSERT_FALSE(root.ok()) << text;
    EXPECT_EQ(root.error().code, ErrorCode::kInvalidArgument) << text;
  }
}

TEST(ParseXml, HasBounds) {
  EXPECT_TRUE(ParseXml("<a/>", 4).ok());
  EXPECT_FALSE(ParseXml("<a/> ", 4).ok());
  const auto nested = [](int depth) {
    std::string text;
    for (int i = 0; i < depth; ++i) text += "<a>";
    for (int i = 0; i < depth; ++i) text += "</a>";
    return text;
  };
  EXPECT_TRUE(ParseXml(nested(65)).ok());
  EXPECT_FALSE(ParseXml(nested(66)).ok());
}

}  // namespace
}  // namespace rolecall::aws
