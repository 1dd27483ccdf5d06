// A forwarded call, whole: who may, gets the receiver's answer; who may not, never reaches it.
#include "services/forward/forward.h"

#include <gmock/gmock.h>

#include <atomic>
#include <mutex>

#include "crypto/digest.h"
#include "http/server.h"
#include "tests/support/service_fixture.h"

namespace rolecall::services::forward {
namespace {

using services::testing::Allow;
using services::testing::Deny;
using services::testing::Reply;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

// Hands out what a test has as a body, a few bytes at a time.
class PiecewiseBody final : public http::BodySource {
 public:
  explicit PiecewiseBody(std::string body) : body_(std::move(body)) {}
  Result<std::size_t> Read(std::span<char> out) override {
    const std::size_t count = std::min({out.size(), std::size_t{7000}, body_.size() - at_});
    std::copy_n(body_.data() + at_, count, out.data());
    at_ += count;
    return count;
  }

 private:
  const std::string body_;
  std::size_t at_ = 0;
};

class ForwardTest : public services::testing::ServiceFixture {
 protected:
  ForwardTest() {
    receiver_ = http::Server::Start({}, [this](http::Request& request) {
                  std::lock_guard lock(mutex_);
                  ++received_count_;
                  received_ = request;
                  return answer_;
                }).value();
    Forward("http://127.0.0.1:" + std::to_string(receiver_->port()));
  }

  void Forward(const std::string& target) {
    services_ = MakeForwarded({.targets = ReadTargets({target}).value(),
                               .own = {"iam", "sts"},
                               .timeout = std::chrono::seconds(5),
                               .on_unknown_resource = [this](std::string_view service) { unknown_ += service; }})
                    .value();
  }
  Service& Named(std::string_view name) {
    for (const auto& service : services_) {
      if (service->name() == name) return *service;
    }
    ADD_FAILURE() << "no service " << name;
    return *services_.front();
  }
  Reply SendJson(const Caller& caller, const std::string& service, const std::string& target, const std::string& body,
                 http::Headers headers = {}) {
    headers.Add("X-Amz-Target", target);
    return Send(Named(service), caller, {.method = "POST", .target = "/", .headers = headers, .body = body});
  }

