#include "value/value.h"

#include <gtest/gtest.h>

#include "value/collections.h"
#include "value/operations.h"

namespace rolecall::value {
namespace {

const Marks kSecret = {kSensitive};

TEST(Value, DefaultIsNullOfNoType) {
  EXPECT_TRUE(Value().IsNull());
  EXPECT_TRUE(Value().IsKnown());
  EXPECT_TRUE(Value().type().IsDynamic());
}

TEST(Value, StringsAreNormalised) { EXPECT_EQ(Value::String("e\xCC\x81").AsString(), "\xC3\xA9"); }

TEST(Value, SetsAreSortedAndUnique) {
  const Value set = Value::Set(Type::Number(), {Value::Int(10), Value::Int(9), Value::Int(10)});
  ASSERT_EQ(set.size(), 2u);
  EXPECT_EQ(set.elements()[0].AsNumber(), Number(9));
}

TEST(Value, SetsKeepUnknownElementsLastAndAll) {
  const Value unknown = Value::Unknown(Type::String());
  const Value set = Value::Set(Type::String(), {unknown, Value::String("a"), unknown});
  ASSERT_EQ(set.size(), 3u);
  EXPECT_TRUE(set.elements()[0].IsKnown());
  EXPECT_FALSE(set.IsWhollyKnown());
  EXPECT_FALSE(Length(set).IsKnown());
}

TEST(Value, SetsOfObjectsAreUnique) {
  const auto object = [](int number) { return Value::Object({{"a", Value::Int(number)}}); };
  const Value set = Value::Set(object(1).type(), {object(2), object(1), object(2)});
  EXPECT_EQ(set.size(), 2u);
}

TEST(Value, MarksOfSetElementsBelongToTheSet) {
  const Value set = Value::Set(Type::String(), {Value::String("a").Mark(kSensitive), Value::String("b")});
  EXPECT_TRUE(set.HasMark(kSensitive));
  EXPECT_FALSE(set.elements()[0].IsMarked());
}

TEST(Value, MarksAreFoundAndTakenOffAtAnyDepth) {
  const Value inner = Value::Tuple({Value::String("x").Mark(kSensitive)});
  const Value outer = Value::Object({{"a", inner}, {"b", Value::Int(1)}});
  EXPECT_FALSE(outer.IsMarked());
  EXPECT_TRUE(outer.IsMarkedDeep());
  EXPECT_TRUE(outer.HasMarkDeep(kSensitive));
  EXPECT_FALSE(outer.UnmarkDeep().IsMarkedDeep());
  EXPECT_TRUE(outer.Unmark().IsMarkedDeep());
}

TEST(Value, MarksGoBackToWhereTheyWere) {
  const Value list = Value::Tuple({Value::Int(1), Value::Int(2).Mark(kSensitive)});
  const Value value = Value::Object({{"list", list}}).Mark("ephemeral");
  const auto [plain, marks] = value.UnmarkDeepWithPaths();
  EXPECT_FALSE(plain.IsMarkedDeep());
  EXPECT_EQ(marks.size(), 2u);
  EXPECT_TRUE(plain.MarkWithPaths(marks).Same(value));
}

TEST(Value, MarkingWhereThereIsNothingChangesNothing) {
  const Value value = Value::Object({{"a", Value::Int(1)}});
  EXPECT_TRUE(value.MarkWithPaths({{{AttributeStep{"b"}}, kSecret}}).Same(value));
  EXPECT_TRUE(value.MarkWithPaths({{{AttributeStep{"a"}, IndexStep{0}}, kSecret}}).Same(value));
  EXPECT_TRUE(value.MarkWithPaths({{{AttributeStep{"a"}}, kSecret}}).Get("a").HasMark(kSensitive));
}

TEST(Value, SameTellsTypesMarksAndRefinementsApart) {
  EXPECT_TRUE(Value::Int(1).Same(Value::Int(1)));
  EXPECT_FALSE(Value::Int(1).Same(Value::String("1")));
  EXPECT_FALSE(Value::Int(1).Same(Value::Int(1).Mark(kSensitive)));
  EXPECT_FALSE(Value::Null(Type::String()).Same(Value::Null(Type::Number())));
  const Value unknown = Value::Unknown(Type::String());
  EXPECT_TRUE(unknown.Same(Value::Unknown(Type::String())));
  EXPECT_FALSE(unknown.Same(RefineNotNull(unknown)));
}

TEST(Value, CollectionsTakeTheTypeOfTheirElements) {
  const auto list = ListOf({Value::Null(Type::Dynamic()), Value::String("a")});
  ASSERT_TRUE(list.has_value());
  EXPECT_EQ(list->type(), Type::List(Type::String()));
  EXPECT_EQ(list->elements()[0].type(), Type::String());
  EXPECT_FALSE(ListOf({Value::Int(1), Value::String("a")}).has_value());
}

TEST(Type, NamesAndExpressions) {
  const Type type = Type::Object({{"a", Type::String()}, {"b", Type::List(Type::Number())}}, {"b"});
  EXPECT_EQ(type.Expression(), "object({a=string,b=optional(list(number))})");
  EXPECT_EQ(Type::List(Type::Dynamic()).FriendlyNameForConstraint(), "list of any single type");
  EXPECT_EQ(Type::Map(Type::Bool()).FriendlyName(), "map of bool");
  EXPECT_TRUE(Type::Map(type).HasOptional());
  EXPECT_FALSE(type == Type::Object(type.attributes()));
}

TEST(Type, EveryKindHasANameAndAnExpression) {
  const std::pair<Type, std::pair<const char*, const char*>> types[] = {
      {Type::Dynamic(), {"dynamic", "any"}},
      {Type::String(), {"string", "string"}},
      {Type::Number(), {"number", "number"}},
      {Type::Bool(), {"bool", "bool"}},
      {Type::List(Type::Bool()), {"list of bool", "list(bool)"}},
      {Type::Set(Type::Number()), {"set of number", "set(number)"}},
      {Type::Map(Type::String()), {"map of string", "map(string)"}},
      {Type::Object({}), {"object", "object({})"}},
      {Type::Tuple({Type::Bool(), Type::Dynamic()}), {"tuple", "tuple([bool,any])"}}};
  for (const auto& [type, names] : types) {
    EXPECT_EQ(type.FriendlyName(), names.first);
    EXPECT_EQ(type.Expression(), names.second);
  }
}

TEST(Path, IsWrittenAsInDiagnostics) {
  EXPECT_EQ(PathText({AttributeStep{"a"}, IndexStep{0}, IndexStep{"k"}}), ".a[0][\"k\"]");
}

}  // namespace
}  // namespace rolecall::value
