// Both ends of the wire: what shapes.h writes, client.h reads.
#include <gtest/gtest.h>

#include <boost/json/value.hpp>

#include "aws/client/client.h"
#include "aws/client/s3_client.h"
#include "aws/wire/shapes.h"
#include "aws/wire/url.h"
#include "tests/unit/aws/fake_http.h"

namespace rolecall::aws {
namespace {

class WireTest : public testing::Test {
 protected:
  WireTest() : clock_(*ParseAmzDate("20261123T181114Z")), sleeper_(clock_), credentials_(Keys()) {}

  static Credentials Keys() {
    Credentials credentials;
    credentials.access_key_id = "AKIDEXAMPLE";
    credentials.secret_access_key = Secret("secret");
    return credentials;
  }

  Client MakeClient() {
    ClientOptions options;
    options.region = "eu-central-1";
    return Client(options, {http_, credentials_, clock_, random_, sleeper_});
  }

  void Then(const http::Response& response) { http_.Then(response.status, response.body, response.headers); }

  FakeClock clock_;
  FakeSleeper sleeper_;
  FakeRandom random_;
  FakeHttp http_;
  StaticCredentials credentials_;
};

TEST_F(WireTest, AQueryAnswerComesThrough) {
  XmlWriter xml;
  xml.Open("Role").Text("RoleName", "a<b>&\"c\"").Text("Path", "/").Close();
  Then(QueryResponse("GetRole", kIamNamespace, xml.text(), "id-1"));
  Client client = MakeClient();
  auto answer = client.Query(kIam, "GetRole", {{"RoleName", "a b&c"}});
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->Find("Role")->Get("RoleName"), "a<b>&\"c\"");
  const http::ClientRequest& sent = http_.requests().at(0);
  EXPECT_EQ(sent.url, "https://iam.amazonaws.com/");
  EXPECT_EQ(sent.body, "Action=GetRole&Version=2010-05-08&RoleName=a%20b%26c");
  EXPECT_NE(sent.headers.Get("authorization").find("/20261123/us-east-1/iam/aws4_request"), std::string::npos);
}

TEST_F(WireTest, AnAnswerWithoutResultComesThrough) {
  Then(EmptyQueryResponse("TagRole", kIamNamespace, "id-1"));
  EXPECT_TRUE(MakeClient().Query(kIam, "TagRole", {}).ok());
}

TEST_F(WireTest, ErrorsKeepTheirCodeAndMessage) {
  const ErrorShape error{404, "NoSuchEntity", "The role with name x cannot be found."};
  for (Protocol protocol : {Protocol::kQuery, Protocol::kJson11, Protocol::kRestJson, Protocol::kS3}) {
    Then(ErrorResponse(protocol, error, {kIamNamespace, "id-7", "/x", false}));
    auto answer = MakeClient().Query(kIam, "GetRole", {});
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.error().status, 404);
    EXPECT_EQ(answer.error().code, error.code);
    EXPECT_EQ(answer.error().message, error.message);
    EXPECT_EQ(answer.error().request_id, "id-7");
  }
  EXPECT_EQ(sleeper_.count(), 0);
}

TEST_F(WireTest, AJsonCallNamesItsTarget) {
  Then(JsonResponse(R"({"Name":"a"})", "id-1"));
  auto answer = MakeClient().Json(kSecretsManager, "DescribeSecret", {{"SecretId", "a"}});
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->at("Name").as_string(), "a");
  const http::ClientRequest& sent = http_.requests().at(0);
  EXPECT_EQ(sent.headers.Get("x-amz-target"), "secretsmanager.DescribeSecret");
  EXPECT_EQ(sent.url, "https://secretsmanager.eu-central-1.amazonaws.com/");
  EXPECT_EQ(sent.body, R"({"SecretId":"a"})");
}

TEST_F(WireTest, AnAnswerThatIsNotUnderstoodIsAnError) {
  http_.Then(200, "<html>");
  EXPECT_FALSE(MakeClient().Query(kIam, "GetRole", {}).ok());
  http_.Then(200, "[]");
  EXPECT_FALSE(MakeClient().Json(kSecretsManager, "DescribeSecret", {}).ok());
}

TEST_F(WireTest, ThrottlingAndServerErrorsAreTriedAgainWithBackoff) {
  Then(ErrorResponse(Protocol::kQuery, {400, "Throttling", "Rate exceeded"}, {}));
  Then(ErrorResponse(Protocol::kQuery, {500, "ServiceFailure", "oops"}, {}));
  Then(EmptyQueryResponse("TagRole", kIamNamespace, "id"));
  EXPECT_TRUE(MakeClient().Query(kIam, "TagRole", {}).ok());
  EXPECT_EQ(sleeper_.count(), 2);
  EXPECT_LT(sleeper_.slept(), std::chrono::milliseconds(3000));
}

TEST_F(WireTest, LostConnectionsAreTriedAgainUpToTheLimit) {
  for (int i = 0; i < 3; ++i) http_.ThenFail({ErrorCode::kUnavailable, "connection refused"});
  auto answer = MakeClient().Query(kIam, "GetRole", {});
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().kind, ErrorCode::kUnavailable);
  EXPECT_EQ(answer.error().Text(), "operation error IAM: GetRole, connection refused");
  EXPECT_EQ(http_.requests().size(), 3u);
}

