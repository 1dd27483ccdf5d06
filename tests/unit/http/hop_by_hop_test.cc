#include "http/hop_by_hop.h"

#include <gtest/gtest.h>

namespace rolecall::http {
namespace {

TEST(ConnectionFields, HaveThoseThatAreAlwaysOfAConnection) {
  const ConnectionFields fields(Headers{{"Host", "close"}});
  for (const char* name : {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding",
                           "upgrade", "proxy-authorization", "proxy-authenticate", "http2-settings"}) {
    EXPECT_TRUE(fields.Has(name)) << name;
  }
  for (const char* name : {"host", "authorization", "content-length", "expect", "x-te", "Connection", "close", ""}) {
    EXPECT_FALSE(fields.Has(name)) << name;
  }
}

TEST(ConnectionFields, HaveWhatEveryConnectionFieldNames) {
  const ConnectionFields fields(Headers{{"connection", "close,  X-One"}, {"Host", "h"}, {"Connection", "x-two,"}});
  for (const char* name : {"close", "x-one", "x-two", "te"}) EXPECT_TRUE(fields.Has(name)) << name;
  for (const char* name : {"host", "x-three"}) EXPECT_FALSE(fields.Has(name)) << name;
}

}  // namespace
}  // namespace rolecall::http
