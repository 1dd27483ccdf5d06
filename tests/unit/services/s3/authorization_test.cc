// Which permission, on which resource, each operation needs.
#include "tests/unit/services/s3/s3_fixture.h"

namespace rolecall::services::s3 {
namespace {

constexpr char kBucketArn[] = "arn:aws:s3:::state";
constexpr char kObjectArn[] = "arn:aws:s3:::state/app/key";

struct Case {
  const char* name;
  const char *method, *target, *action, *resource;
  const char* body = "";
  friend void PrintTo(const Case& each, std::ostream* out) { *out << each.name; }
};

// UPLOAD stands for the id of an upload that is in progress.
class S3Authorization : public S3Test, public ::testing::WithParamInterface<Case> {
 protected:
  S3Authorization() {
    NewBucket();
    NewObject("/state/app/key");
    upload_ = Ask("POST", "/state/app/key?uploads").At("UploadId");
    EXPECT_EQ(Ask("PUT", "/state/app/key?partNumber=1&uploadId=" + upload_, "hello").status, 200);
  }
  Reply AskCase(const Caller& caller) {
    std::string target = GetParam().target;
    if (const std::size_t at = target.find("UPLOAD"); at != std::string::npos) target.replace(at, 6, upload_);
    return AskAs(caller, GetParam().method, target, GetParam().body);
  }
  // What a refused call must not have changed.
  std::vector<std::string> Everything() {
    std::vector<std::string> all;
    for (const char* prefix : {"s3/", "directory/bucket/"}) {
      const Result<std::vector<store::Entry>> entries = store().Scan(prefix, "", 100);
      EXPECT_TRUE(entries.ok());
      for (const store::Entry& entry : *entries) all.push_back(entry.key + entry.value);
    }
    EXPECT_GE(all.size(), 6u);  // the bucket; the object, its version and bytes; the upload and its part
    return all;
  }
  std::string upload_;
};

TEST_P(S3Authorization, IsRefusedWithoutThePermission) {
  const Caller other = NewUser("ann", testing::Allow("s3:*") + "," + testing::Deny(GetParam().action));
  const std::vector<std::string> before = Everything();
  const Reply denied = AskCase(other);
  EXPECT_EQ(denied.status, 403);
  EXPECT_EQ(denied.error_code, "AccessDenied");
  if (std::string(GetParam().method) != "HEAD") ExpectDenied(denied, GetParam().action);
  const Reply bare = AskCase(NewUser("bob"));
  EXPECT_EQ(bare.status, 403);
  EXPECT_EQ(AskCase(Anonymous()).status, 403);
  EXPECT_EQ(Everything(), before);
}

TEST_P(S3Authorization, IsAllowedByThisPermissionOnThisResourceAlone) {
  const Reply reply = AskCase(NewUser("ann", testing::Allow(GetParam().action, GetParam().resource)));
  EXPECT_TRUE(reply.ok()) << reply.status << reply.body;
}

constexpr char kComplete[] =
    "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>5d41402abc4b2a76b9719d911017c592</ETag></Part>"
    "</CompleteMultipartUpload>";
constexpr char kTagging[] = "<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value></Tag></TagSet></Tagging>";
constexpr char kPolicy[] =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::state/*"}]})";
constexpr char kVersioning[] = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";

INSTANTIATE_TEST_SUITE_P(
    Objects, S3Authorization,
    ::testing::Values(
        Case{"PutObject", "PUT", "/state/app/key", "s3:PutObject", kObjectArn, "text"},
        Case{"GetObject", "GET", "/state/app/key", "s3:GetObject", kObjectArn},
        Case{"HeadObject", "HEAD", "/state/app/key", "s3:GetObject", kObjectArn},
        Case{"GetObjectVersion", "GET", "/state/app/key?versionId=null", "s3:GetObjectVersion", kObjectArn},
        Case{"DeleteObject", "DELETE", "/state/app/key", "s3:DeleteObject", kObjectArn},
        Case{"DeleteObjectVersion", "DELETE", "/state/app/key?versionId=null", "s3:DeleteObjectVersion", kObjectArn},
        Case{"GetTags", "GET", "/state/app/key?tagging", "s3:GetObjectTagging", kObjectArn},
        Case{"PutTags", "PUT", "/state/app/key?tagging", "s3:PutObjectTagging", kObjectArn, kTagging},
        Case{"DeleteTags", "DELETE", "/state/app/key?tagging", "s3:DeleteObjectTagging", kObjectArn},
        Case{"GetVersionTags", "GET", "/state/app/key?tagging&versionId=null", "s3:GetObjectVersionTagging",
             kObjectArn},
        Case{"PutVersionTags", "PUT", "/state/app/key?tagging&versionId=null", "s3:PutObjectVersionTagging", kObjectArn,
             kTagging},
        Case{"DeleteVersionTags", "DELETE", "/state/app/key?tagging&versionId=null", "s3:DeleteObjectVersionTagging",
             kObjectArn},
        Case{"CreateMultipartUpload", "POST", "/state/app/key?uploads", "s3:PutObject", kObjectArn},
        Case{"UploadPart", "PUT", "/state/app/key?partNumber=2&uploadId=UPLOAD", "s3:PutObject", kObjectArn, "x"},
        Case{"CompleteMultipartUpload", "POST", "/state/app/key?uploadId=UPLOAD", "s3:PutObject", kObjectArn,
             kComplete},
        Case{"AbortMultipartUpload", "DELETE", "/state/app/key?uploadId=UPLOAD", "s3:AbortMultipartUpload", kObjectArn},
        Case{"ListParts", "GET", "/state/app/key?uploadId=UPLOAD", "s3:ListMultipartUploadParts", kObjectArn}),
    [](const auto& info) { return info.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Buckets, S3Authorization,
    ::testing::Values(
        Case{"ListBuckets", "GET", "/", "s3:ListAllMyBuckets", "*"},
        Case{"CreateBucket", "PUT", "/brand-new", "s3:CreateBucket", "arn:aws:s3:::brand-new"},
        Case{"HeadBucket", "HEAD", "/state", "s3:ListBucket", kBucketArn},
        Case{"ListObjects", "GET", "/state", "s3:ListBucket", kBucketArn},
        Case{"ListObjectsV2", "GET", "/state?list-type=2", "s3:ListBucket", kBucketArn},
        Case{"ListObjectVersions", "GET", "/state?versions", "s3:ListBucketVersions", kBucketArn},
        Case{"ListMultipartUploads", "GET", "/state?uploads", "s3:ListBucketMultipartUploads", kBucketArn},
        Case{"GetVersioning", "GET", "/state?versioning", "s3:GetBucketVersioning", kBucketArn},
        Case{"PutVersioning", "PUT", "/state?versioning", "s3:PutBucketVersioning", kBucketArn, kVersioning},
        Case{"PutPolicy", "PUT", "/state?policy", "s3:PutBucketPolicy", kBucketArn, kPolicy},
        Case{"DeletePolicy", "DELETE", "/state?policy", "s3:DeleteBucketPolicy", kBucketArn},
        Case{"PutTagging", "PUT", "/state?tagging", "s3:PutBucketTagging", kBucketArn, kTagging},
        Case{"DeleteTagging", "DELETE", "/state?tagging", "s3:PutBucketTagging", kBucketArn},
        Case{"GetLocation", "GET", "/state?location", "s3:GetBucketLocation", kBucketArn},
        Case{"GetAcl", "GET", "/state?acl", "s3:GetBucketAcl", kBucketArn},
        Case{"PutEncryption", "PUT", "/state?encryption", "s3:PutEncryptionConfiguration", kBucketArn, "<a/>"},
        Case{"PutPublicAccess", "PUT", "/state?publicAccessBlock", "s3:PutBucketPublicAccessBlock", kBucketArn, "<a/>"},
        Case{"PutOwnership", "PUT", "/state?ownershipControls", "s3:PutBucketOwnershipControls", kBucketArn, "<a/>"},
        Case{"PutLifecycle", "PUT", "/state?lifecycle", "s3:PutLifecycleConfiguration", kBucketArn, "<a/>"},
        Case{"DeleteLifecycle", "DELETE", "/state?lifecycle", "s3:PutLifecycleConfiguration", kBucketArn},
        Case{"PutCors", "PUT", "/state?cors", "s3:PutBucketCORS", kBucketArn, "<a/>"},
        Case{"PutWebsite", "PUT", "/state?website", "s3:PutBucketWebsite", kBucketArn, "<a/>"},
        Case{"PutReplication", "PUT", "/state?replication", "s3:PutReplicationConfiguration", kBucketArn, "<a/>"},
        Case{"PutObjectLock", "PUT", "/state?object-lock", "s3:PutBucketObjectLockConfiguration", kBucketArn, "<a/>"},
        Case{"GetLogging", "GET", "/state?logging", "s3:GetBucketLogging", kBucketArn},
        Case{"PutLogging", "PUT", "/state?logging", "s3:PutBucketLogging", kBucketArn, "<a/>"},
        Case{"GetNotification", "GET", "/state?notification", "s3:GetBucketNotification", kBucketArn},
        Case{"PutNotification", "PUT", "/state?notification", "s3:PutBucketNotification", kBucketArn, "<a/>"},
        Case{"GetAccelerate", "GET", "/state?accelerate", "s3:GetAccelerateConfiguration", kBucketArn},
        Case{"PutAccelerate", "PUT", "/state?accelerate", "s3:PutAccelerateConfiguration", kBucketArn, "<a/>"},
        Case{"GetPayment", "GET", "/state?requestPayment", "s3:GetBucketRequestPayment", kBucketArn},
        Case{"PutPayment", "PUT", "/state?requestPayment", "s3:PutBucketRequestPayment", kBucketArn, "<a/>"}),
    [](const auto& info) { return info.param.name; });

class S3ReadAuthorization : public S3Test {};

// Settings that are missing answer 404 to whoever may read them.
TEST_F(S3ReadAuthorization, MissingSettingsAreMissingOnlyToThoseWhoMayReadThem) {
  NewBucket();
  struct Setting {
    const char *parameter, *action, *code;
  };
  int number = 0;
  for (const Setting& setting :
       {Setting{"policy", "s3:GetBucketPolicy", "NoSuchBucketPolicy"},
        Setting{"tagging", "s3:GetBucketTagging", "NoSuchTagSet"},
        Setting{"lifecycle", "s3:GetLifecycleConfiguration", "NoSuchLifecycleConfiguration"},
        Setting{"cors", "s3:GetBucketCORS", "NoSuchCORSConfiguration"},
        Setting{"website", "s3:GetBucketWebsite", "NoSuchWebsiteConfiguration"},
        Setting{"replication", "s3:GetReplicationConfiguration", "ReplicationConfigurationNotFoundError"},
        Setting{"object-lock", "s3:GetBucketObjectLockConfiguration", "ObjectLockConfigurationNotFoundError"}}) {
    const std::string target = std::string("/state?") + setting.parameter;
    const Caller bare = NewUser("bare" + std::to_string(number));
    const Caller reader = NewUser("reader" + std::to_string(number++), testing::Allow(setting.action, kBucketArn));
    ExpectDenied(AskAs(bare, "GET", target), setting.action);
    EXPECT_EQ(AskAs(reader, "GET", target).error_code, setting.code);
  }
}

TEST_F(S3ReadAuthorization, RoleSessionsActWithTheirRolesPolicies) {
  NewBucket();
  NewObject("/state/app/key");
  const Caller session = NewRoleSession("app", testing::Allow("s3:GetObject", kObjectArn));
  EXPECT_EQ(AskAs(session, "GET", "/state/app/key").body, "text");
  ExpectDenied(AskAs(session, "PUT", "/state/app/key", "x"), "s3:PutObject");
}

TEST_F(S3ReadAuthorization, DeletingABucketNeedsItsPermission) {
  NewBucket();
  ExpectDenied(AskAs(NewUser("ann", testing::Allow("s3:ListBucket")), "DELETE", "/state"), "s3:DeleteBucket");
  EXPECT_EQ(AskAs(NewUser("bob", testing::Allow("s3:DeleteBucket", kBucketArn)), "DELETE", "/state").status, 204);
}

}  // namespace
}  // namespace rolecall::services::s3
