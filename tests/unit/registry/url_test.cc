#include "registry/url.h"

#include <gtest/gtest.h>

namespace rolecall::registry {
namespace {

TEST(RegistryUrl, ReferencesAreSeenFromWhereTheyStand) {
  const std::string base = "https://h:1/a/b/c?q#f";
  EXPECT_EQ(Resolve(base, "x.zip"), "https://h:1/a/b/x.zip");
  EXPECT_EQ(Resolve(base, "./x"), "https://h:1/a/b/x");
  EXPECT_EQ(Resolve(base, "../x"), "https://h:1/a/x");
  EXPECT_EQ(Resolve(base, "/x"), "https://h:1/x");
  EXPECT_EQ(Resolve(base, "//other/x"), "https://other/x");
  EXPECT_EQ(Resolve(base, "http://other/x"), "http://other/x");
  EXPECT_EQ(Resolve("https://h", "x"), "https://h/x");
  EXPECT_EQ(Resolve(base, "x?u=http://other/"), "https://h:1/a/b/x?u=http://other/");
}

TEST(RegistryUrl, NothingLeadsAboveTheRootOfAHost) {
  EXPECT_EQ(Resolve("https://h/a", "../../../evil.example/x"), "https://h/evil.example/x");
  EXPECT_EQ(Resolve("https://h", "../x"), "https://h/x");
}

TEST(RegistryUrl, HostsAreWhatStandsBetweenSchemeAndPath) {
  EXPECT_EQ(HostOf("https://user@h:8443/a"), "h:8443");
  EXPECT_EQ(OriginOf("https://h?x"), "https://h");
  EXPECT_TRUE(IsHttp("http://h/"));
  EXPECT_FALSE(IsHttp("file:///etc/passwd"));
  EXPECT_FALSE(IsSecure("http://h/"));
}

}  // namespace
}  // namespace rolecall::registry
