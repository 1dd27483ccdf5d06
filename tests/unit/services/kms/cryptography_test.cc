// Encrypt, Decrypt, ReEncrypt, data keys, random bytes, message authentication.
#include "tests/unit/services/kms/kms_fixture.h"

namespace rolecall::services::kms {
namespace {

using ::testing::HasSubstr;

class KmsCryptography : public KmsTest {};

void ExpectBadCiphertext(const Reply& reply) { ExpectError(reply, 400, "InvalidCiphertextException", ""); }

TEST_F(KmsCryptography, WhatIsEncryptedIsDecryptedWithoutNamingTheKey) {
  const std::string id = NewKey();
  NewKey();
  const Reply encrypted = Ask("Encrypt", {{"KeyId", id}, {"Plaintext", Base64Encode("text")}});
  EXPECT_EQ(encrypted.At("KeyId"), Arn(id));
  EXPECT_EQ(encrypted.At("EncryptionAlgorithm"), "SYMMETRIC_DEFAULT");
  const Reply decrypted = Ask("Decrypt", {{"CiphertextBlob", encrypted.At("CiphertextBlob")}});
  EXPECT_EQ(Plain(decrypted), "text");
  EXPECT_EQ(decrypted.At("KeyId"), Arn(id));
  EXPECT_EQ(decrypted.At("KeyMaterialId"), Ask("DescribeKey", {{"KeyId", id}}).At("KeyMetadata/CurrentKeyMaterialId"));
}

TEST_F(KmsCryptography, TheContextIsPartOfIt) {
  const std::string id = NewKey();
  const std::string blob = EncryptWith(id, "text", {{"app", "one"}, {"env", "dev"}});
  EXPECT_EQ(Plain(Ask("Decrypt",
                      {{"CiphertextBlob", blob}, {"EncryptionContext", bj::object{{"env", "dev"}, {"app", "one"}}}})),
            "text");
  ExpectBadCiphertext(Ask("Decrypt", {{"CiphertextBlob", blob}}));
  ExpectBadCiphertext(
      Ask("Decrypt", {{"CiphertextBlob", blob}, {"EncryptionContext", bj::object{{"app", "one"}, {"env", "DEV"}}}}));
}

TEST_F(KmsCryptography, NamesOfAContextThatDifferInCaseOnlyAreRefused) {
  const std::string id = NewKey();
  EXPECT_EQ(
      Ask("Encrypt", {{"KeyId", id}, {"Plaintext", "eA=="}, {"EncryptionContext", bj::object{{"a", "1"}, {"A", "2"}}}})
          .error_code,
      "ValidationException");
  EXPECT_EQ(
      Ask("Encrypt", {{"KeyId", id}, {"Plaintext", "eA=="}, {"EncryptionContext", bj::object{{"a", 1}}}}).error_code,
      "SerializationException");
}

TEST_F(KmsCryptography, AnotherKeyThanTheCiphertextsIsIncorrect) {
  const std::string id = NewKey(), other = NewKey();
  const std::string blob = EncryptWith(id, "text");
  EXPECT_EQ(Plain(Ask("Decrypt", {{"CiphertextBlob", blob}, {"KeyId", Arn(id)}})), "text");
  ExpectError(Ask("Decrypt", {{"CiphertextBlob", blob}, {"KeyId", other}}), 400, "IncorrectKeyException",
              "The key ID in the request does not identify a CMK that can perform this operation.");
}

TEST_F(KmsCryptography, WhatIsNoCiphertextIsInvalid) {
  NewKey();
  ExpectBadCiphertext(Ask("Decrypt", {{"CiphertextBlob", Base64Encode("nothing of ours")}}));
  std::string blob = *Base64Decode(EncryptWith(NewKey(), "text"));
  blob.back() = static_cast<char>(blob.back() ^ 1);
  ExpectBadCiphertext(Ask("Decrypt", {{"CiphertextBlob", Base64Encode(blob)}}));
}

TEST_F(KmsCryptography, PlaintextsHaveBounds) {
  const std::string id = NewKey();
  const auto encrypt = [&](const std::string& text) {
    return Ask("Encrypt", {{"KeyId", id}, {"Plaintext", Base64Encode(text)}});
  };
  EXPECT_EQ(encrypt(std::string(4096, 'x')).status, 200);
  ExpectError(encrypt(std::string(4097, 'x')), 400, "ValidationException",
              "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length "
              "less than or equal to 4096");
  ExpectError(encrypt(""), 400, "ValidationException",
              "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length "
              "greater than or equal to 1");
  EXPECT_EQ(Ask("Encrypt", {{"KeyId", id}, {"Plaintext", "not base64!"}}).error_code, "ValidationException");
}

TEST_F(KmsCryptography, ReEncryptingChangesTheKeyAndTheContext) {
  const std::string from = NewKey(), to = NewKey();
  const std::string blob = EncryptWith(from, "text", {{"a", "1"}});
  const Reply again = Ask("ReEncrypt", {{"CiphertextBlob", blob},
                                        {"SourceEncryptionContext", bj::object{{"a", "1"}}},
                                        {"DestinationKeyId", to},
                                        {"DestinationEncryptionContext", bj::object{{"b", "2"}}}});
  ASSERT_EQ(again.status, 200) << again.body;
  EXPECT_EQ(again.At("SourceKeyId"), Arn(from));
  EXPECT_EQ(again.At("KeyId"), Arn(to));
  EXPECT_EQ(Plain(Ask("Decrypt", {{"CiphertextBlob", again.At("CiphertextBlob")},
                                  {"KeyId", to},
                                  {"EncryptionContext", bj::object{{"b", "2"}}}})),
            "text");
}

TEST_F(KmsCryptography, ReEncryptingNeedsBothPermissions) {
  const std::string from = NewKey(), to = NewKey();
  const std::string blob = EncryptWith(from, "text");
  const bj::object input{{"CiphertextBlob", blob}, {"DestinationKeyId", to}};
  const std::string of = Allow("kms:ReEncryptFrom", Arn(from)), into = Allow("kms:ReEncryptTo", Arn(to));
  EXPECT_EQ(AskAs(NewUser("both", of + "," + into), "ReEncrypt", input).status, 200);
  ExpectDenied(AskAs(NewUser("from", of), "ReEncrypt", input), "kms:ReEncryptTo");
  ExpectDenied(AskAs(NewUser("to", into), "ReEncrypt", input), "kms:ReEncryptFrom");
}

TEST_F(KmsCryptography, DataKeysComeInTheClearAndSealed) {
  const std::string id = NewKey();
  const Reply made = Ask("GenerateDataKey", {{"KeyId", id}, {"KeySpec", "AES_256"}});
  EXPECT_EQ(Plain(made).size(), 32u);
  EXPECT_EQ(Ask("Decrypt", {{"CiphertextBlob", made.At("CiphertextBlob")}}).At("Plaintext"), made.At("Plaintext"));
  EXPECT_EQ(Plain(Ask("GenerateDataKey", {{"KeyId", id}, {"KeySpec", "AES_128"}})).size(), 16u);
  const Reply sealed = Ask("GenerateDataKeyWithoutPlaintext", {{"KeyId", id}, {"NumberOfBytes", 64}});
  EXPECT_EQ(sealed.At("Plaintext"), "(none)");
  EXPECT_EQ(Plain(Ask("Decrypt", {{"CiphertextBlob", sealed.At("CiphertextBlob")}})).size(), 64u);
}

TEST_F(KmsCryptography, DataKeysHaveOneSize) {
  const std::string id = NewKey();
  const std::string text = "Please specify either number of bytes or key spec.";
  ExpectError(Ask("GenerateDataKey", {{"KeyId", id}}), 400, "ValidationException", text);
  ExpectError(Ask("GenerateDataKey", {{"KeyId", id}, {"KeySpec", "AES_256"}, {"NumberOfBytes", 32}}), 400,
              "ValidationException", text);
  ExpectError(Ask("GenerateDataKey", {{"KeyId", id}, {"KeySpec", "AES_257"}}), 400, "ValidationException",
              "1 validation error detected: Value 'AES_257' at 'keySpec' failed to satisfy constraint: Member must "
              "satisfy enum value set: [AES_256, AES_128]");
  EXPECT_EQ(Ask("GenerateDataKey", {{"KeyId", id}, {"NumberOfBytes", 1025}}).error_code, "ValidationException");
}

TEST_F(KmsCryptography, RandomBytesAreAsManyAsAsked) {
  EXPECT_EQ(Plain(Ask("GenerateRandom", {{"NumberOfBytes", 20}})).size(), 20u);
  ExpectError(Ask("GenerateRandom", {}), 400, "ValidationException", "NumberOfBytes is required.");
  EXPECT_EQ(Ask("GenerateRandom", {{"NumberOfBytes", 1025}}).error_code, "ValidationException");
}

TEST_F(KmsCryptography, ADryRunDoesEverythingButTheAct) {
  const std::string id = NewKey();
  const std::string text = "The request would have succeeded, but the DryRun option is set.";
  const bj::object encrypt{{"KeyId", id}, {"Plaintext", "eA=="}, {"DryRun", true}};
  ExpectError(Ask("Encrypt", encrypt), 400, "DryRunOperationException", text);
  ExpectDenied(AskAs(NewUser("ann"), "Encrypt", encrypt), "kms:Encrypt");
  ExpectError(Ask("Decrypt", {{"CiphertextBlob", EncryptWith(id, "x")}, {"DryRun", true}}), 400,
              "DryRunOperationException", text);
}

TEST_F(KmsCryptography, MacsHoldForTheirMessage) {
  const std::string id = NewKey({{"KeySpec", "HMAC_256"}, {"KeyUsage", "GENERATE_VERIFY_MAC"}});
  const bj::object message{{"KeyId", id}, {"Message", "bWU="}, {"MacAlgorithm", "HMAC_SHA_256"}};
  const Reply made = Ask("GenerateMac", message);
  EXPECT_EQ(Base64Decode(made.At("Mac")).value_or("").size(), 32u);
  bj::object verify = message;
  verify["Mac"] = made.At("Mac");
  EXPECT_EQ(Ask("VerifyMac", verify).At("MacValid"), "true");
  verify["Message"] = "eW91";
  EXPECT_EQ(Ask("VerifyMac", verify).error_code, "KMSInvalidMacException");
  bj::object other = message;
  other["MacAlgorithm"] = "HMAC_SHA_512";
  EXPECT_EQ(Ask("GenerateMac", other).error_code, "InvalidKeyUsageException");
}

TEST_F(KmsCryptography, AKeyIsForItsUsageAlone) {
  const std::string mac = NewKey({{"KeySpec", "HMAC_256"}, {"KeyUsage", "GENERATE_VERIFY_MAC"}}), id = NewKey();
  ExpectError(Ask("Encrypt", {{"KeyId", mac}, {"Plaintext", "eA=="}}), 400, "InvalidKeyUsageException",
              Arn(mac) + " key usage is GENERATE_VERIFY_MAC which is not valid for Encrypt.");
  ExpectError(Ask("GenerateMac", {{"KeyId", id}, {"Message", "eA=="}, {"MacAlgorithm", "HMAC_SHA_256"}}), 400,
              "InvalidKeyUsageException",
              Arn(id) + " key usage is ENCRYPT_DECRYPT which is not valid for GenerateMac.");
  EXPECT_EQ(Ask("EnableKeyRotation", {{"KeyId", mac}}).error_code, "UnsupportedOperationException");
}

TEST_F(KmsCryptography, TheAuditKnowsTheContextAndNoPlaintext) {
  const std::string id = NewKey();
  const Reply reply =
      Ask("Encrypt", {{"KeyId", id}, {"Plaintext", "c2VjcmV0"}, {"EncryptionContext", bj::object{{"app", "one"}}}});
  std::string all;
  for (const auto& [name, value] : reply.audit.parameters) all += name + "=" + value + ";";
  EXPECT_EQ(all, "keyId=" + id + R"(;encryptionContext={"app":"one"};)");
  const Reply bad = Ask("Encrypt", {{"KeyId", id}, {"Plaintext", "c2VjcmV0!"}});
  EXPECT_THAT(bad.body, ::testing::Not(HasSubstr("c2VjcmV0")));
}

}  // namespace
}  // namespace rolecall::services::kms
