#include "policy/access_sets/statement_cover.h"

#include <gtest/gtest.h>

#include <random>

#include "policy/decide/engine.h"

namespace rolecall::policy {
namespace {

Document DocumentOfStatements(const std::string& statements, DocumentKind kind = DocumentKind::kIdentity) {
  ParsedDocument parsed = Parse(R"({"Version":"2012-10-17","Statement":[)" + statements + "]}", kind);
  EXPECT_FALSE(parsed.malformed) << statements;
  return std::move(parsed.document);
}

std::string StatementOf(const std::string& action, const std::string& resource, const std::string& condition = "") {
  return R"({"Effect":"Allow","Action":)" + action + R"(,"Resource":)" + resource +
         (condition.empty() ? "" : R"(,"Condition":)" + condition) + "}";
}

bool CoversText(const std::string& wide, const std::string& narrow) {
  const Document document = DocumentOfStatements(wide + "," + narrow);
  return StatementCover(document).Covers(0, 1);
}

TEST(StatementCover, WiderEntriesCoverNarrowerOnes) {
  EXPECT_TRUE(
      CoversText(StatementOf(R"("s3:*")", R"("*")"), StatementOf(R"("s3:GetObject")", R"("arn:aws:s3:::b/*")")));
  EXPECT_TRUE(CoversText(StatementOf(R"(["s3:Get*","s3:Put*"])", R"("*")"),
                         StatementOf(R"(["S3:GETOBJECT","s3:PutObject"])", R"("arn:aws:s3:::b/*")")));
  EXPECT_FALSE(
      CoversText(StatementOf(R"("s3:Get*")", R"("*")"), StatementOf(R"(["s3:GetObject","s3:PutObject"])", R"("*")")));
  EXPECT_FALSE(CoversText(StatementOf(R"("s3:*")", R"("arn:aws:s3:::b/*")"), StatementOf(R"("s3:*")", R"("*")")));
  EXPECT_TRUE(CoversText(StatementOf(R"("s3:*")", R"("arn:aws:s3:::b/*")"),
                         StatementOf(R"("s3:*")", R"("arn:aws:s3:::b/${aws:username}/*")")));
  EXPECT_FALSE(CoversText(StatementOf(R"("s3:*")", R"("arn:aws:s3:::b/${aws:username}/*")"),
                          StatementOf(R"("s3:*")", R"("arn:aws:s3:::b/ann/*")")));
  EXPECT_FALSE(CoversText(StatementOf(R"("sqs:*")", R"("arn:aws:sqs:?*1:*:q")"),
                          StatementOf(R"("sqs:*")", R"("arn:aws:sqs:eu*:*:q")")));
}

TEST(StatementCover, WhatIsExceptedCounts) {
  const std::string all_but_iam = R"({"Effect":"Allow","NotAction":"iam:*","Resource":"*"})";
  EXPECT_TRUE(CoversText(all_but_iam, StatementOf(R"("s3:*")", R"("*")")));
  EXPECT_FALSE(CoversText(all_but_iam, StatementOf(R"("i*:*")", R"("*")")));
  EXPECT_TRUE(CoversText(all_but_iam, R"({"Effect":"Allow","NotAction":["iam:*","s3:*"],"Resource":"*"})"));
  EXPECT_FALSE(CoversText(R"({"Effect":"Allow","NotAction":["iam:*","s3:*"],"Resource":"*"})", all_but_iam));
}

TEST(StatementCover, ConditionsAreDimensions) {
  const auto with = [](const std::string& condition) { return StatementOf(R"("s3:*")", R"("*")", condition); };
  const std::string exact = R"({"StringEquals":{"aws:RequestedRegion":"eu-west-1"}})";
  EXPECT_TRUE(CoversText(with(""), with(exact)));
  EXPECT_FALSE(CoversText(with(exact), with("")));
  EXPECT_TRUE(CoversText(with(R"({"StringLike":{"aws:requestedregion":"eu-*"}})"), with(exact)));
  EXPECT_TRUE(CoversText(with(R"({"StringNotEquals":{"aws:RequestedRegion":"us-east-1"}})"), with(exact)));
  EXPECT_TRUE(CoversText(with(R"({"StringEqualsIfExists":{"aws:RequestedRegion":"eu-west-1"}})"), with(exact)));
  EXPECT_FALSE(CoversText(with(exact), with(R"({"StringEqualsIfExists":{"aws:RequestedRegion":"eu-west-1"}})")));
  EXPECT_FALSE(CoversText(with(R"({"StringEquals":{"aws:PrincipalTag/t":"a"}})"), with(exact)));
  EXPECT_FALSE(CoversText(with(R"({"ForAnyValue:StringEquals":{"aws:TagKeys":"a"}})"),
                          with(R"({"ForAllValues:StringEquals":{"aws:TagKeys":"a"}})")));
}

TEST(StatementCover, PrincipalsAreComparedAsTheyAreWritten) {
  const auto statement = [](const std::string& principal) {
    return R"({"Effect":"Allow","Principal":)" + principal + R"(,"Action":"s3:*","Resource":"*"})";
  };
  const auto covers = [&](const std::string& wide, const std::string& narrow) {
    const Document document = DocumentOfStatements(statement(wide) + "," + statement(narrow), DocumentKind::kResource);
    return StatementCover(document).Covers(0, 1);
  };
  EXPECT_TRUE(covers(R"({"AWS":["111122223333","222233334444"]})", R"({"AWS":"111122223333"})"));
  EXPECT_FALSE(covers(R"({"AWS":"111122223333"})", R"({"AWS":"222233334444"})"));
}

// Where a statement covers another, no request that the engine lets through by the other is stopped by the first.
TEST(StatementCover, AgreesWithTheEngineOnRandomStatements) {
  std::mt19937 random(20261129);
  const auto pick = [&random](std::initializer_list<const char*> list) {
    return std::string(*(list.begin() + random() % list.size()));
  };
  const auto statement = [&] {
    const std::string action = pick({"s3:*", "s3:Get*", "s3:GetObject", "s?:g*", "*"});
    const std::string resource =
        pick({"*", "arn:aws:s3:::a*", "arn:aws:s3:::*b", "arn:aws:s3:::a?", "arn:aws:s3:::ab"});
    const std::string op = pick({"StringEquals", "StringNotLike", "StringLike", "StringEqualsIfExists"});
    const std::string condition =
        random() % 2 == 0 ? "" : "{\"" + op + "\":{\"aws:RequestedRegion\":\"" + pick({"a", "a*", "b"}) + "\"}}";
    const std::string element = random() % 4 == 0 ? "NotAction" : "Action";
    std::string text = StatementOf("\"" + action + "\"", "\"" + resource + "\"", condition);
    return text.replace(text.find("Action"), 6, element);
  };
  const auto allows = [](const rolecall::policy::Statement& one, const Context& context, const std::string& resource) {
    Document alone;
    alone.statements.push_back(one);
    const PolicySet set = {Compile(std::move(alone), "one")};
    PolicyInputs inputs;
    inputs.identity = &set;
    return Decide(inputs, Request(Principal::User("arn:aws:iam::111122223333:user/u", ""), "s3:GetObject", resource, "",
                                  context))
        .allowed();
  };
  int covered = 0;
  for (int round = 0; round < 1000; ++round) {
    const Document document = DocumentOfStatements(statement() + "," + statement());
    if (!StatementCover(document).Covers(0, 1)) continue;
    ++covered;
    for (const char* region : {"", "a", "ab", "b"}) {
      Context context;
      if (*region != '\0') context.Set("aws:RequestedRegion", region);
      for (const char* resource : {"arn:aws:s3:::ab", "arn:aws:s3:::a", "arn:aws:s3:::bb", "*"}) {
        if (!allows(document.statements[1], context, resource)) continue;
        ASSERT_TRUE(allows(document.statements[0], context, resource)) << round << " " << region << " " << resource;
      }
    }
  }
  EXPECT_GT(covered, 100);
}

}  // namespace
}  // namespace rolecall::policy
