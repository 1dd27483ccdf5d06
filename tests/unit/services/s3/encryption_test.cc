// Objects under keys of KMS.
#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "base/encoding.h"
#include "services/kms/kms.h"
#include "tests/unit/services/s3/s3_fixture.h"

namespace rolecall::services::s3 {
namespace {

namespace bj = boost::json;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kEncryption[] = "x-amz-server-side-encryption";
constexpr char kKeyId[] = "x-amz-server-side-encryption-aws-kms-key-id";
constexpr char kText[] = "what nobody else is to read";

class S3Encryption : public S3Test {
 protected:
  S3Encryption() {
    NewBucket();
    key_ = AskKms("CreateKey", {}).At("KeyMetadata/Arn");
  }
  Reply AskKms(const std::string& operation, const bj::object& input) {
    return AskJson(*kms_, Root(), "TrentService." + operation, bj::serialize(input));
  }
  Reply PutSealed(const Caller& caller, const std::string& target = "/state/key", http::Headers more = {}) {
    more.Set(kEncryption, "aws:kms");
    if (more.Find(kKeyId) == nullptr) more.Set(kKeyId, key_);
    return AskAs(caller, "PUT", target, kText, std::move(more));
  }
  Caller Allowed(const std::string& name, const std::string& more) {
    return NewUser(name, testing::Allow("s3:*") + (more.empty() ? "" : "," + more));
  }
  // All that the store holds.
  std::string Everything() {
    std::string all;
    const Result<std::vector<store::Entry>> entries = store().Scan("", "", 1000);
    EXPECT_TRUE(entries.ok());
    for (const store::Entry& entry : *entries) all += entry.key + "=" + entry.value + "\n";
    return all;
  }
  void SetDefault(const std::string& rule) {
    ASSERT_EQ(Ask("PUT", "/state?encryption",
                  "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms"
                  "</SSEAlgorithm><KMSMasterKeyID>" +
                      key_ + "</KMSMasterKeyID></ApplyServerSideEncryptionByDefault>" + rule +
                      "</Rule></ServerSideEncryptionConfiguration>")
                  .status,
              200);
  }

