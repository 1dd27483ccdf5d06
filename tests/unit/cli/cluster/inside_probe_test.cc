// What `doctor -inside` finds in a container: an STS, an agent and a metadata service of this test.
#include "cli/cluster/inside_probe.h"

#include <boost/json.hpp>

#include "crypto/jwt.h"
#include "tests/unit/cli/command_line_fixture.h"
#include "tests/unit/cli/fake_cluster.h"

namespace rolecall::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kNobody[] = "http://127.0.0.1:1";
constexpr char kExchanged[] =
    "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>"
    "<AccessKeyId>ASIAEXAMPLE</AccessKeyId></Credentials></AssumeRoleWithWebIdentityResult>"
    "</AssumeRoleWithWebIdentityResponse>";

class InsideProbe : public CommandLineTest {
 protected:
  access::InsideFacts Probe() {
    CommandContext context = Context();
    return ProbeInside(context);
  }
  void WriteToken(const boost::json::object& claims) {
    Write("token", crypto::SignJwt(claims, key_, "k").value() + "\n");
  }
  void SetWebIdentity() {
    WriteToken({{"iss", "https://oidc.test"},
                {"sub", "system:serviceaccount:shop:app"},
                {"aud", {"sts.amazonaws.com"}},
                {"iat", 1799999000},
                {"exp", 1800003600}});
    environment_.Set("AWS_ROLE_ARN", "arn:aws:iam::111122223333:role/app");
    environment_.Set("AWS_WEB_IDENTITY_TOKEN_FILE", "token");
    environment_.Set("AWS_ENDPOINT_URL_STS", there_.url());
  }
  std::string Asked(const std::string& call) {
    for (const http::Request& request : there_.requests()) {
      if (request.method + " " + std::string(request.path()) == call) {
        return request.body + " " + std::string(request.headers.Get("Authorization"));
      }
    }
    return "not asked";
  }

  const crypto::PrivateKey key_ = crypto::PrivateKey::Generate(crypto::KeyKind::kP256).value();
  FakeCluster there_;  // everybody that a container asks
};

TEST_F(InsideProbe, NothingIsAskedWhereNothingIsNamed) {
  const access::InsideFacts facts = Probe();
  EXPECT_FALSE(facts.token || facts.agent_token || facts.exchange || facts.agent || facts.metadata_answers);
  EXPECT_EQ(facts.shared_credentials, "");
  EXPECT_EQ(facts.now, clock_.Now());
  EXPECT_EQ(facts.environment.at("AWS_EC2_METADATA_DISABLED"), "true");
}

TEST_F(InsideProbe, TheTokensClaimsAreReadAndItIsExchangedForTheRole) {
  SetWebIdentity();
  there_.Say("POST /", kExchanged);
  const access::InsideFacts facts = Probe();
  ASSERT_TRUE(facts.token && facts.exchange);
  EXPECT_TRUE(facts.token->is_jwt);
  EXPECT_EQ(facts.token->issuer, "https://oidc.test");
  EXPECT_EQ(facts.token->subject, "system:serviceaccount:shop:app");
  EXPECT_THAT(facts.token->audiences, ElementsAre("sts.amazonaws.com"));
  EXPECT_EQ(facts.token->issued, 1799999000);
  EXPECT_EQ(facts.token->expires, 1800003600);
  EXPECT_TRUE(facts.exchange->is_reached && facts.exchange->is_good) << facts.exchange->said;
  EXPECT_THAT(facts.exchange->url, HasSubstr(there_.url()));
  EXPECT_THAT(Asked("POST /"), HasSubstr("Action=AssumeRoleWithWebIdentity"));
}

TEST_F(InsideProbe, WhatStsSaysAgainstTheTokenIsKept) {
  SetWebIdentity();
  there_.Say("POST /",
             "<ErrorResponse><Error><Code>AccessDenied</Code><Message>Not authorized to perform "
             "sts:AssumeRoleWithWebIdentity</Message></Error></ErrorResponse>",
             403);
  access::InsideFacts facts = Probe();
  ASSERT_TRUE(facts.exchange.has_value());
  EXPECT_TRUE(facts.exchange->is_reached);
  EXPECT_FALSE(facts.exchange->is_good);
  EXPECT_EQ(facts.exchange->said, "AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity");
  environment_.Set("AWS_ENDPOINT_URL_STS", kNobody);
  environment_.Set("AWS_REGION", "eu-central-1");
  facts = Probe();
  ASSERT_TRUE(facts.exchange.has_value());
  EXPECT_FALSE(facts.exchange->is_reached || facts.exchange->is_good);
  EXPECT_THAT(facts.exchange->said, Not(HasSubstr("eyJ"))) << "no token";
}

