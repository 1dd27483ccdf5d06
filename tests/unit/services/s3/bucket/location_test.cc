// Where a new bucket may be.
#include "services/s3/bucket/location.h"

#include <gtest/gtest.h>

namespace rolecall::services::s3::bucket {
namespace {

// The region, or the error's code.
std::string Where(std::string_view constraint, const std::string& endpoint, const std::string& own = "eu-central-1") {
  const Checked<std::string> region = RegionOfNewBucket(constraint, endpoint, own);
  return region.ok() ? *region : region.error().code;
}

TEST(S3Location, TheGlobalEndpointMakesBucketsInEveryRegionThatThereIs) {
  EXPECT_EQ(Where("", "us-east-1"), "us-east-1");
  EXPECT_EQ(Where("eu-west-1", "us-east-1"), "eu-west-1");
  EXPECT_EQ(Where("EU", "us-east-1"), "eu-west-1");
  EXPECT_EQ(Where("us-east-1", "us-east-1"), "InvalidLocationConstraint");
  EXPECT_EQ(Where("bar", "us-east-1"), "InvalidLocationConstraint");
}

TEST(S3Location, OtherEndpointsMakeThemInTheirOwnRegionAlone) {
  EXPECT_EQ(Where("eu-west-1", "eu-west-1"), "eu-west-1");
  EXPECT_EQ(Where("EU", "eu-west-1"), "eu-west-1");
  for (const char* constraint : {"us-east-1", "eu-central-1", "bar", "aws-global"}) {
    EXPECT_EQ(Where(constraint, "eu-west-1"), "IllegalLocationConstraintException") << constraint;
  }
}

TEST(S3Location, WithoutAConstraintOnlyThePlanesOwnRegionStandsForTheGlobalOne) {
  EXPECT_EQ(Where("", "eu-central-1"), "eu-central-1");
  const Checked<std::string> other = RegionOfNewBucket("", "us-east-2", "eu-central-1");
  ASSERT_FALSE(other.ok());
  EXPECT_EQ(other.error().code, "IllegalLocationConstraintException");
  EXPECT_EQ(other.error().message,
            "The unspecified location constraint is incompatible for the region specific endpoint this request was "
            "sent to.");
}

}  // namespace
}  // namespace rolecall::services::s3::bucket
