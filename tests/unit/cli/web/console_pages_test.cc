// What the page at a plane's own address is told: what the plane answers to whom looks, and no plans.
#include "cli/web/console_pages.h"

#include <boost/json.hpp>

#include "tests/unit/cli/sound_directory.h"

namespace rolecall::cli {
namespace {

using ::testing::HasSubstr;

// A plane that has one answer, and keeps what it was asked.
class OneAnswer final : public http::Client {
 public:
  Result<http::Response> Send(const http::ClientRequest& request) override {
    asked.push_back(request);
    http::Response response;
    response.status = status;
    response.body = body;
    return response;
  }
  int status = 200;
  std::string body;
  std::vector<http::ClientRequest> asked;
};

class ConsolePagesTest : public SoundDirectory {
 protected:
  server::ConsoleVisit Visit(http::Client& plane, const std::string& endpoint) {
    return {plane,
            endpoint,
            "eu-central-1",
            {.access_key_id = "AKIAIOSFODNN7EXAMPLE",
             .secret_access_key = Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
             .session_token = {},
             .expiration = {},
             .source = "session"},
            "arn:aws:iam::111122223333:user/viewer",
            FromUnixSeconds(1'800'000'900),
            [] { return std::string("{\"requests\":[7]}"); }};
  }

  CommandContext context_ = Context();
  AccessFlags flags_;
  ClusterFlags cluster_;
  OneAnswer plane_answers_;
};

TEST_F(ConsolePagesTest, ThePageKnowsWhoLooksAndUntilWhen) {
  ConsolePages pages(context_, flags_, cluster_, Visit(plane_answers_, "http://plane.example"));
  EXPECT_EQ(pages.About(),
            R"({"who":"arn:aws:iam::111122223333:user/viewer","until":"2027-01-15T08:15:00Z","review":false})");
  EXPECT_EQ(*pages.History(), "{\"requests\":[7]}");
  const Result<std::string> review = pages.Review("plan.json", "{}");
  ASSERT_FALSE(review.ok());
  EXPECT_EQ(review.error().code, ErrorCode::kUnimplemented);
  EXPECT_THAT(review.error().message, HasSubstr("Plans hold secrets"));
  EXPECT_TRUE(plane_answers_.asked.empty());
}

TEST_F(ConsolePagesTest, RecordsOfThePlaneAreNumberedUpToTheLast) {
  ConsolePages pages(context_, flags_, cluster_, Visit(plane_answers_, "http://plane.example"));
  plane_answers_.body = R"({"last":9,"gap":true,"records":[
    {"eventTime":"2026-11-29T03:22:49Z","eventSource":"iam.amazonaws.com","eventName":"DeleteRole"},
    7,
    {"eventTime":"2026-11-29T03:22:50Z","eventSource":"sts.amazonaws.com","eventName":"AssumeRole"}]})";
  const Result<std::string> events = pages.Events(6, std::chrono::milliseconds(20'500));
  ASSERT_TRUE(events.ok()) << events.error().message;
  const boost::json::object page = boost::json::parse(*events).as_object();
  EXPECT_EQ(page.at("last"), 9);
  EXPECT_EQ(page.at("gap"), true);
  const boost::json::array& list = page.at("events").as_array();
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0].at("number"), 7);
  EXPECT_EQ(list[0].at("operation"), "DeleteRole");
  EXPECT_EQ(list[1].at("number"), 9);
  EXPECT_EQ(list[1].at("operation"), "AssumeRole");
  // As who looks, and no other.
  ASSERT_EQ(plane_answers_.asked.size(), 1u);
  EXPECT_EQ(plane_answers_.asked[0].url, "http://plane.example/_rolecall/audit?after=6&wait=20");
  EXPECT_THAT(std::string(plane_answers_.asked[0].headers.Get("authorization")),
              HasSubstr("Credential=AKIAIOSFODNN7EXAMPLE/"));
}

TEST_F(ConsolePagesTest, WhatIsNoPageOfRecordsIsAnError) {
  ConsolePages pages(context_, flags_, cluster_, Visit(plane_answers_, "http://plane.example"));
  for (const char* body :
       {"", "[]", "{}", R"({"last":"9","records":[]})", R"({"last":9})", R"({"last":9,"records":1})"}) {
    plane_answers_.body = body;
    const Result<std::string> events = pages.Events(0, std::chrono::milliseconds(0));
    ASSERT_FALSE(events.ok()) << body;
    EXPECT_EQ(events.error().message, "the plane's answer has no records") << body;
  }
  plane_answers_.status = 403;
  plane_answers_.body =
      R"({"__type":"AccessDeniedException","message":"not authorized to perform: rolecall:ReadAudit"})";
  const Result<std::string> refused = pages.Events(0, std::chrono::milliseconds(0));
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("not authorized to perform: rolecall:ReadAudit"));
}

TEST_F(ConsolePagesTest, ARealPlaneShowsItsRolesAndItsRequests) {
  ApplyToPlane();
  http::CurlClient client({});
  ConsolePages pages(context_, flags_, cluster_, Visit(client, plane_->endpoint()));
  const Result<std::string> access = pages.Access();
  ASSERT_TRUE(access.ok()) << access.error().message;
  EXPECT_EQ(boost::json::parse(*access).at("roles").at(0).at("arn"), kRoleArn);
  const Result<std::string> status = pages.Status();
  ASSERT_TRUE(status.ok()) << status.error().message;
  EXPECT_EQ(boost::json::parse(*status).at("ready"), true);
  // Such a plane keeps records from the first question for them on.
  const Result<std::string> none = pages.Events(0, std::chrono::milliseconds(0));
  ASSERT_TRUE(none.ok()) << none.error().message;
  EXPECT_EQ(*none, R"({"last":0,"gap":false,"events":[]})");
  ASSERT_EQ(Run({"destroy", "-auto-approve"}), kExitOk) << err();
  const Result<std::string> events = pages.Events(0, std::chrono::milliseconds(0));
  ASSERT_TRUE(events.ok()) << events.error().message;
  EXPECT_THAT(*events, HasSubstr("\"operation\":\"DeleteRole\""));
}

}  // namespace
}  // namespace rolecall::cli
