// Arguments of backend blocks: types, what -backend-config makes of them, and what is said of the rest.
#include "engine/backend/arguments.h"

#include <gtest/gtest.h>

#include <functional>

namespace rolecall::engine {
namespace {

using value::Type;
using value::Value;

// What is said of the argument "a" when it is read so; empty if nothing is.
std::string Complaint(const Value& given, const std::function<void(ArgumentReader&)>& read) {
  diag::Diagnostics found;
  ArgumentReader arguments(Value::Object({{"a", given}}), "The backend \"x\"", {}, found);
  read(arguments);
  return found.empty() ? "" : found.list()[0].detail;
}

Value Text(const std::string& text) { return Value::String(text); }
const auto kText = [](ArgumentReader& from) { EXPECT_EQ(from.Text("a", "other"), "other"); };
const auto kFlag = [](ArgumentReader& from) { EXPECT_TRUE(from.Flag("a", true)); };
const auto kNumber = [](ArgumentReader& from) { EXPECT_EQ(from.Integer("a", 7), 7); };
const auto kTexts = [](ArgumentReader& from) { from.Texts("a"); };
const auto kMap = [](ArgumentReader& from) { from.TextMap("a"); };
const auto kObject = [](ArgumentReader& from) { EXPECT_FALSE(from.Object("a")); };

TEST(ArgumentReader, TextsStandForNumbersAndFlagsAndTheOtherWayRound) {
  diag::Diagnostics found;
  ArgumentReader from(Value::Object({{"number", Value::Int(5)},
                                     {"text_number", Text("12")},
                                     {"no", Text("0")},
                                     {"list", Value::Tuple({Text("x"), Value::Int(2)})},
                                     {"one", Value::Tuple({Value::Object({{"b", Text("y")}})})},
                                     {"none", Value::Tuple({})}}),
                      "x", {}, found);
  EXPECT_EQ(from.Text("number"), "5");
  EXPECT_EQ(from.Integer("number", 0), 5);
  EXPECT_EQ(from.Integer("text_number", 0), 12);
  EXPECT_FALSE(from.Flag("no", true));
  EXPECT_EQ(from.Texts("list"), (std::vector<std::string>{"x", "2"}));
  EXPECT_EQ(from.Object("one")->Get("b").AsString(), "y");
  EXPECT_FALSE(from.Object("none"));
  EXPECT_EQ(from.Text("missing", "default"), "default");
  from.Finish();
  EXPECT_TRUE(found.empty()) << found.list()[0].detail;
}

TEST(ArgumentReader, WhatDoesNotFitIsNamedWithWhatIsWanted) {
  EXPECT_EQ(Complaint(Value::Tuple({}), kText), "The backend \"x\": \"a\" must be a string.");
  EXPECT_EQ(Complaint(Text("perhaps"), kFlag), "The backend \"x\": \"a\" must be true or false.");
  EXPECT_EQ(Complaint(Text("1.5"), kNumber), "The backend \"x\": \"a\" must be a whole number.");
  EXPECT_EQ(Complaint(Text("x"), kTexts), "The backend \"x\": \"a\" must be a list of strings.");
  EXPECT_EQ(Complaint(Value::Tuple({Value::Tuple({})}), kTexts), "The backend \"x\": \"a\" must be a list of strings.");
  EXPECT_EQ(Complaint(Text("x"), kMap), "The backend \"x\": \"a\" must be a map of strings.");
  EXPECT_EQ(Complaint(Value::Object({{"k", Value::Tuple({})}}), kMap),
            "The backend \"x\": \"a\" must be a map of strings.");
  EXPECT_EQ(Complaint(Text("x"), kObject), "The backend \"x\": \"a\" must be one block or object.");
  EXPECT_NE(Complaint(Value::Unknown(Type::String()), kText).find("must be known now"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::engine
