// The way of a request without sockets: which service gets it, as whom, and what happens when something is wrong.
#include "server/pipeline.h"

#include <gmock/gmock.h>

#include <stdexcept>

#include "aws/wire/shapes.h"
#include "tests/support/service_fixture.h"

namespace rolecall::server {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Answers with the caller's ARN, its region and the body, or throws.
class FakeService final : public services::Service {
 public:
  FakeService(std::string_view name, aws::Protocol protocol) : name_(name), protocol_(protocol) {}
  std::string_view name() const override { return name_; }
  aws::Protocol protocol() const override { return protocol_; }
  http::Response Handle(services::Call& call) override {
    if (call.request.body == "throw") throw std::runtime_error("a secret detail");
    if (call.request.body == "throw a number") throw 7;
    http::Response response;
    if (call.request.body == "deny") response.status = 403;
    response.body = std::string(name_) + " " + call.caller.arn + " " + call.region + " " + call.request.body;
    return response;
  }

 private:
  const std::string_view name_;
  const aws::Protocol protocol_;
};

// The same for all tests: their keys take long to make.
const std::vector<services::oidc::Issuer>& Issuers() {
  static const services::oidc::SigningKeys keys =
      services::oidc::SigningKeys::Generate(FromUnixSeconds(1700000000)).value();
  static const std::vector<services::oidc::Issuer> issuers{
      services::oidc::Issuer::Make("https://oidc.example.test/id/A1", keys).value(),
      services::oidc::Issuer::Make("https://oidc.example.test/id/B2", keys).value()};
  return issuers;
}

class PipelineTest : public services::testing::ServiceFixture {
 protected:
  PipelineTest() {
    auto key = directory().EnsureRootKey(services::testing::kAccount);
    credentials_.access_key_id = key->id;
    credentials_.secret_access_key = key->secret;
    PipelineParts parts{services::testing::kAccount,
                        "eu-central-1",
                        clock(),
                        random(),
                        directory(),
                        {},
                        issuers_,
                        webhook_,
                        metrics_,
                        nullptr,
                        [this](const std::string& text) { warnings_.push_back(text); }};
    parts.services.push_back(std::make_unique<FakeService>("iam", aws::Protocol::kQuery));
    parts.services.push_back(std::make_unique<FakeService>("s3", aws::Protocol::kS3));
    parts.services.push_back(std::make_unique<FakeService>("secretsmanager", aws::Protocol::kJson11));
    parts.services.push_back(std::make_unique<FakeService>("rolecall", aws::Protocol::kRestJson));
    parts.reset = [this]() -> Result<void> {
      ++resets_;
      if (reset_fails_) return Error{ErrorCode::kUnavailable, "disk full"};
      return {};
    };
    pipeline_ = std::make_unique<Pipeline>(std::move(parts));
  }

  http::Response Handle(const std::string& method, const std::string& target, http::Headers headers = {},
                        const std::string& body = "") {
    http::Request request{.method = method, .target = target, .headers = std::move(headers), .body = body};
    request.peer_address = "192.0.2.7";
    return pipeline_->Handle(request);
  }
  http::Response Signed(const std::string& service, const std::string& body, const std::string& region = "eu-west-1",
                        const std::string& method = "POST") {
    http::ClientRequest request{.method = method, .url = "http://localhost/", .body = body};
    aws::SignHeaders(request, credentials_, {region, service}, clock().Now(), aws::PayloadHash::kComputed);
    return Handle(method, "/", request.headers, body);
  }

  const std::vector<services::oidc::Issuer>& issuers_ = Issuers();
  MemoryFileSystem files_;
  services::webhook::Webhook webhook_{{}, {}, files_, clock(), random()};
  Metrics metrics_;
  std::vector<std::string> warnings_;
  int resets_ = 0;
  bool reset_fails_ = false;
  aws::Credentials credentials_;
  std::unique_ptr<Pipeline> pipeline_;
};

TEST_F(PipelineTest, TheSignatureTellsServiceCallerAndRegion) {
  EXPECT_EQ(Signed("iam", "x").body, "iam arn:aws:iam::054000737513:root eu-west-1 x");
  EXPECT_EQ(Signed("s3", "x").body, "s3 arn:aws:iam::054000737513:root eu-west-1 x");
  EXPECT_EQ(Handle("GET", "/bucket/key").body, "s3  eu-central-1 ");
}

TEST_F(PipelineTest, TheHostTellsTheServiceBeforeTheSignature) {
  EXPECT_EQ(Handle("GET", "/", {{"Host", "iam.amazonaws.com"}}).body, "iam  eu-central-1 ");
  http::ClientRequest request{.method = "POST", .url = "http://iam.amazonaws.com/"};
  aws::SignHeaders(request, credentials_, {"us-east-1", "s3"}, clock().Now(), aws::PayloadHash::kComputed);
  http::Response answer = Handle("POST", "/", request.headers);
  EXPECT_EQ(answer.status, 403);
  EXPECT_THAT(answer.body, HasSubstr("SignatureDoesNotMatch"));
}

TEST_F(PipelineTest, AnswersCarryTheirIdAsTheServiceWritesIt) {
  EXPECT_EQ(Signed("iam", "").headers.Get("x-amzn-RequestId").size(), 36u);
  const std::string id(Signed("s3", "").headers.Get("x-amz-request-id"));
  EXPECT_EQ(id.size(), 16u);
  EXPECT_EQ(id.find_first_not_of("0123456789ABCDEF"), std::string::npos) << id;
}

TEST_F(PipelineTest, WhoIsNotAuthenticatedIsRefusedInTheServicesForm) {
  credentials_.secret_access_key = Secret("wrong");
  EXPECT_THAT(Signed("iam", "").body, HasSubstr("<Code>SignatureDoesNotMatch</Code>"));
  EXPECT_THAT(Signed("secretsmanager", "").body, HasSubstr("InvalidSignatureException"));
  http::Response s3 = Signed("s3", "");
  EXPECT_EQ(s3.status, 403);
  EXPECT_THAT(s3.body, HasSubstr("<Code>SignatureDoesNotMatch</Code>"));
  EXPECT_EQ(Signed("s3", "", "eu-west-1", "HEAD").body, "");
  EXPECT_THAT(metrics_.Text(), HasSubstr("rolecall_authentication_failures_total{reason=\"signature_mismatch\"} 4\n"));
}

TEST_F(PipelineTest, ARegionMustBeOne) {
  for (const char* region : {"EU_West", "a b", "0123456789012345678901234567890123"}) {
    http::Response answer = Signed("iam", "", region);
    EXPECT_NE(answer.status, 200) << region;
    EXPECT_THAT(answer.body, Not(HasSubstr("arn:aws"))) << region;
  }
}

TEST_F(PipelineTest, ARequestThatSaysItIsSignedAndIsNotIsRefused) {
  http::Response answer = Handle("POST", "/", {{"Authorization", "AWS4-HMAC-SHA256 nonsense"}}, "Action=ListRoles");
  EXPECT_EQ(answer.status, 400);
}

TEST_F(PipelineTest, ServicesThatAreNotThereAreNamed) {
  http::Response answer = Signed("ec2", "Action=DescribeInstances");
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, HasSubstr("The service ec2 is not served here"));
  EXPECT_THAT(metrics_.Text(), HasSubstr("service=\"unknown\""));
}

