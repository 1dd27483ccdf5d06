// The instance metadata service: nothing without a token of a session, and the role only if EC2 may have it.
#include "services/imds/imds.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "services/authorize.h"
#include "tests/support/service_fixture.h"

namespace rolecall::services::imds {
namespace {

using ::testing::HasSubstr;

constexpr char kTrust[] =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"%"}}]})";

class ImdsTest : public services::testing::ServiceFixture {
 protected:
  ImdsTest() { AddProfile("ec2.amazonaws.com"); }

  void AddProfile(const std::string& trusted) {
    NewRoleSession("node", services::testing::kEverything);
    std::string trust(kTrust);
    trust.replace(trust.find('%'), 1, trusted);
    Write([&](directory::Transaction& transaction) {
      directory::Role role = *snapshot()->roles.Find(directory::NameKey(services::testing::kAccount, "node"));
      role.trust = directory::MakeStoredPolicy(trust, policy::DocumentKind::kTrust, "trust policy");
      transaction.Put(std::move(role));
      directory::InstanceProfile profile{.account = services::testing::kAccount, .name = "nodes", .id = "AIPAX"};
      profile.role_name = "node";
      transaction.Put(std::move(profile));
    });
  }

  InstanceMetadata& imds(bool allows_v1 = false) {
    if (imds_ == nullptr) {
      Instance instance{.instance_profile = "nodes", .account = services::testing::kAccount, .region = "eu-central-1"};
      instance.instance_id = "i-0123456789abcdef0";
      instance.allows_v1 = allows_v1;
      imds_ = std::make_unique<InstanceMetadata>(
          instance, directory(), clock(), random(),
          [this](const Delivery& delivery) { deliveries_.push_back(delivery.role_arn + " " + delivery.error_code); });
    }
    return *imds_;
  }
  http::Response PutToken(const std::string& seconds, const http::Headers& more = {}) {
    http::Request request{.method = "PUT", .target = "/latest/api/token", .headers = more};
    if (!seconds.empty()) request.headers.Add("X-aws-ec2-metadata-token-ttl-seconds", seconds);
    return imds().Handle(request);
  }
  http::Response Get(const std::string& path, const std::string& token) {
    http::Request request{.method = "GET", .target = path};
    if (!token.empty()) request.headers.Add("x-aws-ec2-metadata-token", token);
    return imds().Handle(request);
  }
  std::string Page(const std::string& path) {
    const http::Response response = Get(path, PutToken("60").body);
    return response.status == 200 ? response.body : std::to_string(response.status);
  }

  std::unique_ptr<InstanceMetadata> imds_;
  std::vector<std::string> deliveries_;
};

TEST_F(ImdsTest, NothingIsToldWithoutAToken) {
  EXPECT_EQ(Get("/latest/meta-data/", "").status, 401);
  EXPECT_THAT(Get("/latest/meta-data/", "").body, HasSubstr("<h1>401 - Unauthorized</h1>"));
  const http::Response token = PutToken("21600");
  EXPECT_EQ(token.status, 200);
  EXPECT_EQ(token.body.size(), 56u);
  EXPECT_EQ(token.headers.Get("X-Aws-Ec2-Metadata-Token-Ttl-Seconds"), "21600");
  EXPECT_EQ(Get("/latest/meta-data/", token.body).status, 200);
  std::string changed = token.body;
  changed[3] = changed[3] == 'A' ? 'B' : 'A';
  for (const std::string& wrong : {changed, token.body + "A", std::string("x"), std::string(1000, 'A')}) {
    EXPECT_EQ(Get("/latest/meta-data/", wrong).status, 401);
  }
}

TEST_F(ImdsTest, ATokenLivesAsLongAsItSays) {
  const std::string token = PutToken("60").body;
  clock().Advance(std::chrono::seconds(59));
  EXPECT_EQ(Get("/latest/meta-data/", token).status, 200);
  clock().Advance(std::chrono::seconds(1));
  EXPECT_EQ(Get("/latest/meta-data/", token).status, 401);
}

TEST_F(ImdsTest, TokensAreForWhoAsksWithinTheRules) {
  for (const char* seconds : {"", "0", "21601", "-1", "x", "1e3"}) EXPECT_EQ(PutToken(seconds).status, 400) << seconds;
  EXPECT_EQ(PutToken("60", {{"X-Forwarded-For", "10.0.0.1"}}).status, 403);
  EXPECT_EQ(imds().Handle({.method = "GET", .target = "/latest/api/token"}).status, 405);
  EXPECT_EQ(imds().Handle({.method = "POST", .target = "/latest/meta-data/"}).status, 405);
}

