#include "store/etcd/etcd_target.h"

#include <gtest/gtest.h>

namespace rolecall::store {
namespace {

TEST(EtcdUrl, NamesHostsAPrefixAndAUser) {
  auto target = ReadEtcdUrl("etcds://ann@etcd1:2380,10.0.0.2,[::1]:2379,[fe80::1]/planes/one/");
  ASSERT_TRUE(target.ok()) << target.error().message;
  EXPECT_EQ(target->endpoints,
            (std::vector<std::string>{"etcd1:2380", "10.0.0.2:2379", "[::1]:2379", "[fe80::1]:2379"}));
  EXPECT_EQ(target->prefix, "planes/one/");
  EXPECT_EQ(target->user, "ann");
  EXPECT_TRUE(target->tls);
  EXPECT_EQ(ReadEtcdUrl("etcd://localhost")->prefix, "rolecall/");
  EXPECT_FALSE(ReadEtcdUrl("etcd://localhost")->tls);
}

TEST(EtcdUrl, WhatIsNoneIsRefusedWithoutRepeatingAPassword) {
  for (const char* url :
       {"etcd://", "etcd://a,,b", "etcd://a:0", "etcd://a:70000", "etcd://a:x", "etcd://[::1", "etcd://a b",
        "etcd://ann:hunter2@a", "etcd://@a", "etcd://a/p?x=1", "http://a", "etcd://a/\n"}) {
    auto target = ReadEtcdUrl(url);
    ASSERT_FALSE(target.ok()) << url;
    EXPECT_EQ(target.error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(target.error().message.find("hunter2"), std::string::npos);
  }
  std::string many = "etcd://h";
  for (int i = 0; i < 16; ++i) many += ",h";
  EXPECT_FALSE(ReadEtcdUrl(many).ok());
}

}  // namespace
}  // namespace rolecall::store
