// Signatures as gpgv sees them, and the armor that comes off before.
#include "plugin/install/signature_check.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/encoding.h"
#include "plugin/install/openpgp_armor.h"
#include "plugin/install/staging_folder.h"
#include "tests/support/openpgp_samples.h"

namespace rolecall::plugin {
namespace {

Result<Signer> Check(const std::string& document, const char* signature, const std::vector<std::string>& keys,
                     const std::string& program = "gpgv") {
  return CheckSignature(document, *Base64Decode(signature), keys, {.program = program});
}

TEST(SignatureCheck, WhoSignedIsSaidByThePrimaryKeysId) {
  const auto signer = Check(kSignedDocument, kTestSignature, {kExpiredKey, kTestKey});
  ASSERT_TRUE(signer.ok()) << signer.error().message;
  EXPECT_EQ(signer->key_id, kTestKeyId);
  EXPECT_FALSE(signer->is_expired);
}

TEST(SignatureCheck, AnExpiredKeyIsSaid) {
  const auto signer = Check(kSignedDocument, kExpiredSignature, {kExpiredKey});
  ASSERT_TRUE(signer.ok()) << signer.error().message;
  EXPECT_EQ(signer->key_id, kExpiredKeyId);
  EXPECT_TRUE(signer->is_expired);
}

// A file that several have signed: any of the registry's keys will do.
TEST(SignatureCheck, SignaturesOfOthersBesideAGoodOneSayNothing) {
  const std::string good = *Base64Decode(kTestSignature), other = *Base64Decode(kExpiredSignature);
  for (const std::string& both : {good + other, other + good}) {
    const auto signer = CheckSignature(kSignedDocument, both, {kTestKey}, {.program = "gpgv"});
    ASSERT_TRUE(signer.ok()) << signer.error().message;
    EXPECT_EQ(signer->key_id, kTestKeyId);
    const auto either = CheckSignature(kSignedDocument, both, {kExpiredKey, kTestKey}, {.program = "gpgv"});
    ASSERT_TRUE(either.ok()) << either.error().message;
    EXPECT_EQ(either->key_id, kTestKeyId);
    EXPECT_FALSE(either->is_expired);
  }
  EXPECT_FALSE(CheckSignature("another document\n", good + other, {kTestKey}, {.program = "gpgv"}).ok());
}

TEST(SignatureCheck, WhatWasNotSignedByTheseKeysIsRefused) {
  EXPECT_EQ(Check("another document\n", kTestSignature, {kTestKey}).error().code, ErrorCode::kDataLoss);
  EXPECT_EQ(Check(kSignedDocument, kTestSignature, {kExpiredKey}).error().message,
            "authentication signature from unknown issuer");
  EXPECT_EQ(Check(kSignedDocument, "", {kTestKey}).error().code, ErrorCode::kDataLoss);
  EXPECT_EQ(Check(kSignedDocument, kTestSignature, {}).error().code, ErrorCode::kDataLoss);
}

TEST(SignatureCheck, WhatIsNoKeyIsSaid) {
  EXPECT_EQ(Check(kSignedDocument, kTestSignature, {"no key"}).error().message,
            "error decoding signing key: the key's ASCII armor is missing");
  EXPECT_EQ(Check(kSignedDocument, kTestSignature, std::vector<std::string>(33, kTestKey)).error().code,
            ErrorCode::kResourceExhausted);
}

TEST(SignatureCheck, WithoutGpgvNothingIsTakenForSigned) {
  const auto signer = Check(kSignedDocument, kTestSignature, {kTestKey}, "no-such-gpgv");
  ASSERT_FALSE(signer.ok());
  EXPECT_EQ(signer.error().code, ErrorCode::kUnimplemented);
  EXPECT_NE(signer.error().message.find("Debian's package gpgv"), std::string::npos);
}

TEST(OpenPgpArmor, BlocksComeOffWithHeadersAndChecksum) {
  const std::string begin = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n", end = "-----END PGP PUBLIC KEY BLOCK-----\n";
  EXPECT_EQ(*WithoutArmor(begin + "\naGVs\nbG8=\n" + end), "hello");
  EXPECT_EQ(*WithoutArmor("words\n" + begin + "Version: 1\nComment: x\n\naGVsbG8=\r\n=R/WK\n" + end), "hello");
  EXPECT_EQ(*WithoutArmor(begin + "\naGVsbG8=\n" + end + begin + "\naGVsbG8=\n" + end), "hellohello");
  for (const std::string& bad : {begin + "\naGVsbG8=\n=AAAA\n" + end, begin + "\n!!!\n" + end, begin + "\naGVsbG8=\n",
                                 end, begin + begin + end, std::string("aGVsbG8=")}) {
    EXPECT_EQ(WithoutArmor(bad).error().code, ErrorCode::kInvalidArgument) << bad;
  }
  EXPECT_TRUE(WithoutArmor(kTestKey).ok());
}

TEST(StagingFolder, GoesWithItsContent) {
  std::string path;
  {
    const auto folder = MakeStagingFolder("");
    ASSERT_TRUE(folder.ok());
    path = folder->path();
    EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms::owner_all);
    std::filesystem::create_directories(folder->Inside("a/b"));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace rolecall::plugin
