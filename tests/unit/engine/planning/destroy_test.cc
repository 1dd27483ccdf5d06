#include <gtest/gtest.h>

#include "tests/unit/engine/workshop.h"

namespace rolecall::engine {
namespace {

using testing::Workshop;

// A block without objects has nothing to destroy: its type need not even be known. What the module is called has
// nothing to do with it.
class DestroyOfBlocksWithoutObjects : public ::testing::TestWithParam<const char*> {};

TEST_P(DestroyOfBlocksWithoutObjects, LooksAtNoneOfThem) {
  const std::string module = GetParam();
  Workshop shop({{"main.tf", "module \"" + module + "\" { source = \"./m\" }\n"},
                 {"m/m.tf", "resource \"helm_release\" \"r\" {}\nresource \"aws_thing\" \"a\" { name = \"a\" }\n"}});
  PlanOptions destroy;
  destroy.mode = PlanMode::kDestroy;
  const Plan plan = shop.MakePlan(destroy);
  EXPECT_FALSE(plan.errored);
  EXPECT_TRUE(plan.changes.empty());
  EXPECT_EQ(shop.Errors(), "");
}

INSTANTIATE_TEST_SUITE_P(Modules, DestroyOfBlocksWithoutObjects, ::testing::Values("plain", "data"));

}  // namespace
}  // namespace rolecall::engine
