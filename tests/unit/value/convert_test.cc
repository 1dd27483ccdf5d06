#include "value/convert.h"

#include <gtest/gtest.h>

namespace rolecall::value {
namespace {

const Type kString = Type::String();
const Type kNumberType = Type::Number();
const Type kAnyType = Type::Dynamic();

Value Converted(const Value& value, const Type& type) {
  const Conversion converted = Convert(value, type);
  EXPECT_TRUE(converted.ok()) << converted.error().Text();
  return converted.ok() ? *converted : Value();
}

std::string WhyNot(const Value& value, const Type& type) {
  const Conversion converted = Convert(value, type);
  return converted.ok() ? "it converts" : converted.error().Text();
}

TEST(Convert, PrimitivesToAndFromText) {
  EXPECT_EQ(Converted(Value::String("12.50"), kNumberType).AsNumber().Text(), "12.5");
  EXPECT_EQ(Converted(Value::Int(7), kString).AsString(), "7");
  EXPECT_EQ(Converted(Value::Bool(true), kString).AsString(), "true");
  EXPECT_TRUE(Converted(Value::String("1"), Type::Bool()).AsBool());
}

TEST(Convert, PrimitiveFailuresSayWhatIsRequired) {
  EXPECT_EQ(WhyNot(Value::String("x"), kNumberType), "a number is required");
  EXPECT_EQ(WhyNot(Value::String("yes"), Type::Bool()), "a bool is required");
  EXPECT_EQ(WhyNot(Value::String("TRUE"), Type::Bool()),
            "a bool is required; to convert from string, use lowercase \"true\"");
  EXPECT_EQ(WhyNot(Value::Bool(true), kNumberType), "number required, but have bool");
  EXPECT_EQ(WhyNot(Value::Tuple({}), kString), "string required, but have tuple");
}

TEST(Convert, TupleToListUnifiesAny) {
  const Value list = Converted(Value::Tuple({Value::Int(1), Value::String("a")}), Type::List(kAnyType));
  EXPECT_EQ(list.type(), Type::List(kString));
  EXPECT_EQ(WhyNot(Value::Tuple({Value::Int(1), Value::Tuple({})}), Type::List(kAnyType)),
            "all list elements must have the same type");
}

TEST(Convert, ListToSetDropsRepetitions) {
  const Value list = Value::List(kString, {Value::String("b"), Value::String("a"), Value::String("b")});
  const Value set = Converted(list, Type::Set(kString));
  ASSERT_EQ(set.size(), 2u);
  EXPECT_EQ(set.elements()[0].AsString(), "a");
}

TEST(Convert, OptionalAttributesBecomeNullAndOthersAreDropped) {
  const Type wanted = Type::Object({{"a", kString}, {"b", Type::List(kNumberType)}}, {"b"});
  const Value object = Converted(Value::Object({{"a", Value::Int(1)}, {"extra", Value::Int(2)}}), wanted);
  EXPECT_EQ(object.Get("a").AsString(), "1");
  EXPECT_TRUE(object.Get("b").IsNull());
  EXPECT_EQ(object.size(), 2u);
  EXPECT_EQ(object.type(), WithoutOptional(wanted));
}

TEST(Convert, MissingAttributesAreNamed) {
  const Type wanted = Type::Object({{"a", kString}, {"b", kString}, {"c", kString}});
  EXPECT_EQ(WhyNot(Value::Object({}), wanted), "attributes \"a\", \"b\", and \"c\" are required");
  EXPECT_EQ(WhyNot(Value::Object({}), Type::Object({{"a", kString}})), "attribute \"a\" is required");
}

TEST(Convert, ErrorsHaveThePath) {
  const Type wanted = Type::Map(Type::List(kNumberType));
  const Value value = Value::Object({{"k", Value::Tuple({Value::String("1"), Value::String("x")})}});
  EXPECT_EQ(WhyNot(value, wanted), "[\"k\"][1]: a number is required");
}

TEST(Convert, MapToObjectWantsEveryRequiredKey) {
  const Type wanted = Type::Object({{"a", kString}, {"b", kString}}, {"b"});
  EXPECT_TRUE(Converted(Value::Map(kString, {{"a", Value::String("x")}}), wanted).Get("b").IsNull());
  EXPECT_EQ(WhyNot(Value::Map(kString, {}), wanted), "map has no element for required attribute \"a\"");
}

TEST(Convert, UnknownNullAndMarksPassThrough) {
  EXPECT_FALSE(Converted(Value::Unknown(kString), kNumberType).IsKnown());
  EXPECT_TRUE(Converted(Value::Null(kAnyType), Type::List(kString)).IsNull());
  EXPECT_TRUE(Converted(Value::String("1").Mark(kSensitive), kNumberType).HasMark(kSensitive));
  const Value tuple = Value::Tuple({Value::Int(1).Mark(kSensitive)});
  const Value list = Converted(tuple, Type::List(kString));
  EXPECT_FALSE(list.IsMarked());
  EXPECT_TRUE(list.elements()[0].HasMark(kSensitive));
}

TEST(Unify, FindsTheCommonType) {
  EXPECT_EQ(Unify({kNumberType, kString}), kString);
  EXPECT_EQ(Unify({Type::Object({{"a", kNumberType}}), Type::Object({})}), Type::Map(kNumberType));
  EXPECT_EQ(Unify({Type::Object({{"a", kNumberType}}), Type::Object({{"a", kString}})}),
            Type::Object({{"a", kString}}));
  EXPECT_EQ(Unify({Type::Tuple({kNumberType}), Type::List(kString)}), Type::List(kString));
  EXPECT_EQ(Unify({kString, kAnyType}), kAnyType);
  EXPECT_EQ(UnifyUnsafe({kString, kAnyType}), kString);
}

TEST(Unify, HasNothingForObjectAndTuple) {
  EXPECT_FALSE(Unify({Type::Object({}), Type::Tuple({})}).has_value());
  EXPECT_FALSE(Unify({kNumberType, Type::Bool()}).has_value());
}

TEST(ConversionExists, UnsafeMayFailLater) {
  EXPECT_TRUE(ConversionExists(kString, kNumberType));
  EXPECT_FALSE(ConversionExists(kString, kNumberType, false));
  EXPECT_FALSE(ConversionExists(Type::List(kString), Type::Set(kString), false));
  EXPECT_FALSE(ConversionExists(Type::Bool(), kNumberType));
}

}  // namespace
}  // namespace rolecall::value
