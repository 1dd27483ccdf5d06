#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rolecall/policy.h>

namespace rolecall::authorization {
namespace {

using ::testing::HasSubstr;

constexpr char kSession[] = "arn:aws:sts::111122223333:assumed-role/app/session";
constexpr char kObject[] = "arn:aws:s3:::bucket/key";

Policy Must(const std::string& statement, Kind kind = Kind::kIdentity) {
  Parsed parsed = Policy::Parse(R"({"Version": "2012-10-17", "Statement": )" + statement + "}", kind, "p");
  EXPECT_TRUE(parsed.policy.has_value()) << parsed.message;
  return *parsed.policy;
}

Request GetObject() {
  Request request;
  request.principal = kSession;
  request.action = "s3:GetObject";
  request.resource = kObject;
  return request;
}

TEST(Authorization, DecidesAndNamesTheStatement) {
  Policies policies;
  policies.identity = {Must(R"({"Sid": "S", "Effect": "Allow", "Action": "s3:*", "Resource": "*"})")};
  Decision decision = Decide(policies, GetObject());
  EXPECT_TRUE(decision.allowed);
  EXPECT_EQ(decision.layer, "identity");
  EXPECT_EQ(decision.policy, "p");
  EXPECT_EQ(decision.statement, 0);
  EXPECT_EQ(decision.sid, "S");
  EXPECT_TRUE(decision.reasons.empty());
}

TEST(Authorization, EveryLayerCounts) {
  Policies policies;
  const Policy all = Must(R"({"Effect": "Allow", "Action": "*", "Resource": "*"})");
  const Policy nothing = Must("[]", Kind::kBoundary);
  policies.identity = {all};
  EXPECT_TRUE(Decide(policies, GetObject()).allowed);
  policies.boundary = nothing;
  EXPECT_EQ(Decide(policies, GetObject()).layer, "boundary");
  policies.boundary.reset();
  policies.session.emplace();
  EXPECT_EQ(Decide(policies, GetObject()).layer, "session");
  policies.session.reset();
  policies.service_control = {{Must("[]", Kind::kServiceControl)}};
  EXPECT_EQ(Decide(policies, GetObject()).layer, "scp");
  policies.service_control.clear();
  policies.resource = Must(R"({"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"})", Kind::kResource);
  Decision denied = Decide(policies, GetObject());
  EXPECT_TRUE(denied.explicit_deny);
  EXPECT_THAT(denied.message, HasSubstr("with an explicit deny in a resource-based policy"));
}

TEST(Authorization, ContextKeysAreSingleOrMultivalued) {
  Policies policies;
  policies.identity = {Must(
      R"({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"custom:key": "a"}}})")};
  Request request = GetObject();
  EXPECT_FALSE(Decide(policies, request).allowed);
  request.context["custom:key"] = {"a"};
  EXPECT_TRUE(Decide(policies, request).allowed);
  request.multivalued = {"custom:key"};
  Decision decision = Decide(policies, request, true);
  EXPECT_FALSE(decision.allowed);
  ASSERT_FALSE(decision.reasons.empty());
  EXPECT_THAT(decision.reasons[0], HasSubstr("holds several values"));
}

TEST(Authorization, MalformedDocumentsSayWhere) {
  Parsed parsed = Policy::Parse("{\n \"Statement\": [{\"Effect\": \"Maybe\"}]}", Kind::kIdentity);
  EXPECT_FALSE(parsed.policy);
  EXPECT_EQ(parsed.message, "Syntax errors in policy.");
  EXPECT_EQ(parsed.line, 2);
  EXPECT_EQ(parsed.column, 27);
  EXPECT_FALSE(Policy::Parse(std::string(1 << 20, ' '), Kind::kIdentity).policy);
}

TEST(Authorization, SaysWhatAwsWouldNotStore) {
  const char* kOld = R"({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})";
  EXPECT_EQ(RefusalToStore(kOld, Stored::kManaged), "Policy document must be version 2012-10-17 or greater.");
  EXPECT_EQ(RefusalToStore(kOld, Stored::kSession), std::nullopt);
}

}  // namespace
}  // namespace rolecall::authorization
