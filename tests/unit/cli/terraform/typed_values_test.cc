#include "cli/terraform/typed_values.h"

#include <gtest/gtest.h>

namespace rolecall::cli {
namespace {

TEST(TypedValue, ReadsEveryKind) {
  const auto read = [](const char* text) { return TypedValue(json::Parse(text, {}).root); };
  EXPECT_EQ(read(R"({"k":"number","v":"1.5"})")->AsNumber().Text(), "1.5");
  EXPECT_TRUE(read(R"({"k":"null","t":"string"})")->IsNull());
  EXPECT_FALSE(read(R"({"k":"unknown","t":["list","string"]})")->IsKnown());
  EXPECT_EQ(read(R"({"k":"list","v":[{"k":"string","v":"a"}]})")->size(), 1u);
  EXPECT_EQ(read(R"({"k":"object","v":{"a":{"k":"bool","v":true}}})")->Get("a").AsBool(), true);
  EXPECT_TRUE(read(R"({"k":"marked","marks":["sensitive"],"v":{"k":"string","v":"a"}})")->HasMark("sensitive"));
  EXPECT_FALSE(read(R"({"k":"number","v":"x"})").ok());
  EXPECT_FALSE(read(R"({"k":"other"})").ok());
  EXPECT_FALSE(read("7").ok());
}

}  // namespace
}  // namespace rolecall::cli
