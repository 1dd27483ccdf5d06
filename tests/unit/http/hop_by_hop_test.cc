#include "http/hop_by_hop.h"

#include <gtest/gtest.h>

namespace rolecall::http {
namespace {

TEST(HopByHop, KnowsTheFieldsOfAConnection) {
  for (const char* name : {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding",
                           "upgrade", "proxy-authorization", "proxy-authenticate", "http2-settings"}) {
    EXPECT_TRUE(IsHopByHop(name)) << name;
  }
  for (const char* name : {"host", "authorization", "content-length", "expect", "x-te", "Connection", ""}) {
    EXPECT_FALSE(IsHopByHop(name)) << name;
  }
}

TEST(HopByHop, ReadsEveryConnectionField) {
  const Headers headers{{"connection", "close,  X-One"}, {"Host", "h"}, {"Connection", "x-two,"}};
  EXPECT_EQ(NamedByConnection(headers), (std::vector<std::string>{"close", "x-one", "x-two", ""}));
  EXPECT_TRUE(NamedByConnection({{"Host", "close"}}).empty());
}

}  // namespace
}  // namespace rolecall::http
