// What a bucket may be called.
#include "services/s3/bucket/names.h"

#include <gtest/gtest.h>

#include <string>

namespace rolecall::services::s3::bucket {
namespace {

TEST(S3BucketNames, AreLowerCaseLettersDigitsDotsAndHyphens) {
  for (const std::string& name : {std::string("abc"), std::string("1.b-c"), std::string(63, 'a'),
                                  std::string("192.168.5"), std::string("my.xn--a")}) {
    EXPECT_TRUE(IsBucketName(name)) << name;
  }
  for (const std::string& name :
       {std::string(), std::string("ab"), std::string(64, 'a'), std::string("Abc"), std::string("a_b"),
        std::string("-abc"), std::string("abc-"), std::string(".abc"), std::string("a..b"), std::string("192.168.5.4"),
        std::string("a b"), std::string("ab\xff"), std::string("ab\0c", 4)}) {
    EXPECT_FALSE(IsBucketName(name)) << name;
  }
}

TEST(S3BucketNames, WhatAwsKeepsForItselfIsNotTaken) {
  for (const char* name : {"xn--abc", "sthree-abc", "sthree-configurator", "amzn-s3-demo-x", "abc-s3alias",
                           "abc--ol-s3", "abc.mrap", "abc--x-s3", "abc--table-s3"}) {
    EXPECT_FALSE(IsBucketName(name)) << name;
  }
}

}  // namespace
}  // namespace rolecall::services::s3::bucket
