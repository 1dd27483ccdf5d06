#include "cli/frame/flags.h"

#include <gtest/gtest.h>

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

TEST_F(FlagsTest, ReadsDurationsOfUpToAYear) {
  std::chrono::milliseconds timeout{7};
  Flags flags;
  flags.Duration("lock-timeout", "DURATION", &timeout, "");
  for (const auto& [text, milliseconds] : std::vector<std::pair<std::string, int>>{
           {"1m30s", 90000}, {"500ms", 500}, {"1.5s", 1500}, {"0", 0}, {"1500us", 2}}) {
    ASSERT_TRUE(flags.Parse({"-lock-timeout=" + text}).ok()) << text;
    EXPECT_EQ(timeout.count(), milliseconds) << text;
  }
  for (const char* text : {"", "5", "s", "-1s", "1x", "8761h", "99999999h", "infs", "nans"}) {
    const auto wrong = flags.Parse({"-lock-timeout=" + std::string(text)});
    ASSERT_FALSE(wrong.ok()) << text;
    EXPECT_NE(wrong.error().message.find("use a number with a unit such as 30s, 5m or 500ms"), std::string::npos);
  }
}

TEST(SplitShellWords, SplitsAsAShellDoes) {
  EXPECT_EQ(*SplitShellWords("-a  'b c' \"d \\\"e\" f\\ g ''"), (Words{"-a", "b c", "d \"e", "f g", ""}));
  EXPECT_TRUE(SplitShellWords("")->empty());
  EXPECT_FALSE(SplitShellWords("'open").ok());
}

TEST(FlagsOptional, ValueStandsBehindTheEqualsSignOrIsNotThere) {
  Flags flags;
  bool given = false;
  std::string text = "before";
  flags.OptionalText("kubernetes", "FILE", &given, &text, "");
  EXPECT_EQ(*flags.Parse({"-kubernetes", "x"}), Words{"x"});
  EXPECT_TRUE(given);
  EXPECT_EQ(text, "");
  EXPECT_EQ(*flags.Parse({"--kubernetes=/f"}), Words{});
  EXPECT_EQ(text, "/f");
}

}  // namespace
}  // namespace rolecall::cli
