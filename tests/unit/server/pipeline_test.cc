// The way of a request without sockets: which service gets it, as whom, and what happens when something is wrong.
#include "server/pipeline.h"

#include <gmock/gmock.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "aws/wire/shapes.h"
#include "base/file_system.h"
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
    pipeline_ = std::make_unique<Pipeline>(Parts());
  }

  PipelineParts Parts() {
    PipelineParts parts{services::testing::kAccount,
                        services::Regions({"eu-central-1", "eu-west-1"}),
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
    parts.services.push_back(std::make_unique<FakeService>("sts", aws::Protocol::kQuery));
    parts.services.push_back(std::make_unique<FakeService>("s3", aws::Protocol::kS3));
    parts.services.push_back(std::make_unique<FakeService>("secretsmanager", aws::Protocol::kJson11));
    parts.services.push_back(std::make_unique<FakeService>("ssm", aws::Protocol::kJson11));
    parts.services.push_back(std::make_unique<FakeService>("rolecall", aws::Protocol::kRestJson));
    parts.reset = [this]() -> Result<void> {
      ++resets_;
      if (reset_fails_) return Error{ErrorCode::kUnavailable, "disk full"};
      return {};
    };
    return parts;
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
  kube::IdentityBoard board_;
  services::webhook::Webhook webhook_{{.settings = {}, .board = board_, .random = random()}};
  Metrics metrics_;
  std::vector<std::string> warnings_;
  int resets_ = 0;
  bool reset_fails_ = false;
  aws::Credentials credentials_;
  std::unique_ptr<Pipeline> pipeline_;
};

TEST_F(PipelineTest, TheSignatureTellsServiceCallerAndRegion) {
  EXPECT_EQ(Signed("iam", "x").body, "iam arn:aws:iam::054000737513:root eu-central-1 x");
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

// A caller must not choose the region that policies are decided by.
TEST_F(PipelineTest, OnlyRegionsThatAreServedAreTaken) {
  for (const char* region : {"ap-south-1", "EU_West", "a b", "0123456789012345678901234567890123"}) {
    for (const char* service : {"iam", "s3", "secretsmanager", "ssm", "rolecall"}) {
      const bool is_regional = service != std::string("iam") && service != std::string("rolecall");
      if (!is_regional && services::IsRegionName(region)) continue;
      http::Response answer = Signed(service, "", region);
      EXPECT_NE(answer.status, 200) << service << region;
      EXPECT_THAT(answer.body, Not(HasSubstr("arn:aws"))) << service << region;
    }
  }
  http::Response s3 = Signed("s3", "", "ap-south-1");
  EXPECT_EQ(s3.status, 400);
  EXPECT_THAT(s3.body, HasSubstr("<Code>AuthorizationHeaderMalformed</Code>"));
  EXPECT_THAT(s3.body, HasSubstr("<Region>eu-central-1</Region>"));
  EXPECT_THAT(Signed("iam", "", "EU_West").body, HasSubstr("Credential should be scoped to a valid region."));
  EXPECT_THAT(Signed("secretsmanager", "", "ap-south-1").body, HasSubstr("InvalidSignatureException"));
}

TEST_F(PipelineTest, WhatIsOneForAllRegionsIsAskedInThePlanesOwn) {
  for (const char* region : {"us-east-1", "ap-south-1"}) {
    for (const std::string service : {"iam", "rolecall"}) {
      EXPECT_EQ(Signed(service, "x", region).body, service + " arn:aws:iam::054000737513:root eu-central-1 x")
          << region;
    }
    EXPECT_NE(Signed("s3", "x", region).status, 200) << region;
  }
}

TEST_F(PipelineTest, WhatIsNoTextIsRefusedBeforeAnybodyIsAsked) {
  for (const char* target : {"/b/%FF", "/b?prefix=%FF", "/b/%ED%A0%80", "/b/%00"}) {
    const http::Response answer = Handle("GET", target);
    EXPECT_EQ(answer.status, 400) << target;
    EXPECT_THAT(answer.body, HasSubstr("<Code>Invalid")) << target;
  }
  EXPECT_EQ(Handle("GET", "/b", {{"x-amz-meta-a", "\xff"}}).status, 400);
  const http::Response json = Signed("secretsmanager", "{\"Name\":\"\\ud800\"}");
  EXPECT_EQ(json.status, 400);
  EXPECT_THAT(json.body, HasSubstr("SerializationException"));
}

TEST_F(PipelineTest, SignaturesOfVersion2AreNotAnonymous) {
  const http::Response url = Handle("GET", "/b/k?AWSAccessKeyId=AKID&Signature=x&Expires=1");
  const http::Response header = Handle("GET", "/b/k", {{"Authorization", "AWS AKID:x"}});
  for (const http::Response& answer : {url, header}) {
    EXPECT_EQ(answer.status, 400);
    EXPECT_THAT(answer.body, HasSubstr("<Code>InvalidRequest</Code>"));
    EXPECT_THAT(answer.body, HasSubstr("The authorization mechanism you have provided is not supported. Please use "
                                       "AWS4-HMAC-SHA256."));
  }
}

TEST_F(PipelineTest, WhatHttpRefusesIsRefusedInTheServicesForm) {
  const http::RefusedBody too_large{http::Refusal::kBodyTooLarge, 65536};
  const http::RefusedBody busy{http::Refusal::kBusy, 65536};
  const http::Request put{
      .method = "PUT", .target = "/b/k", .headers = {{"Host", "localhost"}, {"Content-Length", "70000"}}};
  http::Response answer = pipeline_->Refuse(put, too_large);
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, HasSubstr("<Code>EntityTooLarge</Code>"));
  EXPECT_THAT(answer.body, HasSubstr("<ProposedSize>70000</ProposedSize><MaxSizeAllowed>65536</MaxSizeAllowed>"));
  answer = pipeline_->Refuse(put, busy);
  EXPECT_EQ(answer.status, 503);
  EXPECT_THAT(answer.body, HasSubstr("<Code>SlowDown</Code>"));
  EXPECT_EQ(answer.headers.Get("Retry-After"), "1");

  const http::Request form{
      .method = "POST", .target = "/", .headers = {{"Content-Type", "application/x-www-form-urlencoded"}}};
  answer = pipeline_->Refuse(form, busy);
  EXPECT_EQ(answer.status, 503);
  EXPECT_THAT(answer.body, HasSubstr("<ErrorResponse"));
  EXPECT_THAT(answer.body, HasSubstr("<Code>ServiceUnavailable</Code>"));
  const http::Request json{
      .method = "POST", .target = "/", .headers = {{"X-Amz-Target", "secretsmanager.PutSecretValue"}}};
  EXPECT_EQ(pipeline_->Refuse(json, too_large).status, 413);
  EXPECT_EQ(pipeline_->Refuse(json, too_large).headers.Get("x-amzn-ErrorType"), "RequestEntityTooLarge");
  EXPECT_EQ(pipeline_->Refuse({.method = "POST", .target = "/mutate"}, too_large).status, 413);
  EXPECT_THAT(metrics_.Text(), HasSubstr("rolecall_refused_requests_total{reason=\"busy\"} 2\n"));
}

class AdmissionTest : public PipelineTest {
 protected:
  // What the request's header alone allows.
  http::Admission Admitted(const std::string& service, aws::PayloadHash payload = aws::PayloadHash::kComputed) {
    http::ClientRequest request{.method = "PUT", .url = "http://localhost/", .body = "the body"};
    aws::SignHeaders(request, credentials_, {"eu-central-1", service}, clock().Now(), payload);
    return admission_.Admit({.method = "PUT", .target = "/", .headers = request.headers});
  }

  aws::SigningKeys keys_;
  const std::set<std::string_view> forwarded_;
  Admission admission_{directory(), clock(), keys_, forwarded_};
};

TEST_F(AdmissionTest, UnsignedRequestsSendLittle) {
  EXPECT_EQ(admission_.Admit({.method = "PUT", .target = "/b/k"}).max_body_bytes, 131072u);
  EXPECT_EQ(admission_.Admit({.method = "POST", .target = "/mutate"}).max_body_bytes, 3u << 20);
  EXPECT_FALSE(admission_.Admit({.method = "POST", .target = "/mutate"}).known_sender);
}

TEST_F(AdmissionTest, KnownKeysSendWhatTheirServiceTakes) {
  const std::pair<const char*, std::size_t> bounds[] = {
      {"iam", 1u << 20},   {"sts", 256u << 10}, {"secretsmanager", 512u << 10},
      {"ssm", 512u << 10}, {"ec2", 128u << 10}, {"s3", 65u << 20}};
  for (const auto& [service, bytes] : bounds) {
    EXPECT_EQ(Admitted(service).max_body_bytes, bytes) << service;
    EXPECT_EQ(Admitted(service).known_sender, std::string_view(service) == "s3") << service;
  }
  EXPECT_EQ(Admitted("s3", aws::PayloadHash::kUnsigned).max_body_bytes, 65u << 20);
}

// The id of a key is no secret: for what is large its owner must have signed.
TEST_F(AdmissionTest, LargeObjectsWantASignature) {
  credentials_.secret_access_key = Secret("wrong");
  EXPECT_EQ(Admitted("s3").max_body_bytes, 131072u);
  EXPECT_FALSE(Admitted("s3").known_sender);
  credentials_.access_key_id = "AKIANOBODYHASTHISKEY";
  EXPECT_EQ(Admitted("iam").max_body_bytes, 131072u);
}

class ForwardedAdmissionTest : public PipelineTest {
 protected:
  http::Request Head(const std::string& service, const std::string& target, http::Headers more = {},
                     const std::string& method = "PUT", const std::string& host = "localhost") {
    http::ClientRequest request{.method = method, .url = "http://" + host + target, .headers = std::move(more)};
    aws::SignHeaders(request, credentials_, {"eu-central-1", service}, clock().Now(), aws::PayloadHash::kUnsigned);
    return {.method = method, .target = target, .headers = request.headers};
  }
  bool Streams(const http::Request& head) { return admission_.Admit(head).stream; }

  aws::SigningKeys keys_;
  const std::set<std::string_view> forwarded_{"s3", "sqs"};
  Admission admission_{directory(), clock(), keys_, forwarded_};
};

// The other store takes objects of any size: their bytes go through and are not kept.
TEST_F(ForwardedAdmissionTest, ObjectsOfAnotherStoreAreStreamedAndNothingElseIs) {
  const http::Admission object = admission_.Admit(Head("s3", "/bucket/key"));
  EXPECT_TRUE(object.stream && object.known_sender);
  EXPECT_GE(object.max_body_bytes, std::size_t{5} << 30);
  EXPECT_TRUE(Streams(Head("s3", "/bucket/key?partNumber=1&uploadId=x")));
  EXPECT_TRUE(Streams(Head("s3", "/key", {}, "PUT", "bucket.s3.eu-central-1.amazonaws.com")));
  EXPECT_FALSE(Streams(Head("s3", "/bucket")));
  EXPECT_FALSE(Streams(Head("s3", "/bucket/key?acl")));
  EXPECT_FALSE(Streams(Head("s3", "/bucket/key", {}, "POST")));
  EXPECT_FALSE(Streams(Head("s3", "/bucket/key", {{"x-amz-copy-source", "/a/b"}})));
  EXPECT_FALSE(Streams(Head("s3", "/", {}, "PUT", "bucket.s3.eu-central-1.amazonaws.com")));
  const http::Admission small = admission_.Admit(Head("s3", "/bucket?acl"));
  EXPECT_EQ(small.max_body_bytes, 72u << 20);
  const http::Admission queue = admission_.Admit(Head("sqs", "/bucket/key"));
  EXPECT_FALSE(queue.stream || queue.known_sender) << "its body is signed: it must be here first";
  credentials_.secret_access_key = Secret("wrong");
  EXPECT_FALSE(Streams(Head("s3", "/bucket/key")));
}

TEST_F(ForwardedAdmissionTest, WhatIsSentOnHasALaneOfItsOwn) {
  EXPECT_EQ(admission_.Lane(Head("sqs", "/")), kForwarded);
  EXPECT_EQ(admission_.Lane(Head("iam", "/")), LaneOf(Head("iam", "/")));
}

TEST(Lanes, WhatMayWaitHoldsUpNothingElse) {
  const http::Headers is_signed{{"Authorization", "AWS4-HMAC-SHA256 x"}};
  auto form = [&](const std::string& body, bool with_signature) {
    http::Request request{.method = "POST", .target = "/", .body = body};
    if (with_signature) request.headers = is_signed;
    request.headers.Add("Content-Type", "application/x-www-form-urlencoded");
    return LaneOf(request);
  };
  EXPECT_EQ(LaneOf({.method = "GET", .target = "/healthz"}), http::kAtOnce);
  EXPECT_EQ(LaneOf({.method = "HEAD", .target = "/readyz"}), http::kAtOnce);
  EXPECT_EQ(LaneOf({.method = "GET", .target = "/metrics?x"}), kMetrics);
  EXPECT_EQ(LaneOf({.method = "POST", .target = "/healthz"}), kUnsigned);
  EXPECT_EQ(form("Action=AssumeRoleWithWebIdentity&Version=2011-06-15", false), kUnsigned);
  // A token is no signature, though it comes where one would be.
  EXPECT_EQ(LaneOf({.method = "GET", .target = "/_rolecall/credentials", .headers = {{"Authorization", "ey.x.y"}}}),
            kUnsigned);
  EXPECT_EQ(form("Action=GetCallerIdentity&Version=2011-06-15", true), kReads);
  EXPECT_EQ(form("Version=2010-05-08&Action=CreateRole", true), kWrites);
  EXPECT_EQ(form("Action=SimulateCustomPolicy", true), kSimulations);
  EXPECT_EQ(form("", true), kWrites);
  http::Request secret{.method = "POST", .target = "/", .headers = is_signed};
  secret.headers.Add("X-Amz-Target", "secretsmanager.GetSecretValue");
  EXPECT_EQ(LaneOf(secret), kReads);
  secret.headers.Set("X-Amz-Target", "secretsmanager.PutSecretValue");
  EXPECT_EQ(LaneOf(secret), kWrites);
  secret.headers.Set("X-Amz-Target", "AmazonSSM.GetParametersByPath");
  EXPECT_EQ(LaneOf(secret), kReads);
  secret.headers.Set("X-Amz-Target", "AmazonSSM.PutParameter");
  EXPECT_EQ(LaneOf(secret), kWrites);
  secret.headers.Set("X-Amz-Target", "TrentService.Decrypt");
  EXPECT_EQ(LaneOf(secret), kReads);
  secret.headers.Set("X-Amz-Target", "TrentService.CreateKey");
  EXPECT_EQ(LaneOf(secret), kWrites);
  EXPECT_EQ(LaneOf({.method = "GET", .target = "/_rolecall/audit", .headers = is_signed}), kFeeds);
  EXPECT_EQ(LaneOf({.method = "GET", .target = "/b/k", .headers = is_signed}), kWrites);  // reads files
  for (const int slots : LaneSlots(1)) EXPECT_GE(slots, 1);
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
  EXPECT_EQ(key->last_used_region, "eu-central-1");
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

TEST_F(PipelineTest, WhoCallsTooOftenIsToldInTheServicesForm) {
  PipelineParts parts = Parts();
  for (const char* service : {"iam", "s3", "secretsmanager", "rolecall"}) {
    parts.rate_limits.push_back({service, services::OperationClass::kWrite, 0.001, 2});
  }
  pipeline_ = std::make_unique<Pipeline>(std::move(parts));
  const std::pair<const char*, const char*> told[] = {{"iam", "<Code>Throttling</Code><Message>Rate exceeded"},
                                                      {"s3", "<Code>SlowDown</Code>"},
                                                      {"secretsmanager", "\"ThrottlingException\""},
                                                      {"rolecall", "Rate exceeded"}};
  for (const auto& [service, text] : told) {
    EXPECT_EQ(Signed(service, "").status, 200) << service;
    EXPECT_EQ(Signed(service, "").status, 200) << service;
    EXPECT_THAT(Signed(service, "").body, HasSubstr(text));
  }
  EXPECT_EQ(Signed("s3", "").status, 503);
  // Reads, other services and other accounts have no part in it.
  EXPECT_EQ(Signed("s3", "", "eu-west-1", "GET").status, 200);
  EXPECT_EQ(Signed("sts", "").status, 200);
  auto other = directory().EnsureRootKey(services::testing::kOtherAccount);
  credentials_.access_key_id = other->id;
  credentials_.secret_access_key = other->secret;
  EXPECT_EQ(Signed("iam", "").status, 200);
  EXPECT_THAT(metrics_.Text(), HasSubstr("rolecall_throttled_requests_total{service=\"s3\"} 2\n"));
}

TEST_F(PipelineTest, ContainersAskForCredentialsWithAToken) {
  const http::Response asked = Handle("GET", "/_rolecall/credentials?role_arn=r", {{"Authorization", "a.b.c"}});
  // The service here answers no XML; that it was called, unsigned and with the token, is what counts.
  EXPECT_EQ(asked.status, 500);
  EXPECT_EQ(asked.headers.Get("Content-Type"), "application/json");
  EXPECT_THAT(metrics_.Text(), HasSubstr("service=\"sts\""));
  EXPECT_EQ(Handle("GET", "/_rolecall/credentials?role_arn=r").status, 400);
  EXPECT_EQ(Handle("POST", "/_rolecall/credentials?role_arn=r", {{"Authorization", "a.b.c"}}).status, 405);
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

TEST_F(PipelineTest, ATokenOfTheSignerIsRecordedWithWhoAskedAndNeverItself) {
  char path[] = "/tmp/rolecall-pipeline-XXXXXX";
  const std::string directory = mkdtemp(path);
  std::unique_ptr<Audit> audit =
      Audit::Open({.data_dir = directory, .keep = {}, .metrics = metrics_, .warn = [](const std::string&) {}}).value();
  PipelineParts parts = Parts();
  parts.audit = audit.get();
  pipeline_ = std::make_unique<Pipeline>(std::move(parts));
  AskedToken asked{.peer = {.user = 1001, .process = 4711},
                   .issuer = "https://oidc.example.test/id/A1",
                   .subject = "system:serviceaccount:demo:app",
                   .token_id = "id-1",
                   .pod = "",
                   .audiences = "sts.amazonaws.com, vault",
                   .expires = 1700003600,
                   .key_id = "key-1",
                   .refusal = ""};
  pipeline_->RecordSignature(asked);
  asked.refusal = "the claim exp is not a time to come";
  asked.key_id = "";
  pipeline_->RecordSignature(asked);
  pipeline_.reset();
  audit.reset();
  const std::string lines = SystemFileSystem().Read(directory + "/audit.log", 1 << 24).value();
  std::filesystem::remove_all(directory);
  ASSERT_EQ(std::ranges::count(lines, '\n'), 2);
  const std::string signed_one = lines.substr(0, lines.find('\n')), refused = lines.substr(lines.find('\n') + 1);
  EXPECT_THAT(signed_one, HasSubstr("\"eventName\":\"SignToken\""));
  EXPECT_THAT(signed_one, HasSubstr(R"("requestParameters":{"invokedBy":"ExternalJWTSigner","callerUserId":"1001",)"
                                    R"("callerProcessId":"4711","issuer":"https://oidc.example.test/id/A1",)"
                                    R"("subject":"system:serviceaccount:demo:app",)"
                                    R"("audiences":"sts.amazonaws.com, vault","expirationTime":"2023-11-14T23:13:20Z",)"
                                    R"("tokenId":"id-1","keyId":"key-1"})"));
  EXPECT_THAT(signed_one, HasSubstr(":serviceaccount/demo/app\"}]"));
  EXPECT_THAT(signed_one, Not(HasSubstr("errorCode")));
  EXPECT_THAT(refused, HasSubstr("\"errorCode\":\"InvalidArgument\",\"errorMessage\":\"the claim exp is not"));
  EXPECT_THAT(refused, Not(HasSubstr("keyId")));
}

// It is refused before anybody looks who sends it.
TEST_F(PipelineTest, WhatIsNoTextIsAStrangersInTheAuditLogAndUnderTheirRate) {
  char path[] = "/tmp/rolecall-pipeline-XXXXXX";
  const std::string directory = mkdtemp(path);
  std::unique_ptr<Audit> audit =
      Audit::Open({.data_dir = directory, .keep = {}, .metrics = metrics_, .warn = [](const std::string&) {}}).value();
  PipelineParts parts = Parts();
  parts.audit = audit.get();
  pipeline_ = std::make_unique<Pipeline>(std::move(parts));
  EXPECT_EQ(Handle("GET", "/bucket/%ff").status, 400);
  EXPECT_EQ(Handle("POST", "/", {{"Host", "iam.amazonaws.com"}, {"User-Agent", "\xff"}}).status, 400);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(Handle("GET", "/bucket/%00").status, 400);
  pipeline_.reset();
  audit.reset();
  const std::string strangers = SystemFileSystem().Read(directory + "/audit-anonymous.log", 1 << 24).value();
  const std::string known = SystemFileSystem().Read(directory + "/audit.log", 1 << 24).value();
  std::filesystem::remove_all(directory);
  EXPECT_EQ(known, "");
  EXPECT_EQ(std::ranges::count(strangers, '\n'), 100);
  const std::string first = strangers.substr(0, strangers.find('\n'));
  EXPECT_THAT(first, HasSubstr("\"eventSource\":\"s3.amazonaws.com\""));
  EXPECT_THAT(first, HasSubstr("\"errorCode\":\"InvalidURI\""));
  EXPECT_THAT(first, HasSubstr("\"sourceIPAddress\":\"192.0.2.7\""));
  EXPECT_THAT(strangers, HasSubstr("\"userAgent\":\"\\u00ff\",\"errorCode\":\"MalformedInput\""));
  EXPECT_THAT(metrics_.Text(), HasSubstr("rolecall_audit_records_lost_total{reason=\"anonymous_rate\"} 2\n"));
  EXPECT_THAT(metrics_.Text(), HasSubstr("rolecall_refused_requests_total{reason=\"no_text\"} 102\n"));
}

}  // namespace
}  // namespace rolecall::server
