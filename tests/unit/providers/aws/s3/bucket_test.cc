#include <gtest/gtest.h>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

constexpr const char* kType = "aws_s3_bucket";

class BucketTest : public ProviderTest {
 protected:
  // A bucket as it is when it was just made.
  void AnswerBucket() {
    aws_->AnswerBody("PUT", "");
    aws_->AnswerBody("HEAD", "", {{"x-amz-bucket-region", "eu-central-1"}});
    aws_->FailS3("GET policy", 404, "NoSuchBucketPolicy");
    aws_->AnswerBody("GET versioning", "<VersioningConfiguration/>");
    aws_->FailS3("GET encryption", 404, "ServerSideEncryptionConfigurationNotFoundError");
    aws_->FailS3("GET tagging", 404, "NoSuchTagSet");
    aws_->AnswerBody("GET acl",
                     "<AccessControlPolicy><AccessControlList><Grant><Grantee><ID>054000737513</ID></Grantee>"
                     "<Permission>FULL_CONTROL</Permission></Grant></AccessControlList></AccessControlPolicy>");
    for (const char* setting : {"PUT policy", "DELETE policy", "PUT versioning", "PUT encryption", "PUT tagging"}) {
      aws_->AnswerBody(setting, "");
    }
  }
};

TEST_F(BucketTest, IsMadeInTheProvidersRegionAndReadWithItsNames) {
  Configure();
  AnswerBucket();
  Object config = Config(kType, {{"bucket", "shop"}});
  Object state = Create(kType, config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_NE(aws_->sent["PUT"]["body"].find("<LocationConstraint>eu-central-1</LocationConstraint>"), std::string::npos);
  EXPECT_EQ(state.Text("id"), "shop");
  EXPECT_EQ(state.Text("arn"), "arn:aws:s3:::shop");
  EXPECT_EQ(state.Text("bucket_regional_domain_name"), "shop.s3.eu-central-1.amazonaws.com");
  EXPECT_EQ(state.Text("bucket_region"), "eu-central-1");
  EXPECT_EQ(state.Text("region"), "eu-central-1");
  EXPECT_EQ(state.Text("request_payer"), "BucketOwner");
  EXPECT_TRUE(IsQuiet(kType, state, config));
}

TEST_F(BucketTest, WithoutANameItGetsOneOfItsPrefix) {
  Configure("4.67.0");
  AnswerBucket();
  Object planned = Wrap(kType, Plan(kType, Nothing(kType), Config(kType, {})).planned);
  EXPECT_EQ(planned.Text("region"), "eu-central-1");  // of version 4: where it is to be
  Object state = Create(kType, Config(kType, {{"bucket_prefix", "logs-"}}));
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(state.Text("bucket"), "logs-20261123181114000000000001");
  EXPECT_EQ(state.Text("bucket_prefix"), "logs-");
  EXPECT_EQ(state.Text("region"), "eu-central-1");
}

TEST_F(BucketTest, InTheOldestRegionNoPlaceIsSent) {
  environment_.Set("AWS_REGION", "us-east-1");
  Configure();
  AnswerBucket();
  Create(kType, Config(kType, {{"bucket", "shop"}}));
  EXPECT_EQ(aws_->sent["PUT"]["body"], "");
}

TEST_F(BucketTest, SettingsInsideItsBlockAreWritten) {
  Configure();
  AnswerBucket();
  Object config = Config(kType, {{"bucket", "shop"}, {"policy", R"({"Statement":[]})"}});
  config.SetTextMap("tags", {{"Team", "core"}});
  AddBlock(config, "versioning", [](Object& block) { block.SetFlag("enabled", true); });
  AddBlock(config, "server_side_encryption_configuration", [](Object& block) {
    AddBlock(block, "rule", [](Object& rule) {
      AddBlock(rule, "apply_server_side_encryption_by_default", [](Object& by) {
        by.SetText("sse_algorithm", "aws:kms");
        by.SetText("kms_master_key_id", "key");
      });
    });
  });
  Create(kType, config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(aws_->sent["PUT policy"]["body"], R"({"Statement":[]})");
  EXPECT_NE(aws_->sent["PUT versioning"]["body"].find("<Status>Enabled</Status>"), std::string::npos);
  EXPECT_NE(aws_->sent["PUT encryption"]["body"].find("<KMSMasterKeyID>key</KMSMasterKeyID>"), std::string::npos);
  EXPECT_NE(aws_->sent["PUT tagging"]["body"].find("<Key>Team</Key><Value>core</Value>"), std::string::npos);
}

TEST_F(BucketTest, TagsThatAreNotOursStay) {
  Configure();
  AnswerBucket();
  Object prior = Config(kType, {{"id", "shop"}, {"bucket", "shop"}});
  prior.SetTextMap("tags", {{"old", "1"}});
  prior.SetTextMap("tags_all", {{"old", "1"}});
  aws_->AnswerBody("GET tagging",
                   "<Tagging><TagSet><Tag><Key>old</Key><Value>1</Value></Tag><Tag><Key>aws:x</Key><Value>y</Value>"
                   "</Tag></TagSet></Tagging>");
  Object config = Config(kType, {{"bucket", "shop"}});
  config.SetTextMap("tags", {{"new", "2"}});
  Update(kType, prior, config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  std::string body = aws_->sent["PUT tagging"]["body"];
  EXPECT_NE(body.find("<Key>new</Key>"), std::string::npos) << body;
  EXPECT_EQ(body.find("<Key>old</Key>"), std::string::npos) << body;
  EXPECT_EQ(body.find("aws:x"), std::string::npos) << body;
  aws_->AnswerBody("DELETE tagging", "");
  config.SetNull("tags");
  Update(kType, prior, config);
  EXPECT_TRUE(aws_->Called("DELETE tagging"));
}

TEST_F(BucketTest, OneThatIsGoneIsDropped) {
  Configure();
  AnswerBucket();
  Object state = Create(kType, Config(kType, {{"bucket", "shop"}}));
  aws_->FailS3("HEAD", 404, "NoSuchBucket");
  EXPECT_TRUE(Read(kType, state).IsNull());
}

TEST_F(BucketTest, WhatCannotBeReadIsTold) {
  Configure();
  AnswerBucket();
  Object state = Create(kType, Config(kType, {{"bucket", "shop"}}));
  for (const char* question : {"GET tagging", "GET encryption", "GET versioning", "GET policy", "HEAD"}) {
    aws_->FailS3(question, 403, "AccessDenied");
    EXPECT_FALSE(Read(kType, state).IsNull());
    EXPECT_NE(TakeProblems().find("reading S3 Bucket (shop)"), std::string::npos) << question;
  }
  AnswerBucket();
  aws_->AnswerBody("GET versioning", "<html>");
  Read(kType, state);
  EXPECT_NE(TakeProblems().find("the answer is not understood"), std::string::npos);
}

TEST_F(BucketTest, DriftOfVersioningAndPolicyIsSeen) {
  Configure();
  AnswerBucket();
  Object config = Config(kType, {{"bucket", "shop"}, {"policy", R"({"Statement":[]})"}});
  AddBlock(config, "versioning", [](Object& block) { block.SetFlag("enabled", false); });
  aws_->AnswerBody("GET policy", R"({"Statement":[]})");
  Object state = Create(kType, config);
  EXPECT_TRUE(IsQuiet(kType, state, config));
  aws_->AnswerBody("GET versioning", "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>");
  aws_->FailS3("GET policy", 404, "NoSuchBucketPolicy");
  Object drifted = Wrap(kType, Read(kType, state));
  EXPECT_FALSE(IsQuiet(kType, drifted, config));
  EXPECT_EQ(drifted.Text("policy"), "");
  Update(kType, drifted, config);
  EXPECT_NE(aws_->sent["PUT versioning"]["body"].find("<Status>Suspended</Status>"), std::string::npos);
  EXPECT_TRUE(aws_->Called("PUT policy"));
}

TEST_F(BucketTest, RefusedSettingsAreTold) {
  Configure();
  AnswerBucket();
  aws_->FailS3("PUT", 409, "BucketAlreadyExists");
  Object config = Config(kType, {{"bucket", "shop"}});
  EXPECT_TRUE(Apply(kType, Nothing(kType), config).IsNull());
  EXPECT_NE(TakeProblems().find("creating S3 Bucket (shop): "), std::string::npos);
  AnswerBucket();
  config.SetText("policy", R"({"Statement":[]})");
  aws_->FailS3("PUT policy", 400, "MalformedPolicy");
  EXPECT_FALSE(Apply(kType, Nothing(kType), config).IsNull());  // the bucket is there
  EXPECT_NE(TakeProblems().find("updating S3 Bucket (shop) policy"), std::string::npos);
  config.SetNull("policy");
  AddBlock(config, "versioning", [](Object& block) { block.SetFlag("enabled", true); });
  aws_->FailS3("PUT versioning", 409, "InvalidBucketState");
  Apply(kType, Nothing(kType), config);
  EXPECT_NE(TakeProblems().find("updating S3 Bucket (shop) versioning"), std::string::npos);
  Object tagged = Config(kType, {{"bucket", "shop"}});
  tagged.SetTextMap("tags", {{"a", "b"}});
  for (const char* call : {"PUT tagging", "GET tagging"}) {
    aws_->FailS3(call, 403, "AccessDenied");
    Apply(kType, Nothing(kType), tagged);
    EXPECT_NE(TakeProblems().find("updating tags for S3 Bucket (shop)"), std::string::npos) << call;
  }
}

TEST_F(BucketTest, ABucketWithObjectsStaysUnlessForced) {
  Configure();
  aws_->FailS3("DELETE", 409, "BucketNotEmpty");
  Object state = Config(kType, {{"id", "shop"}, {"bucket", "shop"}});
  Destroy(kType, state);
  EXPECT_NE(TakeProblems().find("set force_destroy = true and apply that first"), std::string::npos);
  int listed = 0;
  aws_->handlers["GET versions"] = [&listed](const FakeAws::Parameters&) {
    return http::Response{.body = ++listed == 1 ? "<ListVersionsResult><Version><Key>a b</Key><VersionId>v1</VersionId>"
                                                  "</Version><DeleteMarker><Key>c</Key><VersionId>v2</VersionId>"
                                                  "</DeleteMarker></ListVersionsResult>"
                                                : "<ListVersionsResult/>"};
  };
  aws_->AnswerBody("DELETE versionId", "");
  aws_->AnswerBody("DELETE", "");
  state.SetFlag("force_destroy", true);
  Destroy(kType, state);
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(aws_->Calls("DELETE versionId"), 2);
  EXPECT_NE(std::find_if(aws_->urls.begin(), aws_->urls.end(),
                         [](const std::string& url) { return url.find("/a%20b?versionId=v1") != std::string::npos; }),
            aws_->urls.end());
}

TEST_F(BucketTest, EmptyingItStopsWhenTheUserWantsToStop) {
  Configure();
  aws_->AnswerBody("GET versions",
                   "<ListVersionsResult><Version><Key>a</Key><VersionId>v</VersionId></Version></ListVersionsResult>");
  aws_->AnswerBody("DELETE versionId", "");
  Object state = Config(kType, {{"id", "shop"}, {"bucket", "shop"}});
  state.SetFlag("force_destroy", true);
  switch_.cancelled = true;
  Destroy(kType, state);
  EXPECT_NE(TakeProblems().find("interrupted while its objects were deleted"), std::string::npos);
  switch_.cancelled = false;
  aws_->FailS3("DELETE versionId", 403, "AccessDenied");
  Destroy(kType, state);
  EXPECT_NE(TakeProblems().find("deleting S3 Bucket (shop): object a"), std::string::npos);
  aws_->FailS3("GET versions", 403, "AccessDenied");
  Destroy(kType, state);
  EXPECT_NE(TakeProblems().find("deleting S3 Bucket (shop)"), std::string::npos);
  aws_->FailS3("GET versions", 404, "NoSuchBucket");
  aws_->FailS3("DELETE", 404, "NoSuchBucket");
  Destroy(kType, state);
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
}

TEST_F(BucketTest, NamesAndUnsupportedArgumentsAreNamed) {
  Configure();
  Object config = Config(kType, {{"bucket", "No"}, {"acl", "public-read"}, {"acceleration_status", "Enabled"}});
  std::string problems = Validate(kType, config);
  EXPECT_NE(problems.find("3 to 63 lower-case letters"), std::string::npos) << problems;
  EXPECT_NE(problems.find("give access by a bucket policy"), std::string::npos) << problems;
  EXPECT_NE(problems.find("acceleration_status is not supported"), std::string::npos) << problems;
  EXPECT_NE(Validate(kType, Config(kType, {{"bucket", "shop"}, {"bucket_prefix", "s"}})).find("conflicts"),
            std::string::npos);
  EXPECT_EQ(Validate(kType, Config(kType, {{"bucket", "shop"}, {"acl", "private"}})), "");
}

TEST_F(BucketTest, NamesWithDotsAndOtherEndpointsAreInThePath) {
  Configure();
  aws_->FailS3("HEAD", 404, "NoSuchBucket");
  Read(kType, Config(kType, {{"id", "shop"}}));
  EXPECT_EQ(aws_->urls.back(), "https://shop.s3.eu-central-1.amazonaws.com/");
  Read(kType, Config(kType, {{"id", "shop.example"}}));
  EXPECT_EQ(aws_->urls.back(), "https://s3.eu-central-1.amazonaws.com/shop.example");
}

}  // namespace
}  // namespace rolecall::providers::aws
