#include "policy/document/scalars.h"

#include <gtest/gtest.h>

namespace rolecall::policy {
namespace {

int Compare(std::string_view a, std::string_view b) { return CompareDecimals(*ParseDecimal(a), *ParseDecimal(b)); }

TEST(Decimals, FormsOfOneAreEqual) {
  for (const char* one : {"1", "01", "+1", "1.", "1.0", "1e0", "10e-1", "0.1E1", ".1e+1"}) {
    ASSERT_TRUE(ParseDecimal(one)) << one;
    EXPECT_EQ(Compare(one, "1"), 0) << one;
  }
}

TEST(Decimals, OtherTextIsNoNumber) {
  for (const char* text : {"", "+", ".", "1a", " 1", "1 ", "NaN", "Infinity", "0x1", "1e", "1e99999999999", "--1"}) {
    EXPECT_FALSE(ParseDecimal(text)) << text;
  }
}

TEST(Decimals, AreComparedExactly) {
  EXPECT_GT(Compare("9007199254740993", "9007199254740992"), 0);
  EXPECT_GT(Compare("0.1000000000000000000000000000001", "0.1"), 0);
  EXPECT_LT(Compare("-2", "-1"), 0);
  EXPECT_LT(Compare("-1", "0"), 0);
  EXPECT_LT(Compare("0", "1e-2147483640"), 0);
  EXPECT_EQ(Compare("-0", "0e7"), 0);
  EXPECT_LT(Compare("99", "1e2"), 0);
  EXPECT_EQ(Compare("100", "1e2"), 0);
  EXPECT_GT(Compare("0.01", "0.009"), 0);
}

TEST(Dates, IsoAndEpochSecondsMeanTheSame) {
  std::int64_t expected = 1893456000000;
  for (const char* text : {"2030-01-01T00:00:00Z", "2030-01-01", "2030-01-01T00:00:00", "1893456000", "+1893456000",
                           "2030-01-01T01:00:00+01:00", "2029-12-31T23:30:00-00:30", "2030-01"}) {
    ASSERT_TRUE(ParseDate(text)) << text;
    EXPECT_EQ(*ParseDate(text), expected) << text;
  }
}

TEST(Dates, FinerDigitsThanMillisecondsAreCutOff) {
  EXPECT_EQ(*ParseDate("2030-01-01T00:00:00.1231Z"), *ParseDate("2030-01-01T00:00:00.1239Z"));
  EXPECT_NE(*ParseDate("2030-01-01T00:00:00.123Z"), *ParseDate("2030-01-01T00:00:00.124Z"));
}

TEST(Dates, OtherTextIsNoDate) {
  for (const char* text : {"", "not-a-date", "2030-13-01", "2030-02-30", "2030-01-01T24:00:00Z", "2030-01-01 00:00:00",
                           "1.5", "2030-01-01T00:00:00Zx", "2030-01-01T00:00:00.Z", "9999999999999999"}) {
    EXPECT_FALSE(ParseDate(text)) << text;
  }
}

bool InNetwork(std::string_view network, std::string_view address) {
  std::optional<IpNetwork> parsed = ParseIpNetwork(network);
  std::optional<IpAddress> request = ParseRequestIp(address);
  return parsed && request && Contains(*parsed, *request);
}

TEST(IpAddresses, V4HostBitsAreIgnored) {
  EXPECT_TRUE(InNetwork("192.0.2.5/24", "192.0.2.1"));
  EXPECT_FALSE(InNetwork("192.0.2.5/24", "192.0.3.1"));
  EXPECT_TRUE(InNetwork("192.0.2.0/31", "192.0.2.1"));
  EXPECT_FALSE(InNetwork("192.0.2.0/31", "192.0.2.2"));
  EXPECT_TRUE(InNetwork("0.0.0.0/0", "203.0.113.9"));
}

TEST(IpAddresses, V6NetworksWithHostBitsNeverMatch) {
  EXPECT_TRUE(InNetwork("2001:db8::/32", "2001:db8:1::5"));
  EXPECT_FALSE(InNetwork("2001:db8::5/32", "2001:db8::5"));
  EXPECT_TRUE(InNetwork("2001:db8::5", "2001:0db8:0:0:0:0:0:5"));
}

TEST(IpAddresses, FamiliesDoNotMixExceptMappedRequests) {
  EXPECT_FALSE(InNetwork("0.0.0.0/0", "2001:db8::1"));
  EXPECT_FALSE(InNetwork("::/0", "192.0.2.1"));
  EXPECT_TRUE(InNetwork("192.0.2.0/24", "::ffff:192.0.2.7"));
}

TEST(IpAddresses, LeadingZerosAreDecimal) { EXPECT_TRUE(InNetwork("192.0.2.10", "192.000.002.010")); }

TEST(IpAddresses, OtherTextIsNoAddress) {
  for (const char* text : {"", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.4/32", "::1::", ":::", "1:2:3:4:5:6:7:8:9",
                           "fe80::1%eth0", "12345::", "1.2.3.x"}) {
    EXPECT_FALSE(ParseRequestIp(text)) << text;
  }
  for (const char* text : {"1.2.3.4/33", "::/129", "1.2.3.4/", "1.2.3.4/-1", "x/8"}) {
    EXPECT_FALSE(ParseIpNetwork(text)) << text;
  }
}

TEST(LowerCase, IsNotFolding) {
  EXPECT_TRUE(EqualsLowerCased("PrOd", "prod"));
  EXPECT_TRUE(EqualsLowerCased("\xC3\x89", "\xC3\xA9"));  // É é
  EXPECT_TRUE(EqualsLowerCased("\xE2\x84\xAA", "k"));     // the Kelvin sign
  EXPECT_FALSE(EqualsLowerCased("\xC3\x9F", "SS"));       // ß
  EXPECT_FALSE(EqualsLowerCased("\xC4\xB0", "i"));        // İ
  EXPECT_FALSE(EqualsLowerCased("a", "ab"));
}

}  // namespace
}  // namespace rolecall::policy
