// Two planes that are cells of one, in one process, asked over real sockets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "aws/sigv4/sigv4.h"
#include "base/file_system.h"
#include "directory/ids.h"
#include "http/client.h"
#include "server/admission.h"
#include "server/run.h"

namespace rolecall::server {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kBlue[] = "054000737513", kRed[] = "111122223333";
constexpr char kWhoAmI[] = "Action=GetCallerIdentity&Version=2011-06-15";

class PlaneCells : public testing::Test {
 protected:
  PlaneCells() {
    // Red's own file does not say where blue is: nothing is sent from there.
    WriteFile("https://blue.invalid", "https://red.invalid");
    red_ = Start("red", kRed, red_key_);
    WriteFile("https://blue.invalid", red_->endpoint());
    blue_ = Start("blue", kBlue, blue_key_);
  }

  void WriteFile(const std::string& blue, const std::string& red) {
    const std::string text = R"({"cells": {"blue": {"endpoint": ")" + blue + R"(", "accounts": [")" + kBlue +
                             R"("]}, "red": {"endpoint": ")" + red + R"(", "accounts": [")" + kRed + R"("]}}})";
    EXPECT_TRUE(files_.Write("/cells.json", text, FileMode::kPublic).ok());
  }

  std::unique_ptr<Plane> Start(const std::string& cell, const std::string& account, aws::Credentials& key) {
    key.access_key_id = directory::MakeAccessKeyId(random_, "AKIA", account);
    key.secret_access_key = Secret("secret-of-" + cell);
    ServeOptions options;
    options.listen = "127.0.0.1:0";
    options.ephemeral = true;
    options.account_id = account;
    options.region = "eu-central-1";
    options.threads = 2;
    options.admin_key = key.access_key_id + ":secret-of-" + cell;
    options.cells = "/cells.json";
    options.cell = cell;
    return Plane::Start(options, {clock_, random_, files_, out_, err_}).value();
  }

  http::Response Ask(const aws::Credentials& key, const std::string& service, http::ClientRequest request) {
    request.url = blue_->endpoint() + request.url;
    aws::SignHeaders(request, key, {"eu-central-1", service}, clock_.Now(), aws::PayloadHash::kComputed);
    return client_.Send(request).value();
  }
  http::Response Query(const aws::Credentials& key, const std::string& service, const std::string& form,
                       const http::Headers& more = {}) {
    http::ClientRequest request{.method = "POST", .url = "/", .headers = more, .body = form};
    request.headers.Add("Content-Type", "application/x-www-form-urlencoded");
    return Ask(key, service, std::move(request));
  }

  SystemClock clock_;
  SystemRandom random_;
  MemoryFileSystem files_;
  std::ostringstream out_, err_;
  aws::Credentials blue_key_, red_key_;
  std::unique_ptr<Plane> red_, blue_;
  http::CurlClient client_{http::ClientOptions{}};
};

TEST_F(PlaneCells, OnePlaneAnswersForBothAccounts) {
  EXPECT_THAT(blue_->ReadyLine(), HasSubstr(" cell blue"));
  EXPECT_THAT(Query(blue_key_, "sts", kWhoAmI).body, HasSubstr("<Account>054000737513<"));
  const http::Response red = Query(red_key_, "sts", kWhoAmI);
  EXPECT_EQ(red.status, 200);
  EXPECT_THAT(red.body, HasSubstr("<Account>111122223333<"));
  EXPECT_EQ(red.headers.Get("x-amzn-RequestId").size(), 36u);
  // The sequence is of another store: clients would ask this one for it.
  EXPECT_EQ(red.headers.Find("x-rolecall-seq"), nullptr);
  EXPECT_EQ(Query(red_key_, "sts", kWhoAmI, {{"x-rolecall-min-seq", "1000000"}}).status, 200);
  EXPECT_EQ(Query(blue_key_, "sts", kWhoAmI, {{"x-rolecall-min-seq", "1000000"}}).status, 503);
  // The owner checks: a wrong secret, and a key that it has not, are refused there.
  aws::Credentials wrong = red_key_;
  wrong.secret_access_key = Secret("another");
  EXPECT_THAT(Query(wrong, "sts", kWhoAmI).body, HasSubstr("SignatureDoesNotMatch"));
  wrong.access_key_id = directory::MakeAccessKeyId(random_, "AKIA", kRed);
  EXPECT_THAT(Query(wrong, "sts", kWhoAmI).body, HasSubstr("InvalidClientTokenId"));
}

