#include <gtest/gtest.h>

#include "engine/config/provider_set.h"

namespace rolecall::engine {
namespace {

std::string Wanted(const std::string& constraint) {
  Configuration configuration;
  ProviderRequirement requirement;
  requirement.source = "hashicorp/aws";
  requirement.constraint = constraint;
  return WantedVersion(configuration, requirement);
}

TEST(WantedVersion, AConstraintChoosesTheNewestMajorThatItAllows) {
  EXPECT_EQ(Wanted(""), "");
  EXPECT_EQ(Wanted(">= 4.0"), "6.99.0");
  EXPECT_EQ(Wanted("~> 5.0"), "5.99.0");
  EXPECT_EQ(Wanted(">= 4.0, < 5.0"), "4.67.0");
}

TEST(WantedVersion, ANarrowConstraintChoosesAVersionInIt) {
  EXPECT_EQ(Wanted("4.22.0"), "4.22.0");
  EXPECT_EQ(Wanted("= 5.36.1"), "5.36.1");
  EXPECT_EQ(Wanted("~> 4.22.0"), "4.22.0");
  EXPECT_EQ(Wanted("> 4.10.0, < 4.20.0"), "4.19.0");
}

TEST(WantedVersion, TheLockFileWins) {
  Configuration configuration;
  configuration.locked_versions["hashicorp/aws"] = "4.22.0";
  ProviderRequirement requirement;
  requirement.source = "hashicorp/aws";
  requirement.constraint = "~> 5.0";
  EXPECT_EQ(WantedVersion(configuration, requirement), "4.22.0");
}

}  // namespace
}  // namespace rolecall::engine
