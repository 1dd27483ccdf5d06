// Object Lock: what may be locked, and what locks hold.
#include "tests/unit/services/s3/s3_fixture.h"

namespace rolecall::services::s3 {
namespace {

constexpr char kProtected[] = "Access Denied because object protected by object lock.";
constexpr char kTomorrow[] = "2026-11-19T11:06:40Z";
constexpr char kNextWeek[] = "2026-11-25T11:06:40Z";

std::string Retain(const std::string& mode, const std::string& until) {
  return "<Retention><Mode>" + mode + "</Mode><RetainUntilDate>" + until + "</RetainUntilDate></Retention>";
}
std::string Hold(const std::string& status) { return "<LegalHold><Status>" + status + "</Status></LegalHold>"; }
std::string Configuration(const std::string& retention) {
  return "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention>" + retention +
         "</DefaultRetention></Rule></ObjectLockConfiguration>";
}

class S3ObjectLock : public S3Test {
 protected:
  S3ObjectLock() {
    EXPECT_EQ(Ask("PUT", "/state", "", {{"x-amz-bucket-object-lock-enabled", "true"}}).status, 200);
    version_ = Ask("PUT", "/state/key", "text").Header("x-amz-version-id");
  }
  std::string OfVersion(const std::string& marker = "") const {
    return "/state/key?" + marker + (marker.empty() ? "" : "&") + "versionId=" + version_;
  }
  void ExpectProtected(const http::Headers& headers = {}) {
    ExpectError(Ask("DELETE", OfVersion(), "", headers), 403, "AccessDenied", kProtected);
    EXPECT_EQ(Ask("GET", OfVersion()).body, "text");
  }
  void ExpectDeletable(const http::Headers& headers = {}) {
    EXPECT_EQ(Ask("DELETE", OfVersion(), "", headers).status, 204);
    EXPECT_EQ(Ask("GET", OfVersion()).status, 404);
  }
  const http::Headers bypass_ = {{"x-amz-bypass-governance-retention", "true"}};
  std::string version_;
};

TEST_F(S3ObjectLock, ABucketMadeWithItIsVersionedForGood) {
  EXPECT_EQ(Ask("GET", "/state?versioning").At("Status"), "Enabled");
  EXPECT_EQ(Ask("GET", "/state?object-lock").At("ObjectLockEnabled"), "Enabled");
  EXPECT_EQ(
      Ask("PUT", "/state?versioning", "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>")
          .error_code,
      "InvalidBucketState");
}

TEST_F(S3ObjectLock, AVersionedBucketMayGetItLater) {
  NewBucket("other");
  EXPECT_EQ(Ask("PUT", "/other?object-lock", Configuration("<Mode>GOVERNANCE</Mode><Days>1</Days>")).error_code,
            "InvalidBucketState");
  SetVersioning("Enabled", "other");
  EXPECT_EQ(Ask("PUT", "/other?object-lock", Configuration("<Mode>COMPLIANCE</Mode><Days>1</Days>")).status, 200);
  EXPECT_EQ(Ask("GET", "/other?object-lock").At("Rule/DefaultRetention/Mode"), "COMPLIANCE");
  const std::string version = Ask("PUT", "/other/key", "x").Header("x-amz-version-id");
  EXPECT_EQ(Ask("DELETE", "/other/key?versionId=" + version, "", bypass_).status, 403);
}

TEST_F(S3ObjectLock, ADefaultRetentionNeedsAModeAndOnePeriod) {
  for (const char* retention :
       {"", "<Mode>GOVERNANCE</Mode>", "<Days>1</Days>", "<Mode>SOMETIMES</Mode><Days>1</Days>",
        "<Mode>GOVERNANCE</Mode><Days>1</Days><Years>1</Years>", "<Mode>GOVERNANCE</Mode><Days>x</Days>"}) {
    EXPECT_EQ(Ask("PUT", "/state?object-lock", Configuration(retention)).error_code, "MalformedXML") << retention;
  }
  for (const char* days : {"0", "-1", "36501"}) {
    EXPECT_EQ(
        Ask("PUT", "/state?object-lock", Configuration(std::string("<Mode>GOVERNANCE</Mode><Days>") + days + "</Days>"))
            .error_code,
        "InvalidArgument");
  }
  EXPECT_EQ(Ask("PUT", "/state?object-lock", "<ObjectLockConfiguration/>").error_code, "MalformedXML");
}

TEST_F(S3ObjectLock, TheDefaultRetentionIsGivenToNewVersions) {
  ASSERT_EQ(Ask("PUT", "/state?object-lock", Configuration("<Mode>COMPLIANCE</Mode><Years>1</Years>")).status, 200);
  ExpectError(Ask("GET", OfVersion("retention")), 404, "NoSuchObjectLockConfiguration",
              "The specified object does not have a ObjectLock configuration");
  version_ = Ask("PUT", "/state/key", "text").Header("x-amz-version-id");
  const Reply head = Ask("HEAD", OfVersion());
  EXPECT_EQ(head.Header("x-amz-object-lock-mode"), "COMPLIANCE");
  EXPECT_EQ(head.Header("x-amz-object-lock-retain-until-date"), "2027-11-18T11:06:40.000Z");
  ExpectProtected();
  ExpectProtected(bypass_);
  clock().Advance(std::chrono::days(366));
  ExpectDeletable();
}

TEST_F(S3ObjectLock, GovernanceGivesWayToWhoMayBypassItAndSaysSo) {
  ASSERT_EQ(Ask("PUT", OfVersion("retention"), Retain("GOVERNANCE", kTomorrow)).status, 200);
  EXPECT_EQ(Ask("GET", OfVersion("retention")).At("Mode"), "GOVERNANCE");
  ExpectProtected();
  const Caller deleter = NewUser("ann", testing::Allow("s3:DeleteObjectVersion"));
  EXPECT_EQ(AskAs(deleter, "DELETE", OfVersion(), "", bypass_).error_message, kProtected);
  EXPECT_EQ(Ask("DELETE", "/state/key").status, 204);  // a delete marker takes nothing away
  EXPECT_EQ(Ask("GET", OfVersion()).body, "text");
  ExpectDeletable(bypass_);
}

TEST_F(S3ObjectLock, ALegalHoldYieldsToNobody) {
  ExpectError(Ask("GET", OfVersion("legal-hold")), 404, "NoSuchObjectLockConfiguration",
              "The specified object does not have a ObjectLock configuration");
  ASSERT_EQ(Ask("PUT", OfVersion("legal-hold"), Hold("ON")).status, 200);
  EXPECT_EQ(Ask("HEAD", OfVersion()).Header("x-amz-object-lock-legal-hold"), "ON");
  ExpectProtected(bypass_);
  ASSERT_EQ(Ask("PUT", OfVersion("legal-hold"), Hold("OFF")).status, 200);
  EXPECT_EQ(Ask("GET", OfVersion("legal-hold")).At("Status"), "OFF");
  ExpectDeletable();
}

TEST_F(S3ObjectLock, RetentionsGrowAndShrinkOnlyByBypass) {
  ASSERT_EQ(Ask("PUT", OfVersion("retention"), Retain("GOVERNANCE", kTomorrow)).status, 200);
  EXPECT_EQ(Ask("PUT", OfVersion("retention"), Retain("GOVERNANCE", kNextWeek)).status, 200);
  ExpectError(Ask("PUT", OfVersion("retention"), Retain("GOVERNANCE", kTomorrow)), 403, "AccessDenied", kProtected);
  ExpectError(Ask("PUT", OfVersion("retention"), "<Retention/>"), 403, "AccessDenied", kProtected);
  EXPECT_EQ(Ask("PUT", OfVersion("retention"), Retain("GOVERNANCE", kTomorrow), bypass_).status, 200);
  ASSERT_EQ(Ask("PUT", OfVersion("retention"), Retain("COMPLIANCE", kNextWeek)).status, 200);
  for (const std::string& body :
       {Retain("COMPLIANCE", kTomorrow), Retain("GOVERNANCE", kNextWeek), std::string("<Retention/>")}) {
    ExpectError(Ask("PUT", OfVersion("retention"), body, bypass_), 403, "AccessDenied", kProtected);
  }
  EXPECT_EQ(Ask("PUT", OfVersion("retention"), Retain("COMPLIANCE", "2027-01-01T00:00:00Z")).status, 200);
}

TEST_F(S3ObjectLock, ARetentionIsCheckedBeforeItIsSet) {
  ExpectError(Ask("PUT", OfVersion("retention"), Retain("GOVERNANCE", "2020-01-01T00:00:00Z")), 400, "InvalidArgument",
              "The retain until date must be in the future!");
  for (const std::string& body : {Retain("SOMETIMES", kTomorrow), Retain("GOVERNANCE", "tomorrow"), std::string("<no"),
                                  std::string("<Retention><Mode>GOVERNANCE</Mode></Retention>"), std::string()}) {
    EXPECT_EQ(Ask("PUT", OfVersion("retention"), body).error_code, "MalformedXML") << body;
  }
  EXPECT_EQ(Ask("PUT", OfVersion("legal-hold"), Hold("MAYBE")).error_code, "MalformedXML");
  EXPECT_EQ(Ask("PUT", "/state/none?retention", Retain("GOVERNANCE", kTomorrow)).error_code, "NoSuchKey");
  ASSERT_EQ(Ask("DELETE", "/state/key").status, 204);
  EXPECT_EQ(Ask("GET", "/state/key?retention").error_code, "MethodNotAllowed");
}

TEST_F(S3ObjectLock, HeadersOfANewObjectLockIt) {
  version_ = Ask("PUT", "/state/key", "text",
                 {{"x-amz-object-lock-mode", "COMPLIANCE"}, {"x-amz-object-lock-retain-until-date", kTomorrow}})
                 .Header("x-amz-version-id");
  ExpectProtected(bypass_);
  version_ = Ask("PUT", "/state/key", "text", {{"x-amz-object-lock-legal-hold", "ON"}}).Header("x-amz-version-id");
  ExpectProtected();
  ExpectError(Ask("PUT", "/state/key", "x", {{"x-amz-object-lock-mode", "COMPLIANCE"}}), 400, "InvalidArgument",
              "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied");
  EXPECT_EQ(Ask("PUT", "/state/key", "x", {{"x-amz-object-lock-legal-hold", "YES"}}).error_code, "InvalidArgument");
  const Caller writer = NewUser("ann", testing::Allow("s3:PutObject"));
  ExpectDenied(AskAs(writer, "PUT", "/state/key", "x", {{"x-amz-object-lock-legal-hold", "ON"}}),
               "s3:PutObjectLegalHold");
}

TEST_F(S3ObjectLock, UploadsOfPartsAreLockedToo) {
  const std::string upload =
      Ask("POST", "/state/key?uploads", "",
          {{"x-amz-object-lock-mode", "COMPLIANCE"}, {"x-amz-object-lock-retain-until-date", kTomorrow}})
          .At("UploadId");
  const std::string etag = Ask("PUT", "/state/key?partNumber=1&uploadId=" + upload, "text").Header("ETag");
  const Reply done = Ask("POST", "/state/key?uploadId=" + upload,
                         "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>" + etag +
                             "</ETag></Part></CompleteMultipartUpload>");
  ASSERT_EQ(done.status, 200) << done.body;
  version_ = done.Header("x-amz-version-id");
  ExpectProtected(bypass_);
}

TEST_F(S3ObjectLock, DeleteObjectsRefusesWhatIsProtected) {
  ASSERT_EQ(Ask("PUT", OfVersion("legal-hold"), Hold("ON")).status, 200);
  const Reply reply = Ask("POST", "/state?delete",
                          "<Delete><Object><Key>key</Key><VersionId>" + version_ + "</VersionId></Object></Delete>");
  EXPECT_EQ(reply.At("Error/Code"), "AccessDenied");
  EXPECT_EQ(reply.At("Error/Message"), kProtected);
  EXPECT_EQ(Ask("GET", OfVersion()).body, "text");
}

TEST_F(S3ObjectLock, TheLockIsToldToWhoMayReadIt) {
  ASSERT_EQ(Ask("PUT", OfVersion("legal-hold"), Hold("ON")).status, 200);
  const Caller reader = NewUser("ann", testing::Allow("s3:GetObjectVersion"));
  EXPECT_EQ(AskAs(reader, "GET", OfVersion()).Header("x-amz-object-lock-legal-hold"), "");
  EXPECT_EQ(
      AskAs(NewUser("bob", testing::Allow(R"(["s3:GetObjectVersion","s3:GetObjectLegalHold"])")), "GET", OfVersion())
          .Header("x-amz-object-lock-legal-hold"),
      "ON");
}

TEST_F(S3ObjectLock, RetentionInTheBodyIsACondition) {
  const Caller user = NewUser(
      "ann",
      testing::Allow("s3:PutObjectRetention") +
          R"(,{"Effect":"Deny","Action":"s3:PutObjectRetention","Resource":"*","Condition":{"NumericGreaterThan":{"s3:object-lock-remaining-retention-days":"3"}}})");
  ExpectDenied(AskAs(user, "PUT", OfVersion("retention"), Retain("COMPLIANCE", kNextWeek)), "s3:PutObjectRetention");
  EXPECT_EQ(AskAs(user, "PUT", OfVersion("retention"), Retain("GOVERNANCE", kTomorrow)).status, 200);
}

TEST_F(S3ObjectLock, ABucketWithoutItRefusesAllThatAsksForIt) {
  NewBucket("plain");
  ASSERT_EQ(Ask("PUT", "/plain/key", "x").status, 200);
  const char* missing = "Bucket is missing Object Lock Configuration";
  ExpectError(Ask("PUT", "/plain/key?retention", Retain("GOVERNANCE", kTomorrow)), 400, "InvalidRequest", missing);
  ExpectError(Ask("PUT", "/plain/key?legal-hold", Hold("ON")), 400, "InvalidRequest", missing);
  ExpectError(Ask("GET", "/plain/key?legal-hold"), 400, "InvalidRequest", missing);
  ExpectError(Ask("GET", "/plain/key?retention"), 400, "InvalidRequest", missing);
  ExpectError(Ask("PUT", "/plain/key", "y", {{"x-amz-object-lock-legal-hold", "ON"}}), 400, "InvalidRequest", missing);
  ExpectError(Ask("DELETE", "/plain/key", "", {{"x-amz-bypass-governance-retention", "false"}}), 400, "InvalidArgument",
              "x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets.");
  EXPECT_EQ(Ask("GET", "/plain/key").body, "x");
}

}  // namespace
}  // namespace rolecall::services::s3
