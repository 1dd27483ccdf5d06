#include "value/conversion_types.h"

#include <gtest/gtest.h>

#include "value/convert.h"

namespace rolecall::value {
namespace {

const Type kAny = Type::Dynamic();
const Type kText = Type::String();
const Type kNumber = Type::Number();
const Type kBool = Type::Bool();

Type Object(Type a) { return Type::Object({{"a", std::move(a)}}); }

TEST(WithoutOptional, ReachesEveryDepth) {
  const Type optional = Type::Object({{"a", kText}}, {"a"});
  const Type type = Type::Tuple({Type::List(optional), Type::Set(optional), Type::Map(optional), kText});
  EXPECT_TRUE(type.HasOptional());
  EXPECT_TRUE(WithoutOptional(type) ==
              Type::Tuple({Type::List(Object(kText)), Type::Set(Object(kText)), Type::Map(Object(kText)), kText}));
  EXPECT_TRUE(WithoutOptional(kText) == kText);
}

TEST(Conforms, AnyAcceptsAnythingInItsPlaceOnly) {
  EXPECT_TRUE(Conforms(kText, kAny));
  EXPECT_TRUE(Conforms(Type::List(kText), Type::List(kAny)));
  EXPECT_TRUE(Conforms(Type::Tuple({kText, kBool}), Type::Tuple({kAny, kBool})));
  EXPECT_TRUE(Conforms(Object(kText), Object(kAny)));
  EXPECT_FALSE(Conforms(Type::List(kText), Type::Set(kAny)));
  EXPECT_FALSE(Conforms(Type::Tuple({kText}), Type::Tuple({kAny, kAny})));
  EXPECT_FALSE(Conforms(Object(kText), Object(kNumber)));
  EXPECT_FALSE(Conforms(Type::Object({{"b", kText}}), Object(kAny)));
  EXPECT_FALSE(Conforms(kText, kNumber));
}

TEST(ConversionExists, LooksIntoStructures) {
  EXPECT_TRUE(ConversionExists(Type::Tuple({kBool}), Type::Tuple({kText})));
  EXPECT_FALSE(ConversionExists(Type::Tuple({kBool}), Type::Tuple({kText, kText})));
  EXPECT_TRUE(ConversionExists(Type::Map(kText), Type::Object({{"a", kText}, {"b", Type::List(kText)}}, {"b"})));
  EXPECT_FALSE(ConversionExists(Type::Map(kText), Type::Object({{"b", Type::List(kText)}})));
  EXPECT_FALSE(ConversionExists(Type::Tuple({kBool, Type::List(kBool)}), Type::List(kAny)));
}

TEST(Unify, WorksElementByElement) {
  EXPECT_TRUE(*Unify({Object(kBool), Object(kText)}) == Object(kText));
  EXPECT_TRUE(*Unify({Type::Tuple({kBool}), Type::Tuple({kText})}) == Type::Tuple({kText}));
  EXPECT_TRUE(*Unify({Type::List(kBool), Type::List(kText)}) == Type::List(kText));
  EXPECT_FALSE(Unify({Object(kBool), Object(Type::List(kBool))}));
}

TEST(CompareTypes, WhatMoreConvertsToComesFirstAndAnyLast) {
  EXPECT_LT(CompareTypes(kText, kBool), 0);
  EXPECT_GT(CompareTypes(kAny, kText), 0);
  EXPECT_LT(CompareTypes(kText, kAny), 0);
  EXPECT_EQ(CompareTypes(kText, kText), 0);
  EXPECT_GT(CompareTypes(Object(kAny), Object(kText)), 0);
  EXPECT_GT(CompareTypes(Type::Tuple({kAny}), Type::Tuple({kText})), 0);
  EXPECT_EQ(CompareTypes(Object(kText), Type::Object({{"b", kText}})), 0);
}

TEST(MismatchMessage, NamesWhatIsRequired) {
  EXPECT_EQ(MismatchMessage(Type::Object({}), Object(kText)), "attribute \"a\" is required");
  EXPECT_EQ(MismatchMessage(Type::Tuple({}), kText), "string required, but have tuple");
  EXPECT_EQ(MismatchMessage(Type::Bool(), Type::Number()), "number required, but have bool");
  EXPECT_EQ(MismatchMessage(kText, Type::Number()), "number required") << "the value may be what is wrong";
  EXPECT_NE(MismatchMessage(Object(Type::Tuple({})), Object(kText)).find("a"), std::string::npos);
}

TEST(Convert, AnyIsFilledInFromWhatIsGiven) {
  const auto type_of = [](const Value& given, const Type& wanted) {
    const Conversion converted = Convert(given, wanted);
    EXPECT_TRUE(converted.ok()) << converted.error().Text();
    return converted.ok() ? converted->type() : Type();
  };
  const Value item = Value::Object({{"a", Value::Int(1)}});
  EXPECT_TRUE(type_of(Value::Tuple({item}), Type::List(Object(kAny))) == Type::List(Object(kNumber)));
  EXPECT_TRUE(type_of(Value::Tuple({item}), Type::Tuple({kAny})) == Type::Tuple({Object(kNumber)}));
  EXPECT_TRUE(type_of(Value::Map(kText, {{"a", Value::String("x")}}), Object(kAny)) == Object(kText));
  EXPECT_TRUE(type_of(item, Type::Map(kAny)) == Type::Map(kNumber));
  EXPECT_TRUE(type_of(Value::List(kText, {}), Type::Set(kAny)) == Type::Set(kText));
}

TEST(Convert, TuplesAndListsOfAnyBecomeOfOneType) {
  const Conversion mixed = Convert(Value::Tuple({Value::Int(1), Value::String("x")}), Type::List(kAny));
  ASSERT_TRUE(mixed.ok());
  EXPECT_TRUE(mixed->type() == Type::List(kText));
  EXPECT_FALSE(Convert(Value::Tuple({Value::Int(1), Value::Tuple({Value::Int(1)})}), Type::List(kAny)).ok());
  const Conversion pair = Convert(Value::Tuple({Value::Int(1)}), Type::Tuple({kText}));
  ASSERT_TRUE(pair.ok());
  EXPECT_EQ(pair->elements()[0].AsString(), "1");
}

TEST(Order, IsTotalAndStable) {
  const Value values[] = {Value::Bool(false),
                          Value::Bool(true),
                          Value::Int(1),
                          Value::Int(2),
                          Value::String("a"),
                          Value::Tuple({Value::Int(1)}),
                          Value::Object({{"a", Value::Int(1)}}),
                          Value::Unknown(kText),
                          Value::Null(kText)};
  for (const Value& a : values) {
    EXPECT_EQ(Value::Compare(a, a), 0);
    for (const Value& b : values) {
      if (!(a.type() == b.type())) continue;
      EXPECT_EQ(Value::Compare(a, b) < 0, Value::Compare(b, a) > 0);
    }
  }
  EXPECT_LT(Value::Compare(Value::Int(1), Value::Int(2)), 0);
  EXPECT_LT(Value::Compare(Value::Bool(false), Value::Bool(true)), 0);
}

TEST(MismatchMessage, FindsTheInnermostPlace) {
  const Type list = Type::List(kNumber);
  EXPECT_EQ(MismatchMessage(Object(Type::Tuple({kText, list})), Object(Type::List(kText))),
            "attribute \"a\": element 1: string required, but have list of number");
  EXPECT_EQ(MismatchMessage(Type::Object({{"k", list}}), Type::Map(kText)),
            "element \"k\": string required, but have list of number");
  EXPECT_EQ(MismatchMessage(Type::List(list), Type::List(kText)),
            "incorrect list element type: string required, but have list of number");
  EXPECT_EQ(MismatchMessage(Type::Map(list), Type::Map(kText)),
            "incorrect map element type: string required, but have list of number");
  EXPECT_EQ(MismatchMessage(Type::Set(list), Type::Set(kText)),
            "incorrect set element type: string required, but have list of number");
  EXPECT_EQ(MismatchMessage(Type::Tuple({kText, list}), Type::List(kAny)), "all list elements must have the same type");
  EXPECT_EQ(MismatchMessage(Type::Tuple({kText, list}), Type::Set(kAny)), "all set elements must have the same type");
  EXPECT_EQ(MismatchMessage(Type::Object({{"k", list}}), Type::Map(kAny)), "all map elements must have the same type");
  EXPECT_EQ(MismatchMessage(Type::Tuple({}), Type::Map(kText)), "map of string required");
  EXPECT_EQ(MismatchMessage(Type::List(kText), Type::Map(kText)), "map of string required");
  EXPECT_EQ(MismatchMessage(Type::Object({}), Type::Object({{"a", kText}, {"b", kText}})),
            "attributes \"a\" and \"b\" are required");
}

TEST(Convert, AnUnknownKeepsWhatIsKnownOfItsLength) {
  const auto lengths = [](const Type& from, const Type& to) {
    const Conversion converted = Convert(Value::Unknown(from), to);
    EXPECT_TRUE(converted.ok()) << converted.error().Text();
    const Refinement& known = converted->refinement();
    return std::to_string(known.length_min) + "-" + (known.length_max ? std::to_string(*known.length_max) : "");
  };
  EXPECT_EQ(lengths(Type::Tuple({kText, kText}), Type::List(kText)), "2-2");
  EXPECT_EQ(lengths(Type::Tuple({kText, kText}), Type::Set(kText)), "1-2") << "they may be equal";
  EXPECT_EQ(lengths(Type::Object({{"a", kText}}), Type::Map(kText)), "1-1");
  Refinement three;
  three.length_min = 3;
  three.length_max = 3;
  const Conversion set = Convert(Value::Unknown(Type::List(kText), three), Type::Set(kText));
  ASSERT_TRUE(set.ok());
  EXPECT_EQ(set->refinement().length_min, 1u);
  EXPECT_EQ(*set->refinement().length_max, 3u);
}

TEST(Convert, ElementsOfAnyAreBroughtToOneType) {
  const Value one = Value::Tuple({Value::Int(1)}), text = Value::Tuple({Value::String("x")});
  const Conversion list = Convert(Value::Tuple({one, text}), Type::List(Type::List(kAny)));
  ASSERT_TRUE(list.ok()) << list.error().Text();
  EXPECT_TRUE(list->type() == Type::List(Type::List(kText)));
  const Conversion map = Convert(Value::Object({{"a", one}, {"b", text}}), Type::Map(Type::List(kAny)));
  ASSERT_TRUE(map.ok()) << map.error().Text();
  EXPECT_TRUE(map->type() == Type::Map(Type::List(kText)));
  const Value object = Value::Object({{"a", Value::Tuple({Value::Tuple({Value::Int(1)})})},
                                      {"b", Value::Tuple({Value::Object({{"x", Value::Int(1)}})})}});
  EXPECT_FALSE(Convert(object, Type::Map(Type::List(kAny))).ok());
  EXPECT_TRUE(Convert(Value::Tuple({}), Type::Set(kText))->type() == Type::Set(kText));
}

TEST(Convert, AMapsElementMustFitAnOptionalAttributeToo) {
  const Value map = Value::Map(Type::List(kText), {{"a", Value::List(kText, {})}});
  const Conversion converted = Convert(map, Type::Object({{"a", kText}}, {"a"}));
  ASSERT_FALSE(converted.ok());
  EXPECT_EQ(converted.error().Text(),
            "map element type is incompatible with attribute \"a\": string required, but have list of string");
}

TEST(Order, OfNearlyEqualNumbersGoesIntoTheParts) {
  // Sets order by ten digits first; what differs after them is compared part by part.
  const auto number = [](const char* text) { return Value::Number(*Number::Parse(text)); };
  const Value small = number("1.00000000001"), large = number("1.00000000002");
  const auto tuple = [](const Value& v) { return Value::Tuple({Value::Int(0), v}); };
  const auto object = [](const Value& v) { return Value::Object({{"a", v}}); };
  const auto map = [](const Value& v) { return Value::Map(kNumber, {{"k", v}}); };
  EXPECT_LT(Value::Compare(small, large), 0);
  EXPECT_LT(Value::Compare(tuple(small), tuple(large)), 0);
  EXPECT_GT(Value::Compare(tuple(large), tuple(small)), 0);
  EXPECT_LT(Value::Compare(object(small), object(large)), 0);
  EXPECT_LT(Value::Compare(map(small), map(large)), 0);
  EXPECT_EQ(Value::Compare(map(small), map(small)), 0);
  const Value set = Value::Set(Type::Tuple({kNumber, kNumber}), {tuple(large), tuple(small), tuple(small)});
  ASSERT_EQ(set.size(), 2u);
  EXPECT_TRUE(set.elements()[0].Same(tuple(small)));
}

}  // namespace
}  // namespace rolecall::value
