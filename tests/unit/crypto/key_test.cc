#include "crypto/key.h"

#include <gtest/gtest.h>

namespace rolecall::crypto {
namespace {

constexpr SignatureAlgorithm kAll[] = {SignatureAlgorithm::kRs256, SignatureAlgorithm::kRs384,
                                       SignatureAlgorithm::kRs512, SignatureAlgorithm::kEs256,
                                       SignatureAlgorithm::kEs384, SignatureAlgorithm::kEs512};

PrivateKey Generated(KeyKind kind) { return PrivateKey::Generate(kind).value(); }

class EveryKind : public testing::TestWithParam<KeyKind> {};

TEST_P(EveryKind, VerifiesItsOwnSignaturesAndNoOthers) {
  PrivateKey key = Generated(GetParam());
  PrivateKey other = Generated(GetParam());
  std::string signature = key.Sign(key.DefaultAlgorithm(), "data").value();
  EXPECT_TRUE(key.public_key().Verify(key.DefaultAlgorithm(), "data", signature));
  EXPECT_FALSE(key.public_key().Verify(key.DefaultAlgorithm(), "date", signature));
  EXPECT_FALSE(other.public_key().Verify(key.DefaultAlgorithm(), "data", signature));
  EXPECT_FALSE(key.public_key().Verify(key.DefaultAlgorithm(), "data", ""));
  EXPECT_FALSE(key.public_key().Verify(key.DefaultAlgorithm(), "data", signature + '\0'));
  EXPECT_FALSE(key.public_key().Verify(key.DefaultAlgorithm(), "data", signature.substr(0, signature.size() - 1)));
  signature[signature.size() / 2] = static_cast<char>(signature[signature.size() / 2] ^ 1);
  EXPECT_FALSE(key.public_key().Verify(key.DefaultAlgorithm(), "data", signature));
}

TEST_P(EveryKind, VerifiesOnlyWithTheAlgorithmOfTheSignature) {
  PrivateKey key = Generated(GetParam());
  std::string signature = key.Sign(key.DefaultAlgorithm(), "data").value();
  for (SignatureAlgorithm algorithm : kAll) {
    EXPECT_EQ(key.public_key().Verify(algorithm, "data", signature), algorithm == key.DefaultAlgorithm());
  }
}

TEST_P(EveryKind, SurvivesPem) {
  PrivateKey key = Generated(GetParam());
  PrivateKey again = PrivateKey::FromPem(key.ToPem()).value();
  EXPECT_EQ(again.public_key().KeyId(), key.public_key().KeyId());
  EXPECT_EQ(PublicKey::FromPem(key.public_key().ToPem())->KeyId(), key.public_key().KeyId());
}

INSTANTIATE_TEST_SUITE_P(Key, EveryKind,
                         testing::Values(KeyKind::kRsa2048, KeyKind::kP256, KeyKind::kP384, KeyKind::kP521));

TEST(Key, RsaSignsWithAllThreeDigests) {
  PrivateKey key = Generated(KeyKind::kRsa2048);
  for (SignatureAlgorithm algorithm :
       {SignatureAlgorithm::kRs256, SignatureAlgorithm::kRs384, SignatureAlgorithm::kRs512}) {
    EXPECT_TRUE(key.public_key().Verify(algorithm, "x", key.Sign(algorithm, "x").value()));
  }
  EXPECT_FALSE(key.Sign(SignatureAlgorithm::kEs256, "x").ok());
}

TEST(Key, EcSignaturesHaveTheFixedSizeOfJose) {
  EXPECT_EQ(Generated(KeyKind::kP256).Sign(SignatureAlgorithm::kEs256, "x")->size(), 64u);
  EXPECT_EQ(Generated(KeyKind::kP521).Sign(SignatureAlgorithm::kEs512, "x")->size(), 132u);
}

TEST(Key, IsBuiltFromItsNumbers) {
  PublicKey rsa = Generated(KeyKind::kRsa2048).public_key();
  PublicKey::RsaNumbers numbers = rsa.rsa();
  EXPECT_EQ(PublicKey::FromRsa(numbers.modulus, numbers.exponent)->KeyId(), rsa.KeyId());
  PublicKey ec = Generated(KeyKind::kP384).public_key();
  PublicKey::EcNumbers point = ec.ec();
  EXPECT_EQ(PublicKey::FromEc(KeyType::kP384, point.x, point.y)->KeyId(), ec.KeyId());
}

TEST(Key, RefusesPointsOffTheCurveAndWeakModuli) {
  PublicKey::EcNumbers point = Generated(KeyKind::kP256).public_key().ec();
  std::string moved = point.y;
  moved[31] = static_cast<char>(moved[31] ^ 1);
  EXPECT_FALSE(PublicKey::FromEc(KeyType::kP256, point.x, moved).ok());
  EXPECT_FALSE(PublicKey::FromEc(KeyType::kP384, point.x, point.y).ok());
  EXPECT_FALSE(PublicKey::FromEc(KeyType::kP256, std::string(32, '\0'), std::string(32, '\0')).ok());
  EXPECT_FALSE(PublicKey::FromRsa(std::string(128, '\xff'), "\x01\x00\x01").ok());
  std::string modulus = Generated(KeyKind::kRsa2048).public_key().rsa().modulus;
  EXPECT_FALSE(PublicKey::FromRsa(modulus, "\x01").ok());
  EXPECT_FALSE(PublicKey::FromRsa(modulus, "").ok());
  EXPECT_FALSE(PublicKey::FromRsa("", std::string("\x01\x00\x01", 3)).ok());
}

TEST(Key, RefusesTextThatIsNoKey) {
  EXPECT_FALSE(PrivateKey::FromPem(Secret("")).ok());
  EXPECT_FALSE(PrivateKey::FromPem(Secret("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")).ok());
  EXPECT_FALSE(PublicKey::FromPem("hello").ok());
}

TEST(SignatureAlgorithm, KnowsNoOthers) {
  EXPECT_EQ(ParseSignatureAlgorithm("RS256"), SignatureAlgorithm::kRs256);
  for (const char* name : {"none", "None", "HS256", "PS256", "rs256", "EdDSA", "", "ES256K"}) {
    EXPECT_FALSE(ParseSignatureAlgorithm(name)) << name;
  }
}

}  // namespace
}  // namespace rolecall::crypto
