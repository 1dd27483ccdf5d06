#include "base/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace rolecall {
namespace {

// RFC 3629's definition, the long way: decodes, and looks at what came out.
bool IsCleanByDecoding(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned first = byte(at);
    const std::size_t length = first < 0x80 ? 1 : first >> 5 == 6 ? 2 : first >> 4 == 14 ? 3 : first >> 3 == 30 ? 4 : 0;
    if (length == 0 || at + length > text.size()) return false;
    unsigned code = length == 1 ? first : first & (0x7fu >> length);
    for (std::size_t i = 1; i < length; ++i) {
      if (byte(at + i) >> 6 != 2) return false;
      code = code << 6 | (byte(at + i) & 0x3f);
    }
    constexpr unsigned kSmallest[] = {0, 1, 0x80, 0x800, 0x10000};
    if (code < kSmallest[length] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return false;
    at += length;
  }
  return true;
}

TEST(Utf8, AgreesWithItsDefinitionOnAllShortTexts) {
  // Bytes at the edges of RFC 3629's table.
  const std::string bytes("\x00\x01\x41\x7f\x80\x8f\x90\x9f\xa0\xbf\xc0\xc1\xc2\xdf\xe0\xed\xee\xef\xf0\xf4\xf5\xff",
                          22);
  std::size_t clean = 0;
  for (char a : bytes) {
    for (char b : bytes) {
      for (char c : bytes) {
        for (char d : bytes) {
          const std::string text{a, b, c, d};
          for (std::size_t length = 1; length <= 4; ++length) {
            const std::string_view part = std::string_view(text).substr(0, length);
            ASSERT_EQ(IsCleanUtf8(part), IsCleanByDecoding(part));
            clean += IsCleanUtf8(part) ? 1 : 0;
          }
        }
      }
    }
  }
  EXPECT_GT(clean, 1000u);
}

TEST(Utf8, LooksAtEveryByteOfALongText) {
  const std::string good(100, 'x');
  EXPECT_TRUE(IsCleanUtf8(good));
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (char bad : {'\0', '\xff', '\x80'}) {
      std::string text = good;
      text[at] = bad;
      EXPECT_FALSE(IsCleanUtf8(text)) << at;
    }
    EXPECT_TRUE(IsCleanUtf8(good.substr(0, at) + "\u00e4\u20ac\U0001F600" + good.substr(at)));
  }
  EXPECT_TRUE(IsCleanUtf8(""));
}

TEST(Utf8, APartOfATextEndsWithACharacter) {
  const std::string text = "a\u00e4\u20ac\U0001F600";  // 1, 2, 3 and 4 bytes
  for (std::size_t most = 0; most <= text.size() + 1; ++most) {
    const std::string_view part = FirstCharacters(text, most);
    EXPECT_LE(part.size(), most);
    EXPECT_GT(part.size() + 4, std::min(most, text.size()));
    EXPECT_TRUE(IsCleanUtf8(part)) << most;
  }
  EXPECT_EQ(FirstCharacters(text, 5), "a\u00e4");
  EXPECT_EQ(FirstCharacters(text, text.size()), text);
  EXPECT_LE(FirstCharacters(std::string(20, '\x80'), 5).size(), 5u);
}

}  // namespace
}  // namespace rolecall
