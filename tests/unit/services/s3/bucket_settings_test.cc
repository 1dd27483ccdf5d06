// Sub-resources of buckets: versioning, policy, tagging, ACL, and those that are kept as they were sent.
#include <gmock/gmock.h>

#include "tests/unit/services/s3/s3_fixture.h"

namespace rolecall::services::s3 {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class S3Settings : public S3Test {
 protected:
  S3Settings() { NewBucket(); }
};

TEST_F(S3Settings, VersioningHasNoStatusUntilItIsSet) {
  EXPECT_EQ(Ask("GET", "/state?versioning").xml.name, "VersioningConfiguration");
  EXPECT_EQ(Ask("GET", "/state?versioning").At("Status"), "(none)");
  for (const char* status : {"Enabled", "Suspended"}) {
    SetVersioning(status);
    EXPECT_EQ(Ask("GET", "/state?versioning").At("Status"), status);
  }
}

TEST_F(S3Settings, VersioningNeedsAStatusThatExists) {
  for (const char* body : {"", "no xml", "<VersioningConfiguration/>",
                           "<VersioningConfiguration><Status>On</Status></VersioningConfiguration>"}) {
    ExpectError(Ask("PUT", "/state?versioning", body), 400, "IllegalVersioningConfigurationException",
                "The Versioning element must be specified");
  }
  EXPECT_EQ(Ask("GET", "/state?versioning").At("Status"), "(none)");
}

TEST_F(S3Settings, APolicyIsAnsweredAsItWasPutUntilItIsDeleted) {
  const Reply missing = Ask("GET", "/state?policy");
  ExpectError(missing, 404, "NoSuchBucketPolicy", "The bucket policy does not exist");
  EXPECT_EQ(missing.At("BucketName"), "state");
  const std::string statement =
      R"({"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::state/*"})";
  SetBucketPolicy(statement);
  const Reply got = Ask("GET", "/state?policy");
  EXPECT_EQ(got.Header("Content-Type"), "application/json");
  EXPECT_EQ(got.body, testing::PolicyDocument(statement));
  EXPECT_EQ(Ask("DELETE", "/state?policy").status, 204);
  EXPECT_EQ(Ask("GET", "/state?policy").error_code, "NoSuchBucketPolicy");
}

TEST_F(S3Settings, APolicyActsFromThenOn) {
  NewObject("/state/key");
  SetBucketPolicy(testing::Deny("s3:GetObject", "arn:aws:s3:::state/*").replace(1, 0, R"("Principal":"*",)"));
  const Caller user = NewUser("ann", testing::kEverything);
  const Reply denied = AskAs(user, "GET", "/state/key");
  ExpectDenied(denied, "s3:GetObject");
  EXPECT_THAT(denied.error_message, HasSubstr("with an explicit deny in a resource-based policy"));
}

TEST_F(S3Settings, APolicyIsCheckedBeforeItIsStored) {
  const std::string unknown =
      R"({"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::054000737513:role/none"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::state/*"})";
  const Reply refused = Ask("PUT", "/state?policy", testing::PolicyDocument(unknown));
  ExpectError(refused, 400, "MalformedPolicy", "Invalid principal in policy");
  EXPECT_THAT(refused.At("Detail"), HasSubstr("role/none"));
  ExpectError(Ask("PUT", "/state?policy", "no json"), 400, "MalformedPolicy", "This policy contains invalid Json");
  std::string large = testing::PolicyDocument(
      R"({"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::state/*"})");
  large.append(20480 - large.size(), ' ');
  EXPECT_EQ(Ask("PUT", "/state?policy", large + " ").error_code, "MalformedPolicy");
  EXPECT_EQ(Ask("GET", "/state?policy").error_code, "NoSuchBucketPolicy");
  EXPECT_EQ(Ask("PUT", "/state?policy", large).status, 204);
}

TEST_F(S3Settings, TagsAreReplacedAsAWhole) {
  const Reply missing = Ask("GET", "/state?tagging");
  ExpectError(missing, 404, "NoSuchTagSet", "The TagSet does not exist");
  EXPECT_EQ(missing.At("BucketName"), "state");
  const auto put = [&](const std::string& tags) {
    return Ask("PUT", "/state?tagging", "<Tagging><TagSet>" + tags + "</TagSet></Tagging>").status;
  };
  EXPECT_EQ(put("<Tag><Key>a</Key><Value>1</Value></Tag><Tag><Key>b</Key><Value>2</Value></Tag>"), 204);
  EXPECT_THAT(Ask("GET", "/state?tagging").All("TagSet/Tag/Key"), ElementsAre("a", "b"));
  EXPECT_EQ(put("<Tag><Key>c</Key><Value>3</Value></Tag>"), 204);
  EXPECT_THAT(Ask("GET", "/state?tagging").All("TagSet/Tag/Value"), ElementsAre("3"));
  EXPECT_EQ(Ask("PUT", "/state?tagging", "<no").error_code, "MalformedXML");
  EXPECT_EQ(Ask("DELETE", "/state?tagging").status, 204);
  EXPECT_EQ(Ask("GET", "/state?tagging").error_code, "NoSuchTagSet");
}

TEST_F(S3Settings, TagsOfTheBucketAreConditions) {
  const Caller user = NewUser(
      "ann",
      R"({"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/team":"a"}}})");
  ExpectDenied(AskAs(user, "GET", "/state"), "s3:ListBucket");
  ASSERT_EQ(
      Ask("PUT", "/state?tagging", "<Tagging><TagSet><Tag><Key>team</Key><Value>a</Value></Tag></TagSet></Tagging>")
          .status,
      204);
  EXPECT_EQ(AskAs(user, "GET", "/state").status, 200);
}

TEST_F(S3Settings, OnlyTheOwnerIsGrantedByTheAcl) {
  const Reply acl = Ask("GET", "/state?acl");
  EXPECT_EQ(acl.At("Owner/ID"), testing::kAccount);
  EXPECT_EQ(acl.At("AccessControlList/Grant/Grantee/ID"), testing::kAccount);
  EXPECT_EQ(acl.At("AccessControlList/Grant/Permission"), "FULL_CONTROL");
  ExpectError(Ask("PUT", "/state?acl", "", {{"x-amz-acl", "public-read"}}), 400, "AccessControlListNotSupported",
              "The bucket does not allow ACLs");
}

TEST_F(S3Settings, SettingsTakeGetPutAndDeleteOnly) {
  ExpectError(Ask("POST", "/state?cors"), 405, "MethodNotAllowed",
              "The specified method is not allowed against this resource.");
}

struct Kept {
  const char *parameter, *document;
  friend void PrintTo(const Kept& each, std::ostream* out) { *out << each.parameter; }
};
class S3KeptSettings : public S3Settings, public ::testing::WithParamInterface<Kept> {
 protected:
  const std::string target_ = std::string("/state?") + GetParam().parameter;
};

TEST_P(S3KeptSettings, AreAnsweredAsTheyWereSent) {
  const std::string document = GetParam().document;
  ASSERT_EQ(Ask("PUT", target_, "<?xml version=\"1.0\"?>" + document).status, 200);
  EXPECT_EQ(Ask("GET", target_).body, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + document);
}

TEST_P(S3KeptSettings, AreRefusedIfTheyAreNoXmlOrTooLarge) {
  EXPECT_EQ(Ask("PUT", target_, "{}").error_code, "MalformedXML");
  EXPECT_EQ(Ask("PUT", target_, "").error_code, "MalformedXML");
  EXPECT_EQ(Ask("PUT", target_, "<a>" + std::string(128 << 10, 'x') + "</a>").error_code, "MalformedXML");
}

INSTANTIATE_TEST_SUITE_P(
    All, S3KeptSettings,
    ::testing::Values(
        Kept{"encryption", "<ServerSideEncryptionConfiguration><Rule/></ServerSideEncryptionConfiguration>"},
        Kept{"publicAccessBlock",
             "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls>"
             "</PublicAccessBlockConfiguration>"},
        Kept{"ownershipControls", "<OwnershipControls><Rule/></OwnershipControls>"},
        Kept{"lifecycle", "<LifecycleConfiguration><Rule><ID>a</ID></Rule></LifecycleConfiguration>"},
        Kept{"cors", "<CORSConfiguration><CORSRule/></CORSConfiguration>"},
        Kept{"website", "<WebsiteConfiguration><IndexDocument/></WebsiteConfiguration>"},
        Kept{"replication", "<ReplicationConfiguration><Role>r</Role></ReplicationConfiguration>"},
        Kept{"object-lock", "<ObjectLockConfiguration/>"},
        Kept{"logging", "<BucketLoggingStatus><LoggingEnabled/></BucketLoggingStatus>"},
        Kept{"notification", "<NotificationConfiguration><TopicConfiguration/></NotificationConfiguration>"},
        Kept{"accelerate", "<AccelerateConfiguration><Status>Enabled</Status></AccelerateConfiguration>"},
        Kept{"requestPayment", "<RequestPaymentConfiguration><Payer>Requester</Payer></RequestPaymentConfiguration>"}),
    [](const auto& info) {
      std::string name = info.param.parameter;
      std::erase(name, '-');
      return name;
    });

TEST_F(S3Settings, WhatWasDeletedOrNeverSetIsMissingByItsOwnName) {
  struct Missing {
    const char *parameter, *code, *text;
  };
  for (const Missing& missing :
       {Missing{"publicAccessBlock", "NoSuchPublicAccessBlockConfiguration",
                "The public access block configuration was not found"},
        Missing{"ownershipControls", "OwnershipControlsNotFoundError", "The bucket ownership controls were not found"},
        Missing{"lifecycle", "NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"},
        Missing{"cors", "NoSuchCORSConfiguration", "The CORS configuration does not exist"},
        Missing{"website", "NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration"},
        Missing{"replication", "ReplicationConfigurationNotFoundError",
                "The replication configuration was not found"}}) {
    const std::string target = std::string("/state?") + missing.parameter;
    ASSERT_EQ(Ask("PUT", target, "<a/>").status, 200) << target;
    ASSERT_EQ(Ask("GET", target).status, 200) << target;
    EXPECT_EQ(Ask("DELETE", target).status, 204) << target;
    const Reply gone = Ask("GET", target);
    ExpectError(gone, 404, missing.code, missing.text);
    EXPECT_EQ(gone.At("BucketName"), "state");
  }
  ExpectError(Ask("GET", "/state?object-lock"), 404, "ObjectLockConfigurationNotFoundError",
              "Object Lock configuration does not exist for this bucket");
}

TEST_F(S3Settings, SomeSettingsAreEmptyDocumentsUntilTheyAreSet) {
  for (const auto& [parameter, element] :
       {std::pair("logging", "BucketLoggingStatus"), std::pair("notification", "NotificationConfiguration"),
        std::pair("accelerate", "AccelerateConfiguration")}) {
    const Reply got = Ask("GET", std::string("/state?") + parameter);
    EXPECT_EQ(got.status, 200);
    EXPECT_EQ(got.xml.name, element);
    EXPECT_TRUE(got.xml.children.empty());
  }
}

}  // namespace
}  // namespace rolecall::services::s3
