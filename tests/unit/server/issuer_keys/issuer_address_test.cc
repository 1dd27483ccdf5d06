#include "server/issuer_keys/issuer_address.h"

#include <gtest/gtest.h>

namespace rolecall::server {
namespace {

TEST(IssuerAddress, ThisMachineItsLinkAndMetadataAreNotAsked) {
  for (const char* address : {"127.0.0.1",
                              "127.255.0.9",
                              "0.0.0.0",
                              "0.1.2.3",
                              "169.254.169.254",
                              "169.254.0.1",
                              "100.100.100.200",
                              "192.0.0.192",
                              "224.0.0.1",
                              "255.255.255.255",
                              "::",
                              "::1",
                              "fe80::1",
                              "febf::1",
                              "ff02::1",
                              "fd00:ec2::254",
                              "::ffff:127.0.0.1",
                              "::ffff:169.254.169.254",
                              "::127.0.0.1",
                              "64:ff9b::a9fe:a9fe"}) {
    EXPECT_FALSE(MayAskAddress(*ParseIpAddress(address))) << address;
  }
}

TEST(IssuerAddress, OthersAreAsked) {
  for (const char* address :
       {"10.96.0.1", "192.168.1.1", "172.16.0.1", "100.100.100.201", "128.0.0.1", "126.255.255.1", "169.253.255.255",
        "223.255.255.255", "2001:db8::1", "fd12::1", "fec0::1", "::ffff:10.0.0.1", "64:ff9b::808:808"}) {
    EXPECT_TRUE(MayAskAddress(*ParseIpAddress(address))) << address;
  }
}

TEST(IssuerAddress, HostsAreLookedAtBeforeTheyAreResolved) {
  for (const char* url : {"https://127.0.0.1/x", "https://localhost", "https://LOCALHOST:8443/a",
                          "https://a.localhost/", "https://localhost./", "https://[::1]/x", "https://[::1]:443",
                          "https://169.254.169.254/latest", "https://user@127.0.0.1/", "https:///x", "https://"}) {
    EXPECT_FALSE(MayAskHost(url)) << url;
  }
  for (const char* url : {"https://oidc.example.com/id/127.0.0.1", "https://localhost.example.com", "https://10.0.0.1/",
                          "https://mylocalhost/", "https://[2001:db8::1]/x"}) {
    EXPECT_TRUE(MayAskHost(url)) << url;
  }
}

}  // namespace
}  // namespace rolecall::server
