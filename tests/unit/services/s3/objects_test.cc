// PutObject, GetObject, HeadObject.
#include <gmock/gmock.h>

#include "tests/unit/services/s3/s3_fixture.h"

namespace rolecall::services::s3 {
namespace {

using ::testing::HasSubstr;

class S3Objects : public S3Test {
 protected:
  S3Objects() { NewBucket(); }
};

TEST_F(S3Objects, AnObjectIsReadAsItWasPut) {
  const Reply put = Ask("PUT", "/state/app/terraform.tfstate", "123456789", {{"Content-Type", "application/json"}});
  EXPECT_EQ(put.status, 200);
  EXPECT_EQ(put.Header("ETag"), "\"25f9e794323b453885f5181f1b624d0b\"");
  EXPECT_EQ(put.Header("x-amz-server-side-encryption"), "AES256");
  EXPECT_EQ(put.Header("x-amz-version-id"), "");
  EXPECT_EQ(put.audit.operation, "PutObject");
  const Reply got = Ask("GET", "/state/app/terraform.tfstate");
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.body, "123456789");
  EXPECT_EQ(got.Header("ETag"), "\"25f9e794323b453885f5181f1b624d0b\"");
  EXPECT_EQ(got.Header("Content-Type"), "application/json");
  EXPECT_EQ(got.Header("Last-Modified"), "Wed, 18 Nov 2026 11:06:40 GMT");
  EXPECT_EQ(got.Header("Accept-Ranges"), "bytes");
  EXPECT_EQ(got.audit.operation, "GetObject");
}

TEST_F(S3Objects, HeadTellsTheSameWithoutTheBytes) {
  NewObject("/state/key", "123456789");
  const Reply head = Ask("HEAD", "/state/key");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.audit.operation, "HeadObject");
  const Reply got = Ask("GET", "/state/key");
  for (const http::Header& header : got.headers) EXPECT_EQ(head.Header(header.name), header.value) << header.name;
  EXPECT_EQ(head.Header("Content-Length"), "9");
  const Reply range = Ask("HEAD", "/state/key", "", {{"Range", "bytes=2-4"}});
  EXPECT_EQ(range.status, 206);
  EXPECT_EQ(range.Header("Content-Length"), "3");
  EXPECT_EQ(range.Header("Content-Range"), "bytes 2-4/9");
}

TEST_F(S3Objects, AnotherPutReplaces) {
  NewObject("/state/key", "one", {{"x-amz-meta-a", "1"}});
  NewObject("/state/key", "two");
  const Reply got = Ask("GET", "/state/key");
  EXPECT_EQ(got.body, "two");
  EXPECT_EQ(got.headers.Find("x-amz-meta-a"), nullptr);
  EXPECT_EQ(Ask("GET", "/state?versions").All("Version/VersionId"), std::vector<std::string>{"null"});
}

TEST_F(S3Objects, KeysAreAnyTextUpTo1024Bytes) {
  for (const char* target : {"/state/a%20b%2Bc", "/state/%C3%BC", "/state/a//b", "/state/a/", "/state/..%2Fx"}) {
    NewObject(target, target);
    EXPECT_EQ(Ask("GET", target).body, target);
  }
  EXPECT_EQ(Ask("PUT", "/state/" + std::string(1024, 'k'), "x").status, 200);
  const Reply refused = Ask("PUT", "/state/" + std::string(1025, 'k'), "x");
  ExpectError(refused, 400, "KeyTooLongError", "Your key is too long");
  EXPECT_EQ(refused.At("Size"), "1025");
  EXPECT_EQ(refused.At("MaxSizeAllowed"), "1024");
}

TEST_F(S3Objects, TargetsThatAreNoUrisAreRefused) {
  for (const char* target : {"/state/%zz", "/state/a%00b", "/state/key?versionId=%f", "state/key"}) {
    ExpectError(Ask("GET", target), 400, "InvalidURI", "Couldn't parse the specified URI.");
  }
}

