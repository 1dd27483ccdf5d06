#include "crypto/jwk.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace rolecall::crypto {
namespace {

namespace bj = boost::json;

PublicKey NewKey(KeyKind kind = KeyKind::kP256) { return PrivateKey::Generate(kind)->public_key(); }

// A set of one key with id "a", changed by `change`.
template <typename Change>
Result<KeySet> ParseChanged(Change change) {
  bj::value document = bj::parse(KeySet({{"a", NewKey()}}).ToJson());
  change(document.as_object()["keys"].as_array()[0].as_object());
  return KeySet::Parse(bj::serialize(document));
}

TEST(KeySet, ReadsWhatItWrites) {
  PublicKey rsa = NewKey(KeyKind::kRsa2048);
  PublicKey ec = NewKey(KeyKind::kP521);
  KeySet set = KeySet::Parse(KeySet({{"one", rsa}, {"two", ec}}).ToJson()).value();
  ASSERT_EQ(set.keys().size(), 2u);
  EXPECT_EQ(set.Find("one")->KeyId(), rsa.KeyId());
  EXPECT_EQ(set.Find("two")->KeyId(), ec.KeyId());
  EXPECT_EQ(set.Find("three"), nullptr);
}

TEST(KeySet, TellsWhetherItWasReadFromTheSameText) {
  const std::string text = KeySet({{"a", NewKey()}}).ToJson();
  const KeySet read = KeySet::Parse(text).value();
  EXPECT_TRUE(read.IsOfSameDocument(KeySet::Parse(text).value()));
  EXPECT_FALSE(read.IsOfSameDocument(KeySet::Parse(text + "\n").value()));
  EXPECT_FALSE(read.IsOfSameDocument(KeySet({{"a", NewKey()}})));
  EXPECT_FALSE(KeySet().IsOfSameDocument(KeySet()));
}

TEST(KeySet, FindsWithoutIdOnlyIfThereIsOneKey) {
  EXPECT_NE(KeySet({{"a", NewKey()}}).Find(std::nullopt), nullptr);
  EXPECT_EQ(KeySet({{"a", NewKey()}, {"b", NewKey()}}).Find(std::nullopt), nullptr);
  EXPECT_EQ(KeySet().Find(std::nullopt), nullptr);
}

TEST(KeySet, TakesAKeyWithoutUseAndWithAnyAlg) {
  EXPECT_EQ(ParseChanged([](bj::object& key) { key.erase("use"); })->keys().size(), 1u);
  EXPECT_EQ(ParseChanged([](bj::object& key) { key["alg"] = "HS256"; })->keys().size(), 1u);
  EXPECT_EQ(ParseChanged([](bj::object& key) { key["key_ops"] = {"verify"}; })->keys().size(), 1u);
}

TEST(KeySet, LeavesOutKeysThatAreNotForVerifying) {
  EXPECT_TRUE(ParseChanged([](bj::object& key) { key.erase("kid"); })->empty());
  EXPECT_TRUE(ParseChanged([](bj::object& key) { key["kid"] = ""; })->empty());
  EXPECT_TRUE(ParseChanged([](bj::object& key) { key["use"] = "enc"; })->empty());
  EXPECT_TRUE(ParseChanged([](bj::object& key) { key["key_ops"] = bj::array{"sign"}; })->empty());
  EXPECT_TRUE(ParseChanged([](bj::object& key) { key["kty"] = "oct"; })->empty());
  EXPECT_TRUE(ParseChanged([](bj::object& key) { key["crv"] = "P-384"; })->empty());
  EXPECT_TRUE(ParseChanged([](bj::object& key) { key["x"] = "AAAA"; })->empty());
  EXPECT_TRUE(ParseChanged([](bj::object& key) { key["d"] = "AAAA"; })->empty());
}

TEST(KeySet, RefusesDocumentsThatAreNone) {
  for (const char* text : {"", "[]", "{}", R"({"keys":{}})", R"({"keys":[])", "<html>"}) {
    EXPECT_FALSE(KeySet::Parse(text).ok()) << text;
  }
  EXPECT_FALSE(KeySet::Parse(std::string(600u << 10, ' ')).ok());
}

TEST(KeySet, TakesNoneOfATypeWithMoreThanAHundredKeys) {
  std::vector<PublishedKey> keys;
  PublicKey key = NewKey();
  PublicKey rsa = PrivateKey::Generate(KeyKind::kRsa2048)->public_key();
  for (int i = 0; i < 100; ++i) keys.push_back({std::to_string(i), key});
  EXPECT_NE(KeySet::Parse(KeySet(keys).ToJson())->Find("99"), nullptr);
  keys.push_back({"one more", key});
  keys.push_back({"rsa", rsa});
  Result<KeySet> set = KeySet::Parse(KeySet(keys).ToJson());
  ASSERT_TRUE(set.ok());
  EXPECT_EQ(set->Find("99"), nullptr);
  EXPECT_EQ(set->Find("one more"), nullptr);
  EXPECT_NE(set->Find("rsa"), nullptr);
  // It is not the only key that was published.
  EXPECT_EQ(set->Find(std::nullopt), nullptr);
}

}  // namespace
}  // namespace rolecall::crypto
