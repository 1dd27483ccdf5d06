// The line that a plugin prints first.
#include "plugin/process/handshake.h"

#include <gtest/gtest.h>

namespace rolecall::plugin {
namespace {

TEST(ParseHandshake, TakesALineAsRealProvidersPrintIt) {
  const auto plain = ParseHandshake("1|5|unix|/tmp/plugin2244791132|grpc|\n");
  ASSERT_TRUE(plain.ok());
  EXPECT_EQ(plain->protocol, 5);
  EXPECT_TRUE(plain->is_unix);
  EXPECT_EQ(plain->address, "/tmp/plugin2244791132");
  EXPECT_EQ(plain->certificate, "");
  const auto tcp = ParseHandshake("1|6|tcp|127.0.0.1:10001|grpc|TUlJ|false");
  ASSERT_TRUE(tcp.ok());
  EXPECT_FALSE(tcp->is_unix);
  EXPECT_EQ(tcp->certificate, "-----BEGIN CERTIFICATE-----\nTUlJ\n-----END CERTIFICATE-----\n");
}

TEST(ParseHandshake, UnpaddedBase64IsPadded) {
  const auto handshake = ParseHandshake("1|6|unix|/s|grpc|TUlJQg");
  ASSERT_TRUE(handshake.ok());
  EXPECT_NE(handshake->certificate.find("TUlJQg==\n"), std::string::npos);
}

TEST(ParseHandshake, RefusesOtherProtocolsAndSaysWhich) {
  const std::pair<const char*, const char*> kCases[] = {
      {"hello there", "four fields"},
      {"2|6|unix|/s|grpc|", "core protocol"},
      {"1|4|unix|/s|grpc|", "neither 5 nor 6"},
      {"1|6|pipe|/s|grpc|", "neither unix nor tcp"},
      {"1|6|unix||grpc|", "no address"},
      {"1|6|unix|/s|netrpc|", "gRPC"},
      {"1|6|unix|/s", "gRPC"},
      {"1|6|unix|/s|grpc|***", "not base64"},
      {"1|6|unix|/s|grpc||true", "multiplexes"},
  };
  for (const auto& [line, why] : kCases) {
    const auto handshake = ParseHandshake(line);
    ASSERT_FALSE(handshake.ok()) << line;
    EXPECT_NE(handshake.error().message.find(why), std::string::npos) << handshake.error().message;
  }
}

}  // namespace
}  // namespace rolecall::plugin
