#include "cli/terraform/typed_values.h"

#include "tests/unit/cli/command_line_fixture.h"

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

TEST(TypedValue, CollectionsTakeTheTypeOfTheirElements) {
  const auto read = [](const char* text) { return *TypedValue(json::Parse(text, {}).root); };
  using value::Value;
  const std::vector<std::pair<const char*, Value>> cases = {
      {R"({"k":"map","v":{"a":{"k":"string","v":"x"}}})",
       Value::Map(value::Type::String(), {{"a", Value::String("x")}})},
      {R"({"k":"map","t":"number","v":{}})", Value::Map(value::Type::Number(), {})},
      {R"({"k":"set","v":[{"k":"bool","v":true}]})", Value::Set(value::Type::Bool(), {Value::Bool(true)})},
      {R"({"k":"tuple","v":[{"k":"string","v":"x"},{"k":"bool","v":false}]})",
       Value::Tuple({Value::String("x"), Value::Bool(false)})},
      {R"({"k":"refined","notnull":true,"v":{"k":"string","v":"x"}})", Value::String("x")}};
  for (const auto& [text, wanted] : cases) EXPECT_TRUE(read(text).Same(wanted)) << text;
  EXPECT_EQ(read(R"({"k":"number","v":"-inf"})").AsNumber().Sign(), -1);
  EXPECT_TRUE(read(R"({"k":"number","v":"inf"})").AsNumber().IsInfinite());
}

TEST(TypedValue, UnknownValuesMayBeRefined) {
  const auto read = [](const char* text) { return *TypedValue(json::Parse(text, {}).root); };
  const value::Value refined = read(R"({"k":"refined","notnull":true,"v":{"k":"unknown","t":"string"}})");
  EXPECT_FALSE(refined.IsKnown());
  EXPECT_TRUE(refined.refinement().not_null);
  EXPECT_TRUE(refined.type().IsString());
  EXPECT_FALSE(read(R"({"k":"refined","notnull":false,"v":{"k":"unknown","t":"string"}})").refinement().not_null);
}

using TypedValuesFileTest = CommandLineTest;

TEST_F(TypedValuesFileTest, AFileIsAnObjectOfThem) {
  Write("values.json", R"({"a":{"k":"string","v":"x"},"b":{"k":"null","t":"number"}})");
  EXPECT_TRUE(ReadTypedValues(files_, "values.json")
                  ->Same(value::Value::Object(
                      {{"a", value::Value::String("x")}, {"b", value::Value::Null(value::Type::Number())}})));
  Write("values.json", "[]");
  EXPECT_EQ(ReadTypedValues(files_, "values.json").error().message,
            "values.json: an object of typed values is expected");
  Write("values.json", "{");
  EXPECT_THAT(ReadTypedValues(files_, "values.json").error().message, ::testing::StartsWith("values.json: "));
  Write("values.json", R"({"a":{"k":"null","t":"nothing"}})");
  EXPECT_FALSE(ReadTypedValues(files_, "values.json").ok());
  EXPECT_EQ(ReadTypedValues(files_, "nowhere").error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace rolecall::cli
