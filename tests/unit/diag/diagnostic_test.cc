#include "diag/diagnostic.h"

#include <gtest/gtest.h>

#include <memory>

namespace rolecall::diag {
namespace {

Range At(const std::string& file, std::size_t byte) {
  Range range{std::make_shared<const std::string>(file), {}, {}};
  range.start.byte = byte;
  range.end.byte = byte + 1;
  return range;
}

TEST(NameSuggestion, IsTheFirstThatIsTwoChangesAwayAtMost) {
  EXPECT_EQ(NameSuggestion("inputt", {"id", "input", "output"}), "input");
  EXPECT_EQ(NameSuggestion("n", {"m"}), "m");
  EXPECT_EQ(NameSuggestion("foo", {"cwd", "module", "root"}), "root");
  EXPECT_EQ(NameSuggestion("a", {"abcd"}), std::nullopt);
  EXPECT_EQ(NameSuggestion("abcdef", {"abcxyz"}), std::nullopt);
  EXPECT_EQ(NameSuggestion(std::string(300, 'a'), {std::string(300, 'a')}), std::nullopt);
}

TEST(Diagnostics, AreSortedAsAPersonReadsThem) {
  Diagnostics all;
  all.AddError("e", "deep", "", At("a/b.tf", 0));
  all.AddError("e", "second", "", At("z.tf", 9));
  all.AddError("e", "first", "", At("z.tf", 2));
  all.AddError("e", "nowhere", "");
  all.AddWarning("w", "warning", "", At("z.tf", 99));
  all.AddError("e", "first, said later", "", At("z.tf", 2));
  all.Sort();
  std::string order;
  for (const Diagnostic& one : all.list()) order += one.summary + "; ";
  EXPECT_EQ(order, "warning; nowhere; first; first, said later; second; deep; ");
}

TEST(Diagnostics, DropWarningsAndKeepErrors) {
  Diagnostics all;
  all.AddWarning("a", "one", "");
  all.AddWarning("b", "two", "");
  all.AddError("a", "three", "");
  all.DropWarnings("a");
  EXPECT_EQ(all.size(), 2u);
  all.DropWarnings();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_TRUE(all.HasErrors());
}

}  // namespace
}  // namespace rolecall::diag
