// Every row of the table of operations, against every caller that must not get through.
#include <map>

#include "services/s3/routes.h"
#include "tests/support/access_matrix.h"
#include "tests/unit/services/s3/s3_fixture.h"

namespace rolecall::services::s3 {
namespace {

constexpr char kBucketArn[] = "arn:aws:s3:::state";
constexpr char kObjectArn[] = "arn:aws:s3:::state/app/key";
constexpr char kPrecious[] = "the-precious-bytes";

// Bodies with which an operation succeeds for who may make it.
const std::map<std::string, std::string>& Bodies() {
  static const auto* const bodies = new std::map<std::string, std::string>{
      {"PutObject", "text"},
      {"UploadPart", "hello"},
      {"CompleteMultipartUpload",
       "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>5d41402abc4b2a76b9719d911017c592</ETag></Part>"
       "</CompleteMultipartUpload>"},
      {"PutObjectTagging", "<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value></Tag></TagSet></Tagging>"},
      {"PutBucketTagging", "<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value></Tag></TagSet></Tagging>"},
      {"PutBucketVersioning", "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"},
      {"PutBucketPolicy",
       R"({"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::state/*"}]})"},
      {"PutPublicAccessBlock",
       "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>"},
      {"PutBucketOwnershipControls",
       "<OwnershipControls><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>"},
      {"PutBucketCors",
       "<CORSConfiguration><CORSRule><AllowedMethod>GET</AllowedMethod><AllowedOrigin>*</AllowedOrigin></CORSRule>"
       "</CORSConfiguration>"},
      {"PutBucketEncryption",
       "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256"
       "</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>"},
      {"PutBucketAccelerateConfiguration",
       "<AccelerateConfiguration><Status>Suspended</Status></AccelerateConfiguration>"},
      {"PutBucketRequestPayment",
       "<RequestPaymentConfiguration><Payer>BucketOwner</Payer></RequestPaymentConfiguration>"},
      {"PutBucketLogging", "<BucketLoggingStatus/>"},
      {"PutBucketNotificationConfiguration", "<NotificationConfiguration/>"},
  };
  return *bodies;
}

std::string TargetOf(const Route& route) {
  std::string target = route.level == Level::kService  ? "/"
                       : route.level == Level::kObject ? "/state/app/key"
                                                       : "/state";
  if (std::string_view(route.name) == "CreateBucket") target = "/brand-new";
  std::string query(route.marker);
  if (query == "uploadId") query = "uploadId=UPLOAD&partNumber=2";
  if (query == "select") query += "&select-type=2";
  if (route.need == "?id") query += "&id=x";
  if (route.need == "?list-type") query += "list-type=2";
  return query.empty() ? target : target + "?" + query;
}

testing::AccessCase CaseOf(const Route& route) {
  testing::AccessCase each{.name = route.name, .action = route.action};
  each.resource = route.level == Level::kObject ? kObjectArn : route.level == Level::kBucket ? kBucketArn : "*";
  each.request = {.method = route.method, .target = TargetOf(route)};
  if (const auto body = Bodies().find(each.name); body != Bodies().end()) each.request.body = body->second;
  if (each.name == "CreateBucket") each.resource = "arn:aws:s3:::brand-new";
  each.names_mean_own_account = each.name == "CreateBucket" || each.name == "ListBuckets";
  if (route.need == "x-amz-copy-source") {
    each.request.headers.Set("x-amz-copy-source", "/state/app/key");
    each.also = {"s3:GetObject", "s3:GetObjectTagging"};
  }
  if (each.name == "GetObjectAttributes") each.also = {"s3:GetObject"};
  if (each.name == "GetObject") each.secrets = {kPrecious};
  return each;
}

std::vector<testing::AccessCase> Cases() {
  std::vector<testing::AccessCase> cases;
  for (const Route& route : AllRoutes()) {
    // DeleteObjects answers for each key, and a form brings its own signature: deleting_test.cc,
    // presigned_post_test.cc.
    const std::string_view name = route.name;
    if (name != "DeleteObjects" && name != "PostObject") cases.push_back(CaseOf(route));
  }
  // With a version, the action is another one.
  for (const char* name : {"GetObject", "DeleteObject", "GetObjectTagging", "PutObjectTagging", "DeleteObjectTagging",
                           "GetObjectAcl", "PutObjectAcl"}) {
    testing::AccessCase each = *std::find_if(cases.begin(), cases.end(), [&](const auto& c) { return c.name == name; });
    each.name += "OfVersion";
    each.action.insert(each.action.find("Object") + 6, "Version");
    each.request.target += each.request.target.find('?') == std::string::npos ? "?versionId=null" : "&versionId=null";
    cases.push_back(std::move(each));
  }
  return cases;
}

class S3Access : public testing::AccessMatrix, public ::testing::WithParamInterface<testing::AccessCase> {
 protected:
  Reply AskAsRoot(const std::string& method, const std::string& target, const std::string& body = "") {
    return Send(*s3_, Root(), {.method = method, .target = target, .body = body});
  }
  std::unique_ptr<Service> s3_ = MakeS3();
};

TEST_P(S3Access, IsForItsPermissionAlone) {
  ASSERT_EQ(AskAsRoot("PUT", "/state").status, 200);
  ASSERT_EQ(AskAsRoot("PUT", "/state/app/key", kPrecious).status, 200);
  const std::string upload = AskAsRoot("POST", "/state/app/key?uploads").At("UploadId");
  ASSERT_EQ(AskAsRoot("PUT", "/state/app/key?partNumber=1&uploadId=" + upload, "hello").status, 200);
  testing::AccessCase each = GetParam();
  if (const std::size_t at = each.request.target.find("UPLOAD"); at != std::string::npos) {
    each.request.target.replace(at, 6, upload);
  }
  ExpectForItsPermissionAlone(*s3_, each);
}

INSTANTIATE_TEST_SUITE_P(Operations, S3Access, ::testing::ValuesIn(Cases()), testing::AccessCaseName);

class S3Permissions : public S3Test {};

TEST_F(S3Permissions, ABodyThatSucceedsForWhoMayIsWhatTheMatrixSends) {
  NewBucket();
  for (const Route& route : AllRoutes()) {
    const auto body = Bodies().find(route.name);
    if (body == Bodies().end() || route.level != Level::kBucket) continue;
    const Reply reply = Ask(route.method, TargetOf(route), body->second);
    EXPECT_TRUE(reply.ok()) << route.name << reply.Outcome();
  }
}

TEST_F(S3Permissions, RoleSessionsActWithTheirRolesPolicies) {
  NewBucket();
  NewObject("/state/app/key");
  const Caller session = NewRoleSession("app", testing::Allow("s3:GetObject", kObjectArn));
  EXPECT_EQ(AskAs(session, "GET", "/state/app/key").body, "text");
  ExpectDenied(AskAs(session, "PUT", "/state/app/key", "x"), "s3:PutObject");
}

TEST_F(S3Permissions, DenialsNameTheResourceInQuotes) {
  NewBucket();
  EXPECT_NE(AskAs(NewUser("ann"), "GET", "/state").error_message.find("on resource: \"arn:aws:s3:::state\" because"),
            std::string::npos);
}

TEST_F(S3Permissions, ListAllMyBucketsMayNameAllBuckets) {
  EXPECT_EQ(AskAs(NewUser("ann", testing::Allow("s3:ListAllMyBuckets", "arn:aws:s3:::*")), "GET", "/").status, 200);
  ExpectError(AskAs(NewUser("bob", testing::Allow("s3:ListAllMyBuckets", "arn:aws:s3:::state")), "GET", "/"), 403,
              "AccessDenied",
              "User: arn:aws:iam::054000737513:user/bob is not authorized to perform: s3:ListAllMyBuckets because no "
              "identity-based policy allows the s3:ListAllMyBuckets action");
}

}  // namespace
}  // namespace rolecall::services::s3
