// DeleteObject and DeleteObjects, with and without versions.
#include <gmock/gmock.h>

#include "tests/unit/services/s3/s3_fixture.h"

namespace rolecall::services::s3 {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class S3Deleting : public S3Test {
 protected:
  S3Deleting() { NewBucket(); }
  static std::string List(const std::vector<std::string>& keys, const std::string& more = "") {
    std::string xml = "<Delete>" + more;
    for (const std::string& key : keys) xml += "<Object><Key>" + key + "</Key></Object>";
    return xml + "</Delete>";
  }
};

TEST_F(S3Deleting, WithoutVersionsTheObjectIsGone) {
  NewObject("/state/key");
  const Reply deleted = Ask("DELETE", "/state/key");
  EXPECT_EQ(deleted.status, 204);
  EXPECT_EQ(deleted.headers.Find("x-amz-delete-marker"), nullptr);
  EXPECT_EQ(Ask("GET", "/state/key").error_code, "NoSuchKey");
  EXPECT_THAT(Ask("GET", "/state?versions").xml.All("Version"), IsEmpty());
  EXPECT_EQ(Ask("DELETE", "/state").status, 204);
}

TEST_F(S3Deleting, WhatIsNotThereIsDeletedToo) {
  EXPECT_EQ(Ask("DELETE", "/state/none").status, 204);
  const char* version = "/state/none?versionId=0123456789abcdef0123456789abcdef";
  ExpectError(Ask("DELETE", version), 400, "InvalidArgument", "Invalid version id specified");
  SetVersioning("Enabled");
  EXPECT_EQ(Ask("DELETE", version).status, 204);
}

TEST_F(S3Deleting, WithVersionsAMarkerHidesTheObject) {
  SetVersioning("Enabled");
  const std::string version = NewObject("/state/key", "old");
  const Reply deleted = Ask("DELETE", "/state/key");
  EXPECT_EQ(deleted.status, 204);
  EXPECT_EQ(deleted.Header("x-amz-delete-marker"), "true");
  const std::string marker = deleted.Header("x-amz-version-id");
  EXPECT_EQ(marker.size(), 32u);
  EXPECT_EQ(Ask("GET", "/state/key").error_code, "NoSuchKey");
  EXPECT_THAT(Ask("GET", "/state").All("Contents/Key"), IsEmpty());
  EXPECT_EQ(Ask("GET", "/state/key?versionId=" + version).body, "old");
  ExpectError(Ask("GET", "/state/key?versionId=" + marker), 405, "MethodNotAllowed",
              "The specified method is not allowed against this resource.");
}

TEST_F(S3Deleting, DeletingTheMarkerBringsTheObjectBack) {
  SetVersioning("Enabled");
  NewObject("/state/key", "old");
  const std::string marker = Ask("DELETE", "/state/key").Header("x-amz-version-id");
  const Reply undone = Ask("DELETE", "/state/key?versionId=" + marker);
  EXPECT_EQ(undone.Header("x-amz-delete-marker"), "true");
  EXPECT_EQ(undone.Header("x-amz-version-id"), marker);
  EXPECT_EQ(Ask("GET", "/state/key").body, "old");
}

TEST_F(S3Deleting, DeletingTheNewestVersionMakesTheNextOneCurrent) {
  SetVersioning("Enabled");
  const std::string first = NewObject("/state/key", "first");
  const std::string second = NewObject("/state/key", "second");
  const std::string third = NewObject("/state/key", "third");
  EXPECT_EQ(Ask("DELETE", "/state/key?versionId=" + second).Header("x-amz-version-id"), second);
  EXPECT_EQ(Ask("GET", "/state/key").body, "third");
  ASSERT_EQ(Ask("DELETE", "/state/key?versionId=" + third).status, 204);
  EXPECT_EQ(Ask("GET", "/state/key").Header("x-amz-version-id"), first);
  ASSERT_EQ(Ask("DELETE", "/state/key?versionId=" + first).status, 204);
  EXPECT_EQ(Ask("GET", "/state/key").error_code, "NoSuchKey");
  const Reply gone = Ask("GET", "/state/key?versionId=" + first);
  ExpectError(gone, 404, "NoSuchVersion", "The specified version does not exist.");
  EXPECT_EQ(gone.At("VersionId"), first);
}

TEST_F(S3Deleting, WhenVersioningIsSuspendedTheNullVersionIsReplaced) {
  NewObject("/state/key", "null one");
  SetVersioning("Enabled");
  const std::string kept = NewObject("/state/key", "kept");
  SetVersioning("Suspended");
  EXPECT_EQ(NewObject("/state/key", "null two"), "null");
  EXPECT_THAT(Ask("GET", "/state?versions").All("Version/VersionId"), ElementsAre("null", kept));
  EXPECT_EQ(Ask("GET", "/state/key?versionId=null").body, "null two");
  const Reply deleted = Ask("DELETE", "/state/key");
  EXPECT_EQ(deleted.Header("x-amz-delete-marker"), "true");
  EXPECT_EQ(deleted.Header("x-amz-version-id"), "null");
  EXPECT_THAT(Ask("GET", "/state?versions").All("Version/VersionId"), ElementsAre(kept));
  EXPECT_THAT(Ask("GET", "/state?versions").All("DeleteMarker/VersionId"), ElementsAre("null"));
}

TEST_F(S3Deleting, SeveralObjectsGoInOneRequest) {
  for (const char* key : {"a", "b", "c"}) NewObject(std::string("/state/") + key);
  const Reply deleted = Ask("POST", "/state?delete", List({"a", "c", "none"}));
  EXPECT_EQ(deleted.status, 200);
  EXPECT_EQ(deleted.xml.name, "DeleteResult");
  EXPECT_THAT(deleted.All("Deleted/Key"), ElementsAre("a", "c", "none"));
  EXPECT_THAT(Ask("GET", "/state").All("Contents/Key"), ElementsAre("b"));
}

TEST_F(S3Deleting, QuietAnswersErrorsOnly) {
  NewObject("/state/a");
  EXPECT_TRUE(Ask("POST", "/state?delete", List({"a"}, "<Quiet>true</Quiet>")).xml.children.empty());
  EXPECT_THAT(Ask("GET", "/state").All("Contents/Key"), IsEmpty());
}

TEST_F(S3Deleting, SeveralTellOfVersionsAndMarkers) {
  SetVersioning("Enabled");
  const std::string version = NewObject("/state/a");
  NewObject("/state/b");
  const Reply deleted = Ask("POST", "/state?delete",
                            "<Delete><Object><Key>a</Key><VersionId>" + version +
                                "</VersionId></Object><Object><Key>b</Key></Object></Delete>");
  EXPECT_THAT(deleted.All("Deleted/VersionId"), ElementsAre(version));
  EXPECT_THAT(deleted.All("Deleted/DeleteMarker"), ElementsAre("true"));
  EXPECT_EQ(deleted.At("Deleted/DeleteMarkerVersionId"), Ask("GET", "/state?versions").At("DeleteMarker/VersionId"));
  EXPECT_EQ(Ask("GET", "/state/a?versionId=" + version).error_code, "NoSuchVersion");
}

TEST_F(S3Deleting, EachOfSeveralIsAuthorized) {
  SetVersioning("Enabled");
  const std::string version = NewObject("/state/mine/a");
  NewObject("/state/other/b");
  const Caller user = NewUser("ann", testing::Allow("s3:DeleteObject", "arn:aws:s3:::state/mine/*"));
  const Reply deleted =
      AskAs(user, "POST", "/state?delete",
            "<Delete><Object><Key>mine/a</Key></Object><Object><Key>other/b</Key></Object><Object><Key>mine/a</Key>"
            "<VersionId>" +
                version + "</VersionId></Object></Delete>");
  EXPECT_EQ(deleted.status, 200);
  EXPECT_THAT(deleted.All("Deleted/Key"), ElementsAre("mine/a"));
  EXPECT_THAT(deleted.All("Error/Key"), ElementsAre("other/b", "mine/a"));
  EXPECT_THAT(deleted.All("Error/Code"), ElementsAre("AccessDenied", "AccessDenied"));
  EXPECT_NE(deleted.All("Error/Message").back().find("s3:DeleteObjectVersion"), std::string::npos);
  EXPECT_EQ(Ask("GET", "/state/other/b").status, 200);
  EXPECT_EQ(Ask("GET", "/state/mine/a?versionId=" + version).status, 200);
}

TEST_F(S3Deleting, SeveralAreOneTo1000) {
  EXPECT_EQ(Ask("POST", "/state?delete", "<no").error_code, "MalformedXML");
  EXPECT_EQ(Ask("POST", "/state?delete", List({})).error_code, "MalformedXML");
  std::vector<std::string> keys;
  for (int i = 0; i < 1000; ++i) keys.push_back("k" + std::to_string(i));
  EXPECT_EQ(Ask("POST", "/state?delete", List(keys)).All("Deleted/Key").size(), 1000u);
  keys.emplace_back("one-more");
  EXPECT_EQ(Ask("POST", "/state?delete", List(keys)).error_code, "MalformedXML");
  EXPECT_EQ(Ask("POST", "/none?delete", List({"a"})).error_code, "NoSuchBucket");
}

TEST_F(S3Deleting, ADeleteThatIsOvertakenDeletesWhatIsThereThen) {
  NewObject("/state/key", "old");
  store().BeforeNextCommit([&] { NewObject("/state/key", "new"); });
  EXPECT_EQ(Ask("DELETE", "/state/key").status, 204);
  EXPECT_EQ(Ask("GET", "/state/key").error_code, "NoSuchKey");
}

TEST_F(S3Deleting, ManyAtOnceTellWhatIsNotThere) {
  const std::string version = "0123456789abcdef0123456789abcdef";
  const std::string list = "<Delete><Object><Key>k</Key><VersionId>" + version + "</VersionId></Object></Delete>";
  NewObject("/state/k", "text");
  for (const bool versioned : {false, true}) {
    if (versioned) SetVersioning("Enabled");
    const Reply reply = Ask("POST", "/state?delete", list);
    EXPECT_EQ(reply.At("Error/Code"), "NoSuchVersion");
    EXPECT_EQ(reply.At("Error/VersionId"), version);
    EXPECT_EQ(reply.At("Error/Message"), "The specified version does not exist.");
  }
  EXPECT_EQ(Ask("GET", "/state/k").body, "text");
}

TEST_F(S3Deleting, ManyAtOnceMayBeConditional) {
  NewObject("/state/k", "text");
  const auto erase = [&](const std::string& more) {
    return Ask("POST", "/state?delete", "<Delete><Object><Key>k</Key>" + more + "</Object></Delete>");
  };
  EXPECT_EQ(erase("<ETag>\"0\"</ETag>").At("Error/Code"), "PreconditionFailed");
  EXPECT_EQ(erase("<Size>4</Size>").At("Error/Code"), "NotImplemented");
  EXPECT_EQ(Ask("GET", "/state/k").body, "text");
  EXPECT_EQ(erase("<ETag>1cb251ec0d568de6a929b520c4aed8d1</ETag>").At("Deleted/Key"), "k");
}

TEST_F(S3Deleting, AListThatDoesNotFitItsChecksumDeletesNothing) {
  NewObject("/state/k", "text");
  const std::string list = "<Delete><Object><Key>k</Key></Object></Delete>";
  EXPECT_EQ(Ask("POST", "/state?delete", list, {{"Content-MD5", "AAAAAAAAAAAAAAAAAAAAAA=="}}).error_code, "BadDigest");
  EXPECT_EQ(Ask("POST", "/state?delete", list, {{"x-amz-checksum-crc32", "AAAAAA=="}}).error_code, "BadDigest");
  EXPECT_EQ(Ask("GET", "/state/k").body, "text");
}

}  // namespace
}  // namespace rolecall::services::s3