TEST_F(PlaneCells, AMarkedRequestGoesNoFurther) {
  EXPECT_THAT(Query(red_key_, "sts", kWhoAmI, {{"X-Rolecall-Cell", "anybody"}}).body,
              HasSubstr("InvalidClientTokenId"));
  EXPECT_THAT(Query(blue_key_, "sts", kWhoAmI, {{"X-Rolecall-Cell", "red"}}).body, HasSubstr("<Account>054000737513<"));
}

TEST_F(PlaneCells, LargeBodiesStreamToWhomTheyAreFor) {
  ASSERT_EQ(Ask(red_key_, "s3", {.method = "PUT", .url = "/of-red"}).status, 200);
  const std::string large(3000000, 'x');
  EXPECT_EQ(Ask(red_key_, "s3", {.method = "PUT", .url = "/of-red/key", .body = large}).status, 200);
  EXPECT_EQ(Ask(red_key_, "s3", {.method = "GET", .url = "/of-red/key"}).body, large);
  const http::Response head = Ask(red_key_, "s3", {.method = "HEAD", .url = "/of-red/key"});
  EXPECT_EQ(head.headers.Get("Content-Length"), "3000000");
  // A key that nobody has sends no more here than without cells, nor there.
  aws::Credentials stranger = red_key_;
  for (const char* account : {kRed, "999999999999"}) {
    stranger.access_key_id = directory::MakeAccessKeyId(random_, "AKIA", account);
    EXPECT_THAT(Ask(stranger, "s3", {.method = "PUT", .url = "/of-red/key", .body = large}).body,
                HasSubstr("EntityTooLarge"))
        << account;
  }
}

TEST_F(PlaneCells, WhoIsDeniedAcrossCellsIsToldSoAndNotMore) {
  ASSERT_EQ(Query(blue_key_, "iam", "Action=CreateUser&Version=2010-05-08&UserName=ann").status, 200);
  const std::string made = Query(blue_key_, "iam", "Action=CreateAccessKey&Version=2010-05-08&UserName=ann").body;
  const auto between = [&](const std::string& name) {
    const std::size_t begin = made.find("<" + name + ">") + name.size() + 2;
    return made.substr(begin, made.find('<', begin) - begin);
  };
  aws::Credentials ann;
  ann.access_key_id = between("AccessKeyId");
  ann.secret_access_key = Secret(between("SecretAccessKey"));
  const std::string assume =
      "Action=AssumeRole&Version=2011-06-15&RoleSessionName=session&RoleArn=arn%3Aaws%3Aiam%3A%3A";
  const char* note = " (the account 111122223333 is in another cell, red: nothing goes over cells)";
  // Not allowed to ask, and allowed.
  for (int i = 0; i < 2; ++i) {
    const http::Response there = Query(ann, "sts", assume + kRed + "%3Arole%2Fnone");
    EXPECT_EQ(there.status, 403);
    EXPECT_THAT(there.body, HasSubstr(note));
    EXPECT_THAT(Query(ann, "sts", assume + kBlue + "%3Arole%2Fnone").body, Not(HasSubstr("another cell")));
    EXPECT_THAT(Query(ann, "sts", assume + "999999999999%3Arole%2Fnone").body, Not(HasSubstr("another cell")));
    ASSERT_EQ(Query(blue_key_, "iam",
                    "Action=PutUserPolicy&Version=2010-05-08&UserName=ann&PolicyName=p&PolicyDocument=%7B%22Version%22%"
                    "3A%222012-10-17%22%2C%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22%2A%22%"
                    "2C%22Resource%22%3A%22%2A%22%7D%7D")
                  .status,
              200);
  }
}

