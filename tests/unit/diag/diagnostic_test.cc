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