  std::mutex mutex_;
  http::Request received_;
  int received_count_ = 0;
  http::Response answer_{.headers = {{"Content-Type", "application/x-amz-json-1.0"}}, .body = R"({"Item":{}})"};
  std::unique_ptr<http::Server> receiver_;
  std::vector<std::unique_ptr<Service>> services_;
  std::string unknown_;
};

constexpr char kTable[] = "arn:aws:dynamodb:eu-central-1:054000737513:table/orders";

TEST_F(ForwardTest, WhoMayGetsTheReceiversAnswer) {
  const Caller ann = NewUser("ann", Allow("dynamodb:GetItem", kTable));
  const Reply reply = SendJson(ann, "dynamodb", "DynamoDB_20120810.GetItem", R"({"TableName":"orders"})");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, R"({"Item":{}})");
  EXPECT_EQ(reply.audit.operation, "GetItem");
  EXPECT_THAT(reply.audit.resources, ::testing::ElementsAre(kTable));
  EXPECT_EQ(received_.body, R"({"TableName":"orders"})");
  EXPECT_EQ(received_.headers.Get("X-Amz-Target"), "DynamoDB_20120810.GetItem");
}

TEST_F(ForwardTest, WhoMayNotNeverReachesTheReceiver) {
  const Caller ann = NewUser("ann", Allow("dynamodb:GetItem", kTable));
  const Reply reply = SendJson(ann, "dynamodb", "DynamoDB_20120810.DeleteTable", R"({"TableName":"orders"})");
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(reply.error_code, "AccessDeniedException");
  EXPECT_THAT(reply.error_message,
              StartsWith("User: arn:aws:iam::054000737513:user/ann is not authorized to perform: dynamodb:DeleteTable "
                         "on resource: " +
                         std::string(kTable) + " because no identity-based policy allows"));
  EXPECT_EQ(received_count_, 0);
  EXPECT_EQ(SendJson(Anonymous(), "dynamodb", "DynamoDB_20120810.ListTables", "{}").error_code,
            "MissingAuthenticationTokenException");
  EXPECT_EQ(received_count_, 0);
}

TEST_F(ForwardTest, DenialsAreInTheWordsOfEachProtocol) {
  const Caller bob = NewUser("bob");
  const http::Headers form{{"Content-Type", "application/x-www-form-urlencoded"}};
  const auto post = [&](const std::string& body) {
    return http::Request{.method = "POST", .target = "/", .headers = form, .body = body};
  };
  Reply reply = Send(Named("ec2"), bob, post("Action=DescribeInstances&Version=2016-11-15"));
  EXPECT_EQ(reply.status, 403);
  EXPECT_THAT(reply.body,
              HasSubstr("<Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not authorized"));
  reply = Send(Named("sns"), bob, post("Action=ListTopics&Version=2010-03-31"));
  EXPECT_EQ(reply.status, 403);
  EXPECT_THAT(reply.body, HasSubstr("<Code>AuthorizationError</Code>"));
  reply = Send(Named("lambda"), bob, {.method = "GET", .target = "/2015-03-31/functions"});
  EXPECT_EQ(reply.status, 403);
  EXPECT_EQ(reply.Header("x-amzn-ErrorType"), "AccessDeniedException");
  reply = Send(Named("s3"), bob, {.method = "GET", .target = "/logs/a"});
  EXPECT_EQ(reply.status, 403);
  EXPECT_THAT(reply.error_message, HasSubstr("on resource: \"arn:aws:s3:::logs/a\" because"));
  http::Request rpc{.method = "POST",
                    .target = "/service/GraniteServiceVersion20100801/operation/PutMetricData",
                    .headers = {{"smithy-protocol", "rpc-v2-cbor"}},
                    .body = "\xa0"};
  reply = Send(Named("monitoring"), bob, rpc);
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(reply.Header("Content-Type"), "application/cbor");
  EXPECT_THAT(reply.body, HasSubstr("AccessDeniedException"));
  EXPECT_EQ(received_count_, 0);
}

TEST_F(ForwardTest, OurSignatureAndOrdersForTheReceiverDoNotGoOn) {
  SendJson(Root(), "dynamodb", "DynamoDB_20120810.ListTables", "{}",
           {{"Authorization", "AWS4-HMAC-SHA256 Credential=AKIAOURS/x"},
            {"X-Amz-Security-Token", "sealed"},
            {"X-Forwarded-For", "1.2.3.4"},
            {"X-Moto-Account-Id", "999999999999"},
            {"x-localstack-target", "s3"},
            {"X-HTTP-Method-Override", "DELETE"},
            {"Connection", "keep-alive, X-Mine"},
            {"X-Mine", "1"},
            {"X-Other", "kept"}});
  ASSERT_EQ(received_count_, 1);
  EXPECT_THAT(received_.headers.Get("Authorization"),
              StartsWith("AWS4-HMAC-SHA256 Credential=test/20261118/eu-central-1/dynamodb/aws4_request"));
  for (const char* name : {"X-Amz-Security-Token", "X-Forwarded-For", "X-Moto-Account-Id", "x-localstack-target",
                           "X-HTTP-Method-Override", "X-Mine"}) {
    EXPECT_THAT(received_.headers.Get(name), IsEmpty()) << name;
  }
  EXPECT_EQ(received_.headers.Get("X-Other"), "kept");
  EXPECT_EQ(received_.headers.Get("Host"), "127.0.0.1:" + std::to_string(receiver_->port()));
}

TEST_F(ForwardTest, AnotherAccountsCallersAreAnotherAccountThereToo) {
  SendJson(Root(services::testing::kOtherAccount), "dynamodb", "DynamoDB_20120810.ListTables", "{}");
  EXPECT_THAT(received_.headers.Get("Authorization"), HasSubstr("Credential=111122223333/"));
}

TEST_F(ForwardTest, ParametersOfAPresignedUrlAreTakenOff) {
  const Reply reply = Send(Named("s3"), Root(),
                           {.method = "GET",
                            .target = "/logs/a?versionId=1&X-Amz-Algorithm=x&X-Amz-Credential=y&X-Amz-Signature=z&"
                                      "X-Amz-Security-Token=t"});
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(received_.target, "/logs/a?versionId=1");
  EXPECT_EQ(Send(Named("s3"), Root(), {.method = "PUT", .target = "/logs/a?x-amz-acl=public-read"}).status, 501);
}

TEST_F(ForwardTest, ABucketInTheHostIsInThePathThen) {
  Send(Named("s3"), Root(), {.method = "GET", .target = "/a", .headers = {{"Host", "logs.localhost:4566"}}});
  EXPECT_EQ(received_.target, "/logs/a");
}

TEST_F(ForwardTest, CallsOnUnknownResourcesAreCounted) {
  EXPECT_EQ(SendJson(Root(), "glue", "AWSGlue.GetDatabase", R"({"Name":"x"})").status, 200);
  EXPECT_EQ(unknown_, "glue");
}

TEST_F(ForwardTest, AReceiverThatIsGoneIs503AndNotNamed) {
  receiver_->Stop();
  const Reply reply = SendJson(Root(), "dynamodb", "DynamoDB_20120810.ListTables", "{}");
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.error_code, "ServiceUnavailableException");
  EXPECT_THAT(reply.body, Not(HasSubstr("127.0.0.1")));
}

