#include "policy/document/document.h"

#include <gtest/gtest.h>

namespace rolecall::policy {
namespace {

std::string Refusal(std::string_view text, DocumentKind kind = DocumentKind::kIdentity) {
  ParsedDocument parsed = Parse(text, kind);
  return parsed.malformed ? parsed.malformed->message : "";
}

TEST(PolicyDocument, KeepsPlacesAndOrder) {
  std::string text = R"({"Statement": {"Effect": "Allow", "Action": ["a:b", "c:d"], "Resource": "*",
                        "Condition": {"StringEquals": {"k": ["v", 1, true]}}}})";
  ParsedDocument parsed = Parse(text, DocumentKind::kIdentity);
  ASSERT_FALSE(parsed.malformed);
  const Statement& statement = parsed.document.statements.at(0);
  EXPECT_EQ(parsed.document.version, Version::k2008);
  EXPECT_EQ(text.substr(statement.actions[1].span.begin, 5), R"("c:d")");
  ASSERT_EQ(statement.conditions.size(), 1u);
  EXPECT_EQ(statement.conditions[0].values[1].value, "1");
  EXPECT_EQ(statement.conditions[0].values[2].value, "true");
}

TEST(PolicyDocument, RefusesUnknownDoubleAndMisplacedElements) {
  const char* kSyntax = "Syntax errors in policy.";
  EXPECT_EQ(Refusal("{"), kSyntax);
  EXPECT_EQ(Refusal("[]"), kSyntax);
  EXPECT_EQ(Refusal(R"({"Statement": []})"), "");  // grants nothing; only writes refuse it
  EXPECT_EQ(Refusal(R"({"statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})"), kSyntax);
  EXPECT_EQ(Refusal(R"({"Statement": {"Effect": "Allow", "Effect": "Deny", "Action": "*", "Resource": "*"}})"),
            kSyntax);
  EXPECT_EQ(Refusal(R"({"Statement": {"Effect": "Allow", "Action": "*", "NotAction": "*", "Resource": "*"}})"),
            kSyntax);
  EXPECT_EQ(Refusal(R"({"Version": "2013-01-01", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})"),
            kSyntax);
  EXPECT_EQ(
      Refusal(
          R"({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"NullIfExists": {"k": "true"}}}})"),
      kSyntax);
  EXPECT_EQ(
      Refusal(
          R"({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"stringequals": {"k": "a"}}}})"),
      kSyntax);
}

TEST(PolicyDocument, SaysWherePrincipalsBelong) {
  std::string identity = R"({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})";
  std::string resource = R"({"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}})";
  EXPECT_EQ(Refusal(identity), "");
  EXPECT_EQ(Refusal(identity, DocumentKind::kResource), "Missing required field Principal");
  EXPECT_EQ(Refusal(resource, DocumentKind::kResource), "");
  EXPECT_EQ(Refusal(resource), "Policy document should not specify a principal.");
  EXPECT_EQ(Refusal(resource, DocumentKind::kTrust), "Has prohibited field Resource.");
}

TEST(PolicyDocument, RefusesHugeAndDeepDocuments) {
  EXPECT_NE(Refusal(std::string(kMaxDocumentBytes + 1, ' ')), "");
  EXPECT_NE(Refusal(std::string(1000, '[')), "");
}

TEST(PolicyOperators, KnowAllForms) {
  EXPECT_TRUE(ParseOperator("ForAllValues:StringNotEqualsIgnoreCaseIfExists"));
  EXPECT_TRUE(ParseOperator("DateGreaterThanEqualsIfExists"));
  EXPECT_FALSE(ParseOperator("ForAnyValue:Null"));
  EXPECT_FALSE(ParseOperator("StringEqual"));
  EXPECT_FALSE(ParseOperator("IfExists"));
  EXPECT_FALSE(ParseOperator(""));
}

}  // namespace
}  // namespace rolecall::policy