TEST_F(S3Objects, TheHostMayNameTheBucket) {
  NewObject("/state/key", "text");
  for (const char* host : {"state.s3.eu-central-1.amazonaws.com", "state.s3-eu-west-1.amazonaws.com",
                           "state.localhost:4566", "state.s3.localhost"}) {
    EXPECT_EQ(Ask("GET", "/key", "", {{"Host", host}}).body, "text") << host;
    EXPECT_EQ(Ask("GET", "/", "", {{"Host", host}}).At("Contents/Key"), "key") << host;
  }
  EXPECT_EQ(Ask("GET", "/state/key", "", {{"Host", "localhost:4566"}}).body, "text");
}

TEST_F(S3Objects, WhatDoesNotExistIsNotFoundByThoseWhoMayList) {
  const Reply missing = Ask("GET", "/state/none");
  ExpectError(missing, 404, "NoSuchKey", "The specified key does not exist.");
  EXPECT_EQ(missing.At("Key"), "none");
  EXPECT_EQ(missing.At("Resource"), "/state/none");
  EXPECT_EQ(missing.At("RequestId"), "request-1");
  const Reply head = Ask("HEAD", "/state/none");
  EXPECT_EQ(head.status, 404);
  EXPECT_EQ(head.body, "");
}

TEST_F(S3Objects, WhoMayNotListDoesNotLearnThatThereIsNothing) {
  const Caller reader = NewUser("ann", testing::Allow("s3:GetObject"));
  ExpectDenied(AskAs(reader, "GET", "/state/none"), "s3:ListBucket");
  EXPECT_EQ(AskAs(reader, "HEAD", "/state/none").status, 403);
  const Caller lister = NewUser("bob", testing::Allow(R"(["s3:GetObject","s3:ListBucket"])"));
  EXPECT_EQ(AskAs(lister, "GET", "/state/none").error_code, "NoSuchKey");
}

TEST_F(S3Objects, HeadersOfTheContentAndMetadataAreKept) {
  const http::Headers kept{{"Cache-Control", "no-store"},
                           {"Content-Disposition", "attachment"},
                           {"Content-Encoding", "gzip"},
                           {"Content-Language", "de"},
                           {"Expires", "Wed, 18 Nov 2026 11:06:40 GMT"},
                           {"x-amz-website-redirect-location", "/there"},
                           {"x-amz-server-side-encryption", "AES256"},
                           {"x-amz-storage-class", "STANDARD_IA"},
                           {"X-Amz-Meta-Owner", "Ann"}};
  http::Headers sent = kept;
  sent.Add("X-Other", "not kept");
  const Reply put = Ask("PUT", "/state/key", "text", sent);
  EXPECT_EQ(put.Header("x-amz-server-side-encryption"), "AES256");
  const Reply got = Ask("GET", "/state/key");
  for (const http::Header& header : kept) EXPECT_EQ(got.Header(header.name), header.value) << header.name;
  EXPECT_EQ(got.headers.Find("X-Other"), nullptr);
  EXPECT_EQ(got.Header("Content-Type"), "binary/octet-stream");
}

TEST_F(S3Objects, MetadataHasAtMost2KiB) {
  const std::string name = "abcd";
  EXPECT_EQ(Ask("PUT", "/state/key", "x", {{"x-amz-meta-" + name, std::string(2044, 'v')}}).status, 200);
  ExpectError(Ask("PUT", "/state/key", "x", {{"x-amz-meta-" + name, std::string(2045, 'v')}}), 400, "MetadataTooLarge",
              "Your metadata headers exceed the maximum allowed metadata size");
}

