#include "engine/provider/attribute_place.h"

#include <gtest/gtest.h>

#include "hcl/syntax/parser.h"

namespace rolecall::engine {
namespace {

using value::AttributeStep;
using value::IndexStep;
using value::Path;

constexpr const char* kText = R"(resource {
  name = "a"
  list = ["x", "yy"]
  map  = { k = "v", l = [1] }
  rule {
    port = 1
  }
  rule {
    port = 2
    deep "key" {
      last = true
    }
  }
  dynamic "made" {
    for_each = []
    content {}
  }
}
)";

// "LINE:FIRST-END" of what the path means.
std::string Place(const Path& path) {
  diag::Diagnostics diagnostics;
  const hcl::File file = hcl::ParseFile("main.tf", kText, diagnostics);
  EXPECT_FALSE(diagnostics.HasErrors());
  diag::Diagnostic problem;
  problem.place = std::make_shared<AttributePlace>(path);
  const diag::Range range = PlaceOf(problem, file.body.blocks[0]->body);
  if (!range.has_place()) return "nowhere";
  return std::to_string(range.start.line) + ":" + std::to_string(range.start.column) + "-" +
         std::to_string(range.end.column);
}

Path At(const char* name) { return {AttributeStep{name}}; }

TEST(AttributePlace, AnAttributeIsItsValue) {
  EXPECT_EQ(Place(At("name")), "2:10-13");
  EXPECT_EQ(Place(At("missing")), "1:10-11");
  EXPECT_EQ(Place({}), "nowhere");
}

TEST(AttributePlace, ElementsAreFoundWhereTheyAreWritten) {
  EXPECT_EQ(Place({AttributeStep{"list"}, IndexStep{1LL}}), "3:16-20");
  EXPECT_EQ(Place({AttributeStep{"list"}, IndexStep{7LL}}), "3:3-7");
  EXPECT_EQ(Place({AttributeStep{"map"}, IndexStep{"k"}}), "4:17-18");
  EXPECT_EQ(Place({AttributeStep{"map"}, IndexStep{"l"}}), "4:25-26");
  EXPECT_EQ(Place({AttributeStep{"map"}, IndexStep{"m"}}), "4:3-6");
  EXPECT_EQ(Place({AttributeStep{"name"}, IndexStep{0LL}}), "2:10-13");
}

TEST(AttributePlace, TheWayLeadsThroughBlocks) {
  EXPECT_EQ(Place({AttributeStep{"rule"}, IndexStep{1LL}, AttributeStep{"port"}}), "9:12-13");
  EXPECT_EQ(
      Place({AttributeStep{"rule"}, IndexStep{1LL}, AttributeStep{"deep"}, IndexStep{"key"}, AttributeStep{"last"}}),
      "11:14-18");
  EXPECT_EQ(Place({AttributeStep{"rule"}, IndexStep{1LL}, AttributeStep{"gone"}}), "8:8-9");
  EXPECT_EQ(Place({AttributeStep{"rule"}, IndexStep{5LL}, AttributeStep{"port"}}), "1:10-11");
  EXPECT_EQ(Place({AttributeStep{"made"}, IndexStep{0LL}, AttributeStep{"port"}}), "1:10-11");
}

}  // namespace
}  // namespace rolecall::engine
