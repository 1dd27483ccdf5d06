#include "providers/framework/object.h"

#include <gtest/gtest.h>

namespace rolecall::providers {
namespace {

using value::Type;
using value::Value;

Type PartType() { return Type::Object({{"text", Type::String()}}); }

class ObjectTest : public testing::Test {
 protected:
  Object Empty() const { return Object(type_, Value::Null(type_)); }
  Type type_ = Type::Object({{"flag", Type::Bool()},
                             {"list", Type::List(Type::String())},
                             {"map", Type::Map(Type::String())},
                             {"number", Type::Number()},
                             {"part", Type::List(PartType())},
                             {"set", Type::Set(Type::String())},
                             {"text", Type::String()},
                             {"unit", Type::Set(PartType())}});
};

TEST_F(ObjectTest, WhatIsNotThereIsEmpty) {
  Object object = Empty();
  EXPECT_FALSE(object.Has("other"));
  EXPECT_FALSE(object.IsSet("text"));
  EXPECT_EQ(object.Text("text"), "");
  EXPECT_FALSE(object.Flag("flag"));
  EXPECT_EQ(object.Integer("number", 7), 7);
  EXPECT_TRUE(object.Texts("set").empty());
  EXPECT_TRUE(object.TextMap("map").empty());
  EXPECT_TRUE(object.Blocks("part").empty());
  EXPECT_EQ(object.Get("unit").size(), 0u);  // blocks are never null
}

TEST_F(ObjectTest, WhatIsSetIsReadBack) {
  Object object = Empty();
  object.SetText("text", "a");
  object.SetFlag("flag", true);
  object.SetInteger("number", -3);
  object.SetTexts("list", {"b", "a"});
  object.SetTexts("set", {"b", "a"});
  object.SetTextMap("map", {{"k", "v"}});
  EXPECT_EQ(object.Text("text"), "a");
  EXPECT_TRUE(object.Flag("flag"));
  EXPECT_EQ(object.Integer("number"), -3);
  EXPECT_EQ(object.Text("number"), "-3");
  EXPECT_EQ(object.Text("flag"), "true");
  EXPECT_EQ(object.Texts("list"), (std::vector<std::string>{"b", "a"}));
  EXPECT_EQ(object.Texts("set"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(object.TextMap("map"), (std::map<std::string, std::string>{{"k", "v"}}));
  object.SetNull("text");
  EXPECT_FALSE(object.IsSet("text"));
  object.SetTextOrNull("text", "");
  EXPECT_TRUE(object.Get("text").IsNull());
  object.SetTextOrNull("text", "x");
  EXPECT_EQ(object.Text("text"), "x");
}

TEST_F(ObjectTest, WhatIsNotKnownIsForgotten) {
  Object object = Empty();
  object.SetUnknown("text");
  object.Set("part",
             Value::List(PartType(), {Value::Object({{"text", Value::Unknown(Type::String())}}),
                                      Value::Object({{"text", Value::String("kept")}}), Value::Unknown(PartType())}));
  EXPECT_TRUE(object.IsUnknown("text"));
  EXPECT_TRUE(object.IsUnknown("part"));
  EXPECT_FALSE(object.IsSet("text"));
  object.ForgetUnknown();
  EXPECT_TRUE(object.Get("text").IsNull());
  ASSERT_EQ(object.Get("part").size(), 2u) << "a block that is known in part stays";
  EXPECT_TRUE(object.Blocks("part")[0].Get("text").IsNull());
  EXPECT_EQ(object.Blocks("part")[1].Text("text"), "kept");
  EXPECT_TRUE(object.ToValue().IsWhollyKnown());
}

TEST_F(ObjectTest, BlocksAreObjects) {
  Object object = Empty();
  object.Set("part", Value::List(PartType(), {Value::Object({{"text", Value::String("a")}})}));
  ASSERT_EQ(object.Blocks("part").size(), 1u);
  EXPECT_EQ(object.Blocks("part")[0].Text("text"), "a");
}

}  // namespace
}  // namespace rolecall::providers