TEST_F(S3Objects, KeysThatAreNotHereAreNotTakenAndThenIgnored) {
  const http::Headers of_customer{
      {"x-amz-server-side-encryption-customer-algorithm", "AES256"},
      {"x-amz-server-side-encryption-customer-key", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="},
      {"x-amz-server-side-encryption-customer-key-MD5", "hRasmdxgYDKV3nvbahU1MA=="}};
  for (const http::Headers& headers : {of_customer, http::Headers{{"x-amz-server-side-encryption", "aws:kms:dsse"}}}) {
    const Reply refused = Ask("PUT", "/state/key", "x", headers);
    EXPECT_EQ(refused.status, 501) << refused.body;
    EXPECT_EQ(refused.error_code, "NotImplemented");
    EXPECT_EQ(Ask("POST", "/state/key?uploads", "", headers).status, 501);
  }
  EXPECT_EQ(Ask("GET", "/state/key").error_code, "NoSuchKey");
  NewObject("/state/key");
  ExpectError(Ask("GET", "/state/key", "", of_customer), 400, "InvalidRequest",
              "The encryption parameters are not applicable to this object.");
}

TEST_F(S3Objects, EncryptionHeadersAreCheckedInAwssWords) {
  const auto put = [&](http::Headers headers) { return Ask("PUT", "/state/key", "x", std::move(headers)); };
  const std::string customer = "x-amz-server-side-encryption-customer-";
  ExpectError(put({{customer + "algorithm", "AES128"}}), 400, "InvalidEncryptionAlgorithmError",
              "The Encryption request you specified is not valid. Supported value: AES256.");
  ExpectError(put({{customer + "algorithm", "AES256"}}), 400, "InvalidArgument",
              "Requests specifying Server Side Encryption with Customer provided keys must provide an appropriate "
              "secret key.");
  ExpectError(put({{customer + "algorithm", "AES256"}, {customer + "key", "YWJj"}}), 400, "InvalidArgument",
              "The secret key was invalid for the specified algorithm.");
  ExpectError(put({{customer + "algorithm", "AES256"},
                   {customer + "key", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="},
                   {customer + "key-MD5", "AAAA"}}),
              400, "InvalidArgument", "The calculated MD5 hash of the key did not match the hash that was provided.");
  ExpectError(put({{"x-amz-server-side-encryption", "rot13"}}), 400, "InvalidArgument",
              "The encryption method specified is not supported");
  ExpectError(put({{"x-amz-server-side-encryption-aws-kms-key-id", "k"}}), 400, "InvalidArgument",
              "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : "
              "aws:kms");
}

TEST_F(S3Objects, StorageClassesAreKept) {
  for (const char* name : {"STANDARD_IA", "REDUCED_REDUNDANCY", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR"}) {
    NewObject("/state/key", "text", {{"x-amz-storage-class", name}});
    EXPECT_EQ(Ask("GET", "/state/key").Header("x-amz-storage-class"), name);
    EXPECT_EQ(Ask("GET", "/state").At("Contents/StorageClass"), name);
  }
  NewObject("/state/key", "text", {{"x-amz-storage-class", "STANDARD"}});
  EXPECT_EQ(Ask("GET", "/state/key").headers.Find("x-amz-storage-class"), nullptr);
  EXPECT_EQ(Ask("GET", "/state").At("Contents/StorageClass"), "STANDARD");
  for (const char* name : {"OUTPOSTS", "EXPRESS_ONEZONE", "standard", ""}) {
    ExpectError(Ask("PUT", "/state/key", "x", {{"x-amz-storage-class", name}}), 400, "InvalidStorageClass",
                "The storage class you specified is not valid");
  }
}

TEST_F(S3Objects, ArchivedObjectsAreNotReadBeforeTheyAreRestored) {
  NewObject("/state/key", "text", {{"x-amz-storage-class", "GLACIER"}});
  ExpectError(Ask("GET", "/state/key"), 403, "InvalidObjectState",
              "The operation is not valid for the object's storage class");
  EXPECT_EQ(Ask("HEAD", "/state/key").Header("x-amz-storage-class"), "GLACIER");
  EXPECT_EQ(Ask("PUT", "/state/copy", "", {{"x-amz-copy-source", "state/key"}}).error_code, "InvalidObjectState");
}

TEST_F(S3Objects, ARedirectIsAPathOrAUrl) {
  ExpectError(Ask("PUT", "/state/key", "x", {{"x-amz-website-redirect-location", "there"}}), 400,
              "InvalidRedirectLocation",
              "The website redirect location must have a prefix of 'http://' or 'https://' or '/'.");
}

TEST_F(S3Objects, ChunkingIsNotPartOfTheContentsEncoding) {
  NewObject("/state/key", "text", {{"Content-Encoding", "aws-chunked,gzip"}});
  EXPECT_EQ(Ask("GET", "/state/key").Header("Content-Encoding"), "gzip");
  NewObject("/state/key", "text", {{"Content-Encoding", "aws-chunked"}});
  EXPECT_EQ(Ask("GET", "/state/key").headers.Find("Content-Encoding"), nullptr);
}

TEST_F(S3Objects, AReadThatAWriteOvertakesAnswersTheNewBytes) {
  NewObject("/state/key", "old");
  // The old bytes go between the look at the description and the look for them.
  const store::Entry old = store().Scan("s3/object/state/key", "", 1)->front();
  NewObject("/state/key", "new");
  store::Batch back;
  back.puts.push_back({old.key, old.value});
  const store::Entry current = store().Scan("s3/object/state/key", "", 1)->front();
  ASSERT_TRUE(store().Commit(std::move(back)).ok());
  // With the description of bytes that are gone the answer is an error, never other bytes.
  EXPECT_EQ(Ask("GET", "/state/key").error_code, "InternalError");
  store::Batch again;
  again.puts.push_back({current.key, current.value});
  ASSERT_TRUE(store().Commit(std::move(again)).ok());
  EXPECT_EQ(Ask("GET", "/state/key").body, "new");
}

TEST_F(S3Objects, AnObjectHasAtMost64MiB) {
  ExpectError(Ask("PUT", "/state/key", std::string((64u << 20) + 1, 'x')), 400, "EntityTooLarge",
              "Your proposed upload exceeds the maximum allowed size");
  EXPECT_EQ(Ask("GET", "/state/key").error_code, "NoSuchKey");
}

TEST_F(S3Objects, TheRequestMayOverrideHeadersOfTheAnswer) {
  NewObject("/state/key", "text", {{"Content-Type", "text/plain"}});
  const Reply got = Ask("GET",
                        "/state/key?response-content-type=a%2Fb&response-content-language=fr&response-expires=never"
                        "&response-cache-control=private&response-content-disposition=inline"
                        "&response-content-encoding=br");
  for (const auto& [name, value] : {std::pair("Content-Type", "a/b"), std::pair("Content-Language", "fr"),
                                    std::pair("Expires", "never"), std::pair("Cache-Control", "private"),
                                    std::pair("Content-Disposition", "inline"), std::pair("Content-Encoding", "br")}) {
    EXPECT_EQ(got.Header(name), value);
  }
  EXPECT_EQ(got.body, "text");
  SetBucketPolicy(R"({"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::state/*"})");
  EXPECT_EQ(AskAs(Anonymous(), "GET", "/state/key").body, "text");
  ExpectError(AskAs(Anonymous(), "GET", "/state/key?response-content-type=a"), 400, "InvalidRequest",
              "Request specific response headers cannot be used for anonymous GET requests.");
}

TEST_F(S3Objects, HeadersOfThePutAreConditions) {
  const Caller user = NewUser(
      "ann",
      R"({"Effect":"Allow","Action":"s3:PutObject","Resource":"*","Condition":{"StringEquals":{"s3:x-amz-server-side-encryption":"aws:kms"}}},)"
      R"({"Effect":"Allow","Action":"s3:PutObject","Resource":"arn:aws:s3:::state/once/*","Condition":{"StringEquals":{"s3:if-none-match":"*"}}})");
  ExpectDenied(AskAs(user, "PUT", "/state/key", "x"), "s3:PutObject");
  ExpectDenied(AskAs(user, "PUT", "/state/key", "x", {{"x-amz-server-side-encryption", "AES256"}}), "s3:PutObject");
  EXPECT_EQ(AskAs(user, "PUT", "/state/key", "x", {{"x-amz-server-side-encryption", "aws:kms"}}).status, 200);
  ExpectDenied(AskAs(user, "PUT", "/state/once/a", "x"), "s3:PutObject");
  EXPECT_EQ(AskAs(user, "PUT", "/state/once/a", "x", {{"If-None-Match", "*"}}).status, 200);
}

TEST_F(S3Objects, TheAuditNamesTheObject) {
  NewObject("/state/key");
  const Reply got = AskAs(NewUser("ann", testing::Allow("s3:GetObject")), "GET", "/state/key");
  ASSERT_FALSE(got.audit.resources.empty());
  EXPECT_EQ(got.audit.resources.front(), "arn:aws:s3:::state/key");
  ASSERT_FALSE(got.audit.decisions.empty());
  EXPECT_THAT(got.audit.decisions.front(), HasSubstr("s3:GetObject"));
}

}  // namespace
}  // namespace rolecall::services::s3
