#include "providers/aws/framework/region_names.h"

#include <gtest/gtest.h>

#include "embedded/table.h"

namespace rolecall::providers::aws {
namespace {

TEST(RegionNames, EveryRowOfTheTableIsARegion) {
  for (const embedded::Row& row : embedded::ReadTable("regions.tsv", {"region", "name", "s3_zone"})) {
    EXPECT_TRUE(IsRegionName(row[0])) << row[0];
    EXPECT_EQ(RegionDescription(row[0]), row[1]);
    EXPECT_EQ(S3HostedZone(row[0]), row[2] == "-" ? "" : row[2]);
  }
}

TEST(RegionNames, ARegionOfTomorrowIsOneWithoutDescription) {
  EXPECT_TRUE(IsRegionName("eu-central-9"));
  EXPECT_EQ(RegionDescription("eu-central-9"), "");
  EXPECT_EQ(S3HostedZone("eu-central-9"), "");
  EXPECT_EQ(S3HostedZone("eu-central-1"), "Z21DNDUVLTQW6Q");
  EXPECT_EQ(S3HostedZone("cn-north-1"), "");
  EXPECT_FALSE(IsRegionName("frankfurt"));
  EXPECT_FALSE(IsRegionName("eu-central"));
}

}  // namespace
}  // namespace rolecall::providers::aws
