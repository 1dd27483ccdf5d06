#include "crypto/one_time_code.h"

#include <gtest/gtest.h>

namespace rolecall::crypto {
namespace {

// "12345678901234567890", the seed of both RFCs' test values.
const Secret kSeed("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");

// RFC 4226, appendix D: the codes of the counters from 0.
const char* const kCodes[] = {"755224", "287082", "359152", "969429", "338314",
                              "254676", "287922", "162583", "399871", "520489"};

TEST(OneTimeCode, AreThoseOfRfc4226) {
  for (int i = 0; i < 10; ++i) EXPECT_EQ(OneTimeCode(kSeed, i), kCodes[i]);
}

// RFC 6238, appendix B, the last six of its eight digits.
TEST(OneTimeCode, FollowTheTimeAsRfc6238Says) {
  EXPECT_EQ(OneTimeCode(kSeed, OneTimeStep(FromUnixSeconds(59))), "287082");
  EXPECT_EQ(OneTimeCode(kSeed, OneTimeStep(FromUnixSeconds(1111111109))), "081804");
  EXPECT_EQ(OneTimeCode(kSeed, OneTimeStep(FromUnixSeconds(20000000000))), "353130");
}

TEST(OneTimeCode, AreFoundWithinTheWindowOnly) {
  EXPECT_EQ(FindCode(kSeed, "969429", {.first = 0, .last = 9}), 3);
  EXPECT_EQ(FindCode(kSeed, "969429", {.first = 3, .last = 3}), 3);
  EXPECT_FALSE(FindCode(kSeed, "969429", {.first = 4, .last = 9}).has_value());
  EXPECT_FALSE(FindCode(kSeed, "96942", {.first = 0, .last = 9}).has_value());
  EXPECT_FALSE(FindCode(kSeed, "", {.first = 0, .last = 9}).has_value());
}

TEST(OneTimeCode, TwoMustFollowOneAnother) {
  EXPECT_EQ(FindConsecutiveCodes(kSeed, "359152", "969429", {.first = 0, .last = 9}), 2);
  EXPECT_FALSE(FindConsecutiveCodes(kSeed, "969429", "359152", {.first = 0, .last = 9}).has_value());
  EXPECT_FALSE(FindConsecutiveCodes(kSeed, "359152", "359152", {.first = 0, .last = 9}).has_value());
  EXPECT_FALSE(FindConsecutiveCodes(kSeed, "359152", "338314", {.first = 0, .last = 9}).has_value());
}

TEST(OneTimeCode, ASeedThatIsNoBase32HasNone) {
  for (const char* seed : {"", "gezd", "GEZ1", "GEZD====", "GE ZD"}) {
    EXPECT_EQ(OneTimeCode(Secret(seed), 0), "") << seed;
    EXPECT_FALSE(FindCode(Secret(seed), "", {.first = 0, .last = 3}).has_value()) << seed;
  }
}

TEST(OneTimeCode, AWideWindowIsBounded) {
  EXPECT_FALSE(FindCode(kSeed, "755224", {.first = -kMaxWindow, .last = INT64_MAX / 2}).has_value());
  EXPECT_EQ(FindCode(kSeed, "755224", {.first = 1 - kMaxWindow, .last = INT64_MAX / 2}), 0);
}

}  // namespace
}  // namespace rolecall::crypto