  std::unique_ptr<Service> kms_ = kms::MakeKms();
  std::string key_;
};

TEST_F(S3Encryption, AnObjectIsSealedInTheStoreAndReadAsItWas) {
  const Reply put = PutSealed(Root());
  ASSERT_EQ(put.status, 200) << put.body;
  EXPECT_EQ(put.Header(kEncryption), "aws:kms");
  EXPECT_EQ(put.Header(kKeyId), key_);
  EXPECT_THAT(Everything(), Not(HasSubstr(kText)));
  const Reply got = Ask("GET", "/state/key");
  EXPECT_EQ(got.body, kText);
  EXPECT_EQ(got.Header(kEncryption), "aws:kms");
  EXPECT_EQ(got.Header(kKeyId), key_);
  EXPECT_EQ(Ask("GET", "/state/key", "", {{"Range", "bytes=5-10"}}).body, std::string(kText).substr(5, 6));
  EXPECT_EQ(Ask("HEAD", "/state/key").Header("Content-Length"), std::to_string(std::string(kText).size()));
  // The entity tag is no digest of the bytes.
  EXPECT_NE(PutSealed(Root()).Header("ETag"), put.Header("ETag"));
}

TEST_F(S3Encryption, WritingNeedsGenerateDataKeyAndReadingDecrypt) {
  const Caller bare = Allowed("bare", "");
  const Reply refused = PutSealed(bare);
  EXPECT_EQ(refused.Outcome(), "403 AccessDenied: User: " + bare.arn +
                                   " is not authorized to perform: kms:GenerateDataKey on resource: " + key_ +
                                   " because no identity-based policy allows the kms:GenerateDataKey action");
  ASSERT_EQ(PutSealed(Allowed("writer", testing::Allow("kms:GenerateDataKey", key_))).status, 200);
  ExpectDenied(AskAs(Allowed("writer2", testing::Allow("kms:GenerateDataKey", key_)), "GET", "/state/key"),
               "kms:Decrypt");
  EXPECT_EQ(AskAs(Allowed("reader", testing::Allow("kms:Decrypt", key_)), "GET", "/state/key").body, kText);
  // What is not encrypted needs no key.
  EXPECT_EQ(AskAs(bare, "HEAD", "/state/key").status, 200);
  EXPECT_EQ(AskAs(bare, "HEAD", "/state/key", "", {{"x-amz-checksum-mode", "ENABLED"}}).status, 403);
}

TEST_F(S3Encryption, TheCallIsKnownToComeThroughS3ForThisObject) {
  ASSERT_EQ(PutSealed(Root()).status, 200);
  const auto read_if = [&](const std::string& condition) {
    return AskAs(Allowed("if",
                         R"({"Effect":"Allow","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{)" +
                             condition + "}}}"),
                 "GET", "/state/key")
        .status;
  };
  EXPECT_EQ(read_if(R"("kms:ViaService":"s3.eu-central-1.amazonaws.com")"), 200);
  EXPECT_EQ(read_if(R"("kms:EncryptionContext:aws:s3:arn":"arn:aws:s3:::state/key")"), 200);
  EXPECT_EQ(read_if(R"("kms:EncryptionContext:aws:s3:arn":"arn:aws:s3:::state/other")"), 403);
  EXPECT_EQ(read_if(R"("kms:ViaService":"secretsmanager.eu-central-1.amazonaws.com")"), 403);
}

TEST_F(S3Encryption, WhatARequestAddsToTheContextCounts) {
  const http::Headers app{{"x-amz-server-side-encryption-context", Base64Encode(R"({"app":"one"})")}};
  ASSERT_EQ(PutSealed(Root(), "/state/key", app).status, 200);
  EXPECT_EQ(Ask("GET", "/state/key").body, kText);
  for (const char* bad : {"[]", R"({"a":1})", R"({"aws:s3:arn":"arn:aws:s3:::other/key"})", "no json"}) {
    EXPECT_EQ(PutSealed(Root(), "/state/bad", {{"x-amz-server-side-encryption-context", Base64Encode(bad)}}).error_code,
              "InvalidArgument");
  }
}

TEST_F(S3Encryption, KeysThatCannotBeUsedAreRefusedAsS3RefusesThem) {
  const auto put = [&](const std::string& key) { return PutSealed(Root(), "/state/new", {{kKeyId, key}}); };
  const std::string missing = "arn:aws:kms:eu-central-1:054000737513:key/134f2428-cec1-4b25-a1ae-9048164dba47";
  ExpectError(put(missing), 400, "KMS.NotFoundException", "Key '" + missing + "' does not exist");
  ExpectError(put("fake-key-id"), 400, "KMS.NotFoundException", "Invalid keyId 'fake-key-id'");
  ExpectError(put("arn:aws:kms:us-west-2:054000737513:key/134f2428-cec1-4b25-a1ae-9048164dba47"), 400,
              "KMS.NotFoundException", "Invalid arn us-west-2");
  ASSERT_EQ(PutSealed(Root()).status, 200);
  ASSERT_EQ(AskKms("DisableKey", {{"KeyId", key_}}).status, 200);
  ExpectError(put(key_), 400, "KMS.DisabledException", key_ + " is disabled.");
  ExpectError(Ask("GET", "/state/key"), 400, "KMS.DisabledException", key_ + " is disabled.");
  ASSERT_EQ(AskKms("ScheduleKeyDeletion", {{"KeyId", key_}}).status, 200);
  ExpectError(Ask("GET", "/state/key"), 400, "KMS.KMSInvalidStateException", key_ + " is pending deletion.");
  clock().Advance(std::chrono::days(30));
  EXPECT_EQ(Ask("GET", "/state/key").error_code, "KMS.NotFoundException");
  EXPECT_EQ(Ask("GET", "/state/new").error_code, "NoSuchKey");
}

TEST_F(S3Encryption, ABucketsDefaultIsUsedUnlessTheRequestSaysOtherwise) {
  SetDefault("");
  EXPECT_THAT(Ask("GET", "/state?encryption").body, HasSubstr("<KMSMasterKeyID>" + key_));
  EXPECT_EQ(Ask("PUT", "/state/key", kText).Header(kKeyId), key_);
  EXPECT_EQ(Ask("GET", "/state/key").body, kText);
  EXPECT_EQ(Ask("PUT", "/state/plain", kText, {{kEncryption, "AES256"}}).Header(kEncryption), "AES256");
  EXPECT_EQ(AskAs(Allowed("bare", ""), "GET", "/state/plain").body, kText);
}

TEST_F(S3Encryption, WithABucketKeyTheContextNamesTheBucket) {
  SetDefault("<BucketKeyEnabled>true</BucketKeyEnabled>");
  EXPECT_EQ(Ask("PUT", "/state/key", kText).Header("x-amz-server-side-encryption-bucket-key-enabled"), "true");
  const Caller user = Allowed(
      "if",
      R"({"Effect":"Allow","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:aws:s3:arn":"arn:aws:s3:::state"}}})");
  EXPECT_EQ(AskAs(user, "GET", "/state/key").body, kText);
}

TEST_F(S3Encryption, WithoutAKeyItIsAwssOwn) {
  const Reply put = Ask("PUT", "/state/key", kText, {{kEncryption, "aws:kms"}});
  ASSERT_EQ(put.status, 200) << put.body;
  EXPECT_EQ(put.Header(kKeyId), AskKms("DescribeKey", {{"KeyId", "alias/aws/s3"}}).At("KeyMetadata/Arn"));
  // It serves everybody of the account, and nobody else.
  EXPECT_EQ(AskAs(Allowed("bare", ""), "GET", "/state/key").body, kText);
  SetBucketPolicy(
      R"({"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"s3:*","Resource":"arn:aws:s3:::state/*"})");
  const Caller other = NewUser("other", testing::kEverything, testing::kOtherAccount);
  EXPECT_EQ(AskAs(other, "GET", "/state/key").error_code, "AccessDenied");
}

TEST_F(S3Encryption, PartsAreSealedAsTheObjectIs) {
  const Reply started = Ask("POST", "/state/big?uploads", "", {{kEncryption, "aws:kms"}, {kKeyId, key_}});
  ASSERT_EQ(started.status, 200) << started.body;
  EXPECT_EQ(started.Header(kKeyId), key_);
  const std::string upload = "/state/big?uploadId=" + started.At("UploadId");
  const Caller writer = Allowed("writer", testing::Allow("kms:GenerateDataKey", key_));
  ExpectDenied(AskAs(writer, "PUT", upload + "&partNumber=1", kText), "kms:Decrypt");
  const Reply part = Ask("PUT", upload + "&partNumber=1", kText);
  ASSERT_EQ(part.status, 200) << part.body;
  EXPECT_EQ(part.Header(kEncryption), "aws:kms");
  EXPECT_THAT(Everything(), Not(HasSubstr(kText)));
  const std::string list = "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>" + part.Header("ETag") +
                           "</ETag></Part></CompleteMultipartUpload>";
  const Reply completed = Ask("POST", upload, list);
  ASSERT_EQ(completed.status, 200) << completed.body;
  EXPECT_EQ(completed.Header(kKeyId), key_);
  EXPECT_THAT(Everything(), Not(HasSubstr(kText)));
  EXPECT_EQ(Ask("GET", "/state/big").body, kText);
}

TEST_F(S3Encryption, ACopyIsUnderItsOwnKey) {
  ASSERT_EQ(PutSealed(Root()).status, 200);
  const Reply copy = Ask("PUT", "/state/copy", "", {{"x-amz-copy-source", "/state/key"}});
  ASSERT_EQ(copy.status, 200) << copy.body;
  EXPECT_EQ(copy.Header(kEncryption), "AES256");
  EXPECT_EQ(AskAs(Allowed("bare", ""), "GET", "/state/copy").body, kText);
  ExpectDenied(AskAs(Allowed("bare", ""), "PUT", "/state/copy2", "", {{"x-amz-copy-source", "/state/key"}}),
               "kms:Decrypt");
}

TEST_F(S3Encryption, EmptyObjectsToo) {
  ASSERT_EQ(Ask("PUT", "/state/empty", "", {{kEncryption, "aws:kms"}, {kKeyId, key_}}).status, 200);
  EXPECT_EQ(Ask("GET", "/state/empty").Outcome(), "200");
  EXPECT_EQ(Ask("GET", "/state/empty").body, "");
}

// A checksum of what lies under a key tells whether a guess of it is right.
TEST_F(S3Encryption, WhoMayNotDecryptLearnsNoChecksum) {
  ASSERT_EQ(PutSealed(Root(), "/state/key", {{"x-amz-checksum-algorithm", "SHA256"}}).status, 200);
  const Caller blind = Allowed("blind", ""), reader = Allowed("sees", testing::Allow("kms:Decrypt", key_));
  const auto attributes = [&](const Caller& caller, const char* names) {
    return AskAs(caller, "GET", "/state/key?attributes", "", {{"x-amz-object-attributes", names}});
  };
  ExpectDenied(attributes(blind, "Checksum"), "kms:Decrypt");
  ExpectDenied(attributes(blind, "ObjectSize,ObjectParts"), "kms:Decrypt");
  EXPECT_EQ(attributes(blind, "ObjectSize,ETag").status, 200);
  EXPECT_EQ(attributes(reader, "Checksum").status, 200);
  EXPECT_EQ(AskAs(blind, "HEAD", "/state/key", "", {{"x-amz-checksum-mode", "ENABLED"}}).status, 403);
}

}  // namespace
}  // namespace rolecall::services::s3
