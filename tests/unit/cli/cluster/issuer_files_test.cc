#include "cli/cluster/issuer_files.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "cli/cluster/key_rotation.h"
#include "crypto/key.h"
#include "kube/manifest.h"

namespace rolecall::cli {
namespace {

TEST(IssuerFiles, IssuersThatAwsWouldNotTakeAreRefused) {
  EXPECT_TRUE(CheckIssuer("https://oidc.test/id/A").ok());
  for (const char* bad :
       {"http://a.test", "https://", "https:///x", "https://a.test/", "https://a.test?x", "https://a b"}) {
    EXPECT_FALSE(CheckIssuer(bad).ok()) << bad;
  }
}

TEST(IssuerFiles, DiscoveryNamesTheIssuerLetterByLetterAndWhatItsKeysSignWith) {
  const crypto::KeySet keys({{"a", crypto::PrivateKey::Generate(crypto::KeyKind::kP256)->public_key()}});
  EXPECT_EQ(
      DiscoveryDocument("https://a.test", keys),
      R"({"issuer":"https://a.test","jwks_uri":"https://a.test/openid/v1/jwks","response_types_supported":["id_token"],)"
      R"("subject_types_supported":["public"],"id_token_signing_alg_values_supported":["ES256"]})"
      "\n");
}

TEST(IssuerFiles, KeysAreReadFromEveryFormOnceAndPrivatePartsStayBehind) {
  const crypto::PrivateKey key = crypto::PrivateKey::Generate(crypto::KeyKind::kP256).value();
  const crypto::PrivateKey other = crypto::PrivateKey::Generate(crypto::KeyKind::kP256).value();
  MemoryFileSystem files({{"/sa.pub", key.public_key().ToPem()},
                          {"/sa.key", std::string(key.ToPem().Reveal())},
                          {"/jwks", crypto::KeySet({{"other", other.public_key()}}).ToJson()},
                          {"/bad", "no key"}});
  const crypto::KeySet keys = ReadIssuerKeys({"/sa.pub", "/sa.key", "/jwks"}, files).value();
  ASSERT_EQ(keys.keys().size(), 2u);
  EXPECT_EQ(keys.keys()[0].key_id, key.public_key().KeyId());
  EXPECT_EQ(keys.ToJson().find("\"d\""), std::string::npos);
  EXPECT_FALSE(ReadIssuerKeys({"/bad"}, files).ok());
  EXPECT_FALSE(ReadIssuerKeys({}, files).ok());
}

TEST(IssuerFiles, FlagsAreInEachPlatformsFormAndNeverMakeTokensForStsGoodForTheApiServer) {
  const ApiServerKeys keys{.issuer = "https://a.test",
                           .former_issuer = "https://old.test",
                           .signing_key = "/p/sa.key",
                           .verifying_keys = {"/p/sa.pub", "/p/next.pub"}};
  EXPECT_EQ(ApiServerFlags(Platform::kFlags, keys),
            "--service-account-issuer=https://a.test\n--service-account-issuer=https://old.test\n"
            "--service-account-jwks-uri=https://a.test/openid/v1/jwks\n--service-account-signing-key-file=/p/sa.key\n"
            "--service-account-key-file=/p/sa.pub\n--service-account-key-file=/p/next.pub\n"
            "--api-audiences=https://kubernetes.default.svc\n");
  for (const char* name : {"kubeadm", "kind", "k3s", "talos"}) {
    const std::string text = ApiServerFlags(*ParsePlatform(name), keys);
    EXPECT_TRUE(kube::ParseManifests(name, text).ok()) << text;
    EXPECT_NE(text.find("/p/next.pub"), std::string::npos) << name;
    EXPECT_EQ(text.find("sts.amazonaws.com"), std::string::npos) << name;
  }
  EXPECT_FALSE(ParsePlatform("windows").has_value());
}

class KeyRotationTest : public testing::Test {
 protected:
  KeyRotationTest() {
    const crypto::PrivateKey key = crypto::PrivateKey::Generate(crypto::KeyKind::kP256).value();
    first_ = key.public_key().KeyId();
    EXPECT_TRUE(files_.Write("/k/sa.key", key.ToPem().Reveal(), FileMode::kPrivate).ok());
    EXPECT_TRUE(files_.Write("/k/sa.pub", key.public_key().ToPem(), FileMode::kPublic).ok());
  }
  Result<RotationStep> Next(bool now = false) { return KeyRotation("/k", files_, clock_).Next({.now = now}); }
  // The ids of what is published.
  std::vector<std::string> Published() {
    const std::vector<std::string> paths = KeyRotation("/k", files_, clock_).PublicKeyFiles().value();
    const crypto::KeySet keys = ReadIssuerKeys(paths, files_).value();
    std::vector<std::string> ids;
    for (const crypto::PublishedKey& key : keys.keys()) ids.push_back(key.key_id);
    return ids;
  }
  std::string Signing() {
    return crypto::PrivateKey::FromPem(Secret(files_.Read("/k/sa.key", 1 << 20).value()))->public_key().KeyId();
  }
  MemoryFileSystem files_;
  FakeClock clock_{FromUnixSeconds(1800000000)};
  std::string first_;
};

TEST_F(KeyRotationTest, WhatSignsIsAlwaysPublishedAndSoIsWhatHasSigned) {
  EXPECT_EQ(Next().value(), RotationStep::kPublished);
  EXPECT_EQ(Signing(), first_);
  ASSERT_EQ(Published().size(), 2u);
  const std::string second = Published()[1];
  EXPECT_EQ(Next().error().code, ErrorCode::kConflict);
  clock_.Advance(std::chrono::hours(2));
  EXPECT_EQ(Next().value(), RotationStep::kSigns);
  EXPECT_EQ(Signing(), second);
  EXPECT_EQ(Published(), (std::vector<std::string>{second, first_}));
  clock_.Advance(std::chrono::hours(24));
  EXPECT_EQ(Next().error().code, ErrorCode::kConflict);
  clock_.Advance(std::chrono::hours(1));
  EXPECT_EQ(Next().value(), RotationStep::kRetired);
  EXPECT_EQ(Published(), std::vector<std::string>{second});
  EXPECT_EQ(Next().value(), RotationStep::kPublished);
}

TEST_F(KeyRotationTest, NowWaitsForNothingAndADamagedRecordStopsAll) {
  EXPECT_TRUE(Next().ok());
  EXPECT_EQ(Next(/*now=*/true).value(), RotationStep::kSigns);
  ASSERT_TRUE(files_.Write("/k/rotation.json", "{", FileMode::kPublic).ok());
  EXPECT_EQ(Next(true).error().code, ErrorCode::kDataLoss);
}

}  // namespace
}  // namespace rolecall::cli
