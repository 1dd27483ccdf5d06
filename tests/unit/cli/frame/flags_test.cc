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
  const ParsedFlags parsed =
      flags_.Parse({"-json", "--refresh=false", "-out", "f", "-var", "a=b", "-var=c=d", "x", "-parallelism=3"});
  ASSERT_TRUE(parsed.ok()) << parsed.problem;
  EXPECT_EQ(parsed.positional, Words{"x"});
  EXPECT_EQ(parsed.values.at("refresh"), "false");
  EXPECT_EQ(parsed.values.at("var"), "c=d");
  EXPECT_TRUE(json_);
  EXPECT_FALSE(refresh_);
  EXPECT_EQ(out_, "f");
  EXPECT_EQ(list_, (Words{"a=b", "c=d"}));
  EXPECT_EQ(parallelism_, 3);
}

TEST_F(FlagsTest, WhatFollowsTwoDashesIsPositional) {
  EXPECT_EQ(flags_.Parse({"-json", "--", "-out", "-"}).positional, (Words{"-out", "-"}));
  EXPECT_EQ(flags_.Parse({"cmd", "-json"}, false).positional, (Words{"cmd", "-json"}));
}

TEST_F(FlagsTest, RefusesWhatItDoesNotKnowAndSaysWhatIsNear) {
  const ParsedFlags wrong = flags_.Parse({"--paralelism=3"});
  EXPECT_EQ(wrong.problem, "flag provided but not defined: -paralelism");
  EXPECT_EQ(wrong.advice, ". Did you mean -parallelism?");
}

TEST_F(FlagsTest, SaysWhatIsWrongAsGoDoes) {
  const std::pair<const char*, const char*> kWrong[] = {
      {"-out", "flag needs an argument: -out"},
      {"-parallelism=x", "invalid value \"x\" for flag -parallelism: parse error"},
      {"-parallelism=99999999999", "invalid value \"99999999999\" for flag -parallelism: value out of range"},
      {"-json=maybe", "invalid boolean value \"maybe\" for -json: parse error"},
      {"-lock-timeout=5", "invalid value \"5\" for flag -lock-timeout: parse error"},
      {"---out", "bad flag syntax: ---out"},
      {"-=x", "bad flag syntax: -=x"},
  };
  for (const auto& [word, problem] : kWrong) EXPECT_EQ(flags_.Parse({word}).problem, problem);
}

TEST_F(FlagsTest, NothingIsLookedAtBehindAFlagThatIsWrong) {
  EXPECT_EQ(flags_.Parse({"a", "-bogus", "-json", "b"}).positional, (Words{"a", "-json", "b"}));
  EXPECT_FALSE(json_);
  EXPECT_EQ(flags_.Parse({"-parallelism", "x", "b"}).positional, Words{"b"});
  EXPECT_EQ(flags_.Parse({"---out", "b"}).positional, (Words{"---out", "b"}));
}

TEST(FlagsCustom, DoesNotRepeatAValueThatItRefuses) {
  Flags flags;
  flags.Custom(
      "store", "URL",
      [](const std::string&) {
        return Result<void>(Error{ErrorCode::kInvalidArgument, "is no URL"});
      },
      "");
  EXPECT_EQ(flags.Parse({"-store=pg://u:secret@h"}).problem, "invalid value for flag -store: is no URL");
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
    const ParsedFlags wrong = flags.Parse({"-lock-timeout=" + std::string(text)});
    ASSERT_FALSE(wrong.ok()) << text;
    EXPECT_NE(wrong.advice.find("use a number with a unit such as 30s, 5m or 500ms"), std::string::npos);
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
  EXPECT_EQ(flags.Parse({"-kubernetes", "x"}).positional, Words{"x"});
  EXPECT_TRUE(given);
  EXPECT_EQ(text, "");
  EXPECT_EQ(flags.Parse({"--kubernetes=/f"}).positional, Words{});
  EXPECT_EQ(text, "/f");
}

}  // namespace
}  // namespace rolecall::cli