TEST_F(ImdsTest, VersionOneIsAnsweredOnlyIfAllowed) {
  imds(true);
  EXPECT_EQ(Get("/latest/meta-data/instance-id", "").body, "i-0123456789abcdef0");
  EXPECT_EQ(Get("/latest/meta-data/instance-id", "not a token").status, 401);
}

TEST_F(ImdsTest, TheTreeIsEc2s) {
  EXPECT_EQ(Page("/latest/meta-data/iam/"), "info\nsecurity-credentials/");
  EXPECT_EQ(Page("/latest/meta-data/iam/security-credentials/"), "node");
  EXPECT_EQ(Page("/2021-07-15/meta-data/placement/region"), "eu-central-1");
  EXPECT_EQ(Page("/latest/meta-data/placement/availability-zone"), "eu-central-1a");
  const boost::json::value info = boost::json::parse(Page("/latest/meta-data/iam/info"));
  EXPECT_EQ(info.at("Code"), "Success");
  EXPECT_EQ(info.at("InstanceProfileArn"), "arn:aws:iam::054000737513:instance-profile/nodes");
  const boost::json::value document = boost::json::parse(Page("/latest/dynamic/instance-identity/document"));
  EXPECT_EQ(document.at("accountId"), services::testing::kAccount);
  EXPECT_EQ(document.at("region"), "eu-central-1");
  EXPECT_TRUE(document.at("kernelId").is_null());
  for (const char* path : {"/latest/meta-data/nothing", "/latest/meta-data/iam/security-credentials/other", "/older/",
                           "/latest//meta-data", "/latest/user-data", "/latest/dynamic/instance-identity/pkcs7"}) {
    EXPECT_EQ(Page(path), "404") << path;
  }
}

TEST_F(ImdsTest, CredentialsAreTheRolesAndSayWhoseInstance) {
  const boost::json::value given = boost::json::parse(Page("/latest/meta-data/iam/security-credentials/node"));
  EXPECT_EQ(given.at("Code"), "Success");
  EXPECT_EQ(given.at("Type"), "AWS-HMAC");
  const Caller caller =
      SignIn(std::string(given.at("AccessKeyId").as_string()), std::string(given.at("Token").as_string()));
  EXPECT_EQ(caller.arn, "arn:aws:sts::054000737513:assumed-role/node/i-0123456789abcdef0");
  const http::Request request;
  const policy::Context context = GlobalContext(MakeCall(request, caller));
  EXPECT_EQ(context.Find("ec2:SourceInstanceARN")->values.front(),
            "arn:aws:ec2:eu-central-1:054000737513:instance/i-0123456789abcdef0");
  EXPECT_EQ(context.Find("ec2:RoleDelivery")->values.front(), "2.0");
  EXPECT_THAT(deliveries_, ::testing::ElementsAre("arn:aws:iam::054000737513:role/node "));
  // The same ones for an hour, then others.
  EXPECT_EQ(boost::json::parse(Page("/latest/meta-data/iam/security-credentials/node")).at("AccessKeyId"),
            given.at("AccessKeyId"));
  clock().Advance(std::chrono::hours(1));
  EXPECT_NE(boost::json::parse(Page("/latest/meta-data/iam/security-credentials/node")).at("AccessKeyId"),
            given.at("AccessKeyId"));
}

TEST_F(ImdsTest, ARoleThatEc2MayNotAssumeIsNotGivenOut) {
  AddProfile("lambda.amazonaws.com");
  const boost::json::value answer = boost::json::parse(Page("/latest/meta-data/iam/security-credentials/node"));
  EXPECT_EQ(answer.at("Code"), "AssumeRoleUnauthorizedAccess");
  EXPECT_FALSE(answer.as_object().contains("SecretAccessKey"));
  EXPECT_EQ(boost::json::parse(Page("/latest/meta-data/iam/info")).at("Code"), "AssumeRoleUnauthorizedAccess");
}

TEST_F(ImdsTest, WithoutAProfileThereIsNoIam) {
  Write([&](directory::Transaction& transaction) {
    transaction.Delete(*snapshot()->instance_profiles.Find(directory::NameKey(services::testing::kAccount, "nodes")));
  });
  EXPECT_EQ(Page("/latest/meta-data/iam/security-credentials/"), "404");
  EXPECT_EQ(Page("/latest/meta-data/instance-id"), "i-0123456789abcdef0");
}

}  // namespace
}  // namespace rolecall::services::imds
