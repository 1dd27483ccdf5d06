#include "tests/unit/functions/calling.h"

namespace rolecall::functions {
namespace {

using Assumptions = Calling;

const Value kUnknownText = Value::Unknown(Type::String());

TEST_F(Assumptions, EqualGivesTheAssumedValue) {
  EXPECT_EQ(Show("assumeequal", {kUnknownText, Text("a")}), "a");
  EXPECT_FALSE(Call("assumeequal", {Text("b"), Text("a")}).ok());
  EXPECT_FALSE(Call("assumeequal", {Text("a").Mark(value::kSensitive), Text("a")})->IsMarked());
  EXPECT_TRUE(Call("assumeequal", {kUnknownText.Mark("ephemeral"), Text("a")})->HasMark("ephemeral"));
}

TEST_F(Assumptions, NotNullRefinesOrChecks) {
  EXPECT_TRUE(Call("assumenotnull", {kUnknownText})->refinement().not_null);
  EXPECT_EQ(Show("assumenotnull", {Value::Null(Type::String())}), "error: assumption was not upheld");
  EXPECT_FALSE(Call("assumenotnull", {Value()}).ok());
}

TEST_F(Assumptions, StringPrefixRefinesOrChecks) {
  EXPECT_EQ(Call("assumestringprefix", {kUnknownText, Text("arn:")})->refinement().string_prefix, "arn:");
  EXPECT_EQ(Show("assumestringprefix", {Text("arn:x"), Text("arn:")}), "arn:x");
  EXPECT_FALSE(Call("assumestringprefix", {Text("x"), Text("arn:")}).ok());
}

TEST_F(Assumptions, LengthsRefineOrCheck) {
  const Value unknown = Value::Unknown(Type::Set(Type::String()));
  EXPECT_EQ(Call("assumesetlength", {unknown, Num(1), Num(4)})->refinement().length_max, 4u);
  EXPECT_EQ(Call("assumesetlengthmin", {unknown, Num(1)})->refinement().length_min, 1u);
  EXPECT_EQ(Show("assumelistlengthmax", {Texts({"a"}), Num(1)}), "[\"a\"]");
  EXPECT_FALSE(Call("assumelistlengthmax", {Texts({"a", "b"}), Num(1)}).ok());
  EXPECT_FALSE(Call("assumelistlength", {Texts({"a"}), Num(3), Num(2)}).ok());
}

}  // namespace
}  // namespace rolecall::functions
