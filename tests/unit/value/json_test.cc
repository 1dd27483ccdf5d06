#include "value/json.h"

#include <gtest/gtest.h>

namespace rolecall::value {
namespace {

std::string Written(const Value& value) {
  const auto text = ToJson(value);
  return text.ok() ? *text : "error: " + text.error().message;
}

TEST(Json, IsSortedCompactAndEscaped) {
  const Value value = Value::Object({{"b", Value::Tuple({Value::Null(Type::String()), Value::Bool(true)})},
                                     {"a", Value::String("<&>\xE2\x80\xA8\"")}});
  EXPECT_EQ(Written(value), "{\"a\":\"\\u003c\\u0026\\u003e\\u2028\\\"\",\"b\":[null,true]}");
}

TEST(Json, NumbersHaveAllDigits) {
  EXPECT_EQ(Written(Value::Number(*Number::Parse("1e50"))), "1" + std::string(50, '0'));
  EXPECT_EQ(Written(Value::Number(*Number::Parse("1.0"))), "1");
  EXPECT_EQ(Written(Value::Number(Number::PositiveInfinity())), "error: cannot serialize infinity as JSON");
}

TEST(Json, RefusesMarkedAndUnknownValues) {
  EXPECT_EQ(Written(Value::Tuple({Value::String("x").Mark(kSensitive)})),
            "error: value has marks, so it cannot be serialized as JSON");
  EXPECT_EQ(Written(Value::Unknown(Type::String())), "error: value is not known");
}

TEST(Json, DynamicCarriesItsType) {
  const auto text = ToJson(Value::List(Type::Bool(), {Value::Bool(true)}), Type::Dynamic());
  ASSERT_TRUE(text.ok());
  EXPECT_EQ(*text, "{\"value\":[true],\"type\":[\"list\",\"bool\"]}");
  const auto back = FromJson(*text, Type::Dynamic());
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->type(), Type::List(Type::Bool()));
}

TEST(Json, ReadsByType) {
  const auto value =
      FromJson("{\"a\":\"5\",\"b\":[1,2]}", Type::Object({{"a", Type::Number()}, {"b", Type::Set(Type::String())}}));
  ASSERT_TRUE(value.ok()) << value.error().message;
  EXPECT_EQ(value->Get("a").AsNumber(), Number(5));
  EXPECT_EQ(value->Get("b").elements()[0].AsString(), "1");
}

TEST(Json, SaysWhereItDoesNotFit) {
  const auto value = FromJson("{\"a\":[true]}", Type::Map(Type::List(Type::Number())));
  ASSERT_FALSE(value.ok());
  EXPECT_EQ(PathText(value.error().path), "[\"a\"][0]");
  EXPECT_EQ(value.error().message, "number is required");
  EXPECT_FALSE(FromJson("{\"x\":1}", Type::Object({{"a", Type::Number()}})).ok());
  EXPECT_FALSE(FromJson("[1,2]", Type::Tuple({Type::Number()})).ok());
  EXPECT_FALSE(FromJson("[1,").ok());
}

TEST(Json, TypesGoThereAndBack) {
  const Type type = Type::Object({{"a", Type::Map(Type::Dynamic())}, {"b", Type::Tuple({Type::Bool()})}}, {"a"});
  const std::string text = TypeToJson(type);
  EXPECT_EQ(text, "[\"object\",{\"a\":[\"map\",\"dynamic\"],\"b\":[\"tuple\",[\"bool\"]]},[\"a\"]]");
  const auto back = TypeFromJson(text);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(*back, type);
  for (const char* bad : {"\"text\"", "[\"list\"]", "[\"tuple\",1]", "[\"object\",{},[\"x\"]]", "{}", "[]"}) {
    EXPECT_FALSE(TypeFromJson(bad).ok()) << bad;
  }
}

}  // namespace
}  // namespace rolecall::value
