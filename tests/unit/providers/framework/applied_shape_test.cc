#include "providers/framework/applied_shape.h"

#include <gtest/gtest.h>

namespace rolecall::providers {
namespace {

using value::Type;
using value::Value;

const Type kTexts = Type::Map(Type::String());

TEST(AppliedShape, NullAndEmptyCollectionsAreAsPlanned) {
  const Value null = Value::Null(kTexts), empty = Value::Map(Type::String(), {});
  EXPECT_TRUE(AppliedShape(empty, null).IsNull());
  EXPECT_TRUE(AppliedShape(null, empty).Same(empty));
  const Value full = Value::Map(Type::String(), {{"a", Value::String("b")}});
  EXPECT_TRUE(AppliedShape(full, null).Same(full));
  EXPECT_TRUE(AppliedShape(full, empty).Same(full));
}

TEST(AppliedShape, WhatWasNotKnownIsWhatWasMade) {
  const Value empty = Value::Map(Type::String(), {});
  EXPECT_TRUE(AppliedShape(empty, Value::Unknown(kTexts)).Same(empty));
  const Value null = Value::Null(kTexts);
  EXPECT_TRUE(AppliedShape(null, Value::Unknown(kTexts)).IsNull());
}

TEST(AppliedShape, ATextIsEmptyOrNullAsPlannedButNeverLost) {
  const Value null = Value::Null(Type::String()), empty = Value::String("");
  EXPECT_TRUE(AppliedShape(null, empty).Same(empty));
  EXPECT_TRUE(AppliedShape(empty, null).Same(empty));
  EXPECT_TRUE(AppliedShape(null, Value::String("x")).IsNull());
}

TEST(AppliedShape, ASetThatWasPlannedWholeIsThatSet) {
  const auto block = [](Value key) { return Value::Object({{"key", std::move(key)}}); };
  const Type type = block(Value::String("")).type();
  const Value planned = Value::Set(type, {block(Value::Null(Type::String()))});
  const Value made = Value::Set(type, {block(Value::String(""))});
  EXPECT_TRUE(AppliedShape(made, planned).Same(planned));
  const Value partly = Value::Set(type, {block(Value::Unknown(Type::String()))});
  EXPECT_TRUE(AppliedShape(made, partly).Same(made));
}

TEST(AppliedShape, GoesIntoObjectsAndListsOfOneLength) {
  const auto object = [](Value tags) { return Value::Object({{"tags", std::move(tags)}}); };
  const Value null = Value::Null(kTexts), empty = Value::Map(Type::String(), {});
  EXPECT_TRUE(AppliedShape(object(empty), object(null)).Get("tags").IsNull());
  const Type type = object(empty).type();
  const Value shaped = AppliedShape(Value::List(type, {object(empty)}), Value::List(type, {object(null)}));
  EXPECT_TRUE(shaped.elements()[0].Get("tags").IsNull());
  const Value longer = Value::List(type, {object(empty), object(empty)});
  EXPECT_TRUE(AppliedShape(longer, Value::List(type, {object(null)})).Same(longer));
}

}  // namespace
}  // namespace rolecall::providers
