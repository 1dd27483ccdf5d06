#include "access/rehearse/rehearse.h"

#include <gtest/gtest.h>

#include "access/rehearse/event_caller.h"

namespace rolecall::access {
namespace {

constexpr const char* kApp = "arn:aws:iam::111122223333:role/k8s/app";

IdentityModel ModelWith(const std::string& statement) {
  IdentityModel model;
  model.account_id = "111122223333";
  Role role;
  role.arn = kApp;
  role.name = "app";
  role.path = "/k8s/";
  role.account = "111122223333";
  role.trust.name = "trust policy of app";
  role.trust.text =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/A"},"Condition":{"StringEquals":{"oidc.example.com/id/A:sub":"system:serviceaccount:apps:web"}}}]})";
  PolicyDocument policy;
  policy.name = "inline policy p";
  policy.text = R"({"Version":"2012-10-17","Statement":[)" + statement + "]}";
  role.inline_policies.push_back(policy);
  model.roles.push_back(role);
  return model;
}

std::string Allow(const std::string& action, const std::string& resource, const std::string& condition = "") {
  return R"({"Effect":"Allow","Action":")" + action + R"(","Resource":")" + resource + "\"" +
         (condition.empty() ? "" : R"(,"Condition":)" + condition) + "}";
}

std::string Event(const std::string& name, const std::string& key, const std::string& error = "",
                  const std::string& role = kApp) {
  return R"({"eventTime":"2026-11-01T10:00:00Z","eventID":"e1","eventSource":"s3.amazonaws.com","eventName":")" + name +
         R"(","awsRegion":"eu-central-1","sourceIPAddress":"192.0.2.7","eventType":"AwsApiCall",)" +
         (error.empty() ? "" : R"("errorCode":")" + error + "\",") +
         R"("userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/app/s1","sessionContext":{"sessionIssuer":{"arn":")" +
         role + R"("}}},"resources":[{"ARN":"arn:aws:s3:::data/)" + key + R"("},{"ARN":"arn:aws:s3:::data"}]})";
}

Rehearsal Rehearsed(const IdentityModel& before, const IdentityModel& after, const std::vector<std::string>& events) {
  Rehearser rehearser(before, after);
  for (const std::string& text : events) {
    const json::ParseResult event = json::Parse(text, {});
    EXPECT_EQ(event.error, "") << text;
    rehearser.Take(event.root);
  }
  return rehearser.Finish();
}

// "denied passing untold unchanged".
std::string Counts(const Rehearsal& rehearsal) {
  return std::to_string(rehearsal.denied.size()) + " " + std::to_string(rehearsal.passing.size()) + " " +
         std::to_string(rehearsal.untold.size()) + " " + std::to_string(rehearsal.unchanged);
}

TEST(Rehearse, ACallThatTheNewPolicyDoesNotAllowWouldBeDenied) {
  const IdentityModel before = ModelWith(Allow("s3:GetObject", "arn:aws:s3:::data/*"));
  const IdentityModel after = ModelWith(Allow("s3:GetObject", "arn:aws:s3:::data/public/*"));
  const Rehearsal rehearsal = Rehearsed(
      before, after, {Event("GetObject", "secret/a"), Event("GetObject", "secret/a"), Event("GetObject", "public/a")});
  ASSERT_EQ(Counts(rehearsal), "1 0 0 1");
  EXPECT_EQ(rehearsal.denied[0].who, kApp);
  EXPECT_EQ(rehearsal.denied[0].action, "s3:GetObject");
  EXPECT_EQ(rehearsal.denied[0].resource, "arn:aws:s3:::data/secret/a");
  EXPECT_EQ(rehearsal.denied[0].events, 2U);
  EXPECT_EQ(rehearsal.denied[0].event_id, "e1");
  EXPECT_TRUE(rehearsal.violated());
  EXPECT_NE(ToText(rehearsal).find("Would be denied:\n  - arn:aws:iam::111122223333:role/k8s/app  s3:GetObject on "
                                   "arn:aws:s3:::data/secret/a  (2 events, last 2026-11-01T10:00:00Z)"),
            std::string::npos)
      << ToText(rehearsal);
  EXPECT_NE(ToJson(rehearsal).find(R"("denied":[{"who":"arn:aws:iam::111122223333:role/k8s/app")"), std::string::npos);
}

TEST(Rehearse, ADeniedCallThatTheNewPolicyAllowsWouldPass) {
  const IdentityModel before = ModelWith(Allow("s3:GetObject", "arn:aws:s3:::other/*"));
  const IdentityModel after = ModelWith(Allow("s3:GetObject", "arn:aws:s3:::data/*"));
  EXPECT_EQ(Counts(Rehearsed(before, after, {Event("GetObject", "a", "AccessDenied")})), "0 1 0 0");
}

TEST(Rehearse, WithoutTodaysPoliciesOnlyTheNewOnesTell) {
  const IdentityModel after = ModelWith(Allow("s3:PutObject", "*"));
  const Rehearsal rehearsal = Rehearsed({}, after, {Event("GetObject", "a"), Event("PutObject", "a")});
  EXPECT_EQ(Counts(rehearsal), "1 0 0 1");
  ASSERT_EQ(rehearsal.notes.size(), 1U);
}

