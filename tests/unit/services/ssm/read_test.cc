// GetParameter, GetParameters, GetParameterHistory, DeleteParameter(s).
#include <gmock/gmock.h>

#include "base/encoding.h"
#include "tests/unit/services/ssm/ssm_fixture.h"

namespace rolecall::services::ssm {
namespace {

using ::testing::ElementsAre;
using SsmRead = SsmTest;

TEST_F(SsmRead, AParameterIsAsAwsShowsIt) {
  Put("/app/db", "one");
  const Reply reply = Ask("GetParameter", {{"Name", "/app/db"}});
  EXPECT_EQ(reply.json.as_object(), (bj::object{{"Parameter",
                                                 {{"ARN", std::string(kArnPrefix) + "/app/db"},
                                                  {"DataType", "text"},
                                                  {"LastModifiedDate", 1795000000.0},
                                                  {"Name", "/app/db"},
                                                  {"Type", "String"},
                                                  {"Value", "one"},
                                                  {"Version", 1}}}}));
}

TEST_F(SsmRead, NamesSelectVersionsAndLabels) {
  Put("/a", "one");
  Overwrite("/a", "two");
  Ask("LabelParameterVersion", {{"Name", "/a"}, {"ParameterVersion", 1}, {"Labels", bj::array{"prod"}}});
  const auto shown = [&](const std::string& name) {
    const Reply reply = Ask("GetParameter", {{"Name", name}});
    return reply.ok()
               ? reply.At("Parameter/Value") + " " + reply.At("Parameter/Selector") + " " + reply.At("Parameter/Name")
               : reply.Outcome();
  };
  EXPECT_EQ(shown("/a"), "two (none) /a");
  EXPECT_EQ(shown("/a:1"), "one :1 /a");
  EXPECT_EQ(shown("/a:prod"), "one :prod /a");
  EXPECT_EQ(shown(std::string(kArnPrefix) + "/a:1"), "one :1 /a");
  EXPECT_EQ(shown("/a:3"),
            "400 ParameterVersionNotFound: Systems Manager could not find version 3 of /a. Verify the version and try "
            "again.");
  EXPECT_EQ(shown("/a:none"),
            "400 ParameterVersionNotFound: Systems Manager could not find label none of /a. Verify the label and try "
            "again.");
  EXPECT_EQ(shown("/a:99999999999999999999").substr(0, 28), "400 ParameterVersionNotFound");
  EXPECT_EQ(shown("/none:1"), "400 ParameterNotFound: ");
  for (const char* wrong : {"/a:", "/a:1:2"}) {
    EXPECT_EQ(shown(wrong),
              "400 ValidationException: Invalid parameter name. Please use correct syntax for referencing a "
              "version/label  <name>:<version/label>");
  }
}

TEST_F(SsmRead, AnArnNamesAParameterWithOrWithoutASlash) {
  Put("flat", "one");
  Put("/a/b", "two");
  EXPECT_EQ(Ask("GetParameter", {{"Name", std::string(kArnPrefix) + "/flat"}}).At("Parameter/Name"), "flat");
  EXPECT_EQ(Ask("GetParameter", {{"Name", std::string(kArnPrefix) + "/a/b"}}).At("Parameter/Name"), "/a/b");
  EXPECT_EQ(Ask("GetParameter", {{"Name", "flat"}}).At("Parameter/ARN"), std::string(kArnPrefix) + "/flat");
  ExpectNotFound(Ask("GetParameter", {{"Name", "/flat"}}));
  Put("/top", "three");
  EXPECT_EQ(Ask("GetParameter", {{"Name", std::string(kArnPrefix) + "/top"}}).At("Parameter/Name"), "/top");
  for (const char* other :
       {"arn:aws:s3:::bucket", "arn:aws:ssm:eu-central-1:054000737513:document/flat",
        "arn:aws:ssm:eu-central-1::parameter/flat", "arn:aws:ssm:eu-central-1:054000737513:parameter//a/b"}) {
    ExpectValidation(Ask("GetParameter", {{"Name", other}}), kBadName);
  }
}

TEST_F(SsmRead, WhatIsNoNameIsToldSo) {
  for (const char* name : {"a/b", "/a//b", "/a/", "/a b", "/\xC3\xA4"}) {
    ExpectValidation(Ask("GetParameter", {{"Name", name}}), kBadName);
  }
}

TEST_F(SsmRead, PublicParametersDoNotExist) {
  ExpectNotFound(
      Ask("GetParameter", {{"Name", "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"}}));
}

TEST_F(SsmRead, ASecureStringIsShownToWhoAsksForItsDecryption) {
  Put("/s", "hidden", {{"Type", "SecureString"}});
  EXPECT_EQ(Value("/s"), "hidden");
  const std::string opaque = Ask("GetParameter", {{"Name", "/s"}}).At("Parameter/Value");
  ASSERT_TRUE(Base64Decode(opaque).has_value());
  EXPECT_EQ(Base64Decode(opaque)->find("hidden"), std::string::npos);
  // The same as long as the version is.
  EXPECT_EQ(Ask("GetParameters", {{"Names", bj::array{"/s"}}}).At("Parameters/Value"), opaque);
  EXPECT_EQ(Ask("GetParameterHistory", {{"Name", "/s"}}).At("Parameters/Value"), opaque);
  EXPECT_EQ(Ask("GetParametersByPath", {{"Path", "/"}}).At("Parameters/Value"), opaque);
  Overwrite("/s", "hidden", {{"Type", "SecureString"}});
  EXPECT_NE(Ask("GetParameter", {{"Name", "/s"}}).At("Parameter/Value"), opaque);
  // Nothing of the value is in it, not even how long it is.
  Put("/t", std::string(3000, 'x'), {{"Type", "SecureString"}});
  EXPECT_EQ(Ask("GetParameter", {{"Name", "/t"}}).At("Parameter/Value").size(), opaque.size());
}

TEST_F(SsmRead, SeveralAtOnceAndTheMissingByName) {
  Put("/a", "one");
  Put("b", "two");
  const Reply reply = Ask("GetParameters", {{"Names", bj::array{"/a:1", "b", "/none", "/a:7", "b:label"}}});
  EXPECT_THAT(reply.All("Parameters/Value"), ElementsAre("one", "two"));
  EXPECT_THAT(reply.All("InvalidParameters"), ElementsAre("/none", "/a:7", "b:label"));
  bj::array eleven;
  for (int i = 0; i < 11; ++i) eleven.emplace_back("n");
  EXPECT_THAT(Ask("GetParameters", {{"Names", eleven}}).error_message,
              ::testing::EndsWith("at 'names' failed to satisfy constraint: Member must have length less than or equal "
                                  "to 10"));
}

TEST_F(SsmRead, OneThatMayNotBeReadFailsAll) {
  Put("/a");
  Put("/b");
  const Caller user = NewUser("ann", testing::Allow("ssm:GetParameters", std::string(kArnPrefix) + "/a"));
  EXPECT_EQ(AskAs(user, "GetParameters", {{"Names", bj::array{"/a"}}}).All("Parameters/Name"), Names{"/a"});
  ExpectDenied(AskAs(user, "GetParameters", {{"Names", bj::array{"/a", "/b"}}}), "ssm:GetParameters");
}

TEST_F(SsmRead, TheHistoryTellsEveryVersion) {
  Put("/a", "one", {{"Description", "first"}, {"AllowedPattern", ".*"}});
  clock().Advance(std::chrono::seconds(60));
  Overwrite("/a", "two", {{"Description", "second"}});
  Ask("LabelParameterVersion", {{"Name", "/a"}, {"ParameterVersion", 1}, {"Labels", bj::array{"old"}}});
  const Reply reply = Ask("GetParameterHistory", {{"Name", "/a"}});
  EXPECT_THAT(reply.All("Parameters/Version"), ElementsAre("1", "2"));
  EXPECT_EQ(reply.json.at("Parameters").as_array()[0].as_object(),
            (bj::object{{"Name", "/a"},
                        {"Type", "String"},
                        {"LastModifiedDate", 1795000000.0},
                        {"LastModifiedUser", "arn:aws:iam::054000737513:root"},
                        {"Version", 1},
                        {"Tier", "Standard"},
                        {"Policies", bj::array{}},
                        {"DataType", "text"},
                        {"Description", "first"},
                        {"AllowedPattern", ".*"},
                        {"Value", "one"},
                        {"Labels", bj::array{"old"}}}));
  ExpectNotFound(Ask("GetParameterHistory", {{"Name", "/none"}}));
}

TEST_F(SsmRead, TheHistoryComesInPages) {
  Put("/a", "v1");
  for (int i = 2; i <= 5; ++i) Overwrite("/a", "v" + std::to_string(i));
  Names versions;
  std::string token;
  do {
    bj::object input{{"Name", "/a"}, {"MaxResults", 2}};
    if (!token.empty()) input["NextToken"] = token;
    const Reply page = Ask("GetParameterHistory", input);
    EXPECT_LE(page.All("Parameters/Version").size(), 2u);
    for (const std::string& version : page.All("Parameters/Version")) versions.push_back(version);
    token = page.json.as_object().contains("NextToken") ? page.At("NextToken") : "";
  } while (!token.empty());
  EXPECT_THAT(versions, ElementsAre("1", "2", "3", "4", "5"));
  EXPECT_EQ(Ask("GetParameterHistory", {{"Name", "/a"}, {"NextToken", "!"}}).error_code, "InvalidNextToken");
}

TEST_F(SsmRead, ADeletedParameterBeginsAnew) {
  Put("/a", "one");
  Overwrite("/a", "two");
  EXPECT_EQ(Ask("DeleteParameter", {{"Name", "/a"}}).body, "{}");
  ExpectNotFound(Ask("GetParameter", {{"Name", "/a"}}));
  ExpectNotFound(Ask("DeleteParameter", {{"Name", "/a"}}));
  EXPECT_EQ(TryPut("/a", "three").At("Version"), "1");
}

TEST_F(SsmRead, SeveralAreDeletedAtOnce) {
  Put("/a");
  Put("b");
  const Reply reply = Ask("DeleteParameters", {{"Names", bj::array{"/a", "/none", "b", "a b"}}});
  EXPECT_THAT(reply.All("DeletedParameters"), ElementsAre("/a", "b"));
  EXPECT_THAT(reply.All("InvalidParameters"), ElementsAre("/none", "a b"));
  EXPECT_EQ(Ask("DescribeParameters", {}).All("Parameters/Name"), Names{});
  Put("/a");
  Put("/b");
  const Caller user = NewUser("ann", testing::Allow("ssm:DeleteParameters", std::string(kArnPrefix) + "/a"));
  ExpectDenied(AskAs(user, "DeleteParameters", {{"Names", bj::array{"/a", "/b"}}}), "ssm:DeleteParameters");
  EXPECT_NE(Record("/a"), nullptr);
}

}  // namespace
}  // namespace rolecall::services::ssm
