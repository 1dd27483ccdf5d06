#include "services/unique_names.h"

#include <gtest/gtest.h>

namespace rolecall::services {
namespace {

struct Row {
  std::string_view name, other;
};

constexpr Row kDifferent[] = {{"a", "x"}, {"b", "x"}, {"A", "x"}};
constexpr Row kTwice[] = {{"a", "x"}, {"b", "y"}, {"a", "z"}};

TEST(UniqueNames, TwoRowsOfOneNameAreFoundWhereverTheyStand) {
  static_assert(HaveUniqueNames(kDifferent, &Row::name));
  static_assert(!HaveUniqueNames(kDifferent, &Row::other));
  EXPECT_FALSE(HaveUniqueNames(kTwice, &Row::name));
  EXPECT_TRUE(HaveUniqueNames(kTwice, &Row::other));
}

}  // namespace
}  // namespace rolecall::services