TEST_F(PipelineTest, WhatIsThrownInsideIsToldToTheOperatorAlone) {
  for (const char* body : {"throw", "throw a number"}) {
    http::Response answer = Signed("iam", body);
    EXPECT_EQ(answer.status, 500);
    EXPECT_EQ(answer.headers.Get("x-amzn-ErrorType"), "InternalFailure");
    EXPECT_THAT(answer.body, Not(HasSubstr("secret detail")));
  }
  ASSERT_EQ(warnings_.size(), 2u);
  EXPECT_EQ(warnings_[0], "internal error at POST /: a secret detail");
  EXPECT_EQ(warnings_[1], "internal error at POST /: unknown exception");
  EXPECT_THAT(metrics_.Text(), HasSubstr("rolecall_internal_errors_total{place=\"pipeline\"} 2\n"));
}

TEST_F(PipelineTest, DenialsAndUsesAreCounted) {
  EXPECT_EQ(Signed("iam", "deny").status, 403);
  EXPECT_THAT(metrics_.Text(), HasSubstr("rolecall_authorization_denials_total{service=\"iam\"} 1\n"));
  auto key = snapshot()->access_keys.Find(credentials_.access_key_id);
  EXPECT_EQ(key->last_used, clock().Now());
  EXPECT_EQ(key->last_used_service, "iam");
  EXPECT_EQ(key->last_used_region, "eu-west-1");
}

TEST_F(PipelineTest, ReadyUntilItDrains) {
  EXPECT_EQ(Handle("GET", "/healthz").body, "ok\n");
  EXPECT_EQ(Handle("HEAD", "/readyz").status, 200);
  pipeline_->StartDraining();
  EXPECT_EQ(Handle("GET", "/readyz").status, 503);
  EXPECT_EQ(Handle("GET", "/healthz").status, 200);
  EXPECT_EQ(Handle("GET", "/metrics").headers.Get("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
}

TEST_F(PipelineTest, EveryIssuerHasItsDocumentsAndTheFirstThoseOfTheRoot) {
  EXPECT_THAT(Handle("GET", "/id/B2/.well-known/openid-configuration").body, HasSubstr("/id/B2\""));
  EXPECT_THAT(Handle("GET", "/.well-known/openid-configuration").body, HasSubstr("/id/A1\""));
}

TEST_F(PipelineTest, TheWebhookIsAsked) { EXPECT_EQ(Handle("GET", "/mutate").status, 405); }

TEST_F(PipelineTest, TokensNeedASignature) {
  const std::string path = "/api/v1/namespaces/apps/serviceaccounts/web/token";
  http::Response answer = Handle("POST", path);
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(answer.headers.Get("x-amzn-ErrorType"), "MissingAuthenticationTokenException");
}

TEST_F(PipelineTest, AResetIsPostedAndMayFail) {
  EXPECT_EQ(Handle("POST", "/_rolecall/reset").status, 200);
  EXPECT_EQ(Handle("POST", "/moto-api/reset-auth").status, 200);
  EXPECT_EQ(resets_, 2);
  Handle("GET", "/_rolecall/reset");
  EXPECT_EQ(resets_, 2);
  reset_fails_ = true;
  http::Response answer = Handle("POST", "/_rolecall/reset");
  EXPECT_EQ(answer.status, 500);
  EXPECT_THAT(answer.body, Not(HasSubstr("disk full")));
  EXPECT_EQ(warnings_, std::vector<std::string>{"reset: disk full"});
}

}  // namespace
}  // namespace rolecall::server
