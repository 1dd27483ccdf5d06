// Values to MessagePack and back, as the plugin protocol has them; what comes from outside and does not fit.
#include "plugin/wire/value_codec.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace rolecall::plugin {
namespace {

using value::Number;
using value::Refinement;
using value::Type;
using value::Value;

std::string Hex(const Value& value, const Type& type) { return HexEncode(EncodeValue(value, type)); }

Value Back(const Value& value, const Type& type) {
  Result<Value> decoded = DecodeValue(EncodeValue(value, type), type);
  EXPECT_TRUE(decoded.ok()) << decoded.error().message;
  return decoded.ok() ? *decoded : Value();
}

std::string ErrorOf(const std::string& hex, const Type& type) {
  const Result<Value> decoded = DecodeValue(*HexDecode(hex), type);
  return decoded.ok() ? "no error" : decoded.error().message;
}

TEST(EncodeValue, HasTheSmallestFormOfEachNumber) {
  const Type number = Type::Number();
  EXPECT_EQ(Hex(Value::Int(0), number), "00");
  EXPECT_EQ(Hex(Value::Int(127), number), "7f");
  EXPECT_EQ(Hex(Value::Int(-32), number), "e0");
  EXPECT_EQ(Hex(Value::Int(-33), number), "d0df");
  EXPECT_EQ(Hex(Value::Int(255), number), "ccff");
  EXPECT_EQ(Hex(Value::Int(256), number), "cd0100");
  EXPECT_EQ(Hex(Value::Int(-32769), number), "d2ffff7fff");
  EXPECT_EQ(Hex(Value::Int(4294967296), number), "cf0000000100000000");
  EXPECT_EQ(Hex(Value::Number(*Number::Parse("0.5")), number), "cb3fe0000000000000");
}

TEST(EncodeValue, ANumberThatNoMachineTypeHoldsIsText) {
  const Value value = Value::Number(*Number::Parse("0.1234567890123456789012345678901"));
  EXPECT_TRUE(EncodeValue(value, Type::Number()).find("0.1234567890123456789012345678901") != std::string::npos);
  EXPECT_TRUE(Back(value, Type::Number()).Same(value));
}

TEST(EncodeValue, UnknownNullAndTextAreToldApart) {
  EXPECT_EQ(Hex(Value::Unknown(Type::String()), Type::String()), "d40000");
  EXPECT_EQ(Hex(Value::Null(Type::String()), Type::String()), "c0");
  EXPECT_EQ(Hex(Value::String(""), Type::String()), "a0");
}

TEST(EncodeValue, ADynamicValueCarriesItsType) {
  EXPECT_EQ(Hex(Value::Bool(true), Type::Dynamic()), "92c40622626f6f6c22c3");
  EXPECT_EQ(Hex(Value::Unknown(Type::Dynamic()), Type::Dynamic()), "d40000");
}

TEST(DecodeValue, GivesBackWhatWasEncoded) {
  const Value object = Value::Object({{"name", Value::String("grüße")},
                                      {"list", Value::List(Type::Number(), {Value::Int(1), Value::Int(-70000)})},
                                      {"set", Value::Set(Type::Bool(), {Value::Bool(true)})},
                                      {"map", Value::Map(Type::String(), {{"k", Value::Null(Type::String())}})},
                                      {"any", Value::Tuple({Value::String("x"), Value::Unknown(Type::Bool())})},
                                      {"long", Value::String(std::string(70000, 'x'))}});
  const Type type = Type::Object({{"name", Type::String()},
                                  {"list", Type::List(Type::Number())},
                                  {"set", Type::Set(Type::Bool())},
                                  {"map", Type::Map(Type::String())},
                                  {"any", Type::Dynamic()},
                                  {"long", Type::String()}});
  EXPECT_TRUE(Back(object, type).Same(object));
}

TEST(DecodeValue, KeepsWhatIsKnownOfAnUnknown) {
  Refinement name;
  name.not_null = true;
  name.string_prefix = "arn:";
  const Value text = Value::Unknown(Type::String(), name);
  EXPECT_TRUE(Back(text, Type::String()).Same(text));
  Refinement size;
  size.not_null = true;
  size.length_min = 2;
  size.length_max = 5;
  const Value list = Value::Unknown(Type::List(Type::String()), size);
  EXPECT_TRUE(Back(list, list.type()).Same(list));
  Refinement range;
  range.number_min = Number(1);
  range.min_inclusive = false;
  const Value number = Value::Unknown(Type::Number(), range);
  EXPECT_TRUE(Back(number, Type::Number()).Same(number));
}

TEST(DecodeValue, AnyExtensionIsUnknown) {
  const Result<Value> decoded = DecodeValue(*HexDecode("d42a00"), Type::Bool());
  ASSERT_TRUE(decoded.ok());
  EXPECT_FALSE(decoded->IsKnown());
}

TEST(DecodeValue, SaysWhereAValueDoesNotFit) {
  const Type type = Type::Object({{"a", Type::List(Type::Bool())}});
  EXPECT_EQ(ErrorOf("81a16191a178", type), ".a[0]: a bool is required");
  EXPECT_EQ(ErrorOf("81a162c3", type), ": unsupported attribute \"b\"");
  EXPECT_EQ(ErrorOf("80", type), ": attribute \"a\" is missing");
  EXPECT_EQ(ErrorOf("c0c0", type), ": bytes follow the value");
}

TEST(DecodeValue, CollectionsOfAnyTypeAreOfOneType) {
  const std::string text = "92c40822737472696e6722a178", number = "92c408226e756d6265722201";  // "x", 1
  for (const Type& type : {Type::List(Type::Dynamic()), Type::Set(Type::Dynamic())}) {
    EXPECT_EQ(ErrorOf("92" + text + number, type), ": all elements must have the same type");
    EXPECT_EQ(ErrorOf("93" + text + "c0" + text, type), "no error");
  }
  const Type map = Type::Map(Type::Dynamic());
  EXPECT_EQ(ErrorOf("82a161" + text + "a162" + number, map), ": all elements must have the same type");
  EXPECT_EQ(ErrorOf("82a161" + text + "a162" + text, map), "no error");
}

TEST(DecodeValue, KeysThatAreNoTextAreThoseOfTheState) {
  const auto decoded =
      DecodeValue(*HexDecode("82a2ff7801a2fe7802"), Type::Map(Type::Number()));  // "\xff" "x", "\xfe" "x"
  ASSERT_TRUE(decoded.ok()) << decoded.error().message;
  ASSERT_EQ(decoded->size(), 1u);
  EXPECT_EQ(decoded->members().begin()->first, "\xEF\xBF\xBDx");
}

TEST(DecodeValue, BoundsWhatComesFromOutside) {
  // A list that claims four thousand million elements, a text longer than the message, nothing at all.
  EXPECT_NE(ErrorOf("ddffffffff", Type::List(Type::Bool())), "no error");
  EXPECT_NE(ErrorOf("dbffffffff61", Type::String()), "no error");
  EXPECT_NE(ErrorOf("", Type::String()), "no error");
  // Types that nest without end come with dynamic values only.
  std::string deep;
  for (int i = 0; i < 400; ++i) deep += "\x92\xc4\x0d[\"tuple\",[\"dynamic\"]]";
  EXPECT_FALSE(DecodeValue(deep, Type::Dynamic()).ok());
}

}  // namespace
}  // namespace rolecall::plugin
