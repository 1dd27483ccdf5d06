#include "base/ip_address.h"

#include <gtest/gtest.h>

namespace rolecall {
namespace {

std::string Reread(std::string_view text) {
  const std::optional<IpAddress> address = ParseIpAddress(text);
  return address ? address->Text() : "none";
}

TEST(IpAddress, IsWrittenInItsOneForm) {
  EXPECT_EQ(Reread("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(Reread("2001:0DB8:0:0:1:0:0:1"), "2001:db8::1:0:0:1");
  EXPECT_EQ(Reread("::"), "::");
  EXPECT_EQ(Reread("1::"), "1::");
  EXPECT_EQ(Reread("::1"), "::1");
  EXPECT_EQ(Reread("1:2:3:4:5:6:7::"), "1:2:3:4:5:6:7:0");
}

TEST(IpAddress, MayEndDotted) {
  EXPECT_EQ(Reread("::ffff:192.0.2.1"), "::ffff:192.0.2.1");
  EXPECT_EQ(Reread("64:ff9b::192.0.2.33"), "64:ff9b::c000:221");
  EXPECT_EQ(Reread("1:2:3:4:5:6:1.2.3.4"), "1:2:3:4:5:6:102:304");
}

TEST(IpAddress, LeadingZerosAreDecimal) {
  EXPECT_EQ(Reread("010.000.0000000001.255"), "10.0.1.255");
  EXPECT_EQ(ParseIpAddress("010.0.0.1"), ParseIpAddress("10.0.0.1"));
}

TEST(IpAddress, FamiliesAreDifferent) {
  EXPECT_EQ(ParseIpAddress("0.0.0.0")->bits(), 32);
  EXPECT_EQ(ParseIpAddress("::")->bits(), 128);
  EXPECT_NE(ParseIpAddress("0.0.0.0"), ParseIpAddress("::"));
}

TEST(IpAddress, OtherTextIsNone) {
  for (const char* text : {"",
                           ".",
                           "1",
                           "1.2.3",
                           "1.2.3.4.5",
                           "256.1.1.1",
                           "1.2.3.x",
                           "1..2.3",
                           "1.2.3.",
                           " 1.2.3.4",
                           "0x1.2.3.4",
                           "99999999999999999999.1.1.1",
                           "1.2.3.4/32",
                           ":",
                           ":::",
                           "::1::",
                           "1:2:3:4:5:6:7",
                           "1:2:3:4:5:6:7:8:9",
                           "1:2:3:4:5:6:7:8::",
                           "12345::",
                           "g::",
                           "fe80::1%eth0",
                           "[::1]",
                           "::1.2.3",
                           "1.2.3.4::",
                           "::1.2.3.4:1",
                           "1:2:3:4:5:6:7:1.2.3.4",
                           "1:2:3:4:5:6:7:8:",
                           ":1:2:3:4:5:6:7:8"}) {
    EXPECT_FALSE(ParseIpAddress(text)) << text;
  }
}

TEST(SmallDecimal, HasABound) {
  EXPECT_EQ(ParseSmallDecimal("32", 32), 32);
  EXPECT_EQ(ParseSmallDecimal("0", 32), 0);
  for (const char* text : {"33", "", "-1", "+1", "1 ", "4294967297"}) EXPECT_FALSE(ParseSmallDecimal(text, 32)) << text;
}

}  // namespace
}  // namespace rolecall
