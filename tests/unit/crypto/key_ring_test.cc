#include "crypto/key_ring.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace rolecall::crypto {
namespace {

const std::string kOne(32, '1'), kTwo(32, '2');

KeyRing Keys(std::vector<std::string> texts) {
  std::vector<Secret> keys;
  for (std::string& text : texts) keys.emplace_back(std::move(text));
  return KeyRing::Make(std::move(keys)).value();
}

TEST(KeyRingTest, TheFirstSealsAndAllOpen) {
  FakeRandom random;
  const KeyRing old = Keys({kOne}), both = Keys({kTwo, kOne});
  const std::string sealed_before = old.Seal("text", "purpose", random);
  const std::string sealed_after = both.Seal("text", "purpose", random);
  EXPECT_FALSE(both.Open(sealed_before, "purpose")->by_newest);
  EXPECT_EQ(both.Open(sealed_before, "purpose")->text.Reveal(), "text");
  EXPECT_TRUE(both.Open(sealed_after, "purpose")->by_newest);
  EXPECT_EQ(old.Open(sealed_after, "purpose").error().code, ErrorCode::kUnauthenticated);
  EXPECT_FALSE(both.Open(sealed_before, "another purpose").ok());
}

TEST(KeyRingTest, AreReadFromBytesAndFromBase64) {
  const std::string one = Base64Encode(kOne), two = Base64Encode(kTwo);
  EXPECT_EQ(ReadKeyRing(kTwo + kOne).value(), Keys({kTwo, kOne}));
  for (const std::string& text :
       {two + "\n" + one, two + "," + one + "\n", two + "\r\n" + one + "\r\n", two + ", " + one}) {
    ASSERT_TRUE(ReadKeyRing(text).ok()) << text;
    EXPECT_EQ(*ReadKeyRing(text), Keys({kTwo, kOne})) << text;
  }
  EXPECT_FALSE(*ReadKeyRing(kOne + kTwo) == Keys({kTwo, kOne}));
}

TEST(KeyRingTest, OfAnotherSizeOrNumberOrTwiceAreRefused) {
  std::string nine;
  for (char c = 'a'; c < 'j'; ++c) nine += std::string(32, c);
  for (const std::string& text : {std::string(), std::string("\n"), std::string(31, 'k'), std::string(33, 'k'),
                                  Base64Encode("short"), kOne + kOne, nine, Base64Encode(kOne) + "\nrest"}) {
    EXPECT_EQ(ReadKeyRing(text).error().code, ErrorCode::kInvalidArgument) << text;
  }
}

TEST(KeyRingTest, OlderOnesComeAfterTheirOwnAndOnce) {
  EXPECT_EQ(Keys({kTwo}).With(Keys({kTwo, kOne})), Keys({kTwo, kOne}));
  EXPECT_EQ(Keys({kTwo}).With(Keys({kOne})).newest().Reveal(), kTwo);
}

}  // namespace
}  // namespace rolecall::crypto
