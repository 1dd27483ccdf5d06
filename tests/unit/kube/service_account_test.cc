#include "kube/service_account.h"

#include <gtest/gtest.h>

#include "kube/identity_source.h"

namespace rolecall::kube {
namespace {

constexpr const char* kRole = "arn:aws:iam::054000737513:role/k8s-main/ExternalSecrets";

TEST(IdentitySource, MapsByConfigMapExactlyThenByPattern) {
  IdentitySource source;
  ASSERT_TRUE(source.SetConfigMap(
      R"({"ns/a":{"RoleARN":"r1"},"*/a":{"rolearn":"r2"},"te*/a":{"RoleARN":"r3"},"bad":{},"ns/n":null})"));
  EXPECT_EQ(source.FindMapped({"ns", "a"})->role_arn, "r1");
  EXPECT_EQ(source.FindMapped({"zz", "a"})->role_arn, "r2");
  EXPECT_EQ(source.FindMapped({"test", "a"})->role_arn, "r3");
  EXPECT_EQ(source.FindMapped({"zz", "a"}, true), nullptr);
  EXPECT_EQ(source.FindMapped({"ns", "b"}), nullptr);
  EXPECT_FALSE(source.SetConfigMap("{not json"));
  EXPECT_EQ(source.FindMapped({"ns", "a"})->role_arn, "r1") << "an unreadable map changes nothing";
}

TEST(IsRoleArn, TellsRolesFromOtherThings) {
  EXPECT_TRUE(IsRoleArn(kRole));
  EXPECT_TRUE(IsRoleArn("arn:aws-cn:iam::054000737513:role/x"));
  for (const char* text :
       {"", "role/x", "arn:aws:iam::05400073751:role/x", "arn:aws:iam::054000737513:user/x",
        "arn:aws:iam::054000737513:role/", "arn:aws:iam::054000737513:role/a b", " arn:aws:iam::054000737513:role/x"}) {
    EXPECT_FALSE(IsRoleArn(text)) << text;
  }
}

TEST(ParseServiceAccountName, WantsTwoParts) {
  EXPECT_EQ(ParseServiceAccountName("a/b"), (ServiceAccountName{"a", "b"}));
  for (const char* text : {"", "a", "/b", "a/", "a/b/c"}) EXPECT_FALSE(ParseServiceAccountName(text)) << text;
}

}  // namespace
}  // namespace rolecall::kube
