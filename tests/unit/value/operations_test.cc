#include "value/operations.h"

#include <gtest/gtest.h>

namespace rolecall::value {
namespace {

const Value kUnknownNumber = Value::Unknown(Type::Number());

// A double, and its text as a state has it: another number of more precision, but the same text.
TEST(Equality, NumbersOfOneTextAreOne) {
  const Value made = Value::Number(Number::FromDouble(1.4142135623730951));
  const Value read = Value::Number(*Number::Parse("1.4142135623730951"));
  EXPECT_TRUE(made.Same(read));
  EXPECT_TRUE(Equals(made, read).Same(Value::Bool(true)));
  EXPECT_FALSE(made.Same(Value::Number(*Number::Parse("1.4142135623730952"))));
  EXPECT_FALSE(Value::Int(1).Same(Value::Number(Number::FromDouble(1.5))));
}

TEST(Equals, NeverConverts) {
  EXPECT_FALSE(Equals(Value::String("1"), Value::Int(1)).AsBool());
  EXPECT_TRUE(Equals(Value::Int(1), Value::Int(1)).AsBool());
  EXPECT_TRUE(Equals(Value::Null(Type::String()), Value()).AsBool());
}

TEST(Equals, IsUnknownOnlyIfItDependsOnTheUnknown) {
  EXPECT_FALSE(Equals(kUnknownNumber, Value::Int(1)).IsKnown());
  const Value a = Value::Tuple({Value::Int(1), kUnknownNumber});
  const Value b = Value::Tuple({Value::Int(2), kUnknownNumber});
  EXPECT_FALSE(Equals(a, b).AsBool());
  EXPECT_FALSE(Equals(RefineNotNull(kUnknownNumber), Value::Null(Type::Number())).AsBool());
}

// A null has a type only by its neighbours: of dynamic type it is still known, and no open question.
TEST(Equals, AnUntypedNullInsideIsKnown) {
  const Value nothing = Value::Null(Type::Dynamic());
  const auto object = [](const Value& member) { return Value::Object({{"a", member}}); };
  EXPECT_TRUE(Equals(object(nothing), object(Value::String("x"))).Same(Value::Bool(false)));
  EXPECT_TRUE(Equals(Value::Tuple({nothing}), Value::Tuple({Value::String("a")})).Same(Value::Bool(false)));
  EXPECT_TRUE(Equals(object(object(nothing)), object(object(Value::Int(1)))).Same(Value::Bool(false)));
  EXPECT_TRUE(Equals(object(nothing), object(nothing)).Same(Value::Bool(true)));
  EXPECT_FALSE(Equals(object(Value::Unknown(Type::Dynamic())), object(Value::Int(1))).IsKnown());
}

// As cty: what is not known yet, of no known type, cannot make one of two types that differ elsewhere.
TEST(Equals, AnOpenTypeInsideDecidesNothingWhereTheRestDoes) {
  const Value open = Value::Unknown(Type::Dynamic());
  EXPECT_TRUE(Equals(Value::Object({{"a", open}}), Value::Object({})).Same(Value::Bool(false)));
  EXPECT_TRUE(Equals(Value::Object({{"a", open}, {"b", Value::Int(1)}}),
                     Value::Object({{"a", open}, {"b", Value::String("x")}}))
                  .Same(Value::Bool(false)));
  EXPECT_FALSE(Equals(Value::Object({{"a", open}}), Value::Object({{"a", Value::Tuple({})}})).IsKnown());
}

TEST(Equals, KeepsMarksOfAnyDepth) {
  const Value secret = Value::Tuple({Value::Int(1).Mark(kSensitive)});
  EXPECT_TRUE(Equals(secret, Value::Tuple({Value::Int(1)})).HasMark(kSensitive));
}

TEST(Arithmetic, KeepsMarksAndUnknowns) {
  EXPECT_EQ(Add(Value::Int(1), Value::Int(2))->AsNumber(), Number(3));
  EXPECT_TRUE(Multiply(Value::Int(1).Mark(kSensitive), kUnknownNumber)->HasMark(kSensitive));
  EXPECT_TRUE(Subtract(kUnknownNumber, Value::Int(1))->refinement().not_null);
}

TEST(Arithmetic, DividingByZeroIsInfiniteAsInCty) {
  EXPECT_EQ(Divide(Value::Int(1), Value::Int(0))->AsNumber(), Number::PositiveInfinity());
  EXPECT_EQ(Divide(Value::Int(-1), Value::Int(0))->AsNumber(), Number::NegativeInfinity());
  EXPECT_FALSE(Divide(Value::Int(0), Value::Int(0)).ok());
  EXPECT_EQ(Divide(Value::Int(0), Value::Int(1))->AsNumber(), Number(0));
  EXPECT_EQ(Modulo(Value::Int(5), Value::Int(0))->AsNumber(), Number(5));
}

TEST(Arithmetic, OfInfinitiesHasAResultOrAReason) {
  const Value infinity = Value::Number(Number::PositiveInfinity());
  EXPECT_FALSE(Divide(infinity, infinity).ok());
  EXPECT_FALSE(Subtract(infinity, infinity).ok());
  EXPECT_FALSE(Multiply(infinity, Value::Int(0)).ok());
  EXPECT_FALSE(Modulo(Value::Int(0), infinity).ok());
  EXPECT_EQ(Modulo(infinity, Value::Int(2))->AsNumber(), Number::PositiveInfinity());
  EXPECT_EQ(Divide(Value::Int(1), infinity)->AsNumber(), Number(0));
}

TEST(Comparison, UsesWhatIsKnownOfUnknownNumbers) {
  Refinement positive;
  positive.number_min = Number(1);
  const Value number = Refine(kUnknownNumber, positive);
  EXPECT_TRUE(GreaterThan(number, Value::Int(0)).AsBool());
  EXPECT_FALSE(LessThan(number, Value::Int(0)).AsBool());
  EXPECT_FALSE(GreaterThanOrEqual(number, Value::Int(1)).IsKnown());  // bounds that touch settle nothing
  EXPECT_FALSE(LessThan(number, Value::Int(5)).IsKnown());
}

TEST(Index, ConvertsKeysAndNamesWhatIsMissing) {
  const Value list = Value::Tuple({Value::String("a")});
  EXPECT_EQ(Index(list, Value::String("0"))->AsString(), "a");
  EXPECT_FALSE(Index(list, Value::Int(1)).ok());
  EXPECT_FALSE(Index(list, Value::Int(-1)).ok());
  EXPECT_FALSE(Index(Value::Null(Type::List(Type::String())), Value::Int(0)).ok());
  EXPECT_FALSE(Index(Value::Set(Type::String(), {}), Value::Int(0)).ok());
  EXPECT_FALSE(Index(Value::String("x"), Value::Int(0)).ok());
  EXPECT_EQ(Index(Value::Unknown(Type::Map(Type::Bool())), Value::String("k"))->type(), Type::Bool());
}

TEST(GetAttribute, KeepsTheObjectsMarks) {
  const Value object = Value::Object({{"a", Value::Int(1)}});
  EXPECT_TRUE(GetAttribute(object.Mark(kSensitive), "a")->HasMark(kSensitive));
  EXPECT_FALSE(GetAttribute(object, "b").ok());
}

TEST(Refine, BoundsThatMeetSettleTheValue) {
  Refinement exact;
  exact.not_null = true;
  exact.number_min = Number(3);
  exact.number_max = Number(3);
  EXPECT_EQ(Refine(kUnknownNumber, exact).AsNumber(), Number(3));
  Refinement empty;
  empty.not_null = true;
  empty.length_max = 0;
  EXPECT_EQ(Refine(Value::Unknown(Type::Set(Type::String())), empty).size(), 0u);
}

TEST(Logic, IsUnknownAndNeverNullWithAnUnknown) {
  const Value yes = Value::Bool(true), no = Value::Bool(false), unknown = Value::Unknown(Type::Bool());
  EXPECT_TRUE(Not(no).AsBool());
  EXPECT_TRUE(And(yes, yes).AsBool());
  EXPECT_FALSE(And(yes, no).AsBool());
  EXPECT_TRUE(Or(no, yes).AsBool());
  EXPECT_FALSE(Or(no, no).AsBool());
  for (const Value& result : {Not(unknown), And(unknown, yes), Or(no, unknown)}) {
    EXPECT_FALSE(result.IsKnown());
    EXPECT_TRUE(result.refinement().not_null);
  }
  EXPECT_TRUE(Or(yes.Mark(kSensitive), no).HasMark(kSensitive));
}

TEST(Equals, IsRuledOutByWhatIsKnownOfAnUnknown) {
  Refinement prefix, range, two;
  prefix.string_prefix = "arn:";
  range.number_min = Number(1);
  range.number_max = Number(5);
  range.max_inclusive = false;
  two.length_min = 2;
  two.length_max = 2;
  const auto is = [](const Value& unknown, const Value& known) {
    const Value equal = Equals(unknown, known);
    return !equal.IsKnown() ? "unknown" : equal.AsBool() ? "yes" : "no";
  };
  const Value arn = Value::Unknown(Type::String(), prefix), number = Value::Unknown(Type::Number(), range);
  const Value list = Value::Unknown(Type::List(Type::String()), two);
  EXPECT_STREQ(is(arn, Value::String("x")), "no");
  EXPECT_STREQ(is(arn, Value::String("arn:x")), "unknown");
  EXPECT_STREQ(is(number, Value::Int(0)), "no");
  EXPECT_STREQ(is(number, Value::Int(5)), "no") << "five itself is not in it";
  EXPECT_STREQ(is(number, Value::Int(3)), "unknown");
  EXPECT_STREQ(is(list, Value::List(Type::String(), {Value::String("a")})), "no");
  EXPECT_STREQ(is(list, Value::List(Type::String(), {Value::String("a"), Value::String("b")})), "unknown");
}

TEST(Equals, LooksIntoMapsObjectsAndSets) {
  const auto map = [](const char* key, const char* text) {
    return Value::Map(Type::String(), {{key, Value::String(text)}});
  };
  EXPECT_TRUE(Equals(map("a", "x"), map("a", "x")).AsBool());
  EXPECT_FALSE(Equals(map("a", "x"), map("a", "y")).AsBool());
  EXPECT_FALSE(Equals(map("a", "x"), map("b", "x")).AsBool());
  EXPECT_FALSE(Equals(map("a", "x"), Value::Map(Type::String(), {})).AsBool());
  const auto set = [](Value element) { return Value::Set(Type::String(), {std::move(element)}); };
  EXPECT_TRUE(Equals(set(Value::String("a")), set(Value::String("a"))).AsBool());
  EXPECT_FALSE(Equals(set(Value::Unknown(Type::String())), set(Value::String("a"))).IsKnown());
}

}  // namespace
}  // namespace rolecall::value
