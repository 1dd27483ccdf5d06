// ListObjectVersions.
#include <gmock/gmock.h>

#include "tests/unit/services/s3/s3_fixture.h"

namespace rolecall::services::s3 {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class S3Versions : public S3Test {
 protected:
  S3Versions() { NewVersionedBucket(); }
  std::string Delete(const std::string& target) {
    const std::string marker = Ask("DELETE", target).Header("x-amz-version-id");
    clock().Advance(std::chrono::seconds(1));
    return marker;
  }
};

TEST_F(S3Versions, AreListedByKeyTheNewestFirst) {
  const std::string a1 = NewObject("/state/a", "1");
  const std::string b1 = NewObject("/state/b", "22");
  const std::string a2 = NewObject("/state/a", "333");
  const std::string marker = Delete("/state/b");
  const Reply listed = Ask("GET", "/state?versions");
  EXPECT_EQ(listed.xml.name, "ListVersionsResult");
  EXPECT_EQ(listed.At("Name"), "state");
  EXPECT_EQ(listed.At("IsTruncated"), "false");
  EXPECT_THAT(listed.All("Version/VersionId"), ElementsAre(a2, a1, b1));
  EXPECT_THAT(listed.All("Version/Key"), ElementsAre("a", "a", "b"));
  EXPECT_THAT(listed.All("Version/IsLatest"), ElementsAre("true", "false", "false"));
  EXPECT_THAT(listed.All("Version/Size"), ElementsAre("3", "1", "2"));
  EXPECT_EQ(listed.At("Version/ETag"), "\"310dcbbf4cce62f762a2aaa148d556bd\"");
  EXPECT_EQ(listed.At("Version/LastModified"), "2026-11-18T11:06:42.000Z");
  EXPECT_EQ(listed.At("Version/Owner/ID"), testing::kAccount);
  EXPECT_THAT(listed.All("DeleteMarker/VersionId"), ElementsAre(marker));
  EXPECT_THAT(listed.All("DeleteMarker/IsLatest"), ElementsAre("true"));
  EXPECT_EQ(listed.At("DeleteMarker/ETag"), "(none)");
}

TEST_F(S3Versions, TheNewestIsCurrentWhateverTheClockSays) {
  std::vector<std::string> versions = {NewObject("/state/a", "0")};
  for (int hours : {-2, -240, 1, 960, -9600, 0}) {
    clock().Advance(std::chrono::hours(hours));
    // The clock stands: two in one microsecond keep their order too.
    for (int i = 0; i < 2; ++i) {
      const Reply put = Ask("PUT", "/state/a", std::to_string(versions.size()));
      versions.insert(versions.begin(), put.Header("x-amz-version-id"));
      EXPECT_EQ(Ask("GET", "/state/a").body, std::to_string(versions.size() - 1));
    }
    const Reply listed = Ask("GET", "/state?versions");
    EXPECT_EQ(listed.All("Version/VersionId"), versions);
    EXPECT_EQ(listed.At("Version/IsLatest"), "true");
  }
  // Without the newest, the one before it is current again; a marker comes before all.
  Ask("DELETE", "/state/a?versionId=" + versions.front());
  EXPECT_EQ(Ask("GET", "/state/a").body, std::to_string(versions.size() - 2));
  clock().Advance(std::chrono::hours(-9600));
  Delete("/state/a");
  EXPECT_EQ(Ask("GET", "/state/a").status, 404);
}

TEST_F(S3Versions, TheNullVersionOfASuspendedBucketIsTheNewestAfterTheClockWentBack) {
  NewObject("/state/a", "1");
  SetVersioning("Suspended");
  for (const char* body : {"2", "3"}) {
    clock().Advance(std::chrono::hours(-5));
    Ask("PUT", "/state/a", body);
    EXPECT_EQ(Ask("GET", "/state/a").body, body);
    EXPECT_EQ(Ask("GET", "/state?versions").At("Version/VersionId"), "null");
  }
  EXPECT_EQ(Ask("GET", "/state?versions").All("Version/VersionId").size(), 2u);
}

TEST_F(S3Versions, PagesGoOnWithinAKey) {
  std::vector<std::string> versions;
  for (int i = 0; i < 5; ++i) versions.insert(versions.begin(), NewObject("/state/a"));
  versions.push_back(NewObject("/state/b"));
  std::vector<std::string> found, latest;
  std::string markers;
  for (int page = 0; page < 3; ++page) {
    const Reply listed = Ask("GET", "/state?versions&max-keys=2" + markers);
    ASSERT_EQ(listed.status, 200) << listed.body;
    for (const std::string& id : listed.All("Version/VersionId")) found.push_back(id);
    for (const std::string& is : listed.All("Version/IsLatest")) latest.push_back(is);
    EXPECT_EQ(listed.At("IsTruncated"), page < 2 ? "true" : "false");
    markers = "&key-marker=" + listed.At("NextKeyMarker") + "&version-id-marker=" + listed.At("NextVersionIdMarker");
  }
  EXPECT_EQ(found, versions);
  EXPECT_THAT(latest, ElementsAre("true", "false", "false", "false", "false", "true"));
}

TEST_F(S3Versions, AKeyMarkerAloneSkipsAllVersionsOfTheKey) {
  NewObject("/state/a");
  NewObject("/state/a");
  NewObject("/state/b");
  const Reply listed = Ask("GET", "/state?versions&key-marker=a");
  EXPECT_EQ(listed.At("KeyMarker"), "a");
  EXPECT_THAT(listed.All("Version/Key"), ElementsAre("b"));
  EXPECT_THAT(listed.All("Version/IsLatest"), ElementsAre("true"));
}

TEST_F(S3Versions, PrefixDelimiterAndEncodingHoldHereToo) {
  for (const char* key : {"a%20b", "dir/x", "dir/y", "other"}) NewObject(std::string("/state/") + key);
  NewObject("/state/dir/x");
  const Reply top = Ask("GET", "/state?versions&delimiter=/&encoding-type=url");
  EXPECT_EQ(top.At("Delimiter"), "/");
  EXPECT_EQ(top.At("EncodingType"), "url");
  EXPECT_THAT(top.All("Version/Key"), ElementsAre("a%20b", "other"));
  EXPECT_THAT(top.All("CommonPrefixes/Prefix"), ElementsAre("dir/"));
  EXPECT_THAT(Ask("GET", "/state?versions&prefix=dir/").All("Version/Key"), ElementsAre("dir/x", "dir/x", "dir/y"));
  const Reply none = Ask("GET", "/state?versions&max-keys=0");
  EXPECT_THAT(none.All("Version/Key"), IsEmpty());
  EXPECT_EQ(none.At("IsTruncated"), "false");
}

TEST_F(S3Versions, OfMoreThanOnePageOfTheStoreAreFound) {
  const std::string first = NewObject("/state/key", "the first");
  for (int i = 0; i < 260; ++i) NewObject("/state/key");
  EXPECT_EQ(Ask("GET", "/state/key?versionId=" + first).body, "the first");
}

TEST_F(S3Versions, ObjectsOfUnversionedBucketsAreTheNullVersion) {
  NewBucket("plain");
  NewObject("/plain/key");
  const Reply listed = Ask("GET", "/plain?versions");
  EXPECT_THAT(listed.All("Version/VersionId"), ElementsAre("null"));
  EXPECT_THAT(listed.All("Version/IsLatest"), ElementsAre("true"));
}

TEST_F(S3Versions, AreReadByTheirId) {
  const std::string first = NewObject("/state/key", "first");
  const std::string second = NewObject("/state/key", "second");
  EXPECT_NE(first, second);
  const Reply got = Ask("GET", "/state/key?versionId=" + first);
  EXPECT_EQ(got.body, "first");
  EXPECT_EQ(got.Header("x-amz-version-id"), first);
  EXPECT_EQ(Ask("GET", "/state/key").Header("x-amz-version-id"), second);
  EXPECT_EQ(Ask("HEAD", "/state/key?versionId=" + first).status, 200);
}

TEST_F(S3Versions, ThePolicyMayNameTheVersion) {
  const std::string first = NewObject("/state/key", "first");
  const std::string second = NewObject("/state/key", "second");
  const Caller user = NewUser(
      "ann",
      R"({"Effect":"Allow","Action":"s3:GetObjectVersion","Resource":"*","Condition":{"StringEquals":{"s3:VersionId":")" +
          first + R"("}}})");
  EXPECT_EQ(AskAs(user, "GET", "/state/key?versionId=" + first).body, "first");
  ExpectDenied(AskAs(user, "GET", "/state/key?versionId=" + second), "s3:GetObjectVersion");
  ExpectDenied(AskAs(user, "GET", "/state/key"), "s3:GetObject");
}

