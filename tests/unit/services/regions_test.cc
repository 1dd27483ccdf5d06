#include "services/regions.h"

#include <gtest/gtest.h>

namespace rolecall::services {
namespace {

TEST(Regions, ServesWhatItIsTold) {
  const Regions regions({"eu-central-1", "eu-west-1"});
  EXPECT_EQ(regions.own(), "eu-central-1");
  EXPECT_TRUE(regions.Serves("eu-west-1"));
  for (const char* other : {"us-east-1", "", "eu-central-1 ", "EU-WEST-1"})
    EXPECT_FALSE(regions.Serves(other)) << other;
}

TEST(Regions, EveryRegionIsOneOfAwssForm) {
  const Regions regions({"us-east-1"}, true);
  for (const char* region : {"us-east-1", "eu-central-2", "ap-southeast-7", "us-gov-west-1", "us-iso-east-1"}) {
    EXPECT_TRUE(regions.Serves(region)) << region;
  }
  for (const char* other : {"", "x", "us-east", "us--1", "us-east-", "US-EAST-1", "us-east-1a", "us-east-123", "zz-1",
                            "us-east-1/", "us-eastttttttttttttttttttttttttttttt-1"}) {
    EXPECT_FALSE(regions.Serves(other)) << other;
  }
}

TEST(Regions, GlobalEndpointsHaveOneRegionInEachPartition) {
  EXPECT_EQ(Regions({"eu-central-1"}).global(), "us-east-1");
  EXPECT_EQ(Regions({"cn-northwest-1"}).global(), "cn-north-1");
  EXPECT_EQ(Regions({"us-gov-east-1"}).global(), "us-gov-west-1");
}

}  // namespace
}  // namespace rolecall::services