TEST(Rehearse, WhatOnlyTheRequestDecidesAndNoEventTellsCannotBeSaid) {
  const IdentityModel before = ModelWith(Allow("s3:GetObject", "*"));
  const IdentityModel after = ModelWith(Allow("s3:GetObject", "*", R"({"StringEquals":{"aws:ResourceTag/team":"a"}})"));
  const Rehearsal rehearsal = Rehearsed(before, after, {Event("GetObject", "a")});
  ASSERT_EQ(Counts(rehearsal), "0 0 1 0");
  EXPECT_NE(rehearsal.untold[0].reason.find("aws:ResourceTag/team"), std::string::npos) << rehearsal.untold[0].reason;
}

TEST(Rehearse, CallsOfOneDayAreToldApartWhereAPolicySpeaksOfTheTime) {
  const auto until = [](const std::string& time) {
    return ModelWith(Allow("s3:GetObject", "*", R"({"DateLessThan":{"aws:CurrentTime":")" + time + "\"}}"));
  };
  std::string late = Event("GetObject", "a");
  late.replace(late.find("T10:00"), 6, "T20:00");
  EXPECT_EQ(Counts(Rehearsed(ModelWith(Allow("s3:GetObject", "*")), until("2026-11-01T12:00:00Z"),
                             {Event("GetObject", "a"), late})),
            "1 0 0 1");
}

TEST(Rehearse, WhatTheEventTellsDecides) {
  const std::string network = R"({"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}})";
  const std::string other = R"({"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}})";
  const IdentityModel before = ModelWith(Allow("s3:GetObject", "*"));
  EXPECT_EQ(Counts(Rehearsed(before, ModelWith(Allow("s3:GetObject", "*", network)), {Event("GetObject", "a")})),
            "0 0 0 1");
  EXPECT_EQ(Counts(Rehearsed(before, ModelWith(Allow("s3:GetObject", "*", other)), {Event("GetObject", "a")})),
            "1 0 0 0");
}

TEST(Rehearse, WhatTodaysPoliciesDoNotExplainIsNotJudged) {
  const IdentityModel before = ModelWith(Allow("s3:PutObject", "arn:aws:s3:::x/*"));
  const IdentityModel after = ModelWith(Allow("s3:PutObject", "arn:aws:s3:::y/*"));
  // Allowed by something that is not here (a bucket's policy): as it is denied alike before and after, nothing changes.
  EXPECT_EQ(Counts(Rehearsed(before, after, {Event("GetObject", "a")})), "0 0 0 1");
}

TEST(Rehearse, UnknownPoliciesAreNeverTakenAsNone) {
  const IdentityModel before = ModelWith(Allow("s3:GetObject", "*"));
  IdentityModel after = ModelWith(Allow("s3:PutObject", "*"));
  after.roles[0].attached.push_back({"arn:aws:iam::111122223333:policy/new", {}});
  const Rehearsal rehearsal = Rehearsed(before, after, {Event("GetObject", "a")});
  ASSERT_EQ(Counts(rehearsal), "0 0 1 0");
  EXPECT_EQ(rehearsal.untold[0].reason,
            "the text of arn:aws:iam::111122223333:policy/new is not known: what it allows is not seen");
}

TEST(Rehearse, ARoleThatIsTakenAwayTakesItsCallsWithIt) {
  const IdentityModel before = ModelWith(Allow("s3:GetObject", "*"));
  IdentityModel after = before;
  after.roles.clear();
  after.users.push_back({});
  EXPECT_EQ(Counts(Rehearsed(before, after, {Event("GetObject", "a")})), "1 0 0 0");
}

TEST(Rehearse, CallersThatTheSourceDoesNotHaveAreCounted) {
  const IdentityModel model = ModelWith(Allow("s3:GetObject", "*"));
  const Rehearsal rehearsal =
      Rehearsed({}, model, {Event("GetObject", "a", "", "arn:aws:iam::111122223333:role/stranger")});
  EXPECT_EQ(Counts(rehearsal), "0 0 0 0");
  EXPECT_EQ(rehearsal.strangers.at("arn:aws:iam::111122223333:role/stranger"), 1U);
}

TEST(Rehearse, TokensAreJudgedByTheTrustPolicy) {
  const auto event = [](const std::string& subject) {
    return R"({"eventSource":"sts.amazonaws.com","eventName":"AssumeRoleWithWebIdentity","eventTime":"2026-11-01T10:00:00Z","userIdentity":{"type":"WebIdentityUser","principalId":"arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/A:sts.amazonaws.com:)" +
           subject + R"(","userName":")" + subject +
           R"(","identityProvider":"arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/A"},"requestParameters":{"roleArn":")" +
           std::string(kApp) + R"(","roleSessionName":"s1"}})";
  };
  const json::ParseResult parsed = json::Parse(event("system:serviceaccount:apps:web"), {});
  const EventCaller caller = CallerOf(parsed.root);
  EXPECT_EQ(caller.audience, "sts.amazonaws.com");
  EXPECT_EQ(caller.subject, "system:serviceaccount:apps:web");
  const IdentityModel model = ModelWith(Allow("s3:GetObject", "*"));
  EXPECT_EQ(Counts(Rehearsed({}, model, {event("system:serviceaccount:apps:web")})), "0 0 0 1");
  EXPECT_EQ(Counts(Rehearsed({}, model, {event("system:serviceaccount:apps:db")})), "1 0 0 0");
}

}  // namespace
}  // namespace rolecall::access
