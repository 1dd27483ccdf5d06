#include <gtest/gtest.h>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

class BucketDataTest : public ProviderTest {};

TEST_F(BucketDataTest, ABucketIsWhereTheAnswerSays) {
  Configure();
  aws_->AnswerBody("HEAD", "", {{"x-amz-bucket-region", "eu-west-1"}});
  Object bucket = ReadData("aws_s3_bucket", {{"bucket", "shop"}});
  EXPECT_EQ(TakeProblems(), "");
  EXPECT_EQ(bucket.Text("bucket_region"), "eu-west-1");
  EXPECT_EQ(bucket.Text("bucket_regional_domain_name"), "shop.s3.eu-west-1.amazonaws.com");
  EXPECT_EQ(bucket.Text("hosted_zone_id"), "Z1BKCTXD74EZPE");
  aws_->FailS3("HEAD", 404, "NoSuchBucket");
  ReadData("aws_s3_bucket", {{"bucket", "shop"}});
  EXPECT_NE(TakeProblems().find("reading S3 Bucket (shop)"), std::string::npos);
}

TEST_F(BucketDataTest, OfVersionFiveTheRegionIsTheBuckets) {
  Configure("5.36.0");
  aws_->AnswerBody("HEAD", "");
  EXPECT_EQ(ReadData("aws_s3_bucket", {{"bucket", "shop"}}).Text("region"), "eu-central-1");
}

}  // namespace
}  // namespace rolecall::providers::aws
