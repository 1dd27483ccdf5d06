#include "base/duration.h"

#include <gtest/gtest.h>

#include <string>

namespace rolecall {
namespace {

using namespace std::chrono_literals;  // NOLINT: "1s" is what is tested

TEST(Duration, AddsItsParts) {
  EXPECT_EQ(ParseDuration("1h30m"), 90min);
  EXPECT_EQ(ParseDuration("1h1m1s1ms1us1ns"), 1h + 1min + 1s + 1ms + 1us + 1ns);
  EXPECT_EQ(ParseDuration("2\xC2\xB5s"), 2us);  // the micro sign
  EXPECT_EQ(ParseDuration("2\xCE\xBCs"), 2us);  // the Greek letter
  EXPECT_EQ(ParseDuration("1m1m"), 2min);
}

TEST(Duration, HasASign) {
  EXPECT_EQ(ParseDuration("-1.5s"), -1500ms);
  EXPECT_EQ(ParseDuration("+5s"), 5s);
  EXPECT_EQ(ParseDuration("-0"), 0ns);
}

TEST(Duration, FractionsAreExact) {
  EXPECT_EQ(ParseDuration("1.3s"), 1300ms);
  EXPECT_EQ(ParseDuration("0.1h"), 6min);
  EXPECT_EQ(ParseDuration(".5m"), 30s);
  EXPECT_EQ(ParseDuration("1.s"), 1s);
  EXPECT_EQ(ParseDuration("0.9999999999s"), 999'999'999ns);  // what is finer is cut off
  EXPECT_EQ(ParseDuration("0.333333333333333333333h"), 1'199'999'999'999ns);
}

TEST(Duration, IsNothingElse) {
  for (const char* text : {"",    "+",   "-",  "5",    "00",  "s",      ".s",   ".",    "1x",   "1S",   "1 s",
                           " 1s", "1s ", "1d", "--1s", "1-s", "1.2.3s", "1e3s", "infs", "nans", "1h30", "0x1s"}) {
    EXPECT_FALSE(ParseDuration(text)) << text;
  }
}

TEST(Duration, EndsAt292Years) {
  EXPECT_EQ(ParseDuration("2562047h47m16.854775807s"), std::chrono::nanoseconds::max());
  for (const char* text : {"2562047h47m16.854775808s", "2562048h", "9223372036854775808ns", "9223372037s",
                           "99999999999999999999999999h", "2562047h60m"}) {
    EXPECT_FALSE(ParseDuration(text)) << text;
  }
}

TEST(WholeSeconds, AreNeitherBelowZeroNorParts) {
  EXPECT_EQ(ParseWholeSeconds("1h30m"), 5400s);
  EXPECT_EQ(ParseWholeSeconds("1.5h"), 5400s);
  EXPECT_EQ(ParseWholeSeconds("0"), 0s);
  for (const char* text : {"-1s", "1.5s", "1ms", "", "15"}) EXPECT_FALSE(ParseWholeSeconds(text)) << text;
}

}  // namespace
}  // namespace rolecall
