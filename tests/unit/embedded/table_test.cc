#include "embedded/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "embedded/files.h"

namespace rolecall::embedded {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string ErrorOf(std::string_view text) {
  const Result<std::vector<Row>> rows = ParseTable(text, {"name", "kind"});
  return rows.ok() ? "" : rows.error().message;
}

TEST(Table, GivesItsRowsInTheirOrder) {
  const auto rows = ParseTable("# Things. Source: us.\nname\tkind\nb\tone two\na\t-\n", {"name", "kind"});
  ASSERT_TRUE(rows.ok()) << rows.error().message;
  EXPECT_THAT(*rows, ElementsAre(Row{"b", "one two"}, Row{"a", "-"}));
}

TEST(Table, MayHaveNoRows) {
  const auto rows = ParseTable("# Things.\nname\tkind\n", {"name", "kind"});
  ASSERT_TRUE(rows.ok());
  EXPECT_TRUE(rows->empty());
}

TEST(Table, RefusesWhatIsNotOneAndNamesTheLine) {
  EXPECT_THAT(ErrorOf(""), HasSubstr("line 1: the text does not end with a newline"));
  EXPECT_THAT(ErrorOf("# T.\nname\tkind\na\tb"), HasSubstr("does not end with a newline"));
  EXPECT_THAT(ErrorOf("name\tkind\na\tb\n"), HasSubstr("line 1: it does not say what the table is"));
  EXPECT_THAT(ErrorOf("# \nname\tkind\n"), HasSubstr("line 1:"));
  EXPECT_THAT(ErrorOf("# T.\n"), HasSubstr("line 2: these are not the columns"));
  EXPECT_THAT(ErrorOf("# T.\nname\n"), HasSubstr("line 2:"));
  EXPECT_THAT(ErrorOf("# T.\nkind\tname\n"), HasSubstr("line 2:"));
  EXPECT_THAT(ErrorOf("# T.\nname\tkind\na\tb\na\n"), HasSubstr("line 4: it has 1 fields"));
  EXPECT_THAT(ErrorOf("# T.\nname\tkind\na\tb\tc\n"), HasSubstr("line 3: it has 3 fields"));
  EXPECT_THAT(ErrorOf("# T.\nname\tkind\n\n"), HasSubstr("line 3: it has 1 fields"));
  for (const char* field : {"", " a", "a ", "a\r"}) {
    EXPECT_THAT(ErrorOf("# T.\nname\tkind\nx\t" + std::string(field) + "\n"), HasSubstr("line 3: a field"));
  }
}

// Whoever reads a table names its columns; here only that it is one, and says where it is from.
TEST(Table, EveryTableOfTheTreeSaysWhatItIsAndWhereItIsFrom) {
  for (const std::string_view name : Tables().Names()) {
    const std::string_view text = *Tables().Find(name);
    const std::string_view first = text.substr(0, text.find('\n'));
    EXPECT_TRUE(first.starts_with("# ")) << name;
    const bool sourced = first.find("Source: ") != std::string_view::npos;
    EXPECT_TRUE(sourced || first.find("our own") != std::string_view::npos) << name << ": " << first;
  }
}

TEST(Table, FieldsOfSeveralWordsAreTakenApart) {
  EXPECT_THAT(Words("a"), ElementsAre("a"));
  EXPECT_THAT(Words("a b:C d"), ElementsAre("a", "b:C", "d"));
}

TEST(TableDeathTest, ATableThatIsNotThereIsABug) {
  EXPECT_DEATH(ReadTable("no-such.tsv", {"name"}), "");
  EXPECT_DEATH(ReadTable("regions.tsv", {"name"}), "");
}

}  // namespace
}  // namespace rolecall::embedded
