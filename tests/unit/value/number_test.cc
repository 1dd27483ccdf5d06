#include "value/number.h"

#include <gtest/gtest.h>

namespace rolecall::value {
namespace {

Number Parsed(std::string_view text) {
  const auto number = Number::Parse(text);
  EXPECT_TRUE(number.has_value()) << text;
  return number.value_or(Number());
}

TEST(Number, PrintsShortestTextThatReadsBack) {
  for (const char* text : {"0", "-7", "0.1", "1.5", "-0.25", "100000000000000000000000000000000000001", "12.000001"}) {
    EXPECT_EQ(Parsed(text).Text(), text);
  }
  EXPECT_EQ(Parsed("1e3").Text(), "1000");
  EXPECT_EQ(Parsed("15e-4").Text(), "0.0015");
  EXPECT_EQ(Parsed("1e50").Text(), "1" + std::string(50, '0'));
}

TEST(Number, ZeroHasASignOnlyWhereItWasNegated) {
  EXPECT_EQ((-Number()).Text(), "-0");
  EXPECT_EQ((-(-Number())).Text(), "0");
  EXPECT_TRUE(-Number() == Number());
  EXPECT_EQ((-Number() + Number(1)).Text(), "1");
}

TEST(Number, ThirdHas155Digits) {
  const std::string third = (Number(1) / Number(3)).Text();
  EXPECT_EQ(third.substr(0, 12), "0.3333333333");
  EXPECT_EQ(third.size(), 157u);
}

TEST(Number, DecimalFractionsAreNotExactButClose) {
  EXPECT_EQ((Parsed("0.1") + Parsed("0.2")).Text(), "0.3");
  EXPECT_EQ(Number::FromDouble(0.1).Text(), "0.1");
}

TEST(Number, RefusesWhatIsNoDecimal) {
  for (const char* text : {"", "-", ".", "e5", "1e", "1x", "0x10", "1 ", " 1", "1e99999", "--1", "1.2.3", "Inf"}) {
    EXPECT_FALSE(Number::Parse(text).has_value()) << text;
  }
  EXPECT_FALSE(Number::Parse(std::string(5000, '9')).has_value());
}

TEST(Number, OverflowOfSmallIntegersGoesOnInBigOnes) {
  const Number most(INT64_MAX);
  EXPECT_EQ((most + Number(1)).Text(), "9223372036854775808");
  EXPECT_EQ((most + Number(1) - Number(1)).ToInt64(), INT64_MAX);
  EXPECT_EQ((most * most).Text(), "85070591730234615847396907784232501249");
  EXPECT_EQ((-Number(INT64_MIN)).Text(), "9223372036854775808");
  EXPECT_FALSE((most + Number(1)).ToInt64().has_value());
}

TEST(Number, RoundsAndComparesAcrossForms) {
  EXPECT_EQ(Parsed("-1.8").Floor(), Number(-2));
  EXPECT_EQ(Parsed("-1.8").Ceil(), Number(-1));
  EXPECT_EQ(Parsed("2.9").Trunc(), Number(2));
  EXPECT_EQ(Number::Modulo(Number(-7), Number(3)), Number(-1));
  EXPECT_LT(Parsed("1.5"), Number(2));
  EXPECT_GT(Number::PositiveInfinity(), Parsed("1e9999"));
  EXPECT_EQ(Parsed("2.0"), Number(2));
}

TEST(Number, ReadsAndPrintsOtherBases) {
  EXPECT_EQ(Number::ParseInteger("ff", 16), Number(255));
  EXPECT_EQ(Number::ParseInteger("-FF", 16), Number(-255));
  EXPECT_EQ(Number::ParseInteger("Aa", 62), Number(36 * 62 + 10));
  EXPECT_FALSE(Number::ParseInteger("12", 2).has_value());
  EXPECT_FALSE(Number::ParseInteger("", 10).has_value());
  EXPECT_EQ(Number(-254).IntegerText(16), "-fe");
  EXPECT_EQ(Parsed("5.9").IntegerText(2), "101");
  EXPECT_EQ(Parsed("2.346").Printed('f', 2), "2.35");
}

}  // namespace
}  // namespace rolecall::value
