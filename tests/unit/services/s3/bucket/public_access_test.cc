// The four settings of Block Public Access.
#include "services/s3/bucket/public_access.h"

#include <gtest/gtest.h>

namespace rolecall::services::s3::bucket {
namespace {

TEST(S3PublicAccessBlock, IsReadAsItIsShown) {
  for (int flags = 0; flags < 16; ++flags) {
    const PublicAccessBlock block{(flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0, (flags & 8) != 0};
    directory::Bucket bucket;
    bucket.configurations["publicAccessBlock"] = ShowPublicAccessBlock(block);
    const PublicAccessBlock back = PublicAccessOf(bucket);
    EXPECT_EQ(back.block_acls, block.block_acls);
    EXPECT_EQ(back.ignore_acls, block.ignore_acls);
    EXPECT_EQ(back.block_policy, block.block_policy);
    EXPECT_EQ(back.restrict_buckets, block.restrict_buckets);
  }
}

TEST(S3PublicAccessBlock, WhatCannotBeReadBlocksEverything) {
  directory::Bucket bucket;
  EXPECT_FALSE(PublicAccessOf(bucket).restrict_buckets);
  bucket.configurations["publicAccessBlock"] =
      "<PublicAccessBlockConfiguration><X>1</X></PublicAccessBlockConfiguration>";
  EXPECT_TRUE(PublicAccessOf(bucket).restrict_buckets);
  EXPECT_TRUE(PublicAccessOf(bucket).block_policy);
}

}  // namespace
}  // namespace rolecall::services::s3::bucket
