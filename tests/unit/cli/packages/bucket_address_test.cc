#include "cli/packages/bucket_address.h"

#include <gtest/gtest.h>

namespace rolecall::cli {
namespace {

Result<BucketAddress> Read(const std::string& source) {
  const Result<engine::ModuleSource> parsed = engine::ParseModuleSource(source, false);
  if (!parsed.ok()) return parsed.error();
  return ParseBucketAddress(engine::ParseRemotePackage(parsed->package));
}

TEST(BucketAddress, TheHostsOfAwsNameRegionAndBucket) {
  for (const char* source :
       {"s3::https://s3.eu-west-1.amazonaws.com/modules/vpc/1.zip",
        "s3::https://s3-eu-west-1.amazonaws.com/modules/vpc/1.zip",
        "s3::https://modules.s3.eu-west-1.amazonaws.com/vpc/1.zip",
        "s3::https://modules.s3-eu-west-1.amazonaws.com/vpc/1.zip", "s3-eu-west-1.amazonaws.com/modules/vpc/1.zip",
        "modules.s3-eu-west-1.amazonaws.com/vpc/1.zip", "modules.s3.eu-west-1.amazonaws.com/vpc/1.zip"}) {
    const Result<BucketAddress> address = Read(source);
    ASSERT_TRUE(address.ok()) << source << ": " << address.error().message;
    EXPECT_EQ(address->region, "eu-west-1") << source;
    EXPECT_EQ(address->bucket, "modules") << source;
    EXPECT_EQ(address->key, "vpc/1.zip") << source;
    EXPECT_EQ(address->endpoint, "") << source;
  }
  const Result<BucketAddress> old = Read("s3::https://s3.amazonaws.com/modules/a%20b/");
  ASSERT_TRUE(old.ok());
  EXPECT_EQ(old->region, "us-east-1");
  EXPECT_EQ(old->key, "a b");
}

TEST(BucketAddress, OtherHostsAreAskedByPath) {
  const Result<BucketAddress> address =
      Read("s3::http://127.0.0.1:9000/modules/vpc.zip?region=eu-central-1&version=7&aws_profile=ci");
  ASSERT_TRUE(address.ok()) << address.error().message;
  EXPECT_EQ(address->endpoint, "http://127.0.0.1:9000");
  EXPECT_EQ(address->region, "eu-central-1");
  EXPECT_EQ(address->bucket, "modules");
  EXPECT_EQ(address->key, "vpc.zip");
  EXPECT_EQ(address->version, "7");
  EXPECT_EQ(address->profile, "ci");
}

TEST(BucketAddress, RefusesWhatIsNoneAndWhatHasKeys) {
  for (const char* source :
       {"s3::https://s3.eu-west-1.amazonaws.com/modules", "s3::https://s3.eu-west-1.amazonaws.com//", "s3::ftp://h/b/k",
        "s3::https://h/", "s3::https://h/b/", "s3::https://a.b.c.d.amazonaws.com/k",
        "s3::https://ec2.amazonaws.com/b/k", "a.b.c.d.amazonaws.com/k", "s3::https://user:word@h/b/k",
        "s3::https://h/b/%zz"}) {
    EXPECT_FALSE(Read(source).ok()) << source;
  }
  const Result<BucketAddress> keys = Read("s3::https://h/b/k?aws_access_key_id=AKIA&aws_access_key_secret=hunter2");
  ASSERT_FALSE(keys.ok());
  EXPECT_NE(keys.error().message.find("would put a key into the configuration"), std::string::npos);
  EXPECT_EQ(keys.error().message.find("hunter2"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::cli
