#include "directory/master_keys.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace rolecall::directory {
namespace {

const std::string kOne(32, '1'), kTwo(32, '2');

MasterKeys Keys(std::vector<std::string> texts) {
  std::vector<Secret> keys;
  for (std::string& text : texts) keys.emplace_back(std::move(text));
  return MasterKeys::Make(std::move(keys)).value();
}

TEST(MasterKeysTest, TheFirstSealsAndAllOpen) {
  FakeRandom random;
  const MasterKeys old = Keys({kOne}), both = Keys({kTwo, kOne});
  const std::string sealed_before = old.Seal("text", "purpose", random);
  const std::string sealed_after = both.Seal("text", "purpose", random);
  EXPECT_FALSE(both.Open(sealed_before, "purpose")->by_newest);
  EXPECT_EQ(both.Open(sealed_before, "purpose")->text.Reveal(), "text");
  EXPECT_TRUE(both.Open(sealed_after, "purpose")->by_newest);
  EXPECT_EQ(old.Open(sealed_after, "purpose").error().code, ErrorCode::kUnauthenticated);
  EXPECT_FALSE(both.Open(sealed_before, "another purpose").ok());
}

TEST(MasterKeysTest, AreReadFromBytesAndFromBase64) {
  const std::string one = Base64Encode(kOne), two = Base64Encode(kTwo);
  EXPECT_EQ(ReadMasterKeys(kTwo + kOne).value(), Keys({kTwo, kOne}));
  for (const std::string& text :
       {two + "\n" + one, two + "," + one + "\n", two + "\r\n" + one + "\r\n", two + ", " + one}) {
    ASSERT_TRUE(ReadMasterKeys(text).ok()) << text;
    EXPECT_EQ(*ReadMasterKeys(text), Keys({kTwo, kOne})) << text;
  }
  EXPECT_FALSE(*ReadMasterKeys(kOne + kTwo) == Keys({kTwo, kOne}));
}

TEST(MasterKeysTest, OfAnotherSizeOrNumberOrTwiceAreRefused) {
  std::string nine;
  for (char c = 'a'; c < 'j'; ++c) nine += std::string(32, c);
  for (const std::string& text : {std::string(), std::string("\n"), std::string(31, 'k'), std::string(33, 'k'),
                                  Base64Encode("short"), kOne + kOne, nine, Base64Encode(kOne) + "\nrest"}) {
    EXPECT_EQ(ReadMasterKeys(text).error().code, ErrorCode::kInvalidArgument) << text;
  }
}

TEST(MasterKeysTest, OlderOnesComeAfterTheirOwnAndOnce) {
  EXPECT_EQ(Keys({kTwo}).With(Keys({kTwo, kOne})), Keys({kTwo, kOne}));
  EXPECT_EQ(Keys({kTwo}).With(Keys({kOne})).newest().Reveal(), kTwo);
}

}  // namespace
}  // namespace rolecall::directory
