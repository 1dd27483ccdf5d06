#include "tests/unit/functions/calling.h"

namespace rolecall::functions {
namespace {

using CollectionFunctions = Calling;

const Value kOne = Value::Object({{"a", Value::Int(1)}});
const Value kTwo = Value::Object({{"a", Value::Int(2)}, {"b", Value::String("x")}});

TEST_F(CollectionFunctions, MergeLetsLaterOnesWin) {
  EXPECT_EQ(Show("merge", {kOne, kTwo, Value::Null(Type::Map(Type::String()))}), "{\"a\":2,\"b\":\"x\"}");
  EXPECT_EQ(Show("merge", {}), "{}");
  EXPECT_FALSE(Call("merge", {kOne, List({})}).ok());
}

TEST_F(CollectionFunctions, LookupFallsBackToTheDefault) {
  EXPECT_EQ(Show("lookup", {kOne, Text("a"), Num(5)}), "1");
  EXPECT_EQ(Show("lookup", {kOne, Text("z"), Num(5)}), "5");
  EXPECT_EQ(Show("lookup", {kOne, Text("z")}), "error: the given object has no attribute \"z\"");
  EXPECT_EQ(Show("lookup", {kOne, Text("z").Mark(value::kSensitive)}),
            "error: the given object has no attribute (sensitive value)");
  const Value map = Value::Map(Type::String(), {{"k", Text("v")}});
  EXPECT_EQ(Show("lookup", {map, Text("z").Mark(value::kSensitive)}),
            "error: lookup failed to find key (sensitive value)");
  EXPECT_FALSE(Call("lookup", {map, Text("k"), List({})}).ok());
}

TEST_F(CollectionFunctions, KeysValuesAndZipmap) {
  EXPECT_EQ(Show("keys", {kTwo}), "[\"a\",\"b\"]");
  EXPECT_EQ(Show("values", {kTwo}), "[2,\"x\"]");
  EXPECT_EQ(Show("zipmap", {Texts({"x", "y"}), List({Num(1), Num(2)})}), "{\"x\":1,\"y\":2}");
  EXPECT_EQ(Show("zipmap", {Texts({"x"}), List({})}), "error: number of keys (1) does not match number of values (0)");
  EXPECT_EQ(Show("transpose", {Value::Object({{"a", Texts({"x", "y"})}, {"b", Texts({"x"})}})}),
            "{\"x\":[\"a\",\"b\"],\"y\":[\"a\"]}");
}

TEST_F(CollectionFunctions, ConcatFlattenAndSlice) {
  EXPECT_EQ(Show("concat", {Texts({"a"}), List({Num(1)})}), "[\"a\",1]");
  EXPECT_EQ(Call("concat", {Texts({"a"}), Texts({"b"})})->type(), Type::List(Type::String()));
  EXPECT_EQ(Show("flatten", {List({List({Num(1), List({Num(2)})}), Num(3), Value::Null(Type::String())})}),
            "[1,2,3,null]");
  EXPECT_EQ(Show("flatten", {kOne}), "error: can only flatten lists, sets and tuples");
  EXPECT_EQ(Show("slice", {Texts({"a", "b", "c"}), Num(1), Num(3)}), "[\"b\",\"c\"]");
  EXPECT_EQ(Show("slice", {Texts({"a"}), Num(0), Num(2)}),
            "error: end index must not be greater than the length of the list");
  EXPECT_FALSE(Call("concat", {Text("a")}).ok());
}

TEST_F(CollectionFunctions, ChunkCompactDistinctReverseRange) {
  EXPECT_EQ(Show("chunklist", {Texts({"a", "b", "c"}), Num(2)}), "[[\"a\",\"b\"],[\"c\"]]");
  EXPECT_EQ(Show("compact", {List({Text("a"), Text(""), Value::Null(Type::String())})}), "[\"a\"]");
  EXPECT_EQ(Show("distinct", {Texts({"b", "a", "b"})}), "[\"b\",\"a\"]");
  EXPECT_EQ(Show("reverse", {List({Num(1), Text("a")})}), "[\"a\",1]");
  EXPECT_EQ(Show("range", {Num(1), Num(8), Num(3)}), "[1,4,7]");
  EXPECT_EQ(Show("range", {Num(-2)}), "[0,-1]");
  EXPECT_FALSE(Call("range", {Num(2000)}).ok());
  EXPECT_FALSE(Call("range", {Num(0), Num(1), Num(0)}).ok());
}

TEST_F(CollectionFunctions, ChooseOne) {
  EXPECT_EQ(Show("coalesce", {Value::Null(Type::String()), Text(""), Text("x")}), "x");
  EXPECT_EQ(Show("coalesce", {Text("")}), "error: no non-null, non-empty-string arguments");
  EXPECT_EQ(Show("coalescelist", {List({}), Texts({"a"})}), "[\"a\"]");
  EXPECT_EQ(Show("element", {Texts({"a", "b"}), Num(3)}), "b");
  EXPECT_EQ(Show("element", {Texts({"a", "b"}), Num(-1)}), "b");
  EXPECT_FALSE(Call("element", {List({}), Num(0)}).ok());
  EXPECT_EQ(Show("one", {List({})}), "null");
  EXPECT_FALSE(Call("one", {Texts({"a", "b"})}).ok());
}

TEST_F(CollectionFunctions, FindAndCount) {
  EXPECT_EQ(Show("contains", {Texts({"a"}), Text("a")}), "true");
  EXPECT_EQ(Show("contains", {List({Value::Unknown(Type::String())}), Text("a")}), "unknown");
  EXPECT_EQ(Show("index", {Texts({"a", "b"}), Text("b")}), "1");
  EXPECT_FALSE(Call("index", {Texts({"a"}), Text("z")}).ok());
  EXPECT_EQ(Show("length", {kTwo}), "2");
  EXPECT_FALSE(Call("length", {Num(1)}).ok());
  EXPECT_EQ(Show("sum", {List({Num(1), Dec("2.5")})}), "3.5");
  EXPECT_FALSE(Call("sum", {List({})}).ok());
  EXPECT_EQ(Show("alltrue", {List({})}), "true");
  EXPECT_EQ(Show("anytrue", {List({Value::Unknown(Type::Bool()), Value::Bool(true)})}), "true");
  EXPECT_EQ(Show("matchkeys", {Texts({"x", "y"}), Texts({"1", "2"}), Texts({"2"})}), "[\"y\"]");
}

TEST_F(CollectionFunctions, SetAlgebra) {
  EXPECT_EQ(Show("setunion", {Texts({"b", "a"}), Texts({"a", "c"})}), "[\"a\",\"b\",\"c\"]");
  EXPECT_EQ(Show("setintersection", {Texts({"b", "a"}), Texts({"a", "c"})}), "[\"a\"]");
  EXPECT_EQ(Show("setsubtract", {Texts({"b", "a"}), Texts({"a", "c"})}), "[\"b\"]");
  EXPECT_EQ(Show("setproduct", {Texts({"a", "b"}), List({Num(1)})}), "[[\"a\",1],[\"b\",1]]");
  const std::vector<Value> many(5, Call("range", {Num(100)}).ok() ? *Call("range", {Num(100)}) : Value());
  EXPECT_FALSE(Call("setproduct", many).ok());
}

TEST_F(CollectionFunctions, ConversionsSayWhatWentWrong) {
  EXPECT_EQ(Show("tonumber", {Text("a")}),
            "error: cannot convert \"a\" to number; given string must be a decimal representation of a number");
  EXPECT_EQ(Show("tobool", {Text("a").Mark(value::kSensitive)}), "error: cannot convert this sensitive string to bool");
  EXPECT_EQ(Show("tostring", {List({})}), "error: cannot convert tuple to string");
  EXPECT_EQ(Show("toset", {List({Text("b"), Text("a"), Text("b")})}), "[\"a\",\"b\"]");
  EXPECT_EQ(Show("tolist", {List({Num(1), Text("a")})}), "[\"1\",\"a\"]");
  EXPECT_EQ(Show("tomap", {kTwo}), "{\"a\":\"2\",\"b\":\"x\"}");
  EXPECT_FALSE(Call("list", {Num(1)}).ok());
}

TEST_F(CollectionFunctions, SensitivityIsPutOnAndTakenOff) {
  const Value secret = Text("x").Mark(value::kSensitive);
  EXPECT_TRUE(Call("sensitive", {Text("x")})->HasMark(value::kSensitive));
  EXPECT_FALSE(Call("nonsensitive", {secret})->IsMarked());
  EXPECT_EQ(Show("issensitive", {secret}), "true");
  EXPECT_EQ(Show("issensitive", {Text("x")}), "false");
  EXPECT_EQ(Show("ephemeralasnull", {List({Text("x").Mark("ephemeral"), Text("y")})}), "[null,\"y\"]");
}

TEST_F(CollectionFunctions, MarksSurvive) {
  const Value secret = Value::List(Type::String(), {Text("x").Mark(value::kSensitive)});
  for (const char* name : {"concat", "flatten", "reverse", "distinct", "compact", "sort", "toset", "jsonencode"}) {
    const FunctionResult result = Call(name, {secret});
    ASSERT_TRUE(result.ok()) << name;
    EXPECT_TRUE(result->HasMarkDeep(value::kSensitive)) << name;
  }
}

TEST_F(CollectionFunctions, NumbersAreExact) {
  EXPECT_EQ(Show("max", {Num(1), Dec("2.5")}), "2.5");
  EXPECT_EQ(Show("min", {}), "error: must pass at least one number");
  EXPECT_EQ(Show("ceil", {Dec("1.2")}), "2");
  EXPECT_EQ(Show("abs", {Num(-3)}), "3");
  EXPECT_EQ(Show("signum", {Num(-3)}), "-1");
  EXPECT_EQ(Show("pow", {Num(3), Num(4)}), "81");
  EXPECT_EQ(Show("log", {Num(16), Num(2)}), "4");
  EXPECT_EQ(Show("parseint", {Text("ff"), Num(16)}), "255");
  EXPECT_EQ(Show("parseint", {Text("zz"), Num(16)}), "error: cannot parse \"zz\" as a base 16 integer");
  EXPECT_FALSE(Call("parseint", {Text("1"), Num(63)}).ok());
}

}  // namespace
}  // namespace rolecall::functions
