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

TEST(Json, CollectionsOfAnyCarryTheTypeOfEachElementAndMustAgree) {
  const Type any = Type::Dynamic();
  const auto list = FromJson(R"([{"type":"string","value":"a"},{"type":"string","value":"b"}])", Type::List(any));
  ASSERT_TRUE(list.ok()) << list.error().message;
  EXPECT_EQ(list->type(), Type::List(Type::String()));
  EXPECT_EQ(
      FromJson(R"([{"type":"string","value":"a"},{"type":"bool","value":true}])", Type::List(any)).error().message,
      "all elements must have the same type");
  EXPECT_EQ(FromJson(R"({"a":{"type":"string","value":"a"},"b":{"type":"bool","value":true}})", Type::Map(any))
                .error()
                .message,
            "all elements must have the same type");
  EXPECT_EQ(FromJson(R"([{"value":1}])", Type::List(any)).error().message,
            "object with \"value\" and \"type\" is required");
  EXPECT_FALSE(FromJson(R"([{"type":"text","value":1}])", Type::List(any)).ok());
  EXPECT_EQ(FromJson("{}", Type::Map(Type::String()))->type(), Type::Map(Type::String()));
  EXPECT_EQ(FromJson("[]", Type::Set(Type::String()))->type(), Type::Set(Type::String()));
}

TEST(Json, OptionalAttributesMayBeMissingAndOthersNot) {
  const Type type = Type::Object({{"a", Type::String()}, {"b", Type::Bool()}}, {"b"});
  EXPECT_TRUE(FromJson(R"({"a":"x"})", type)->Get("b").IsNull());
  EXPECT_EQ(FromJson(R"({"b":true})", type).error().message, "missing required attribute \"a\"");
  EXPECT_EQ(FromJson("[]", type).error().message, "an object is required");
  EXPECT_TRUE(FromJson("null", type)->IsNull());
}

TEST(Json, SyntaxErrorsHaveLineAndColumn) {
  const auto value = FromJson("[1,\n 2,\n }", Type::List(Type::Number()));
  ASSERT_FALSE(value.ok());
  EXPECT_NE(value.error().message.find("(line 3, column 2)"), std::string::npos) << value.error().message;
  EXPECT_FALSE(TypeFromJson("[").ok());
  EXPECT_FALSE(ImpliedJsonType("[").ok());
}

TEST(Json, TextsHaveAType) {
  EXPECT_EQ(*ImpliedJsonType(R"({"a":[1,true,"x",null],"b":{}})"),
            Type::Object({{"a", Type::Tuple({Type::Number(), Type::Bool(), Type::String(), Type::Dynamic()})},
                          {"b", Type::Object({})}}));
}

TEST(Json, WritingConvertsToTheWantedTypeOrSaysWhy) {
  EXPECT_EQ(*ToJson(Value::Tuple({Value::Int(1)}), Type::List(Type::String())), R"(["1"])");
  EXPECT_EQ(ToJson(Value::Tuple({}), Type::String()).error().message, "string required, but have tuple");
}

}  // namespace
}  // namespace rolecall::value
