// S3 Control: the tags of buckets by ARN, for the account that is named beside it.
#include "services/s3/control.h"

#include <gmock/gmock.h>

#include "tests/support/access_matrix.h"
#include "tests/unit/services/s3/s3_fixture.h"

namespace rolecall::services::s3 {
namespace {

using ::testing::ElementsAre;

constexpr char kTags[] = "/v20180820/tags/arn%3Aaws%3As3%3A%3A%3Astate";
constexpr char kTagBody[] =
    "<TagResourceRequest><Tags><Tag><Key>team</Key><Value>a</Value></Tag></Tags></TagResourceRequest>";
constexpr char kArn[] = "arn:aws:s3:::state";

class S3Control : public testing::AccessMatrix {
 protected:
  S3Control() { EXPECT_EQ(Send(*s3_, Root(), {.method = "PUT", .target = "/state"}).status, 200); }
  static http::Request Request(const std::string& method, const std::string& target, const std::string& body = "") {
    return {.method = method, .target = target, .headers = {{"x-amz-account-id", testing::kAccount}}, .body = body};
  }
  // Errors of S3 Control stand in <ErrorResponse>: the fixture reads S3's.
  http::Response Ask(const Caller& caller, const http::Request& request) {
    Call call = MakeCall(request, caller);
    return s3_->Handle(call);
  }
  std::vector<std::string> Keys() {
    const Result<aws::XmlNode> xml = aws::ParseXml(Ask(Root(), Request("GET", kTags)).body);
    std::vector<std::string> keys;
    for (const aws::XmlNode* tag : xml->List("Tags", "Tag")) keys.emplace_back(tag->Get("Key"));
    return keys;
  }
  std::unique_ptr<Service> s3_ = MakeS3();
};

TEST_F(S3Control, TagsAreAddedListedAndTakenAway) {
  EXPECT_THAT(Keys(), ElementsAre());
  EXPECT_EQ(Ask(Root(), Request("POST", kTags, kTagBody)).status, 204);
  EXPECT_EQ(Ask(Root(), Request("POST", kTags,
                                "<TagResourceRequest><Tags><Tag><Key>env</Key><Value>b</Value></Tag></Tags>"
                                "</TagResourceRequest>"))
                .status,
            204);
  EXPECT_THAT(Keys(), ElementsAre("team", "env"));
  EXPECT_EQ(Ask(Root(), Request("DELETE", std::string(kTags) + "?tagKeys=team&tagKeys=none")).status, 204);
  EXPECT_THAT(Keys(), ElementsAre("env"));
}

TEST_F(S3Control, EachOperationNeedsItsPermission) {
  for (const auto& [method, action] : {std::pair("GET", "s3:ListTagsForResource"), std::pair("POST", "s3:TagResource"),
                                       std::pair("DELETE", "s3:UntagResource")}) {
    const http::Request request = Request(method, std::string(kTags) + "?tagKeys=team", kTagBody);
    const std::string name = method;
    EXPECT_EQ(Ask(Anonymous(), request).status, 403) << method;
    EXPECT_EQ(Ask(NewUser("bare" + name), request).status, 403) << method;
    EXPECT_EQ(Ask(NewUser("other" + name, testing::kEverything, testing::kOtherAccount), request).status, 403);
    EXPECT_EQ(
        Ask(NewUser("but" + name, std::string(testing::kEverything) + "," + testing::Deny(action)), request).status,
        403);
    EXPECT_LT(Ask(NewUser("only" + name, testing::Allow(action, kArn)), request).status, 300) << method;
  }
}

TEST_F(S3Control, TheAccountIsTheCallersAndOwnsTheBucket) {
  http::Request request = Request("GET", kTags);
  request.headers.Set("x-amz-account-id", testing::kOtherAccount);
  EXPECT_EQ(Ask(Root(), request).status, 403);
  EXPECT_EQ(Ask(Root(testing::kOtherAccount), request).status, 403);
}

TEST_F(S3Control, TagsOfTheRequestAreConditions) {
  const Caller user = NewUser(
      "ann",
      R"({"Effect":"Allow","Action":"s3:TagResource","Resource":"*","Condition":{"StringEquals":{"aws:RequestTag/team":"b"}}})");
  EXPECT_EQ(Ask(user, Request("POST", kTags, kTagBody)).status, 403);
  EXPECT_EQ(Ask(user, Request("POST", kTags,
                              "<TagResourceRequest><Tags><Tag><Key>team</Key><Value>b</Value></Tag></Tags>"
                              "</TagResourceRequest>"))
                .status,
            204);
}

TEST_F(S3Control, WhatIsNotHereSaysSoInItsOwnShape) {
  const http::Response jobs = Ask(Root(), Request("GET", "/v20180820/jobs"));
  EXPECT_EQ(jobs.status, 405);
  const Result<aws::XmlNode> xml = aws::ParseXml(jobs.body);
  ASSERT_TRUE(xml.ok());
  EXPECT_EQ(xml->name, "ErrorResponse");
  EXPECT_EQ(xml->Find("Error")->Get("Code"), "MethodNotAllowed");
  EXPECT_EQ(Ask(Root(), Request("GET", "/v20180820/tags/arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fx")).status, 400);
}

TEST_F(S3Control, TheAccountHasNoPublicAccessBlockAndCannotGetOne) {
  const std::string path = "/v20180820/configuration/publicAccessBlock";
  EXPECT_EQ(Ask(Root(), Request("GET", path)).status, 404);
  EXPECT_EQ(Ask(Root(), Request("PUT", path, "<a/>")).status, 501);
  EXPECT_EQ(Ask(Root(), Request("DELETE", path)).status, 204);
  EXPECT_EQ(Ask(NewUser("ann"), Request("GET", path)).status, 403);
}

TEST_F(S3Control, ABucketOfThatNameIsABucketWithoutAnAccountBesideIt) {
  const auto is_control = [&](http::Request request) { return IsControlRequest(MakeCall(request, Root())); };
  EXPECT_FALSE(is_control({.method = "GET", .target = "/v20180820/key"}));
  EXPECT_TRUE(is_control(Request("GET", "/v20180820/tags/x")));
  EXPECT_TRUE(is_control(
      {.method = "GET", .target = "/v20180820/tags/x", .headers = {{"Host", "054000737513.plane.example:4566"}}}));
}

}  // namespace
}  // namespace rolecall::services::s3
