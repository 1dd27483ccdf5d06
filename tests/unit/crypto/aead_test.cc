#include "crypto/aead.h"

#include <gtest/gtest.h>

namespace rolecall::crypto {
namespace {

TEST(Aead, OpensWhatItSealed) {
  FakeRandom random;
  Secret key = MakeAeadKey(random);
  for (const std::string& text : {std::string(), std::string("x"), std::string(5000, 'a')}) {
    std::string sealed = Seal(key, text, "purpose", random);
    EXPECT_EQ(sealed.size(), text.size() + kAeadOverheadBytes);
    Result<Secret> opened = Open(key, sealed, "purpose");
    ASSERT_TRUE(opened.ok());
    EXPECT_EQ(opened->Reveal(), text);
  }
}

TEST(Aead, UsesANewNonceEachTime) {
  FakeRandom random;
  Secret key = MakeAeadKey(random);
  EXPECT_NE(Seal(key, "a", "", random), Seal(key, "a", "", random));
}

TEST(Aead, RefusesEveryChangedByte) {
  FakeRandom random;
  Secret key = MakeAeadKey(random);
  const std::string sealed = Seal(key, "hello", "purpose", random);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(Open(key, changed, "purpose").ok()) << i;
  }
}

TEST(Aead, RefusesAnotherPurposeKeyOrLength) {
  FakeRandom random;
  Secret key = MakeAeadKey(random);
  const std::string sealed = Seal(key, "hello", "purpose", random);
  EXPECT_FALSE(Open(key, sealed, "other purpose").ok());
  EXPECT_FALSE(Open(MakeAeadKey(random), sealed, "purpose").ok());
  EXPECT_FALSE(Open(key, sealed.substr(0, sealed.size() - 1), "purpose").ok());
  EXPECT_FALSE(Open(key, "", "purpose").ok());
  EXPECT_FALSE(Open(key, sealed.substr(0, kAeadOverheadBytes - 1), "purpose").ok());
}

}  // namespace
}  // namespace rolecall::crypto
