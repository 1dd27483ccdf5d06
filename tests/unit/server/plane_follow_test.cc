// A plane that follows another one, both in this process, over real sockets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <sstream>
#include <thread>

#include "aws/sigv4/sigv4.h"
#include "base/text.h"
#include "server/replication/follower_credentials.h"
#include "server/run.h"

namespace rolecall::server {
namespace {

using testing::HasSubstr;

class PlaneFollowTest : public testing::Test {
 protected:
  void SetUp() override {
    char path[] = "/tmp/rolecall-follow-XXXXXX";
    directory_ = mkdtemp(path);
  }
  void TearDown() override {
    edge_.reset();
    control_.reset();
    std::filesystem::remove_all(directory_);
  }

  ServeOptions OptionsOf(const std::string& name) const {
    ServeOptions options;
    options.listen = "127.0.0.1:0";
    options.data_dir = directory_ + "/" + name;
    options.account_id = "054000737513";
    options.threads = 2;
    return options;
  }
  Result<std::unique_ptr<Plane>> Start(const ServeOptions& options) {
    return Plane::Start(options, {clock_, random_, files_, out_, err_});
  }
  void StartControl() {
    auto plane = Start(OptionsOf("control"));
    ASSERT_TRUE(plane.ok()) << plane.error().message;
    control_ = *std::move(plane);
    root_ = FollowerCredentials(files_, {}, control_->credentials_file()).value();
  }
  ServeOptions EdgeOptions() const {
    ServeOptions options = OptionsOf("edge");
    options.follow = control_->endpoint();
    options.follow_credentials = control_->credentials_file();
    return options;
  }
  void StartEdge() {
    std::filesystem::create_directory(directory_ + "/edge");
    std::filesystem::copy_file(directory_ + "/control/master.key", directory_ + "/edge/master.key",
                               std::filesystem::copy_options::overwrite_existing);
    auto plane = Start(EdgeOptions());
    ASSERT_TRUE(plane.ok()) << plane.error().message;
    edge_ = *std::move(plane);
  }

  http::Response Send(const Plane& plane, http::ClientRequest request, const std::string& service) {
    request.url = plane.endpoint() + request.url;
    aws::SignHeaders(request, root_, {"us-east-1", service}, clock_.Now(), aws::PayloadHash::kComputed);
    return client_.Send(request).value();
  }
  http::Response Iam(const Plane& plane, const std::string& form, const std::string& min_seq = "") {
    http::ClientRequest request{.method = "POST",
                                .url = "/",
                                .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                                .body = form + "&Version=2010-05-08"};
    if (!min_seq.empty()) request.headers.Set("x-rolecall-min-seq", min_seq);
    return Send(plane, std::move(request), "iam");
  }
  static std::string Make(const std::string& name) { return "Action=CreateGroup&GroupName=" + name; }
  static std::string Get(const std::string& name) { return "Action=GetGroup&GroupName=" + name; }
  std::string Page(const Plane& plane, const std::string& path) {
    return client_.Send({.url = plane.endpoint() + path}).value().body;
  }