class S3DeleteMarkers : public S3Test {};

TEST_F(S3DeleteMarkers, SayWhatTheyAre) {
  NewVersionedBucket();
  NewObject("/state/key", "text");
  const std::string marker = Ask("DELETE", "/state/key").Header("x-amz-version-id");
  for (const char* method : {"GET", "HEAD"}) {
    const Reply gone = Ask(method, "/state/key");
    EXPECT_EQ(gone.status, 404);
    EXPECT_EQ(gone.Header("x-amz-delete-marker"), "true");
    EXPECT_EQ(gone.Header("x-amz-version-id"), marker);
    const Reply named = Ask(method, "/state/key?versionId=" + marker);
    EXPECT_EQ(named.status, 405);
    EXPECT_EQ(named.Header("Allow"), "DELETE");
    EXPECT_EQ(named.Header("x-amz-delete-marker"), "true");
    EXPECT_EQ(named.Header("Last-Modified"), "Wed, 18 Nov 2026 11:06:41 GMT");
  }
  const Reply named = Ask("GET", "/state/key?versionId=" + marker);
  EXPECT_EQ(named.error_code, "MethodNotAllowed");
  EXPECT_EQ(named.At("Method"), "GET");
  EXPECT_EQ(named.At("ResourceType"), "DeleteMarker");
  // Who may not list does not learn of it.
  const Reply hidden = AskAs(NewUser("ann", testing::Allow("s3:GetObject")), "GET", "/state/key");
  EXPECT_EQ(hidden.status, 403);
  EXPECT_EQ(hidden.headers.Find("x-amz-delete-marker"), nullptr);
}

