#include "base/encoding.h"

#include <gtest/gtest.h>

namespace rolecall {
namespace {

TEST(Base64, EncodesTheExamplesOfRfc4648) {
  EXPECT_EQ(Base64Encode(""), "");
  EXPECT_EQ(Base64Encode("f"), "Zg==");
  EXPECT_EQ(Base64Encode("fo"), "Zm8=");
  EXPECT_EQ(Base64Encode("foo"), "Zm9v");
  EXPECT_EQ(Base64Encode("foobar"), "Zm9vYmFy");
  EXPECT_EQ(Base64UrlEncode("\xff\xfe\xfd\xfc"), "__79_A");
}

TEST(Base64, DecodesWhatItEncodes) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) {
    bytes += static_cast<char>(i);
    EXPECT_EQ(Base64Decode(Base64Encode(bytes)), bytes);
    EXPECT_EQ(Base64UrlDecode(Base64UrlEncode(bytes)), bytes);
    EXPECT_EQ(HexDecode(HexEncode(bytes)), bytes);
  }
}

TEST(Base64, RefusesEveryOtherSpelling) {
  for (const char* text :
       {"Zg", "Zg=", "Zg===", "Zh==", "Zg==\n", " Zg==", "Z===", "====", "Zm9v====", "Zm-_", "=Zg="}) {
    EXPECT_FALSE(Base64Decode(text)) << text;
  }
  for (const char* text : {"Zg==", "Zh", "Z", "+/79", "Zm9v\n"}) EXPECT_FALSE(Base64UrlDecode(text)) << text;
}

TEST(Hex, RefusesOddLengthsAndOtherLetters) {
  EXPECT_EQ(HexDecode("00fFA5"), std::string("\0\xff\xa5", 3));
  EXPECT_FALSE(HexDecode("0"));
  EXPECT_FALSE(HexDecode("0g"));
}

TEST(Percent, EncodesAsSigV4WantsIt) {
  EXPECT_EQ(PercentEncode("a b/ü~*"), "a%20b%2F%C3%BC~%2A");
  EXPECT_EQ(PercentEncode("a/b", "/"), "a/b");
}

TEST(Percent, DecodesOrRefuses) {
  EXPECT_EQ(PercentDecode("a%2Fb%2f+"), "a/b/+");
  EXPECT_EQ(PercentDecode("a+b", true), "a b");
  for (const char* text : {"%", "%a", "%zz", "a%2"}) EXPECT_FALSE(PercentDecode(text)) << text;
}

}  // namespace
}  // namespace rolecall
