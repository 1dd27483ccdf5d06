#include "policy/reference/key_type.h"

#include <gtest/gtest.h>

namespace rolecall::policy {
namespace {

TEST(KeyType, IsThatOfTheTableOrOfTheService) {
  EXPECT_EQ(TypeOfKey("aws:sourceip"), ReferenceKeyType::kIp);
  EXPECT_EQ(TypeOfKey("aws:currenttime"), ReferenceKeyType::kDate);
  EXPECT_EQ(TypeOfKey("s3:max-keys"), ReferenceKeyType::kNumeric);
  EXPECT_EQ(TypeOfKey("aws:securetransport"), ReferenceKeyType::kBool);
}

TEST(KeyType, OfTagsAndKeysThatNobodyKnowsThereIsNone) {
  EXPECT_EQ(TypeOfKey("aws:principaltag/level"), std::nullopt);
  EXPECT_EQ(TypeOfKey("no-such-service:key"), std::nullopt);
  EXPECT_EQ(TypeOfKey("oidc.example.com/id/a:sub"), std::nullopt);
}

}  // namespace
}  // namespace rolecall::policy