TEST_F(WireTest, ACallThatIsNotIdempotentIsNotRepeatedAfterAServerError) {
  RestRequest request;
  request.method = "PUT";
  request.idempotent = false;
  http_.Then(500, "");
  EXPECT_FALSE(MakeClient().Rest(kS3, "PutObject", request).ok());
  EXPECT_EQ(http_.requests().size(), 1u);
}

TEST_F(WireTest, AWrongClockIsCorrectedOnce) {
  http::Response skewed = ErrorResponse(Protocol::kQuery, {403, "SignatureDoesNotMatch", "Signature expired"}, {});
  skewed.headers.Set("Date", "Mon, 23 Nov 2026 20:11:14 GMT");
  Then(skewed);
  Then(EmptyQueryResponse("TagRole", kIamNamespace, "id"));
  EXPECT_TRUE(MakeClient().Query(kIam, "TagRole", {}).ok());
  EXPECT_EQ(http_.requests().at(1).headers.Get("x-amz-date"), "20261123T201114Z");
  Then(skewed);
  Then(skewed);
  EXPECT_FALSE(MakeClient().Query(kIam, "TagRole", {}).ok());
}

TEST_F(WireTest, ARefusedSignatureWithoutSkewIsFinal) {
  http::Response refused = ErrorResponse(Protocol::kQuery, {403, "SignatureDoesNotMatch", "no"}, {});
  refused.headers.Set("Date", "Mon, 23 Nov 2026 18:11:20 GMT");
  Then(refused);
  EXPECT_FALSE(MakeClient().Query(kIam, "TagRole", {}).ok());
  EXPECT_EQ(http_.requests().size(), 1u);
}

TEST_F(WireTest, S3BucketsAreNamedByHostOnAws) {
  http_.Then(200, "{}", {{"ETag", "\"abc\""}, {"Content-Length", "2"}});
  Client client = MakeClient();
  auto object = S3Client(client, {}).GetObject("canida-terraform", "a b/state");
  ASSERT_TRUE(object.ok());
  EXPECT_EQ(object->body, "{}");
  EXPECT_EQ(object->etag, "\"abc\"");
  EXPECT_EQ(http_.requests().at(0).url, "https://canida-terraform.s3.eu-central-1.amazonaws.com/a%20b/state");
}

TEST_F(WireTest, S3BucketsAreNamedByPathElsewhere) {
  ClientOptions options;
  options.region = "eu-central-1";
  options.endpoints.overrides["s3"] = "http://127.0.0.1:4747/";
  Client client(options, {http_, credentials_, clock_, random_, sleeper_});
  http_.Then(200, "");
  EXPECT_TRUE(S3Client(client, {}).PutObject("b.c", "k", "body", {{"If-None-Match", "*"}}).ok());
  EXPECT_EQ(http_.requests().at(0).url, "http://127.0.0.1:4747/b.c/k");
  EXPECT_EQ(http_.requests().at(0).headers.Get("if-none-match"), "*");
  EXPECT_EQ(http_.requests().at(0).headers.Get("x-amz-checksum-sha256"),
            "Iw2DWNyOiJC0xY3utikS7i8gNXrpKlzIYbmOaP4xrLU=");
}

TEST_F(WireTest, AFailedConditionKeepsItsStatus) {
  Then(ErrorResponse(Protocol::kS3, {412, "PreconditionFailed", "At least one"}, {}));
  Client client = MakeClient();
  auto put = S3Client(client, {}).PutObject("bucket", "k", "body", {{"If-None-Match", "*"}});
  ASSERT_FALSE(put.ok());
  EXPECT_EQ(put.error().status, 412);
  EXPECT_EQ(put.error().kind, ErrorCode::kConflict);
}

TEST_F(WireTest, AMissingBucketOfAHeadRequestIsNotFound) {
  Then(ErrorResponse(Protocol::kS3, {404, "NoSuchKey", "no"}, {{}, "id", "/x", true}));
  Client client = MakeClient();
  auto head = S3Client(client, {}).HeadBucket("bucket");
  ASSERT_FALSE(head.ok());
  EXPECT_EQ(head.error().code, "NotFound");
}

TEST_F(WireTest, ListingsFollowTheirPages) {
  XmlWriter first;
  first.OpenWith("ListBucketResult", "xmlns", kS3Namespace).Bool("IsTruncated", true);
  first.Text("NextContinuationToken", "t/1").Open("Contents").Text("Key", "env:/a").Number("Size", 3).Close().Close();
  XmlWriter second;
  second.OpenWith("ListBucketResult", "xmlns", kS3Namespace).Bool("IsTruncated", false);
  second.Open("Contents").Text("Key", "env:/b").Close().Close();
  Then(S3XmlResponse(first.text(), "id"));
  Then(S3XmlResponse(second.text(), "id"));
  Client client = MakeClient();
  auto listing = S3Client(client, {}).ListObjectsV2("bucket", "env:/");
  ASSERT_TRUE(listing.ok());
  ASSERT_EQ(listing->objects.size(), 2u);
  EXPECT_EQ(listing->objects[0].size, 3u);
  EXPECT_EQ(listing->objects[1].key, "env:/b");
  EXPECT_NE(http_.requests().at(1).url.find("continuation-token=t%2F1"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::aws
