#include "partition/partition.h"

#include <gtest/gtest.h>

#include "partition/own_partition.h"

namespace rolecall::partition {
namespace {

TEST(Partition, RegionsAreOfTheirPartition) {
  EXPECT_EQ(OfRegion("eu-central-1").name, "aws");
  EXPECT_EQ(OfRegion("us-gov-east-1").name, "aws-us-gov");
  EXPECT_EQ(OfRegion("cn-northwest-1").name, "aws-cn");
  EXPECT_EQ(OfRegion("us-iso-east-1").name, "aws-iso");
  EXPECT_EQ(OfRegion("us-isob-east-1").name, "aws-iso-b");
  EXPECT_EQ(OfRegion("us-isof-south-1").name, "aws-iso-f");
  EXPECT_EQ(OfRegion("eusc-de-east-1").name, "aws-eusc");
  EXPECT_EQ(OfRegion("us-governed-1").name, "aws");
  EXPECT_EQ(OfRegion("").name, "aws");
}

TEST(Partition, EveryPartitionFindsItselfByNameAndByItsGlobalRegion) {
  ASSERT_EQ(All().size(), 8U);
  for (const Partition& partition : All()) {
    EXPECT_EQ(Find(partition.name), &partition);
    EXPECT_EQ(&OfRegion(partition.global_region), &partition) << partition.name;
    EXPECT_EQ(partition.arn, "arn:" + std::string(partition.name) + ":");
  }
  EXPECT_EQ(Find("aws-moon"), nullptr);
  EXPECT_EQ(Find(""), nullptr);
}

TEST(Partition, OnlyFewServicesHaveAPrincipalOfTheirOwnInChina) {
  EXPECT_EQ(ServicePrincipal(*Find("aws-cn"), "ec2"), "ec2.amazonaws.com.cn");
  EXPECT_EQ(ServicePrincipal(*Find("aws-cn"), "lambda"), "lambda.amazonaws.com");
  EXPECT_EQ(ServicePrincipal(*Find("aws-us-gov"), "ec2"), "ec2.amazonaws.com");
}

TEST(OwnPartition, IsAwsUntilItIsSet) {
  EXPECT_EQ(Own().name, "aws");
  EXPECT_EQ(OwnArn(), "arn:aws:");
  SetOwn(OfRegion("cn-north-1"));
  EXPECT_EQ(OwnArn() + "iam::111122223333:root", "arn:aws-cn:iam::111122223333:root");
  SetOwn(OfRegion("eu-west-1"));
  EXPECT_EQ(OwnArn(), "arn:aws:");
}

}  // namespace
}  // namespace rolecall::partition
