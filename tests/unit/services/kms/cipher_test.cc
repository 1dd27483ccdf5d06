// The ciphertext: what it names, and that nothing else opens it.
#include "services/kms/cipher.h"

#include <gtest/gtest.h>

namespace rolecall::services::kms {
namespace {

directory::KmsKey KeyOf(const char* account = "054000737513", const char* id = "1234abcd-12ab-34cd-56ef-1234567890ab") {
  directory::KmsKey key;
  key.account = account;
  key.region = "eu-central-1";
  key.id = id;
  key.materials = {{.id = "first", .value = Secret(std::string(32, 'a'))}};
  return key;
}

std::string Opened(const directory::KmsKey& key, const std::string& blob, const directory::Tags& context = {}) {
  const std::optional<Secret> opened = Open(key, blob, context);
  return opened ? std::string(opened->Reveal()) : "(refused)";
}

TEST(KmsCipher, NamesItsAccountKeyAndGeneration) {
  FakeRandom random;
  directory::KmsKey key = KeyOf("000000000012");
  key.materials.push_back({.id = "second", .value = Secret(std::string(32, 'b'))});
  const std::string blob = Seal(key, "text", {}, random);
  EXPECT_EQ(blob.size(), kCiphertextOverheadBytes + 4);
  const std::optional<CiphertextName> name = ReadCiphertextName(blob);
  ASSERT_TRUE(name.has_value());
  EXPECT_EQ(name->account, "000000000012");
  EXPECT_EQ(name->key_id, "1234abcd-12ab-34cd-56ef-1234567890ab");
  EXPECT_EQ(name->generation, 1u);
}

TEST(KmsCipher, OpensWithTheGenerationThatItNames) {
  FakeRandom random;
  directory::KmsKey key = KeyOf();
  const std::string before = Seal(key, "old", {}, random);
  key.materials.push_back({.id = "second", .value = Secret(std::string(32, 'b'))});
  const std::string after = Seal(key, "new", {}, random);
  EXPECT_EQ(Opened(key, before), "old");
  EXPECT_EQ(Opened(key, after), "new");
  key.materials.pop_back();
  EXPECT_EQ(Opened(key, after), "(refused)");
}

TEST(KmsCipher, TwoTextsAreNeverAlike) {
  FakeRandom random;
  const directory::KmsKey key = KeyOf();
  EXPECT_NE(Seal(key, "text", {}, random), Seal(key, "text", {}, random));
}

TEST(KmsCipher, TheContextMustBeTheSameInAnyOrder) {
  FakeRandom random;
  const directory::KmsKey key = KeyOf();
  const std::string blob = Seal(key, "text", {{"a", "1"}, {"b", "2"}}, random);
  EXPECT_EQ(Opened(key, blob, {{"b", "2"}, {"a", "1"}}), "text");
  EXPECT_EQ(Opened(key, blob, {{"a", "1"}}), "(refused)");
  EXPECT_EQ(Opened(key, blob), "(refused)");
  EXPECT_EQ(Opened(key, blob, {{"a", "2"}, {"b", "1"}}), "(refused)");
  EXPECT_EQ(Opened(key, blob, {{"A", "1"}, {"b", "2"}}), "(refused)");
  // Where one text ends and the next begins counts.
  EXPECT_EQ(Opened(key, Seal(key, "text", {{"ab", "c"}}, random), {{"a", "bc"}}), "(refused)");
}

TEST(KmsCipher, EveryByteCounts) {
  FakeRandom random;
  const directory::KmsKey key = KeyOf();
  const std::string blob = Seal(key, "text", {}, random);
  for (std::size_t i = 0; i < blob.size(); ++i) {
    std::string changed = blob;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_EQ(Opened(key, changed), "(refused)") << i;
  }
  for (std::size_t length = 0; length < blob.size(); ++length) {
    EXPECT_EQ(Opened(key, blob.substr(0, length)), "(refused)") << length;
  }
  EXPECT_EQ(Opened(key, blob + '\0'), "(refused)");
}

TEST(KmsCipher, AnotherKeyOpensNothing) {
  FakeRandom random;
  const std::string blob = Seal(KeyOf(), "text", {}, random);
  EXPECT_EQ(Opened(KeyOf("111122223333"), blob), "(refused)");
  EXPECT_EQ(Opened(KeyOf("054000737513", "1234abcd-12ab-34cd-56ef-1234567890ac"), blob), "(refused)");
}

TEST(KmsCipher, WhatIsNoCiphertextNamesNothing) {
  EXPECT_FALSE(ReadCiphertextName("").has_value());
  EXPECT_FALSE(ReadCiphertextName(std::string(200, '\xff')).has_value());
  std::string too_large_account(200, '\xff');
  too_large_account[0] = 1;
  EXPECT_FALSE(ReadCiphertextName(too_large_account).has_value());
}

}  // namespace
}  // namespace rolecall::services::kms