TEST_F(ForwardTest, AStreamedBodyIsSentAsItIsRead) {
  const std::string body(300000, 'x');
  PiecewiseBody source(body);
  http::Request request{
      .method = "PUT",
      .target = "/logs/a",
      .headers = {{"Content-Length", std::to_string(body.size())}, {"x-amz-content-sha256", crypto::Sha256Hex(body)}}};
  request.incoming = &source;
  EXPECT_EQ(Send(Named("s3"), Root(), request).status, 200);
  EXPECT_EQ(received_.body, body);
}

TEST_F(ForwardTest, AStreamedBodyOfAnotherHashNeverArrivesWhole) {
  const std::string body(300000, 'x');
  PiecewiseBody source(body);
  http::Request request{.method = "PUT",
                        .target = "/logs/a",
                        .headers = {{"Content-Length", std::to_string(body.size())},
                                    {"x-amz-content-sha256", crypto::Sha256Hex("other")}}};
  request.incoming = &source;
  EXPECT_EQ(Send(Named("s3"), Root(), request).error_code, "XAmzContentSHA256Mismatch");
  EXPECT_EQ(received_count_, 0);
}

TEST(ForwardTargets, AreOriginsOfServicesThatAre) {
  const Targets targets = ReadTargets({"http://127.0.0.1:4566,s3=http://[::1]:9000", "sqs=https://queue.test"}).value();
  EXPECT_EQ(targets.For("dynamodb"), "http://127.0.0.1:4566");
  EXPECT_EQ(targets.For("s3"), "http://[::1]:9000");
  EXPECT_EQ(targets.For("sqs"), "https://queue.test");
  for (const char* wrong : {"", "127.0.0.1:4566", "ftp://a", "http://a/path", "http://u@a", "nothing=http://a:1",
                            "http://a:0", "http://a:x", "http://a,http://b", "s3=http://a,s3=http://b"}) {
    EXPECT_FALSE(ReadTargets({wrong}).ok()) << wrong;
  }
  EXPECT_TRUE(ReadTargets({}).value().empty());
}

}  // namespace
}  // namespace rolecall::services::forward
