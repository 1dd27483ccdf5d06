// The codes here were compared, module by module, with those of an independent encoder, for every version.
#include "services/iam/credentials/qr_code.h"

#include <gtest/gtest.h>

#include "crypto/digest.h"

namespace rolecall::services::iam::credentials {
namespace {

std::string Drawn(const QrCode& code, char dark, char light) {
  std::string text;
  for (int y = 0; y < code.size; ++y) {
    for (int x = 0; x < code.size; ++x) text += code.At(x, y) ? dark : light;
  }
  return text;
}

TEST(QrCode, OfAShortText) {
  const std::optional<QrCode> code = EncodeQr("HELLO");
  ASSERT_TRUE(code.has_value());
  EXPECT_EQ(code->size, 21);
  // clang-format off
  EXPECT_EQ(Drawn(*code, '#', '.'),
      "#######..#.##.#######"
      "#.....#..###..#.....#"
      "#.###.#.##.##.#.###.#"
      "#.###.#..#.#..#.###.#"
      "#.###.#...#.#.#.###.#"
      "#.....#.....#.#.....#"
      "#######.#.#.#.#######"
      "........##.##........"
      "###.########.##...#.."
      "...#....#.....#....#."
      "#.#...#...#.#...#####"
      "##..#...#.#...#....#."
      "#.#..##..##.#.#.#.#.."
      "........##.#.#.#..##."
      "#######.#..#.###..###"
      "#.....#.######.##...."
      "#.###.#.#..#.###..###"
      "#.###.#...#...##..##."
      "#.###.#.###.#...#.#.#"
      "#.....#.##....#.#..#."
      "#######.##..#.##..###");
  // clang-format on
}

struct Long {
  int length, version;
  const char* sha256;  // of the modules, row by row, '1' for dark
};

TEST(QrCode, OfLongerTextsHasAlignmentsVersionsAndBlocks) {
  for (const Long& each : {Long{17, 1, "e47fabc0d3fe2eef08a52dd344603664a03272637ef70a410df56cb1370cc3ad"},
                           Long{134, 6, "e664e530eca514a518c1f16fafe140afb676746370d46162f2491dd10e96f04e"},
                           Long{155, 8, "b59e135a89dfd3641663c7637365e0644cb53f3accc1283d56c1f06c9f5ee55d"},
                           Long{230, 9, "7341b205c42c239989ed165cd9363859d4e0ee6ec84090a24c7278646889a738"},
                           Long{425, 13, "bac3a9c8e4c81323669226f8f0a2fb70dbbc8eb84c337f5a28802493d4fdd7c0"},
                           Long{858, 20, "6842c16a2d969715ff88ccdd341ce549505f7b87f95da4ccf2f06e37759bb218"}}) {
    std::string text;
    for (int i = 0; i < each.length; ++i) text += static_cast<char>('a' + i * 7 % 26);
    const std::optional<QrCode> code = EncodeQr(text);
    ASSERT_TRUE(code.has_value());
    EXPECT_EQ(code->size, each.version * 4 + 17);
    EXPECT_EQ(crypto::Sha256Hex(Drawn(*code, '1', '0')), each.sha256) << each.length;
  }
}

TEST(QrCode, HasRoomForSoMuch) {
  EXPECT_TRUE(EncodeQr("").has_value());
  EXPECT_FALSE(EncodeQr(std::string(859, 'a')).has_value());
}

TEST(QrCode, AsAnImageHasItsSizeInTheHeader) {
  const std::string png = QrPng(*EncodeQr("HELLO"));
  EXPECT_EQ(png.substr(0, 8), "\x89PNG\r\n\x1a\n");
  EXPECT_EQ(png.substr(12, 4), "IHDR");
  EXPECT_EQ(static_cast<unsigned char>(png[19]), (21 + 8) * 4);
  EXPECT_EQ(png.substr(png.size() - 8, 4), "IEND");
}

}  // namespace
}  // namespace rolecall::services::iam::credentials
