#include "crypto/password_hash.h"

#include <gtest/gtest.h>

namespace rolecall::crypto {
namespace {

TEST(PasswordHash, FitsItsPasswordAlone) {
  FakeRandom random;
  const std::string hash = HashPassword(Secret("correct horse"), random).value();
  EXPECT_TRUE(hash.starts_with("$y$")) << hash;
  EXPECT_EQ(hash.find("horse"), std::string::npos);
  EXPECT_TRUE(PasswordMatches(Secret("correct horse"), hash));
  EXPECT_FALSE(PasswordMatches(Secret("correct horsf"), hash));
  EXPECT_FALSE(PasswordMatches(Secret(""), hash));
}

TEST(PasswordHash, IsSaltedAndMindsEveryByte) {
  FakeRandom random;
  const std::string shared(127, 'x');  // bcrypt would look at 72 bytes
  const std::string hash = HashPassword(Secret(shared + "a"), random).value();
  EXPECT_NE(hash, HashPassword(Secret(shared + "a"), random).value());
  EXPECT_FALSE(PasswordMatches(Secret(shared + "b"), hash));
}

TEST(PasswordHash, RefusesWhatCannotBeHashed) {
  FakeRandom random;
  for (const std::string& text : {std::string(), std::string("a\0b", 3), std::string(kMaxPasswordBytes + 1, 'x')}) {
    EXPECT_EQ(HashPassword(Secret(text), random).error().code, ErrorCode::kInvalidArgument);
  }
}

TEST(PasswordHash, NothingMatchesWhatIsNoHash) {
  for (const char* hash : {"", "*0", "x", "$y$", "$y$j9T$", "secret", "$2a$04$abcdefghijklmnopqrstuu"}) {
    EXPECT_FALSE(PasswordMatches(Secret("secret"), hash)) << hash;
  }
}

}  // namespace
}  // namespace rolecall::crypto
