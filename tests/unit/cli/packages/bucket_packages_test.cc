// Modules from buckets of a plane.
#include "cli/packages/bucket_packages.h"

#include "aws/client/s3_client.h"
#include "cli/frame/interruptible_sleeper.h"
#include "engine/backend/aws_arguments.h"
#include "tests/unit/cli/command_line_fixture.h"

namespace rolecall::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class BucketPackagesTest : public CommandLineTest {
 protected:
  void SetUp() override {
    CommandLineTest::SetUp();
    StartPlane();
    diag::Diagnostics problems;
    connection_ = engine::ConnectAws({.where = "the test"}, context_, {}, problems);
    ASSERT_NE(connection_, nullptr);
    s3_.emplace(connection_->client(), aws::S3Options{.path_style = true});
    ASSERT_TRUE(s3_->CreateBucket("modules").ok());
  }
  void Put(const std::string& key, const std::string& body) {
    const auto put = s3_->PutObject("modules", key, body);
    ASSERT_TRUE(put.ok()) << put.error().message;
  }
  // `init` and `apply` of a directory that calls the module.
  int Use(const std::string& source) {
    Write("main.tf", "module \"m\" {\n  source = \"" + source + "\"\n}\noutput \"o\" {\n  value = module.m.o\n}\n");
    const int code = Run({"init"});
    return code == kExitOk ? Run({"apply", "-auto-approve"}) : code;
  }
  std::string At(const std::string& path) const { return "s3::" + plane_->endpoint() + "/modules/" + path; }

  http::CurlClient http_{http::ClientOptions{}};
  InterruptibleSleeper sleeper_{interrupt_};
  const engine::BackendContext context_{.files = &files_,
                                        .http = &http_,
                                        .environment = &environment_,
                                        .clock = &clock_,
                                        .random = &random_,
                                        .sleeper = &sleeper_};
  std::unique_ptr<engine::AwsConnection> connection_;
  std::optional<aws::S3Client> s3_;
};

TEST_F(BucketPackagesTest, ADirectoryIsAllObjectsBelowIt) {
  Put("vpc/main.tf", "module \"in\" {\n  source = \"./in\"\n}\noutput \"o\" {\n  value = module.in.o\n}\n");
  Put("vpc/in/main.tf", "output \"o\" {\n  value = \"found\"\n}\n");
  Put("vpc/", "");
  Put("vpcs/main.tf", "not this one");
  EXPECT_EQ(Use(At("vpc?region=eu-central-1")), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("o = \"found\""));
  EXPECT_FALSE(Exists(".terraform/modules/m/vpcs"));
}

TEST_F(BucketPackagesTest, WhatIsNotThereOrNotAllowedIsTold) {
  EXPECT_EQ(Use(At("none?region=eu-central-1")), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("the bucket \"modules\" has nothing below \"none/\""));
  EXPECT_EQ(Use(At("none.zip?region=eu-central-1")), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("NoSuchKey"));
  Put("broken.zip", "no archive");
  EXPECT_EQ(Use(At("broken.zip?region=eu-central-1")), kExitError);
  EXPECT_FALSE(Exists(".terraform/modules/m"));
  environment_.Set("AWS_SECRET_ACCESS_KEY", "wrong");
  EXPECT_EQ(Use(At("vpc?region=eu-central-1")), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("StatusCode: 403"));
}

TEST_F(BucketPackagesTest, NoNameLeadsOutOfTheDirectory) {
  Put("evil/../../../escaped.tf", "x");
  EXPECT_EQ(Use(At("evil?region=eu-central-1")), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("has a path that leads out of it"));
  EXPECT_FALSE(Exists("escaped.tf"));
  EXPECT_FALSE(Exists(".terraform/escaped.tf"));
}

TEST_F(BucketPackagesTest, WhatIsSecretInASourceIsNotShown) {
  for (const std::string& source :
       {At("vpc?aws_access_key_secret=hunter2"), std::string("https://u:hunter2@127.0.0.1:9/a.zip"),
        std::string("git::https://u:hunter2@127.0.0.1:9/a.git")}) {
    EXPECT_EQ(Use(source), kExitError);
    EXPECT_THAT(out() + err(), Not(HasSubstr("hunter2"))) << source;
  }
  EXPECT_EQ(Use(At("vpc?aws_access_key_secret=hunter2")), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("aws_access_key_secret would put a key into the configuration"));
}

TEST_F(BucketPackagesTest, BoundsHold) {
  Put("large/a.tf", std::string(600, '#'));
  Put("large/b.tf", std::string(600, '#'));
  const BucketAddress address{plane_->endpoint(), "eu-central-1", "modules", "large", "", ""};
  const auto why = [&](BucketBounds bounds) {
    const Result<void> written = BucketPackages(context_, bounds).Directory(address, "out");
    return written.ok() ? "" : written.error().message;
  };
  EXPECT_EQ(why({}), "");
  EXPECT_THAT(why({.max_bytes = 1000}), HasSubstr("more than 1000 bytes together"));
  EXPECT_THAT(why({.max_objects = 1}), HasSubstr("more than 1 objects"));
}

}  // namespace
}  // namespace rolecall::cli
