// CopyObject.
#include <gmock/gmock.h>

#include "tests/unit/services/s3/s3_fixture.h"

namespace rolecall::services::s3 {
namespace {

class S3Copying : public S3Test {
 protected:
  S3Copying() {
    NewBucket();
    NewBucket("backup");
    NewObject("/state/a%20key", "hello",
              {{"Content-Type", "text/plain"}, {"x-amz-meta-a", "1"}, {"x-amz-tagging", "team=a"}});
  }
  Reply Copy(const std::string& source, const std::string& target, http::Headers headers = {}) {
    return CopyAs(Root(), source, target, std::move(headers));
  }
  Reply CopyAs(const Caller& caller, const std::string& source, const std::string& target, http::Headers headers = {}) {
    headers.Set("x-amz-copy-source", source);
    return AskAs(caller, "PUT", target, "", std::move(headers));
  }
};

TEST_F(S3Copying, TakesBytesHeadersAndTagsAlong) {
  clock().Advance(std::chrono::seconds(59));
  const Reply copied = Copy("/state/a%20key", "/backup/copy");
  EXPECT_EQ(copied.status, 200);
  EXPECT_EQ(copied.xml.name, "CopyObjectResult");
  EXPECT_EQ(copied.At("ETag"), "\"5d41402abc4b2a76b9719d911017c592\"");
  EXPECT_EQ(copied.At("LastModified"), "2026-11-18T11:07:40.000Z");
  const Reply got = Ask("GET", "/backup/copy");
  EXPECT_EQ(got.body, "hello");
  EXPECT_EQ(got.Header("Content-Type"), "text/plain");
  EXPECT_EQ(got.Header("x-amz-meta-a"), "1");
  EXPECT_EQ(Ask("GET", "/backup/copy?tagging").At("TagSet/Tag/Key"), "team");
}

TEST_F(S3Copying, TheSourceMayBeWrittenWithoutASlash) {
  EXPECT_EQ(Copy("state/a%20key", "/backup/copy").status, 200);
  EXPECT_EQ(Ask("GET", "/backup/copy").body, "hello");
}

TEST_F(S3Copying, ReplacesMetadataAndTagsIfAsked) {
  const http::Headers replaced{{"x-amz-metadata-directive", "REPLACE"},
                               {"x-amz-tagging-directive", "REPLACE"},
                               {"x-amz-meta-b", "2"},
                               {"x-amz-tagging", "env=dev"}};
  ASSERT_EQ(Copy("/state/a%20key", "/state/a%20key", replaced).status, 200);
  const Reply got = Ask("GET", "/state/a%20key");
  EXPECT_EQ(got.body, "hello");
  EXPECT_EQ(got.Header("Content-Type"), "binary/octet-stream");
  EXPECT_EQ(got.headers.Find("x-amz-meta-a"), nullptr);
  EXPECT_EQ(got.Header("x-amz-meta-b"), "2");
  EXPECT_EQ(Ask("GET", "/state/a%20key?tagging").All("TagSet/Tag/Key"), std::vector<std::string>{"env"});
}

TEST_F(S3Copying, CopiesAnOldVersion) {
  SetVersioning("Enabled");
  SetVersioning("Enabled", "backup");
  const std::string old = NewObject("/state/key", "old");
  NewObject("/state/key", "new");
  const Reply copied = Copy("/state/key?versionId=" + old, "/backup/copy");
  EXPECT_EQ(copied.Header("x-amz-version-id").size(), 32u);
  EXPECT_EQ(Ask("GET", "/backup/copy").body, "old");
}

TEST_F(S3Copying, NeedsASourceThatExists) {
  for (const char* source : {"state", "/", "%zz/key"}) {
    ExpectError(Copy(source, "/backup/copy"), 400, "InvalidArgument",
                "Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
  }
  EXPECT_EQ(Copy("/state/none", "/backup/copy").error_code, "NoSuchKey");
  EXPECT_EQ(Copy("/none/key", "/backup/copy").error_code, "NoSuchBucket");
  EXPECT_EQ(Copy("/state/a%20key?versionId=0123456789abcdef", "/backup/copy").error_code, "InvalidArgument");
  EXPECT_EQ(Copy("/state/a%20key", "/none/copy").error_code, "NoSuchBucket");
  EXPECT_EQ(Ask("GET", "/backup/copy").error_code, "NoSuchKey");
}

TEST_F(S3Copying, WritesOnConditionAsAPutDoes) {
  NewObject("/backup/copy", "there");
  EXPECT_EQ(Copy("/state/a%20key", "/backup/copy", {{"If-None-Match", "*"}}).status, 412);
  EXPECT_EQ(Ask("GET", "/backup/copy").body, "there");
}

TEST_F(S3Copying, ReadsTheSourceAndWritesTheTarget) {
  const std::string read = testing::Allow("s3:GetObject", "arn:aws:s3:::state/*");
  const std::string write = testing::Allow("s3:PutObject", "arn:aws:s3:::backup/*");
  ExpectDenied(CopyAs(NewUser("writer", write), "/state/a%20key", "/backup/copy"), "s3:GetObject");
  ExpectDenied(CopyAs(NewUser("reader", read), "/state/a%20key", "/backup/copy"), "s3:PutObject");
  ExpectDenied(CopyAs(NewUser("newest", read + "," + write), "/state/a%20key?versionId=null", "/backup/copy"),
               "s3:GetObjectVersion");
  EXPECT_EQ(Ask("GET", "/backup/copy").error_code, "NoSuchKey");
  const Caller both = NewUser("both", read + "," + write + "," + testing::Allow("s3:GetObjectTagging") + "," +
                                          testing::Allow("s3:PutObjectTagging"));
  EXPECT_EQ(CopyAs(both, "/state/a%20key", "/backup/copy").status, 200);
}

TEST_F(S3Copying, ThePolicyMayLimitTheSource) {
  const Caller user = NewUser(
      "ann",
      R"({"Effect":"Allow","Action":["s3:GetObject","s3:GetObjectTagging","s3:PutObjectTagging"],"Resource":"*"},)"
      R"({"Effect":"Allow","Action":"s3:PutObject","Resource":"*","Condition":{"StringLike":{"s3:x-amz-copy-source":"state/a*"}}})");
  NewObject("/state/other");
  EXPECT_EQ(CopyAs(user, "/state/a%20key", "/backup/copy").status, 200);
  ExpectDenied(CopyAs(user, "/state/other", "/backup/copy"), "s3:PutObject");
}

TEST_F(S3Copying, ChecksTheNewHeaders) {
  EXPECT_EQ(Copy("/state/a%20key", "/backup/copy",
                 {{"x-amz-metadata-directive", "REPLACE"}, {"x-amz-meta-a", std::string(2048, 'v')}})
                .error_code,
            "MetadataTooLarge");
  EXPECT_EQ(
      Copy("/state/a%20key", "/backup/copy", {{"x-amz-tagging-directive", "REPLACE"}, {"x-amz-tagging", "a=1&a=2"}})
          .error_code,
      "InvalidArgument");
}

TEST_F(S3Copying, ACopyOntoItselfMustChangeSomething) {
  const char* text =
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's "
      "metadata, storage class, website redirect location or encryption attributes.";
  ExpectError(Copy("/state/a%20key", "/state/a%20key"), 400, "InvalidRequest", text);
  ExpectError(Copy("/state/a%20key", "/state/a%20key", {{"x-amz-acl", "bucket-owner-full-control"}}), 400,
              "InvalidRequest", text);
  const Reply changed = Copy("/state/a%20key", "/state/a%20key", {{"x-amz-storage-class", "STANDARD_IA"}});
  EXPECT_EQ(changed.status, 200);
  const Reply got = Ask("GET", "/state/a%20key");
  EXPECT_EQ(got.Header("x-amz-storage-class"), "STANDARD_IA");
  EXPECT_EQ(got.Header("x-amz-meta-a"), "1");
  // An old version becomes the current one again.
  SetVersioning("Enabled");
  const std::string old = NewObject("/state/a%20key", "old");
  NewObject("/state/a%20key", "new");
  EXPECT_EQ(Copy("/state/a%20key?versionId=" + old, "/state/a%20key").status, 200);
  EXPECT_EQ(Ask("GET", "/state/a%20key").body, "old");
}

TEST_F(S3Copying, DirectivesAreTwoWords) {
  ExpectError(Copy("/state/a%20key", "/backup/copy", {{"x-amz-metadata-directive", "KEEP"}}), 400, "InvalidArgument",
              "Unknown metadata directive.");
  ExpectError(Copy("/state/a%20key", "/backup/copy", {{"x-amz-tagging-directive", "copy"}}), 400, "InvalidArgument",
              "Unknown tagging directive.");
}

TEST_F(S3Copying, TagsThatAreCopiedNeedTheirPermissions) {
  const std::string both = testing::Allow(R"(["s3:GetObject","s3:PutObject"])");
  ExpectDenied(CopyAs(NewUser("a", both), "/state/a%20key", "/backup/copy"), "s3:GetObjectTagging");
  ExpectDenied(
      CopyAs(NewUser("b", both + "," + testing::Allow("s3:GetObjectTagging")), "/state/a%20key", "/backup/copy"),
      "s3:PutObjectTagging");
  // Without tags, or with others in their place, those of the source are not asked for.
  NewObject("/state/plain", "x");
  const Caller user = NewUser("c", both);
  EXPECT_EQ(CopyAs(user, "/state/plain", "/backup/copy").status, 200);
  EXPECT_EQ(CopyAs(user, "/state/a%20key", "/backup/copy", {{"x-amz-tagging-directive", "REPLACE"}}).status, 200);
  ExpectDenied(
      CopyAs(user, "/state/plain", "/backup/copy", {{"x-amz-tagging-directive", "REPLACE"}, {"x-amz-tagging", "a=1"}}),
      "s3:PutObjectTagging");
}

TEST_F(S3Copying, SourceAndTargetMayBelongToDifferentAccounts) {
  const std::string own = testing::kAccount, other = testing::kOtherAccount;
  EXPECT_EQ(Copy("/state/a%20key", "/backup/copy", {{"x-amz-source-expected-bucket-owner", own}}).status, 200);
  EXPECT_EQ(Copy("/state/a%20key", "/backup/copy", {{"x-amz-source-expected-bucket-owner", other}}).error_code,
            "AccessDenied");
  EXPECT_EQ(Copy("/state/a%20key", "/backup/copy", {{"x-amz-expected-bucket-owner", other}}).error_code,
            "AccessDenied");
}

TEST_F(S3Copying, ADeleteMarkerIsNoSource) {
  SetVersioning("Enabled");
  const std::string marker = Ask("DELETE", "/state/a%20key").Header("x-amz-version-id");
  ExpectError(Copy("/state/a%20key", "/backup/copy"), 404, "NoSuchKey", "The specified key does not exist.");
  ExpectError(Copy("/state/a%20key?versionId=" + marker, "/backup/copy"), 400, "InvalidRequest",
              "The source of a copy request may not specifically refer to a delete marker by version id.");
}

TEST_F(S3Copying, TheAnswerTellsVersionsAndChecksum) {
  SetVersioning("Enabled");
  const std::string version =
      NewObject("/state/a%20key", "123456789", {{"x-amz-checksum-sha1", "98O8HYCOBHMq32eZZczDTKeuNEE="}});
  const Reply copied = Copy("/state/a%20key", "/backup/copy");
  EXPECT_EQ(copied.Header("x-amz-copy-source-version-id"), version);
  EXPECT_EQ(copied.headers.Find("x-amz-version-id"), nullptr);
  EXPECT_EQ(copied.At("ChecksumSHA1"), "98O8HYCOBHMq32eZZczDTKeuNEE=");
  EXPECT_EQ(copied.At("ChecksumType"), "FULL_OBJECT");
  EXPECT_EQ(Copy("/state/a%20key", "/backup/copy", {{"x-amz-checksum-algorithm", "CRC32"}}).At("ChecksumCRC32"),
            "y/Q5Jg==");
}

TEST_F(S3Copying, SourcesAreReadAsTheyAreWritten) {
  NewObject("/state/sec", "secret");
  const Caller user =
      NewUser("ann", testing::Allow("s3:PutObject") + "," + testing::Allow("s3:GetObject", "arn:aws:s3:::state/pub"));
  for (const char* source : {"/state/pub/../sec", "state/pub%2F..%2Fsec", "/state/%73ec", "//state/sec", "/state//sec",
                             "state/sec?versionId=null", "/state/pub%00/../sec", "state%2Fsec",
                             "arn:aws:s3:::state/sec", "state/", "/state"}) {
    EXPECT_GE(CopyAs(user, source, "/backup/stolen").status, 400) << source;
  }
  EXPECT_EQ(Ask("GET", "/backup/stolen").error_code, "NoSuchKey");
}

}  // namespace
}  // namespace rolecall::services::s3