TEST_F(InsideProbe, AFileThatIsNoTokenOrNotThereIsNotSentToAnybody) {
  SetWebIdentity();
  Write("token", "no token");
  access::InsideFacts facts = Probe();
  EXPECT_FALSE(facts.token->is_jwt || facts.exchange.has_value());
  EXPECT_FALSE(facts.token->unreadable.has_value());
  std::filesystem::remove("token");
  facts = Probe();
  EXPECT_TRUE(facts.token->unreadable.has_value());
  EXPECT_FALSE(facts.exchange.has_value());
  EXPECT_THAT(there_.requests(), testing::IsEmpty());
}

TEST_F(InsideProbe, ClaimsOfOtherFormsAreReadAsFarAsTheyMeanSomething) {
  SetWebIdentity();
  environment_.Set("AWS_ROLE_ARN", "");
  WriteToken({{"aud", "me"}, {"sub", 7}, {"exp", 1800003600.5}, {"iat", "soon"}});
  access::InsideFacts facts = Probe();
  EXPECT_THAT(facts.token->audiences, ElementsAre("me"));
  EXPECT_EQ(facts.token->subject, "");
  EXPECT_EQ(facts.token->expires, 1800003600);
  EXPECT_FALSE(facts.token->issued.has_value());
  EXPECT_FALSE(facts.exchange.has_value()) << "there is no role to ask for";
  WriteToken({{"aud", {"a", 1, "b"}}});
  EXPECT_THAT(Probe().token->audiences, ElementsAre("a", "b"));
}

TEST_F(InsideProbe, TheAgentIsAskedWithTheTokenOfItsFileElseOfItsVariable) {
  environment_.Set("AWS_CONTAINER_CREDENTIALS_FULL_URI", there_.url() + "/v1/credentials");
  environment_.Set("AWS_CONTAINER_AUTHORIZATION_TOKEN", "spoken");
  there_.Say("GET /v1/credentials", R"({"AccessKeyId":"ASIAEXAMPLE","SecretAccessKey":"s"})");
  access::InsideFacts facts = Probe();
  ASSERT_TRUE(facts.agent.has_value());
  EXPECT_TRUE(facts.agent->is_reached && facts.agent->is_good);
  EXPECT_EQ(facts.agent->said, "status 200");
  EXPECT_THAT(Asked("GET /v1/credentials"), HasSubstr("spoken"));
  environment_.Set("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "nowhere");
  facts = Probe();
  EXPECT_TRUE(facts.agent_token->unreadable.has_value());
  EXPECT_FALSE(facts.agent.has_value());
  environment_.Set("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "token");
  WriteToken({{"sub", "system:serviceaccount:shop:app"}});
  there_.Refuse("GET /v1/credentials", 404, "NotFound", "no association");
  facts = Probe();
  EXPECT_EQ(facts.agent_token->subject, "system:serviceaccount:shop:app");
  EXPECT_TRUE(facts.agent->is_reached);
  EXPECT_FALSE(facts.agent->is_good);
  EXPECT_EQ(facts.agent->said, "status 404");
  environment_.Set("AWS_CONTAINER_CREDENTIALS_FULL_URI", kNobody);
  EXPECT_FALSE(Probe().agent->is_reached);
}

TEST_F(InsideProbe, TheMetadataServiceAnswersOrNot) {
  environment_.Set("AWS_EC2_METADATA_DISABLED", "");
  environment_.Set("AWS_EC2_METADATA_SERVICE_ENDPOINT", there_.url());
  EXPECT_EQ(Probe().metadata_answers, false);
  there_.Say("PUT /latest/api/token", "a-token");
  EXPECT_EQ(Probe().metadata_answers, true);
}

TEST_F(InsideProbe, AFileOfKeysInTheImageIsNamedAndItsKeysAreNot) {
  const std::string file = (directory_ / "home/.aws/credentials").string();
  Write(file, "[default]\nregion = eu-central-1\n");
  EXPECT_EQ(Probe().shared_credentials, "");
  Write(file, "[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n");
  EXPECT_EQ(Probe().shared_credentials, file);
  environment_.Set("AWS_SHARED_CREDENTIALS_FILE", "elsewhere");
  EXPECT_EQ(Probe().shared_credentials, "");
  Write("elsewhere", "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\n");
  EXPECT_EQ(Probe().shared_credentials, "elsewhere");
}

}  // namespace
}  // namespace rolecall::cli
