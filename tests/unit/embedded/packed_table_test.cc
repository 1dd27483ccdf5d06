#include "embedded/packed_table.h"

#include <gtest/gtest.h>
#include <lzma.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

namespace rolecall::embedded {
namespace {

std::string TextOf(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string Compressed(const std::string& text) {
  std::string packed(lzma_stream_buffer_bound(text.size()), '\0');
  std::size_t size = 0;
  EXPECT_EQ(lzma_easy_buffer_encode(0, LZMA_CHECK_CRC32, nullptr, reinterpret_cast<const std::uint8_t*>(text.data()),
                                    text.size(), reinterpret_cast<std::uint8_t*>(packed.data()), &size, packed.size()),
            LZMA_OK);
  return packed.substr(0, size);
}

TEST(PackedTable, RowsOfTheTreeAreFoundByTheirFirstWords) {
  std::size_t files = 0;
  for (const PackedTable& table : PackedTables()) {
    const std::string path = std::string(ROLECALL_SOURCE_DIR) + "/data/packed/" + std::string(table.name());
    std::string_view rest;
    const std::string text = TextOf(path);
    rest = text;
    rest.remove_prefix(rest.find('\n') + 1);
    EXPECT_EQ(rest.substr(0, rest.find('\n')), table.columns());
    rest.remove_prefix(rest.find('\n') + 1);
    std::map<std::string, std::string> rows;  // by first word
    while (!rest.empty()) {
      const std::string_view line = rest.substr(0, rest.find('\n') + 1);
      rows[std::string(line.substr(0, line.find('\t')))] += line;
      rest.remove_prefix(line.size());
    }
    std::size_t number = 0;
    for (const auto& [word, expected] : rows) {
      if (number++ % 7 != 0) continue;  // each costs a block
      EXPECT_EQ(table.RowsOf(word), expected) << word;
    }
    EXPECT_GT(rows.size(), 100U);
    ++files;
  }
  EXPECT_EQ(files, 3U);
}

class TwoBlocks : public ::testing::Test {
 protected:
  const std::string first_ = Compressed("a\t1\nb\t2\nb\t3\n"), second_ = Compressed("d\t4\n");
  const std::string bytes_ = first_ + second_;
  const PackedBlock blocks_[2] = {{"a", first_.size(), 12}, {"d", bytes_.size(), 4}};
  const PackedTable table_{"t.tsv", "word\tnumber", blocks_, bytes_};
};

TEST_F(TwoBlocks, RowsWithOneFirstWordComeTogether) {
  EXPECT_EQ(table_.RowsOf("a"), "a\t1\n");
  EXPECT_EQ(table_.RowsOf("b"), "b\t2\nb\t3\n");
  EXPECT_EQ(table_.RowsOf("d"), "d\t4\n");
  const std::string rows = table_.RowsOf("b");
  EXPECT_EQ(PackedRows(rows), (std::vector<Row>{{"b", "2"}, {"b", "3"}}));
}

TEST_F(TwoBlocks, AWordThatIsInNoRowHasNone) {
  for (const char* word : {"", "0", "aa", "c", "dd", "zzz", "a\t1"}) EXPECT_EQ(table_.RowsOf(word), "") << word;
}

TEST_F(TwoBlocks, ABlockOfAnotherSizeIsABug) {
  const PackedBlock wrong[] = {{"a", first_.size(), 11}};
  EXPECT_DEATH((void)PackedTable("t.tsv", "word\tnumber", wrong, first_).RowsOf("a"), "");
  EXPECT_DEATH((void)ReadPackedTable("none.tsv", {"word"}), "");
  EXPECT_DEATH((void)ReadPackedTable("service-reference.tsv", {"word"}), "");
}

}  // namespace
}  // namespace rolecall::embedded