  SystemClock clock_;
  SystemRandom random_;
  SystemFileSystem files_;
  std::ostringstream out_, err_;
  std::string directory_;
  std::unique_ptr<Plane> control_, edge_;
  aws::Credentials root_;
  http::CurlClient client_{http::ClientOptions{}};
};

TEST_F(PlaneFollowTest, WhatIsWrittenAtOneIsReadAtTheOtherAtOnce) {
  StartControl();
  ASSERT_EQ(Iam(*control_, Make("before")).status, 200);
  StartEdge();
  EXPECT_EQ(Iam(*edge_, Get("before")).status, 200);
  for (int i = 0; i < 10; ++i) {
    const std::string name = "g" + std::to_string(i);
    const http::Response made = Iam(*control_, Make(name));
    ASSERT_EQ(made.status, 200) << made.body;
    const http::Response read = Iam(*edge_, Get(name), std::string(made.headers.Get("x-rolecall-seq")));
    EXPECT_EQ(read.status, 200) << read.body;
  }
  EXPECT_EQ(Iam(*edge_, Get("before"), "1000000000").status, 503);
  EXPECT_THAT(Page(*edge_, "/metrics"), HasSubstr("rolecall_staleness_seconds "));
}

TEST_F(PlaneFollowTest, AFollowerRefusesWritesAndSaysSo) {
  StartControl();
  StartEdge();
  const http::Response refused = Iam(*edge_, Make("here"));
  EXPECT_EQ(refused.status, 405);
  EXPECT_THAT(refused.body, HasSubstr("ReadOnlyNode"));
  EXPECT_THAT(Page(*edge_, "/readyz"), HasSubstr("reads only: this node follows " + control_->endpoint()));
  EXPECT_EQ(Page(*control_, "/readyz"), "ok\n");
  EXPECT_FALSE(std::filesystem::exists(directory_ + "/edge/credentials"));
}

TEST_F(PlaneFollowTest, AloneItAnswersAndPromotedItTakesWritesWhichTheOldOneDoesNot) {
  StartControl();
  StartEdge();
  // Where it was: the new one must find it again to tell it.
  ServeOptions again = OptionsOf("control");
  again.listen = "127.0.0.1:" + std::to_string(control_->port());
  const http::Response made = Iam(*control_, Make("before"));
  ASSERT_EQ(Iam(*edge_, Get("before"), std::string(made.headers.Get("x-rolecall-seq"))).status, 200);
  control_.reset();
  EXPECT_EQ(Iam(*edge_, Get("before")).status, 200);
  const http::Response promoted = Send(*edge_, {.method = "POST", .url = "/_rolecall/promote"}, "rolecall");
  EXPECT_EQ(promoted.status, 200) << promoted.body;
  EXPECT_EQ(promoted.body, "{\"epoch\":2}");
  EXPECT_EQ(Send(*edge_, {.method = "POST", .url = "/_rolecall/promote"}, "rolecall").status, 409);
  EXPECT_EQ(Iam(*edge_, Make("after")).status, 200);
  auto old = Start(again);
  ASSERT_TRUE(old.ok()) << old.error().message;
  control_ = *std::move(old);
  for (int i = 0; i < 600 && Page(*control_, "/readyz").find("newer control plane") == std::string::npos; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  EXPECT_EQ(Iam(*control_, Make("old")).status, 405);
  control_.reset();
  auto refused = Start(again);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("replaced by a newer one (epoch 2)"));
}

TEST_F(PlaneFollowTest, WithoutTheKeyOrTheRightToNobodyFollows) {
  StartControl();
  auto keyless = Start(EdgeOptions());
  ASSERT_FALSE(keyless.ok());
  EXPECT_THAT(keyless.error().message, HasSubstr("needs the master key"));
  std::filesystem::create_directory(directory_ + "/edge");
  std::filesystem::copy_file(directory_ + "/control/master.key", directory_ + "/edge/master.key");
  ASSERT_EQ(Iam(*control_, "Action=CreateUser&UserName=ann").status, 200);
  const std::string made = Iam(*control_, "Action=CreateAccessKey&UserName=ann").body;
  const auto between = [&](const std::string& tag) {
    const std::size_t begin = made.find("<" + tag + ">") + tag.size() + 2;
    return made.substr(begin, made.find('<', begin) - begin);
  };
  ServeOptions options = EdgeOptions();
  options.follow_credentials = "";
  options.environment = {{"AWS_ACCESS_KEY_ID", between("AccessKeyId")},
                         {"AWS_SECRET_ACCESS_KEY", between("SecretAccessKey")}};
  auto refused = Start(options);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("does not let us follow"));
  EXPECT_THAT(refused.error().message, HasSubstr("rolecall:FollowLog"));
}

TEST_F(PlaneFollowTest, WhatIsNoNumberIsNotTakenForNone) {
  StartControl();
  for (const std::string query : {"epoch=x", "after=-1", "wait=1s", "after=99999999999999999999"}) {
    EXPECT_EQ(Send(*control_, {.method = "GET", .url = "/_rolecall/log?" + query}, "rolecall").status, 400) << query;
  }
}

TEST_F(PlaneFollowTest, WhatItMayNotBeOlderThanEndsItsAnswers) {
  StartControl();
  std::filesystem::create_directory(directory_ + "/edge");
  std::filesystem::copy_file(directory_ + "/control/master.key", directory_ + "/edge/master.key");
  ServeOptions options = EdgeOptions();
  options.max_staleness = "3s";
  auto edge = Start(options);
  ASSERT_TRUE(edge.ok()) << edge.error().message;
  edge_ = *std::move(edge);
  control_.reset();
  for (int i = 0; i < 600 && Iam(*edge_, "Action=ListGroups").status != 503; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  EXPECT_EQ(Iam(*edge_, "Action=ListGroups").status, 503);
  EXPECT_EQ(Page(*edge_, "/readyz"), "what is known here is too old\n");
}

}  // namespace
}  // namespace rolecall::server