TEST_F(S3DeleteMarkers, VersionIdsAreChecked) {
  NewBucket();
  NewObject("/state/key", "text");
  const char* invalid = "Invalid version id specified";
  ExpectError(Ask("GET", "/state/key?versionId=0123456789abcdef0123456789abcdef"), 400, "InvalidArgument", invalid);
  ExpectError(Ask("GET", "/state/key?versionId="), 400, "InvalidArgument", "Version id cannot be the empty string");
  EXPECT_EQ(Ask("GET", "/state/key?versionId=null").body, "text");
  SetVersioning("Enabled");
  ExpectError(Ask("GET", "/state/key?versionId=short"), 400, "InvalidArgument", invalid);
  EXPECT_EQ(Ask("HEAD", "/state/key?versionId=short").status, 400);
  ExpectError(Ask("GET", "/state/key?versionId=0123456789abcdef0123456789abcdef"), 404, "NoSuchVersion",
              "The specified version does not exist.");
}

TEST_F(S3DeleteMarkers, TheNextVersionIsTheNewestThatIsLeft) {
  NewVersionedBucket();
  std::vector<std::string> versions;
  for (const char* text : {"1", "2", "3"}) versions.push_back(NewObject("/state/key", text));
  // While the newest goes, the next goes too: what it was does not come back.
  store().BeforeNextCommit([&] { ASSERT_EQ(Ask("DELETE", "/state/key?versionId=" + versions[1]).status, 204); });
  ASSERT_EQ(Ask("DELETE", "/state/key?versionId=" + versions[2]).status, 204);
  EXPECT_EQ(Ask("GET", "/state/key").body, "1");
}

}  // namespace
}  // namespace rolecall::services::s3
