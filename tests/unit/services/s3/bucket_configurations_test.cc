// Configurations of buckets: versioning, and what is kept as documents.
#include <gmock/gmock.h>

#include "tests/unit/services/s3/s3_fixture.h"

namespace rolecall::services::s3 {
namespace {

constexpr char kMalformed[] =
    "The XML you provided was not well-formed or did not validate against our published schema";

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
  ExpectError(Ask("PUT", "/state?versioning", "<VersioningConfiguration/>"), 400,
              "IllegalVersioningConfigurationException", "The Versioning element must be specified");
  for (const char* body : {"", "no xml", "<VersioningConfiguration><Status>On</Status></VersioningConfiguration>",
                           "<Other><Status>Enabled</Status></Other>"}) {
    ExpectError(Ask("PUT", "/state?versioning", body), 400, "MalformedXML", kMalformed);
  }
  ExpectError(Ask("PUT", "/state?versioning",
                  "<VersioningConfiguration><Status>Enabled</Status><MfaDelete>Enabled</MfaDelete>"
                  "</VersioningConfiguration>"),
              501, "NotImplemented", "MFA delete is not implemented here.");
  EXPECT_EQ(Ask("GET", "/state?versioning").At("Status"), "(none)");
}

TEST_F(S3Settings, ANewBucketHasAwssDefaults) {
  const Reply encryption = Ask("GET", "/state?encryption");
  EXPECT_EQ(encryption.At("Rule/ApplyServerSideEncryptionByDefault/SSEAlgorithm"), "AES256");
  EXPECT_EQ(encryption.At("Rule/BucketKeyEnabled"), "false");
  const Reply block = Ask("GET", "/state?publicAccessBlock");
  for (const char* flag : {"BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"}) {
    EXPECT_EQ(block.At(flag), "true") << flag;
  }
  EXPECT_EQ(Ask("GET", "/state?ownershipControls").At("Rule/ObjectOwnership"), "BucketOwnerEnforced");
  EXPECT_EQ(Ask("GET", "/state?requestPayment").At("Payer"), "BucketOwner");
  for (const auto& [marker, element] :
       {std::pair("logging", "BucketLoggingStatus"), std::pair("notification", "NotificationConfiguration"),
        std::pair("accelerate", "AccelerateConfiguration")}) {
    const Reply got = Ask("GET", std::string("/state?") + marker);
    EXPECT_EQ(got.status, 200);
    EXPECT_EQ(got.xml.name, element);
    EXPECT_TRUE(got.xml.children.empty());
  }
}

struct Document {
  const char *marker, *text;
  int status;
  const char* code;
  friend void PrintTo(const Document& each, std::ostream* out) { *out << each.marker << each.text; }
};

class S3Documents : public S3Settings, public ::testing::WithParamInterface<Document> {};

TEST_P(S3Documents, AreTakenOrRefusedInAwssWords) {
  const std::string target = std::string("/state?") + GetParam().marker;
  const std::string before = Ask("GET", target).body;
  const Reply put = Ask("PUT", target, GetParam().text);
  EXPECT_EQ(put.status, GetParam().status) << put.Outcome();
  EXPECT_EQ(put.error_code, GetParam().code);
  if (!put.ok()) {
    EXPECT_EQ(Ask("GET", target).body, before);
  }
}

#define RULE(x) "<ServerSideEncryptionConfiguration><Rule>" x "</Rule></ServerSideEncryptionConfiguration>"
#define DEFAULT(x) "<ApplyServerSideEncryptionByDefault>" x "</ApplyServerSideEncryptionByDefault>"
INSTANTIATE_TEST_SUITE_P(
    All, S3Documents,
    ::testing::Values(
        Document{"encryption", RULE(DEFAULT("<SSEAlgorithm>AES256</SSEAlgorithm>")), 200, ""},
        Document{"encryption", RULE(DEFAULT("<SSEAlgorithm>aws:kms</SSEAlgorithm>")), 200, ""},
        Document{"encryption", RULE(DEFAULT("<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>k</KMSMasterKeyID>")),
                 200, ""},
        Document{"encryption", RULE(DEFAULT("<SSEAlgorithm>aws:kms:dsse</SSEAlgorithm>")), 501, "NotImplemented"},
        Document{"encryption", RULE(DEFAULT("<SSEAlgorithm>ROT13</SSEAlgorithm>")), 400, "MalformedXML"},
        Document{"encryption", RULE(DEFAULT("<SSEAlgorithm>AES256</SSEAlgorithm><KMSMasterKeyID>k</KMSMasterKeyID>")),
                 400, "InvalidArgument"},
        Document{"encryption", "<ServerSideEncryptionConfiguration/>", 400, "MalformedXML"},
        Document{"publicAccessBlock", "<PublicAccessBlockConfiguration/>", 200, ""},
        Document{"publicAccessBlock",
                 "<PublicAccessBlockConfiguration><BlockAll>true</BlockAll></PublicAccessBlockConfiguration>", 400,
                 "MalformedXML"},
        Document{"ownershipControls",
                 "<OwnershipControls><Rule><ObjectOwnership>ObjectWriter</ObjectOwnership></Rule></OwnershipControls>",
                 200, ""},
        Document{"ownershipControls",
                 "<OwnershipControls><Rule><ObjectOwnership>Nobody</ObjectOwnership></Rule></OwnershipControls>", 400,
                 "MalformedXML"},
        Document{"accelerate", "<AccelerateConfiguration><Status>Suspended</Status></AccelerateConfiguration>", 200,
                 ""},
        Document{"accelerate", "<AccelerateConfiguration><Status>Enabled</Status></AccelerateConfiguration>", 501,
                 "NotImplemented"},
        Document{"accelerate", "<AccelerateConfiguration><Status>enabled</Status></AccelerateConfiguration>", 400,
                 "MalformedXML"},
        Document{"requestPayment",
                 "<RequestPaymentConfiguration><Payer>Requester</Payer></RequestPaymentConfiguration>", 501,
                 "NotImplemented"},
        Document{"requestPayment", "<RequestPaymentConfiguration><Payer>Me</Payer></RequestPaymentConfiguration>", 400,
                 "MalformedXML"},
        Document{"logging", "<BucketLoggingStatus><LoggingEnabled/></BucketLoggingStatus>", 501, "NotImplemented"},
        Document{"notification", "<NotificationConfiguration><TopicConfiguration/></NotificationConfiguration>", 501,
                 "NotImplemented"},
        Document{"object-lock",
                 "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>",
                 409, "InvalidBucketState"},
        Document{"cors", "<CORSConfiguration/>", 400, "MalformedXML"},
        Document{"cors",
                 "<CORSConfiguration><CORSRule><AllowedMethod>PATCH</AllowedMethod><AllowedOrigin>*</AllowedOrigin>"
                 "</CORSRule></CORSConfiguration>",
                 400, "InvalidRequest"},
        Document{"cors", "{}", 400, "MalformedXML"}, Document{"cors", "", 400, "MalformedXML"}));

TEST_F(S3Settings, DocumentsAreBounded) {
  EXPECT_EQ(Ask("PUT", "/state?cors", "<a>" + std::string(128 << 10, 'x') + "</a>").error_code,
            "MaxMessageLengthExceeded");
  std::string rules;
  for (int i = 0; i < 101; ++i) {
    rules += "<CORSRule><AllowedMethod>GET</AllowedMethod><AllowedOrigin>*</AllowedOrigin></CORSRule>";
  }
  EXPECT_EQ(Ask("PUT", "/state?cors", "<CORSConfiguration>" + rules + "</CORSConfiguration>").error_code,
            "InvalidRequest");
}

TEST_F(S3Settings, ADocumentWhoseChecksumIsWrongIsNotTaken) {
  EXPECT_EQ(Ask("PUT", "/state?publicAccessBlock", "<PublicAccessBlockConfiguration/>",
                {{"Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg=="}})
                .error_code,
            "BadDigest");
}

TEST_F(S3Settings, WhatIsDeletedIsMissingByItsOwnName) {
  struct Missing {
    const char *marker, *code, *text;
  };
  for (const Missing& missing :
       {Missing{"publicAccessBlock", "NoSuchPublicAccessBlockConfiguration",
                "The public access block configuration was not found"},
        Missing{"ownershipControls", "OwnershipControlsNotFoundError", "The bucket ownership controls were not found"},
        Missing{"cors", "NoSuchCORSConfiguration", "The CORS configuration does not exist"}}) {
    const std::string target = std::string("/state?") + missing.marker;
    EXPECT_EQ(Ask("DELETE", target).status, 204) << target;
    const Reply gone = Ask("GET", target);
    ExpectError(gone, 404, missing.code, missing.text);
    EXPECT_EQ(gone.At("BucketName"), "state");
  }
  ExpectError(Ask("GET", "/state?object-lock"), 404, "ObjectLockConfigurationNotFoundError",
              "Object Lock configuration does not exist for this bucket");
}

TEST_F(S3Settings, EncryptionThatIsDeletedIsTheDefaultAgain) {
  ASSERT_EQ(Ask("PUT", "/state?encryption",
                RULE(DEFAULT("<SSEAlgorithm>AES256</SSEAlgorithm>") "<BucketKeyEnabled>true</BucketKeyEnabled>"))
                .status,
            200);
  EXPECT_EQ(Ask("GET", "/state?encryption").At("Rule/BucketKeyEnabled"), "true");
  EXPECT_EQ(Ask("DELETE", "/state?encryption").status, 204);
  EXPECT_EQ(Ask("GET", "/state?encryption").At("Rule/BucketKeyEnabled"), "false");
}

TEST_F(S3Settings, TheOwnershipInTheDocumentIsACondition) {
  const Caller user = NewUser(
      "ann",
      testing::Allow("s3:PutBucketOwnershipControls") +
          R"(,{"Effect":"Deny","Action":"s3:PutBucketOwnershipControls","Resource":"*","Condition":{"StringEquals":{"s3:x-amz-object-ownership":"ObjectWriter"}}})");
  const auto put = [&](const std::string& ownership) {
    return AskAs(
        user, "PUT", "/state?ownershipControls",
        "<OwnershipControls><Rule><ObjectOwnership>" + ownership + "</ObjectOwnership></Rule></OwnershipControls>");
  };
  ExpectDenied(put("ObjectWriter"), "s3:PutBucketOwnershipControls");
  EXPECT_EQ(put("BucketOwnerPreferred").status, 200);
}

TEST_F(S3Settings, SettingsDieWithTheBucket) {
  ASSERT_EQ(Ask("PUT", "/state?cors",
                "<CORSConfiguration><CORSRule><AllowedMethod>GET</AllowedMethod><AllowedOrigin>*</AllowedOrigin>"
                "</CORSRule></CORSConfiguration>")
                .status,
            200);
  ASSERT_EQ(Ask("DELETE", "/state").status, 204);
  NewBucket();
  EXPECT_EQ(Ask("GET", "/state?cors").error_code, "NoSuchCORSConfiguration");
}

TEST_F(S3Settings, TagsAreReplacedAsAWhole) {
  ExpectError(Ask("GET", "/state?tagging"), 404, "NoSuchTagSet", "The TagSet does not exist");
  const auto put = [&](const std::string& tags) {
    return Ask("PUT", "/state?tagging", "<Tagging><TagSet>" + tags + "</TagSet></Tagging>").status;
  };
  EXPECT_EQ(put("<Tag><Key>a</Key><Value>1</Value></Tag><Tag><Key>b</Key><Value>2</Value></Tag>"), 204);
  EXPECT_THAT(Ask("GET", "/state?tagging").All("TagSet/Tag/Key"), ::testing::ElementsAre("a", "b"));
  EXPECT_EQ(put("<Tag><Key>c</Key><Value>3</Value></Tag>"), 204);
  EXPECT_THAT(Ask("GET", "/state?tagging").All("TagSet/Tag/Value"), ::testing::ElementsAre("3"));
  EXPECT_EQ(Ask("DELETE", "/state?tagging").status, 204);
  EXPECT_EQ(Ask("GET", "/state?tagging").error_code, "NoSuchTagSet");
}

TEST_F(S3Settings, TagsFollowAwssRules) {
  const auto put = [&](const std::string& tags) {
    return Ask("PUT", "/state?tagging", "<Tagging><TagSet>" + tags + "</TagSet></Tagging>");
  };
  const auto tag = [](const std::string& key, const std::string& value) {
    return "<Tag><Key>" + key + "</Key><Value>" + value + "</Value></Tag>";
  };
  ExpectError(put(tag("a", "1") + tag("a", "2")), 400, "InvalidTag", "Cannot provide multiple Tags with the same key");
  ExpectError(put(tag("", "1")), 400, "InvalidTag", "The TagKey you have provided is invalid");
  ExpectError(put(tag(std::string(129, 'k'), "1")), 400, "InvalidTag", "The TagKey you have provided is invalid");
  ExpectError(put(tag("a", std::string(257, 'v'))), 400, "InvalidTag", "The TagValue you have provided is invalid");
  ExpectError(put(tag("aws:x", "1")), 400, "InvalidTag", "System tags cannot be added/updated by requester");
  ExpectError(put("<Tag><Key>a</Key></Tag>"), 400, "MalformedXML", kMalformed);
  std::string many;
  for (int i = 0; i < 51; ++i) many += tag("k" + std::to_string(i), "v");
  ExpectError(put(many), 400, "BadRequest", "Bucket tag count cannot be greater than 50");
  EXPECT_EQ(Ask("GET", "/state?tagging").error_code, "NoSuchTagSet");
}

TEST_F(S3Settings, TagsOfTheBucketAreConditions) {
  const char* statement =
      R"({"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"StringEquals":{"KEY/team":"a"}}})";
  for (const char* key : {"aws:ResourceTag", "s3:BucketTag"}) {
    std::string text = statement;
    text.replace(text.find("KEY"), 3, key);
    const Caller user = NewUser(std::string("ann-") + key[0], text);
    ASSERT_EQ(Ask("DELETE", "/state?tagging").status, 204);
    ExpectDenied(AskAs(user, "GET", "/state"), "s3:ListBucket");
    ASSERT_EQ(
        Ask("PUT", "/state?tagging", "<Tagging><TagSet><Tag><Key>team</Key><Value>a</Value></Tag></TagSet></Tagging>")
            .status,
        204);
    EXPECT_EQ(AskAs(user, "GET", "/state").status, 200) << key;
  }
  EXPECT_EQ(Ask("GET", "/state?abac").At("Status"), "Enabled");
}

}  // namespace
}  // namespace rolecall::services::s3
