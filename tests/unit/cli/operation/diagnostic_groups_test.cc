#include "cli/operation/diagnostic_groups.h"

#include <gtest/gtest.h>

namespace rolecall::cli {
namespace {

const diag::Range kHere{std::make_shared<const std::string>("main.tf"), {3, 1, 9}, {3, 2, 10}};

diag::Diagnostics Some() {
  diag::Diagnostics all;
  all.AddWarning("a", "Old argument", "First.", kHere);
  all.AddWarning("a", "Old argument", "Second.", kHere);
  all.AddWarning("b", "Other", "");
  all.AddWarning("a", "Old argument", "Third.", kHere);
  return all;
}

TEST(Consolidated, TellsOneOfAKindAndHowManyMore) {
  const diag::Diagnostics shown = Consolidated(Some(), true, false);
  ASSERT_EQ(shown.size(), 2u);
  EXPECT_EQ(shown.list()[0].detail, "First.\n\n(and 2 more similar warnings elsewhere)");
  EXPECT_EQ(shown.list()[1].detail, "");
  EXPECT_EQ(Consolidated(Some(), false, false).size(), 4u);
}

TEST(Consolidated, KeepsFailedChecksAndErrorsApartUnlessAsked) {
  diag::Diagnostics all;
  for (int i = 0; i < 2; ++i) all.AddWarning("check-failed", "Check block assertion failed", "", kHere);
  for (int i = 0; i < 2; ++i) all.AddError("e", "Bad", "", kHere);
  EXPECT_EQ(Consolidated(all, true, false).size(), 4u);
  const diag::Diagnostics shown = Consolidated(all, true, true);
  ASSERT_EQ(shown.size(), 3u);
  EXPECT_EQ(shown.list()[2].detail, "(and one more similar error elsewhere)");
}

// As OpenTofu: rules are told one by one, and what is about objects.
TEST(Consolidated, KeepsRulesAndWhatHasNoPlaceApart) {
  diag::Diagnostics all;
  for (int i = 0; i < 2; ++i) all.AddWarning("check-unknown", "Check block assertion known after apply", "", kHere);
  for (const char* object : {"a", "b", "c"}) all.AddWarning("forgotten", "Resource will be removed", object);
  EXPECT_EQ(Consolidated(all, true, true).size(), 5u);
}

TEST(CompactWarnings, AreOneLineASummaryAndOnlyWithoutErrors) {
  EXPECT_EQ(CompactWarnings(Some(), false),
            "Warnings:\n\n- Old argument\n  on main.tf line 3 (and 2 more)\n- Other\n\nTo see the full warning notes, "
            "run Rolecall without -compact-warnings.\n");
  diag::Diagnostics nowhere;
  for (int i = 0; i < 3; ++i) nowhere.AddWarning("w", "Far and wide", "");
  EXPECT_EQ(CompactWarnings(nowhere, true),
            "\033[1m\033[33mWarnings:\033[0m\n\n- Far and wide\n  (3 occurrences of this warning)\n\nTo see the full "
            "warning notes, run Rolecall without -compact-warnings.\n");
  diag::Diagnostics all = Some();
  all.AddError("e", "Bad", "");
  EXPECT_EQ(CompactWarnings(all, false), std::nullopt);
  EXPECT_EQ(CompactWarnings({}, false), std::nullopt);
}

}  // namespace
}  // namespace rolecall::cli
