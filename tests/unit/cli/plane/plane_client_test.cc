// Where a plane is found, and what cannot be asked of AWS.
#include "cli/plane/plane_client.h"

#include <boost/json.hpp>

#include "tests/unit/cli/fake_cluster.h"
#include "tests/unit/cli/sound_directory.h"

namespace rolecall::cli {
namespace {

using ::testing::HasSubstr;

using PlaneClientTest = SoundDirectory;

TEST_F(PlaneClientTest, WithoutAPlaneCommandsThatNeedOneSaySo) {
  EXPECT_EQ(Run({"token", "mint", "--service-account", "shop/app"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("no identity plane is named"));
}

TEST_F(PlaneClientTest, APlaneIsFoundByTheEnvironmentAndByItsName) {
  StartPlane();
  EXPECT_EQ(Run({"token", "mint", "--service-account", "shop/app"}), kExitOk) << err();
  EXPECT_EQ(Run({"who-can", "-endpoint", "http://127.0.0.1:1", "s3:GetObject", "*"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("127.0.0.1:1"));
}

// Somebody at the plane's address who says what the test wants.
class PlaneAnswers : public CommandLineTest {
 protected:
  void SetUp() override {
    CommandLineTest::SetUp();
    environment_.Set("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
    environment_.Set("AWS_SECRET_ACCESS_KEY", "example-key");
    plane_client_ = PlaneClient::Connect(context_, there_.url()).value();
  }
  FakeCluster there_;
  CommandContext context_ = Context();
  std::unique_ptr<PlaneClient> plane_client_;
};

TEST_F(PlaneAnswers, WhatIsNoPlaneHasNoMetricsAndNoIssuer) {
  EXPECT_EQ(plane_client_->Metrics().error().message, "the endpoint " + there_.url() + " has no metrics");
  there_.Say("GET /metrics", "up 1\n");
  EXPECT_EQ(plane_client_->Metrics().value(), "up 1\n");
  for (const char* body : {"", "[]", R"({"issuer":7})"}) {
    there_.Say("GET /.well-known/openid-configuration", body);
    EXPECT_EQ(plane_client_->Issuer().error().code, ErrorCode::kNotFound) << body;
  }
  there_.Say("GET /.well-known/openid-configuration", R"({"issuer":"https://oidc.test"})");
  EXPECT_EQ(plane_client_->Issuer().value(), "https://oidc.test");
}

TEST_F(PlaneAnswers, CallsAreSignedAndRefusalsAreErrors) {
  there_.Say("POST /_rolecall/promote", R"({"epoch":1})");
  EXPECT_EQ(plane_client_->Post("/_rolecall/promote", "Promote").value().body, R"({"epoch":1})");
  EXPECT_THAT(std::string(there_.requests().at(0).headers.Get("Authorization")),
              HasSubstr("Credential=AKIAIOSFODNN7EXAMPLE/"));
  EXPECT_FALSE(plane_client_->Post("/_rolecall/other", "Other").ok());
  EXPECT_FALSE(plane_client_->Get("/_rolecall/other", "", "Other").ok());
}

// A webhook's answer is applied as a whole or not at all.
TEST_F(PlaneAnswers, AnAnswerOfAnotherShapeIsNoPod) {
  const boost::json::value pod = boost::json::object{{"kind", "Pod"}, {"spec", boost::json::object{}}};
  for (const char* body :
       {"", "{}", R"({"response":[]})", R"({"response":{"patch":7}})", R"({"response":{"patch":"?"}})",
        R"({"response":{"patch":"e30="}})", R"({"response":{"patch":"W3sicGF0aCI6MX1d"}})"}) {
    there_.Say("POST /mutate", body);
    EXPECT_THAT(plane_client_->MutatePod(pod, "shop").error().message, HasSubstr("gave no readable answer")) << body;
  }
  there_.Say("POST /mutate", R"({"response":{"allowed":true}})");
  EXPECT_EQ(plane_client_->MutatePod(pod, "shop").value(), pod);
}

TEST_F(PlaneAnswers, OfAwsOnlyWhatAwsKnowsIsAsked) {
  const auto aws = PlaneClient::Connect(context_, "", PlaneClient::Reach::kPlaneOrAws);
  ASSERT_TRUE(aws.ok()) << aws.error().message;
  EXPECT_EQ((*aws)->endpoint(), "");
  EXPECT_THAT((*aws)->IdentityOf({"shop", "app"}).error().message, HasSubstr("AWS does not know service accounts"));
  EXPECT_FALSE((*aws)->Issuer().ok());
  EXPECT_FALSE((*aws)->Metrics().ok());
}

}  // namespace
}  // namespace rolecall::cli
