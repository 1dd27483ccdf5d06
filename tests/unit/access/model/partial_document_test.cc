#include "access/model/partial_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/placeholder.h"
#include "policy/document/document.h"

namespace rolecall::access {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kAccount = "111122223333";

std::string Trust(const std::string& federated, const std::string& condition) {
  return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":")" +
         federated + R"("},"Condition":)" + condition + "}]}";
}

TEST(PartialDocument, ATrustKeyThatIsNotKnownIsTheProvidersOwn) {
  const std::string text = Trust("arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/A",
                                 R"({"StringEquals":{"@unknown.x@:sub":"s"}})");
  const PartialDocument partial = CompletePartial(text, kAccount);
  ASSERT_TRUE(partial.readable);
  EXPECT_THAT(partial.text, HasSubstr(R"("oidc.example.com/id/A:sub":"s")"));
  EXPECT_THAT(partial.unknown, ElementsAre("x"));
}

TEST(PartialDocument, AProviderThatIsNotKnownIsOneOfTheRolesAccount) {
  const PartialDocument partial =
      CompletePartial(Trust("@unknown.var.arn@", R"({"StringEquals":{"@unknown.other@:sub":"s"}})"), kAccount);
  ASSERT_TRUE(partial.readable);
  EXPECT_THAT(partial.text, HasSubstr("arn:aws:iam::111122223333:oidc-provider/@unknown.var.arn@"));
  EXPECT_THAT(partial.text, HasSubstr("@unknown.var.arn@:sub"));
}

// Whatever part of an ARN is not known, what is made of it is a policy that the engine reads.
TEST(PartialDocument, CompletedDocumentsAreReadable) {
  for (const char* resource : {"@unknown.a@", "arn:@unknown.p@:s3:::b/*", "arn:aws:sqs:@unknown.r@:111122223333:q",
                               "arn:aws:sqs:eu-west-1:@unknown.acc@:q", "arn:aws:s3:::b-@unknown.x@/*"}) {
    const std::string text = R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":[")" +
                             std::string(resource) + R"("]}})";
    const PartialDocument partial = CompletePartial(text, kAccount);
    ASSERT_TRUE(partial.readable) << resource;
    EXPECT_FALSE(policy::Parse(partial.text, policy::DocumentKind::kIdentity).malformed) << partial.text;
    // A partition is taken to be AWS's own.
    const bool is_partition = std::string(resource).starts_with("arn:@unknown.p@");
    EXPECT_EQ(IsUndecided(partial.text, "/Statement/Resource/0"), !is_partition) << partial.text;
  }
}

TEST(PartialDocument, AProviderThatIsNotKnownIsTheOneThatTheKeysName) {
  const auto text = [](const std::string& condition) {
    return CompletePartial(Trust("@unknown.var.arn@", condition), kAccount).text;
  };
  EXPECT_THAT(text(R"({"StringEquals":{"oidc.example.com/id/A:sub":"s","oidc.example.com/id/A:aud":"a","aws:x":"y"}})"),
              HasSubstr("arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/A\""));
  EXPECT_THAT(text(R"({"StringEquals":{"oidc.example.com/id/A:sub":"s","oidc.example.com/id/B:aud":"a"}})"),
              HasSubstr("oidc-provider/@unknown.var.arn@"));
}

TEST(PartialDocument, AStatementOfWhichNothingIsKnownIsLeftOutAndATextThatIsNoPolicyIsNotRead) {
  const PartialDocument one = CompletePartial(
      R"({"Version":"2012-10-17","Statement":["@unknown.s@",{"Effect":"Allow","Action":"s3:*","Resource":"*"}]})", "");
  ASSERT_TRUE(one.readable);
  EXPECT_THAT(one.unknown, ElementsAre("s"));
  EXPECT_FALSE(CompletePartial("@unknown.var.policy@", "").readable);
  EXPECT_FALSE(CompletePartial(R"({"Statement":"@unknown.s@"})", "").readable);
  EXPECT_FALSE(CompletePartial(R"({"Statement":["@unknown.s@"]})", "").readable);
}

TEST(PartialDocument, KnowsWhatDependsOnTheUnknown) {
  const std::string text =
      R"({"Statement":[{"Action":["a:b","@unknown.x@"],"Resource":"*","Condition":{"StringEquals":{"@unknown.k@":"v"}}},
                                            {"Action":"a:b","Condition":{"StringEquals":{"@unknown.i@:sub":"v"}}}]})";
  EXPECT_FALSE(IsUndecided(text, "/Statement/0/Action/0"));
  EXPECT_TRUE(IsUndecided(text, "/Statement/0/Action/1"));
  EXPECT_TRUE(IsUndecided(text, "/Statement/0/Action"));
  EXPECT_FALSE(IsUndecided(text, "/Statement/0/Resource"));
  EXPECT_TRUE(IsUndecided(text, "/Statement/9"));
  EXPECT_TRUE(HasUnknownKey(text, "/Statement/0/Action"));
  EXPECT_FALSE(HasUnknownKey(text, "/Statement/1/Action"));
  EXPECT_TRUE(HasUnknownKey("no JSON", "/Statement/1"));
}

}  // namespace
}  // namespace rolecall::access