TEST_F(PlaneCells, ACellThatIsAwayIs503InEachProtocolAndTheOwnAccountsNoticeNothing) {
  red_->Stop();
  const http::Response query = Query(red_key_, "sts", kWhoAmI);
  EXPECT_EQ(query.status, 503);
  EXPECT_EQ(query.headers.Get("Retry-After"), "1");
  EXPECT_THAT(query.body, HasSubstr("<Code>ServiceUnavailable</Code>"));
  EXPECT_THAT(query.body, HasSubstr("The cell of this account does not answer."));
  const http::Response json =
      Ask(red_key_, "secretsmanager",
          {.method = "POST",
           .url = "/",
           .headers = {{"Content-Type", "application/x-amz-json-1.1"}, {"X-Amz-Target", "secretsmanager.ListSecrets"}},
           .body = "{}"});
  EXPECT_EQ(json.status, 503);
  EXPECT_THAT(json.body, HasSubstr("ServiceUnavailable"));
  const http::Response s3 = Ask(red_key_, "s3", {.method = "GET", .url = "/of-red/key"});
  EXPECT_EQ(s3.status, 503);
  EXPECT_THAT(s3.body, HasSubstr("<Code>SlowDown</Code>"));
  EXPECT_EQ(Query(blue_key_, "sts", kWhoAmI).status, 200);
  EXPECT_THAT(err_.str(), HasSubstr("the cell red does not answer"));
}

TEST_F(PlaneCells, TheFileIsReadAgain) {
  ASSERT_TRUE(files_.Write("/cells.json", "{", FileMode::kPublic).ok());
  blue_->Reload();
  EXPECT_THAT(err_.str(), HasSubstr("--cells (what was there stays): /cells.json: line 1"));
  EXPECT_EQ(Query(red_key_, "sts", kWhoAmI).status, 200);
  ASSERT_TRUE(files_
                  .Write("/cells.json",
                         R"({"cells": {"blue": {"endpoint": "https://blue.invalid", "accounts": ["054000737513"]}}})",
                         FileMode::kPublic)
                  .ok());
  blue_->Reload();
  EXPECT_THAT(Query(red_key_, "sts", kWhoAmI).body, HasSubstr("InvalidClientTokenId"));
}

TEST_F(PlaneCells, AFileThatIsWrongIsNoStart) {
  ServeOptions options;
  options.listen = "127.0.0.1:0";
  options.ephemeral = true;
  options.account_id = kBlue;
  options.cells = "/cells.json";
  options.cell = "green";
  const auto plane = Plane::Start(options, {clock_, random_, files_, out_, err_});
  ASSERT_FALSE(plane.ok());
  EXPECT_EQ(plane.error().message, "--cells: /cells.json: there is no cell \"green\", which --cell names");
}

TEST(CellAdmission, SmallBodiesAreReadFirstAndOthersStream) {
  const auto admitted = [](const char* length) {
    http::Request head{.method = "PUT", .target = "/bucket/key"};
    if (*length != '\0') head.headers.Add("Content-Length", length);
    return AdmitToCell(head);
  };
  EXPECT_FALSE(admitted("131072").stream);
  EXPECT_EQ(admitted("131072").max_body_bytes, 131072u);
  // Nobody knows here who sends it: others do not make room for it.
  for (const char* length : {"131073", "5000000000", "", "x"}) {
    EXPECT_TRUE(admitted(length).stream) << length;
    EXPECT_FALSE(admitted(length).known_sender) << length;
  }
}

}  // namespace
}  // namespace rolecall::server
