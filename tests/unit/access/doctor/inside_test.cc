#include "access/doctor/inside.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rolecall::access {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::int64_t kNow = 1700000000;

class DoctorInside : public testing::Test {
 protected:
  DoctorInside() {
    facts_.now = FromUnixSeconds(kNow);
    facts_.environment = {{"AWS_ROLE_ARN", "arn:aws:iam::1:role/app"},
                          {"AWS_WEB_IDENTITY_TOKEN_FILE", "/token"},
                          {"AWS_REGION", "eu-central-1"}};
    facts_.token = Token();
    facts_.exchange = InsideAnswer{.url = "https://sts", .is_reached = true, .is_good = true, .said = ""};
    facts_.metadata_answers = false;
  }
  static InsideToken Token() {
    InsideToken token;
    token.file = "/token";
    token.is_jwt = true;
    token.subject = "system:serviceaccount:shop:cart";
    token.audiences = {"sts.amazonaws.com"};
    token.issued = kNow - 100;
    token.expires = kNow + 3600;
    return token;
  }
  std::vector<std::string> Codes() {
    report_ = LintReport();
    DiagnoseInside(facts_, report_);
    std::vector<std::string> codes;
    for (const LintFinding& finding : report_.findings) {
      codes.emplace_back(finding.rule->code);
      EXPECT_FALSE(finding.repair.empty()) << finding.message;
    }
    return codes;
  }
  std::string Message() { return report_.findings.empty() ? "" : report_.findings[0].message; }

  InsideFacts facts_;
  LintReport report_;
};

TEST_F(DoctorInside, AHealthyPodHasNothing) { EXPECT_THAT(Codes(), IsEmpty()); }

TEST_F(DoctorInside, NoIdentityAndHalfOfOne) {
  facts_.environment = {{"AWS_REGION", "x"}};
  facts_.token.reset();
  facts_.exchange.reset();
  EXPECT_THAT(Codes(), ElementsAre("inside-no-identity"));
  facts_.environment["AWS_ROLE_ARN"] = "r";
  EXPECT_THAT(Codes(), ElementsAre("inside-half"));
}

TEST_F(DoctorInside, ATokenThatCannotBeReadIsNotJudgedFurther) {
  facts_.token->unreadable = "/token: permission denied";
  facts_.exchange->is_good = false;
  EXPECT_THAT(Codes(), ElementsAre("inside-token-unreadable"));
  EXPECT_THAT(Message(), HasSubstr("permission denied"));
}

TEST_F(DoctorInside, TimesAndAudiences) {
  facts_.token->expires = kNow - 5;
  EXPECT_THAT(Codes(), ElementsAre("inside-token-expired"));
  facts_.token = Token();
  facts_.token->issued = kNow + 600;
  EXPECT_THAT(Codes(), ElementsAre("clock-skew"));
  facts_.token = Token();
  facts_.token->audiences = {"sts.amazonaws.com", "vault"};
  EXPECT_THAT(Codes(), ElementsAre("inside-token-audience"));
}

TEST_F(DoctorInside, WhatStsSaysIsTold) {
  facts_.exchange = InsideAnswer{"https://sts", true, false, "AccessDenied: Not authorized"};
  EXPECT_THAT(Codes(), ElementsAre("inside-token-refused"));
  EXPECT_THAT(Message(), HasSubstr("system:serviceaccount:shop:cart for arn:aws:iam::1:role/app: AccessDenied"));
  facts_.exchange = InsideAnswer{"https://sts", false, false, "could not resolve"};
  EXPECT_THAT(Codes(), ElementsAre("inside-sts-unreachable"));
}

TEST_F(DoctorInside, WhatGoesBeforeTheRoleAndWhatComesAfterIt) {
  facts_.environment["AWS_ACCESS_KEY_ID"] = "AKIASECRET";
  facts_.shared_credentials = "/root/.aws/credentials";
  facts_.metadata_answers = true;
  facts_.environment.erase("AWS_REGION");
  EXPECT_THAT(Codes(), ElementsAre("inside-keys-first", "inside-keys-first", "inside-region", "inside-node-role"));
  for (const LintFinding& finding : report_.findings) EXPECT_THAT(finding.message, Not(HasSubstr("AKIASECRET")));
}

TEST_F(DoctorInside, TheAgentIsReachedAndNotThroughAProxy) {
  facts_.environment = {{"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.23/v1/credentials"},
                        {"AWS_REGION", "x"},
                        {"HTTP_PROXY", "http://proxy"}};
  facts_.token.reset();
  facts_.exchange.reset();
  facts_.agent = InsideAnswer{"http://169.254.170.23/v1/credentials", true, true, ""};
  EXPECT_THAT(Codes(), ElementsAre("inside-proxy"));
  facts_.environment["NO_PROXY"] = "10.0.0.0/8,169.254.170.23";
  EXPECT_THAT(Codes(), IsEmpty());
  facts_.agent->is_good = false;
  EXPECT_THAT(Codes(), ElementsAre("inside-agent-refused"));
  facts_.agent->is_reached = false;
  EXPECT_THAT(Codes(), ElementsAre("inside-agent-unreachable"));
}

}  // namespace
}  // namespace rolecall::access
