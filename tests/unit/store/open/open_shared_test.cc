#include "store/open/open_shared.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace rolecall::store {
namespace {

TEST(OpenSharedStore, KnowsTheStoresOfSeveralNodesByTheirUrls) {
  for (const char* url : {"etcd://a", "etcds://a", "postgresql://a/b", "postgres://a/b"})
    EXPECT_TRUE(IsSharedStore(url));
  for (const char* url : {"memory:", "sqlite:/x", "etcd:/a", "redis://a", ""}) EXPECT_FALSE(IsSharedStore(url));
}

TEST(OpenSharedStore, SaysWhatIsWrongBeforeItAsksAnybody) {
  EXPECT_TRUE(CheckSharedStore({.url = "etcd://a,b,c"}).ok());
  EXPECT_TRUE(CheckSharedStore({.url = "etcd://a", .authorities = "PEM"}).ok());
  EXPECT_TRUE(CheckSharedStore({.url = "postgresql://a/b?sslmode=verify-full"}).ok());
  EXPECT_FALSE(CheckSharedStore({.url = "etcd://ann@a"}).ok());
  EXPECT_TRUE(CheckSharedStore({.url = "etcd://ann@a", .password = Secret("x")}).ok());
  auto tls = CheckSharedStore({.url = "postgresql://a/b", .authorities = "PEM"});
  ASSERT_FALSE(tls.ok());
  EXPECT_NE(tls.error().message.find("sslrootcert"), std::string::npos);
}

TEST(OpenSharedStore, AnAddressThatIsWrongIsNotTried) {
  FakeRandom random;
  for (const SharedStoreAddress& address :
       {SharedStoreAddress{.url = "etcd://ann@a"}, {.url = "postgresql://a/b", .authorities = "PEM"}}) {
    EXPECT_EQ(OpenSharedStore(address, random, {}).error().code, ErrorCode::kInvalidArgument) << address.url;
  }
}

}  // namespace
}  // namespace rolecall::store
