#include "cli/frame/flags.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "cli/identity/pod_manifests.h"
#include "cli/terraform/typed_values.h"

namespace rolecall::cli {
namespace {

using Words = std::vector<std::string>;

class FlagsTest : public ::testing::Test {
 protected:
  FlagsTest() {
    flags_.Switch("json", &json_, "");
    flags_.Switch("refresh", &refresh_, "");
    flags_.Text("out", "FILE", &out_, "");
    flags_.Number("parallelism", "N", &parallelism_, "");
    flags_.List("var", "X", &list_, "");
    flags_.Duration("lock-timeout", "D", &timeout_, "");
  }
  Flags flags_;
  bool json_ = false, refresh_ = true;
  std::string out_;
  int parallelism_ = 10;
  Words list_;
  std::chrono::milliseconds timeout_{0};
};

TEST_F(FlagsTest, TakesOneOrTwoDashesAndBothFormsOfValues) {
  const auto positional =
      flags_.Parse({"-json", "--refresh=false", "-out", "f", "-var", "a=b", "-var=c=d", "x", "-parallelism=3"});
  ASSERT_TRUE(positional.ok()) << positional.error().message;
  EXPECT_EQ(*positional, Words{"x"});
  EXPECT_TRUE(json_);
  EXPECT_FALSE(refresh_);
  EXPECT_EQ(out_, "f");
  EXPECT_EQ(list_, (Words{"a=b", "c=d"}));
  EXPECT_EQ(parallelism_, 3);
}

TEST_F(FlagsTest, WhatFollowsTwoDashesIsPositional) {
  EXPECT_EQ(*flags_.Parse({"-json", "--", "-out", "-"}), (Words{"-out", "-"}));
  EXPECT_EQ(*flags_.Parse({"cmd", "-json"}, false), (Words{"cmd", "-json"}));
}

TEST_F(FlagsTest, RefusesWhatItDoesNotKnowAndSaysWhatIsNear) {
  const auto wrong = flags_.Parse({"-paralelism=3"});
  ASSERT_FALSE(wrong.ok());
  EXPECT_NE(wrong.error().message.find("Did you mean -parallelism?"), std::string::npos);
  EXPECT_FALSE(flags_.Parse({"-out"}).ok());
  EXPECT_FALSE(flags_.Parse({"-parallelism=x"}).ok());
  EXPECT_FALSE(flags_.Parse({"-json=maybe"}).ok());
}

TEST(ParseDuration, ReadsGoDurations) {
  EXPECT_EQ(ParseDuration("1m30s")->count(), 90000);
  EXPECT_EQ(ParseDuration("500ms")->count(), 500);
  EXPECT_EQ(ParseDuration("1.5s")->count(), 1500);
  EXPECT_EQ(ParseDuration("0")->count(), 0);
  for (const char* text : {"", "5", "s", "-1s", "1x", "99999999h"}) EXPECT_FALSE(ParseDuration(text).ok()) << text;
}

TEST(SplitShellWords, SplitsAsAShellDoes) {
  EXPECT_EQ(*SplitShellWords("-a  'b c' \"d \\\"e\" f\\ g ''"), (Words{"-a", "b c", "d \"e", "f g", ""}));
  EXPECT_TRUE(SplitShellWords("")->empty());
  EXPECT_FALSE(SplitShellWords("'open").ok());
}

TEST(PodsIn, FindsThePodsOfWorkloads) {
  auto deployment = boost::json::parse(R"({"kind":"Deployment","spec":{"template":{"spec":{"containers":[]}}}})");
  ASSERT_EQ(PodsIn(deployment).size(), 1u);
  NameServiceAccount(*PodsIn(deployment)[0]);
  EXPECT_EQ(deployment.at("spec").at("template").at("spec").at("serviceAccountName"), "default");
  auto cron = boost::json::parse(R"({"kind":"CronJob","spec":{"jobTemplate":{"spec":{"template":{"spec":{}}}}}})");
  EXPECT_EQ(PodsIn(cron).size(), 1u);
  auto list = boost::json::parse(R"({"kind":"List","items":[{"kind":"Pod"},{"kind":"Service"}]})");
  EXPECT_EQ(PodsIn(list).size(), 1u);
  auto service = boost::json::parse(R"({"kind":"Service"})");
  EXPECT_TRUE(PodsIn(service).empty());
}

TEST(TypedValue, ReadsEveryKind) {
  const auto read = [](const char* text) { return TypedValue(json::Parse(text, {}).root); };
  EXPECT_EQ(read(R"({"k":"number","v":"1.5"})")->AsNumber().Text(), "1.5");
  EXPECT_TRUE(read(R"({"k":"null","t":"string"})")->IsNull());
  EXPECT_FALSE(read(R"({"k":"unknown","t":["list","string"]})")->IsKnown());
  EXPECT_EQ(read(R"({"k":"list","v":[{"k":"string","v":"a"}]})")->size(), 1u);
  EXPECT_EQ(read(R"({"k":"object","v":{"a":{"k":"bool","v":true}}})")->Get("a").AsBool(), true);
  EXPECT_TRUE(read(R"({"k":"marked","marks":["sensitive"],"v":{"k":"string","v":"a"}})")->HasMark("sensitive"));
  EXPECT_FALSE(read(R"({"k":"number","v":"x"})").ok());
  EXPECT_FALSE(read(R"({"k":"other"})").ok());
  EXPECT_FALSE(read("7").ok());
}

}  // namespace
}  // namespace rolecall::cli
