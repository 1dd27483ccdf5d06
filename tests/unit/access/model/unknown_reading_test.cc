#include "access/model/unknown_reading.h"

#include <gtest/gtest.h>

#include "policy/decide/engine.h"

namespace rolecall::access {
namespace {

constexpr const char* kCaller = "arn:aws:iam::111122223333:role/app";

PolicyDocument Partial(const std::string& statement) {
  PolicyDocument document;
  document.name = "inline policy p";
  document.text = R"({"Version":"2012-10-17","Statement":[)" + statement + "]}";
  document.unknown_parts = {"x"};
  return document;
}

bool Allows(const PolicyDocument& document, Reading reading, const std::string& resource,
            const policy::Context& context = {}, const UnknownsAbout& about = {}) {
  const policy::PolicySet identity = {
      policy::Compile(ReadUnknown(document, policy::DocumentKind::kIdentity, reading, about), document.name)};
  policy::PolicyInputs inputs;
  inputs.identity = &identity;
  const policy::Request request(policy::Principal::RoleSession(kCaller, "", "s"), "s3:GetObject", resource, "",
                                context);
  return policy::Decide(inputs, request).allowed();
}

std::string Told(const std::string& statement, const std::string& resource, const policy::Context& context = {},
                 const UnknownsAbout& about = {}) {
  const PolicyDocument document = Partial(statement);
  const bool most = Allows(document, Reading::kMost, resource, context, about);
  const bool least = Allows(document, Reading::kLeast, resource, context, about);
  EXPECT_TRUE(most || !least) << statement;
  return most == least ? (most ? "allowed" : "denied") : "open";
}

TEST(UnknownReading, APartOfAResourceThatIsNotKnownMayBeAnything) {
  const std::string get = R"({"Effect":"Allow","Action":"s3:GetObject","Resource":["arn:aws:s3:::a/*",)";
  EXPECT_EQ(Told(get + R"("arn:aws:s3:::b-@unknown.x@/*"]})", "arn:aws:s3:::a/k"), "allowed");
  EXPECT_EQ(Told(get + R"("arn:aws:s3:::b-@unknown.x@/*"]})", "arn:aws:s3:::b-1/k"), "open");
  EXPECT_EQ(Told(get + R"("arn:aws:s3:::b-@unknown.x@/*"]})", "arn:aws:s3:::c/k"), "denied");
  EXPECT_EQ(Told(get + R"("arn:aws:unknown:::@unknown.x@"]})", "arn:aws:s3:::c/k"), "open");
}

TEST(UnknownReading, ADenyThatMayBeAboutTheResourceLeavesItOpen) {
  const std::string all = R"({"Effect":"Allow","Action":"s3:*","Resource":"*"},)";
  const std::string deny = R"({"Effect":"Deny","Action":"s3:GetObject","Resource":"arn:aws:s3:::b-@unknown.x@/*"})";
  EXPECT_EQ(Told(all + deny, "arn:aws:s3:::b-1/k"), "open");
  EXPECT_EQ(Told(all + deny, "arn:aws:s3:::c/k"), "allowed");
  const std::string but =
      R"({"Effect":"Deny","Action":"s3:GetObject","NotResource":["arn:aws:s3:::c/*","arn:aws:s3:::b-@unknown.x@/*"]})";
  EXPECT_EQ(Told(all + but, "arn:aws:s3:::b-1/k"), "open");
  EXPECT_EQ(Told(all + but, "arn:aws:s3:::c/k"), "allowed");
  EXPECT_EQ(Told(all + but, "arn:aws:s3:::d/k"), "denied");
}

TEST(UnknownReading, ActionsAndConditionsThatAreNotKnownDecideNothing) {
  EXPECT_EQ(Told(R"({"Effect":"Allow","Action":"s3:@unknown.x@","Resource":"*"})", "arn:aws:s3:::a/k"), "open");
  EXPECT_EQ(Told(R"({"Effect":"Allow","Action":"sqs:@unknown.x@","Resource":"*"})", "arn:aws:s3:::a/k"), "denied");
  policy::Context caller;
  caller.Set("aws:PrincipalTag/team", "red");
  UnknownsAbout about;
  about.caller = &caller;
  const auto tagged = [](const std::string& op, const std::string& value) {
    return R"({"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{")" + op +
           R"(":{"aws:PrincipalTag/team":)" + value + "}}}";
  };
  const std::string key = "arn:aws:s3:::a/k";
  EXPECT_EQ(Told(tagged("StringEquals", R"("@unknown.x@")"), key, caller, about), "open");
  EXPECT_EQ(Told(tagged("StringEquals", R"(["red","@unknown.x@"])"), key, caller, about), "allowed");
  EXPECT_EQ(Told(tagged("StringEquals", R"("blue-@unknown.x@")"), key, caller, about), "denied");
  EXPECT_EQ(Told(tagged("StringNotEquals", R"("@unknown.x@")"), key, caller, about), "open");
}

TEST(UnknownReading, ATagOfTheCallersThatIsNotKnownDecidesNothing) {
  policy::Context caller;
  caller.Set("aws:PrincipalTag/team", "@unknown.x@");
  UnknownsAbout about;
  about.caller = &caller;
  const std::string of =
      R"({"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":")";
  EXPECT_EQ(Told(of + R"(red"}}})", "arn:aws:s3:::a/k", caller, about), "open");
  EXPECT_EQ(Told(of + R"(@unknown.x@"}}})", "arn:aws:s3:::a/k", caller, about), "allowed") << "of the same value";
}

TEST(UnknownReading, WhatTheQuestionItselfHasIsTheSameOnBothSides) {
  const UnknownsAbout about = AboutQuestion({"arn:aws:s3:::b-@unknown.x@/k"}, nullptr);
  EXPECT_EQ(Told(R"({"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b-@unknown.x@/*"})",
                 "arn:aws:s3:::b-@unknown.x@/k", {}, about),
            "allowed");
}

TEST(UnknownReading, WhatARequestMayHaveAsItLikesIsNotOpen) {
  policy::Context request;
  request.Set("aws:SourceVpce", "@unknown.x@");
  EXPECT_EQ(
      Told(
          R"({"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:SourceVpce":"@unknown.x@"}}})",
          "arn:aws:s3:::a/k", request),
      "allowed");
}

TEST(UnknownReading, AStatementOfWhichNothingIsKnownMayAllowAll) {
  PolicyDocument document = Partial(R"({"Effect":"Allow","Action":"s3:PutObject","Resource":"*"})");
  document.lacks_statements = true;
  EXPECT_TRUE(Allows(document, Reading::kMost, "arn:aws:s3:::a/k"));
  EXPECT_FALSE(Allows(document, Reading::kLeast, "arn:aws:s3:::a/k"));
}

TEST(UnknownReading, AProviderThatIsNotKnownMayBeTheTokens) {
  PolicyDocument trust = Partial(
      R"({"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/@unknown.x@"},"Condition":{"StringEquals":{"@unknown.x@:sub":"system:serviceaccount:apps:web"}}})");
  UnknownsAbout about;
  about.provider_arn = "arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/A";
  const auto allows = [&](Reading reading, const char* subject) {
    const auto compiled = policy::Compile(ReadUnknown(trust, policy::DocumentKind::kTrust, reading, about), "trust");
    policy::PolicyInputs inputs;
    inputs.resource = compiled.get();
    policy::Context context;
    context.Set("oidc.example.com/id/A:sub", subject);
    return policy::Decide(inputs, policy::Request(policy::Principal::Federated(about.provider_arn),
                                                  "sts:AssumeRoleWithWebIdentity", kCaller, "111122223333", context))
        .allowed();
  };
  EXPECT_TRUE(allows(Reading::kMost, "system:serviceaccount:apps:web"));
  EXPECT_FALSE(allows(Reading::kMost, "system:serviceaccount:apps:other"));
  EXPECT_FALSE(allows(Reading::kLeast, "system:serviceaccount:apps:web"));
}

}  // namespace
}  // namespace rolecall::access
