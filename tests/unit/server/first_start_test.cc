#include "server/first_start.h"

#include "tests/support/service_fixture.h"

namespace rolecall::server {
namespace {

using FirstStartTest = services::testing::ServiceFixture;

TEST_F(FirstStartTest, AnIssuersKeysAreStoredBeforeTheySign) {
  std::vector<services::oidc::Issuer> issuers = *OpenIssuers(directory(), {"https://oidc.example.test"});
  const services::oidc::KeyRotation rotation{.kind = crypto::KeyKind::kP384, .every = std::chrono::hours(72)};
  EXPECT_TRUE(*RotateKeys(directory(), issuers.front(), rotation));
  EXPECT_FALSE(*RotateKeys(directory(), issuers.front(), rotation));
  const std::vector<services::oidc::Issuer> again = *OpenIssuers(directory(), {"https://oidc.example.test"});
  EXPECT_EQ(again.front().public_keys().ToJson(), issuers.front().public_keys().ToJson());
  EXPECT_EQ(again.front().public_keys().keys().size(), 2u);
}

}  // namespace
}  // namespace rolecall::server
