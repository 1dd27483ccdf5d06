#include "base/plain_bytes.h"

#include <gtest/gtest.h>

#include <string>

namespace rolecall {
namespace {

bool IsJsonPlain(unsigned char c) { return c >= 0x20 && c <= 0x7e && c != '"' && c != '\\'; }

TEST(PlainBytes, EndAtTheFirstByteThatIsNotPlainWhereverItStands) {
  for (int byte = 0; byte < 256; ++byte) {
    const auto c = static_cast<unsigned char>(byte);
    for (std::size_t place = 0; place < 40; ++place) {
      std::string text(40, 'x');
      text[place] = static_cast<char>(c);
      ASSERT_EQ((PlainBytes<0x20, 0x7e, '"', '\\'>(text)), IsJsonPlain(c) ? 40 : place) << byte << " at " << place;
    }
  }
}

TEST(PlainBytes, OfSeveralTheFirstCounts) {
  EXPECT_EQ((PlainBytes<0x20, 0xff, '&', '<'>("0123456789012345678901&<0123456789abcdef<")), 22u);
  EXPECT_EQ((PlainBytes<0x20, 0xff, '&'>("")), 0u);
  EXPECT_EQ((PlainBytes<0x20, 0xff, '&'>("\xff\xfe plain")), 8u);
}

}  // namespace
}  // namespace rolecall
