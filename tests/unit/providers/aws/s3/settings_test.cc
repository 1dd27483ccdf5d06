// The settings of a bucket that are resources of their own.
#include <gtest/gtest.h>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

class BucketSettingsTest : public ProviderTest {
 protected:
  // What every setting of a bucket does: it is dropped when it or the bucket is gone, and tells what it cannot read.
  void ExpectGone(const std::string& type, const Object& state, const std::string& setting,
                  const std::string& missing) {
    for (const std::string& code : {missing, std::string("NoSuchBucket")}) {
      aws_->FailS3("GET " + setting, 404, code);
      EXPECT_TRUE(Read(type, state).IsNull()) << code;
      aws_->FailS3("DELETE " + setting, 404, code);
      Destroy(type, state);
      EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
    }
    for (const char* verb : {"GET ", "DELETE "}) aws_->FailS3(verb + setting, 403, "AccessDenied");
    EXPECT_FALSE(Read(type, state).IsNull());
    EXPECT_NE(TakeProblems().find("(shop)"), std::string::npos);
    Destroy(type, state);
    EXPECT_NE(TakeProblems().find("(shop)"), std::string::npos);
  }
};

TEST_F(BucketSettingsTest, PublicAccessIsBlockedByFourSwitches) {
  Configure();
  const char* kType = "aws_s3_bucket_public_access_block";
  aws_->AnswerBody("PUT publicAccessBlock", "");
  aws_->AnswerBody("GET publicAccessBlock",
                   "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls>"
                   "<BlockPublicPolicy>false</BlockPublicPolicy></PublicAccessBlockConfiguration>");
  Object config = Config(kType, {{"bucket", "shop"}});
  config.SetFlag("block_public_acls", true);
  Object state = Create(kType, config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_NE(aws_->sent["PUT publicAccessBlock"]["body"].find("<IgnorePublicAcls>false</IgnorePublicAcls>"),
            std::string::npos);
  EXPECT_TRUE(IsQuiet(kType, state, config));
  EXPECT_EQ(state.Text("region"), "eu-central-1");
  config.SetFlag("block_public_policy", true);
  EXPECT_TRUE(Replaces(kType, state.ToValue(), config).empty());
  Update(kType, state, config);
  EXPECT_NE(aws_->sent["PUT publicAccessBlock"]["body"].find("<BlockPublicPolicy>true</BlockPublicPolicy>"),
            std::string::npos);
  ExpectGone(kType, state, "publicAccessBlock", "NoSuchPublicAccessBlockConfiguration");
  aws_->FailS3("PUT publicAccessBlock", 403, "AccessDenied");
  EXPECT_TRUE(Apply(kType, Nothing(kType), config).IsNull());
  EXPECT_NE(TakeProblems().find("putting S3 Bucket Public Access Block (shop)"), std::string::npos);
  aws_->calls.clear();
  state.SetFlag("skip_destroy", true);
  Destroy(kType, state);
  EXPECT_TRUE(aws_->calls.empty());
  EXPECT_EQ(Import(kType, "shop").Text("id"), "shop");
}

TEST_F(BucketSettingsTest, APolicyWaitsForItsPrincipalAndIsKeptWhileItMeansTheSame) {
  Configure();
  const char* kType = "aws_s3_bucket_policy";
  int tries = 0;
  aws_->handlers["PUT policy"] = [&tries](const FakeAws::Parameters&) {
    if (++tries > 2) return http::Response{};
    return rolecall::aws::ErrorResponse(rolecall::aws::Protocol::kS3,
                                        {400, "MalformedPolicy", "Invalid principal in policy"}, {});
  };
  aws_->AnswerBody("GET policy", R"({"Statement":[{"Action":["s3:GetObject"]}]})");
  Object config = Config(kType, {{"bucket", "shop"}, {"policy", R"({"Statement":[{"Action":"s3:GetObject"}]})"}});
  Object state = Create(kType, config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(tries, 3);
  EXPECT_TRUE(IsQuiet(kType, state, config));
  Object other = Config(kType, {{"bucket", "shop"}, {"policy", R"({"Statement":[]})"}});
  EXPECT_TRUE(Replaces(kType, state.ToValue(), other).empty());
  Update(kType, state, other);
  EXPECT_EQ(aws_->sent["PUT policy"]["body"], R"({"Statement":[]})");
  EXPECT_EQ(Replaces(kType, state.ToValue(), Config(kType, {{"bucket", "b"}, {"policy", state.Text("policy")}})),
            std::vector<std::string>{"bucket"});
  ExpectGone(kType, state, "policy", "NoSuchBucketPolicy");
  aws_->FailS3("PUT policy", 403, "AccessDenied");
  EXPECT_TRUE(Apply(kType, Nothing(kType), config).IsNull());
  EXPECT_NE(TakeProblems().find("putting S3 Bucket Policy (shop)"), std::string::npos);
  EXPECT_NE(Validate(kType, Config(kType, {{"bucket", "shop"}, {"policy", "{"}})).find("invalid JSON policy"),
            std::string::npos);
}

TEST_F(BucketSettingsTest, OwnershipIsOneRule) {
  Configure();
  const char* kType = "aws_s3_bucket_ownership_controls";
  aws_->AnswerBody("PUT ownershipControls", "");
  aws_->AnswerBody("GET ownershipControls",
                   "<OwnershipControls><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule>"
                   "</OwnershipControls>");
  Object config = Config(kType, {{"bucket", "shop"}});
  AddBlock(config, "rule", [](Object& rule) { rule.SetText("object_ownership", "BucketOwnerEnforced"); });
  Object state = Create(kType, config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_NE(aws_->sent["PUT ownershipControls"]["body"].find("<ObjectOwnership>BucketOwnerEnforced</ObjectOwnership>"),
            std::string::npos);
  EXPECT_TRUE(IsQuiet(kType, state, config));
  Update(kType, state, config);
  EXPECT_EQ(aws_->Calls("PUT ownershipControls"), 2);
  ExpectGone(kType, state, "ownershipControls", "OwnershipControlsNotFoundError");
  aws_->FailS3("PUT ownershipControls", 403, "AccessDenied");
  EXPECT_TRUE(Apply(kType, Nothing(kType), config).IsNull());
  EXPECT_NE(TakeProblems().find("putting S3 Bucket Ownership Controls (shop)"), std::string::npos);
}

class BucketVersioningTest : public BucketSettingsTest {
 protected:
  static constexpr const char* kType = "aws_s3_bucket_versioning";
  Object With(const std::string& status) {
    Object config = Config(kType, {{"bucket", "shop"}});
    AddBlock(config, "versioning_configuration", [&](Object& block) { block.SetText("status", status); });
    return config;
  }
  void AnswerStatus(const std::string& status) {
    aws_->AnswerBody("PUT versioning", "");
    aws_->AnswerBody("GET versioning", "<VersioningConfiguration>" +
                                           (status.empty() ? "" : "<Status>" + status + "</Status>") +
                                           "</VersioningConfiguration>");
  }
};

TEST_F(BucketVersioningTest, IsSwitchedInPlaceAndSuspendedByDestroy) {
  Configure();
  AnswerStatus("Enabled");
  Object state = Create(kType, With("Enabled"));
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(state.Text("id"), "shop");
  EXPECT_EQ(state.Blocks("versioning_configuration")[0].Text("mfa_delete"), "Disabled") << "though AWS says nothing";
  EXPECT_TRUE(IsQuiet(kType, state, With("Enabled")));
  Update(kType, state, With("Suspended"));
  EXPECT_NE(aws_->sent["PUT versioning"]["body"].find("<Status>Suspended</Status>"), std::string::npos);
  Update(kType, state, With("Disabled"));
  EXPECT_NE(TakeProblems().find("cannot be updated from 'Enabled' to 'Disabled'"), std::string::npos);
  aws_->sent.clear();
  Destroy(kType, state);
  EXPECT_NE(aws_->sent["PUT versioning"]["body"].find("<Status>Suspended</Status>"), std::string::npos);
}

TEST_F(BucketVersioningTest, DisabledIsWhatANewBucketIsAndIsNeverSent) {
  Configure();
  AnswerStatus("");
  Object state = Create(kType, With("Disabled"));
  EXPECT_FALSE(aws_->Called("PUT versioning"));
  EXPECT_TRUE(IsQuiet(kType, state, With("Disabled")));
  Destroy(kType, state);
  EXPECT_FALSE(aws_->Called("PUT versioning"));
}

TEST_F(BucketVersioningTest, ABucketThatIsNotSeenYetIsWaitedFor) {
  Configure();
  AnswerStatus("Enabled");
  int tries = 0;
  aws_->handlers["PUT versioning"] = [&tries](const FakeAws::Parameters&) {
    if (++tries > 2) return http::Response{};
    return rolecall::aws::ErrorResponse(rolecall::aws::Protocol::kS3, {404, "NoSuchBucket", "not yet"}, {});
  };
  Create(kType, With("Enabled"));
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(tries, 3);
  aws_->FailS3("PUT versioning", 403, "AccessDenied");
  EXPECT_TRUE(Apply(kType, Nothing(kType), With("Enabled")).IsNull());
  EXPECT_NE(TakeProblems().find("putting S3 Bucket Versioning (shop)"), std::string::npos);
  aws_->FailS3("GET versioning", 403, "AccessDenied");
  Read(kType, With("Enabled"));
  EXPECT_NE(TakeProblems().find("reading S3 Bucket Versioning (shop)"), std::string::npos);
  aws_->FailS3("GET versioning", 404, "NoSuchBucket");
  EXPECT_TRUE(Read(kType, With("Enabled")).IsNull());
}

TEST_F(BucketVersioningTest, IsImportedByBucketAndOwner) {
  Configure();
  Object imported = Import(kType, "shop,054000737513");
  EXPECT_EQ(imported.Text("bucket"), "shop");
  EXPECT_EQ(imported.Text("expected_bucket_owner"), "054000737513");
  Import(kType, "shop,");
  EXPECT_NE(TakeProblems().find("expected BUCKET or BUCKET,EXPECTED_BUCKET_OWNER"), std::string::npos);
  std::string problems = Validate(kType, With("On"));
  EXPECT_NE(problems.find("expected status to be one of"), std::string::npos) << problems;
  Object mfa = Config(kType, {{"bucket", "shop"}});
  AddBlock(mfa, "versioning_configuration", [](Object& block) {
    block.SetText("status", "Enabled");
    block.SetText("mfa_delete", "Enabled");
  });
  EXPECT_NE(Validate(kType, mfa).find("mfa_delete is not supported"), std::string::npos);
}

class BucketEncryptionTest : public BucketSettingsTest {
 protected:
  static constexpr const char* kType = "aws_s3_bucket_server_side_encryption_configuration";
  Object With(const std::string& algorithm) {
    Object config = Config(kType, {{"bucket", "shop"}});
    AddBlock(config, "rule", [&](Object& rule) {
      AddBlock(rule, "apply_server_side_encryption_by_default",
               [&](Object& by) { by.SetText("sse_algorithm", algorithm); });
    });
    return config;
  }
};

TEST_F(BucketEncryptionTest, IsQuietAlthoughTheApiSaysMore) {
  Configure();
  aws_->AnswerBody("PUT encryption", "");
  aws_->AnswerBody("GET encryption",
                   "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256"
                   "</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled>"
                   "</Rule></ServerSideEncryptionConfiguration>");
  Object state = Create(kType, With("AES256"));
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_TRUE(IsQuiet(kType, state, With("AES256")));
  EXPECT_TRUE(Replaces(kType, state.ToValue(), With("aws:kms")).empty());
  Update(kType, state, With("aws:kms"));
  EXPECT_NE(aws_->sent["PUT encryption"]["body"].find("<SSEAlgorithm>aws:kms</SSEAlgorithm>"), std::string::npos);
  ExpectGone(kType, state, "encryption", "ServerSideEncryptionConfigurationNotFoundError");
  aws_->FailS3("PUT encryption", 403, "AccessDenied");
  EXPECT_TRUE(Apply(kType, Nothing(kType), With("AES256")).IsNull());
  EXPECT_NE(TakeProblems().find("putting S3 Bucket Encryption (shop)"), std::string::npos);
  EXPECT_NE(Validate(kType, With("rot13")).find("expected sse_algorithm to be one of"), std::string::npos);
  EXPECT_EQ(Import(kType, "shop").Text("bucket"), "shop");
}

}  // namespace
}  // namespace rolecall::providers::aws
