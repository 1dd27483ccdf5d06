// What `count`, `for_each` and `enabled` refuse, in OpenTofu's words, and what else they take.
#include "engine/config/expansion.h"

#include <gtest/gtest.h>

#include "engine/provider/schema_value.h"
#include "hcl/syntax/parser.h"

namespace rolecall::engine {
namespace {

using value::Type;
using value::Value;

hcl::Scope Names() {
  hcl::Scope scope;
  const Value unknown = Value::Unknown(Type::String());
  scope.Set("later", unknown);
  scope.Set("set_later", Value::Set(Type::String(), {unknown}));
  scope.Set("secret", Value::String("s3cret").Mark(value::kSensitive));
  scope.Set("secrets", Value::Set(Type::String(), {Value::String("s3cret")}).Mark(value::kSensitive));
  scope.Set("brief", Value::Set(Type::String(), {Value::String("x")}).Mark(kEphemeral));
  scope.Set("one_brief", Value::Int(1).Mark(kEphemeral));
  scope.Set("numbers", Value::Set(Type::Number(), {Value::Int(1)}));
  scope.Set("with_null", Value::Set(Type::String(), {Value::Null(Type::String())}));
  scope.Set("map_later", Value::Unknown(Type::Map(Type::String())));
  scope.Set("anything", Value::Unknown(Type::Dynamic()));
  return scope;
}

enum class Argument { kCount, kEach, kEnabled, kTuples };

// "SUMMARY: DETAIL [NAME STATEMENT]" of each error, or "" without any.
std::string Refused(Argument argument, const std::string& text, const std::string& address = "aws_thing.a",
                    UnknownKeys unknown = UnknownKeys::kRefuse, std::size_t* instances = nullptr) {
  diag::Diagnostics diagnostics;
  const hcl::ParsedExpression parsed = hcl::ParseExpression("t", text, diagnostics);
  RepetitionArguments arguments;
  arguments.address = address;
  arguments.takes_tuples = argument == Argument::kTuples;
  if (argument == Argument::kCount) {
    arguments.count = parsed.root.get();
  } else if (argument == Argument::kEnabled) {
    arguments.enabled = parsed.root.get();
  } else {
    arguments.for_each = parsed.root.get();
  }
  const auto repetitions = EvaluateRepetition(arguments, Names(), unknown, diagnostics);
  EXPECT_EQ(repetitions.has_value(), !diagnostics.HasErrors()) << text;
  if (repetitions && instances != nullptr) *instances = repetitions->size();
  std::string found;
  for (const diag::Diagnostic& one : diagnostics.list()) {
    found += (found.empty() ? "" : "\n") + one.summary + ": " + one.detail;
    for (const diag::ShownValue& shown : one.values) found += " [" + shown.traversal + " " + shown.statement + "]";
  }
  return found;
}

TEST(Repetition, CountIsAWholeNumberThatIsKnown) {
  const auto refused = [](const std::string& text) { return Refused(Argument::kCount, text); };
  const std::string unsuitable = "Invalid count argument: The given \"count\" argument value is ";
  EXPECT_EQ(refused("\"2\""), "");
  EXPECT_EQ(refused("true"), "Incorrect value type: Invalid expression value: number required, but have bool.");
  EXPECT_EQ(refused("[1]"), "Incorrect value type: Invalid expression value: number required, but have tuple.");
  EXPECT_EQ(refused("\"abc\""), "Incorrect value type: Invalid expression value: a number is required.");
  EXPECT_EQ(refused("null"), unsuitable + "null. An integer is required.");
  EXPECT_EQ(refused("-1"), unsuitable + "unsuitable: must be greater than or equal to zero.");
  for (const char* text : {"1.5", "99999999999999999999"}) {
    EXPECT_EQ(refused(text), unsuitable +
                                 "unsuitable: value must be a whole number, between -9223372036854775808 and "
                                 "9223372036854775807.");
  }
  EXPECT_EQ(refused("1000001"), unsuitable + "unsuitable: must be at most 1000000.") << "a bound of our own";
  EXPECT_EQ(refused("one_brief"),
            "Invalid count argument: Ephemeral values, or values derived from ephemeral values, cannot be used as "
            "count arguments. If used, the ephemeral value could be exposed as a resource instance key.");
  const std::string later =
      "Invalid count argument: The \"count\" value depends on resource attributes that cannot be determined until "
      "apply, so Rolecall cannot predict how many instances will be created.\n\nTo work around this, use the ";
  EXPECT_EQ(refused("later"), later +
                                  "planning option -exclude=aws_thing.a to first apply without this object, and then "
                                  "apply normally to converge.");
  EXPECT_EQ(Refused(Argument::kCount, "later", ""),
            later +
                "-target option to first apply only the resources that the count depends on, and then apply normally "
                "to converge.");
  EXPECT_EQ(Refused(Argument::kCount, "later", "", UnknownKeys::kAccept), "");
}

TEST(Repetition, ForEachIsAMapOrASetOfTextsThatIsKnownAndNoSecret) {
  const auto refused = [](const std::string& text) { return Refused(Argument::kEach, text); };
  const std::string unsuitable = "Invalid for_each argument: The given \"for_each\" argument value is unsuitable: ";
  EXPECT_EQ(refused("{ a = later, b = secret }"), "");
  EXPECT_EQ(refused("null"), unsuitable + "the given \"for_each\" argument value is null.");
  EXPECT_EQ(refused("[\"a\"]"),
            unsuitable +
                "the \"for_each\" argument must be a map, or set of strings, and you have provided a value of "
                "type tuple.");
  const std::string both = refused("later");
  EXPECT_EQ(both.find("Invalid for_each argument: The \"for_each\" value includes keys or set values"), 0u) << both;
  EXPECT_NE(both.find("\n" + unsuitable +
                      "the \"for_each\" argument must be a map, or set of strings, and you have "
                      "provided a value of type string. [later is a string]"),
            std::string::npos)
      << both;
  EXPECT_EQ(refused("numbers"), unsuitable +
                                    "\"for_each\" supports sets of strings, but you have provided a set containing "
                                    "type number. [numbers is set of number with 1 element]");
  EXPECT_EQ(refused("with_null"), unsuitable +
                                      "\"for_each\" sets must not contain null values. [with_null is set of string "
                                      "with 1 element]");
  EXPECT_EQ(refused("secrets"),
            "Invalid for_each argument: Sensitive values, or values derived from sensitive values, cannot be used as "
            "for_each arguments. If used, the sensitive value could be exposed as a resource instance key. [secrets "
            "has a sensitive value]");
  EXPECT_EQ(refused("brief"),
            "Invalid for_each argument: Ephemeral values, or values derived from ephemeral values, cannot be used as "
            "for_each arguments. If used, the ephemeral value could be exposed as a resource instance key. [brief has "
            "an ephemeral value]");
}

TEST(Repetition, WhatIsNotKnownOfForEachIsToldWithAWayOut) {
  const std::string whole =
      " derived from resource attributes that cannot be determined until apply, and so Rolecall cannot determine the "
      "full set of keys that will identify the instances of this resource.\n\nWhen working with unknown values in "
      "for_each, it's better to ";
  const std::string out =
      "\n\nAlternatively, you could use the planning option -exclude=aws_thing.a to first apply without this object, "
      "and then apply normally to converge.";
  EXPECT_EQ(Refused(Argument::kEach, "map_later"),
            "Invalid for_each argument: The \"for_each\" map includes keys" + whole +
                "define the map keys statically in your configuration and place apply-time results only in the map "
                "values." +
                out + " [map_later is a map of string, known only after apply]");
  EXPECT_EQ(Refused(Argument::kEach, "set_later"),
            "Invalid for_each argument: The \"for_each\" set includes values" + whole +
                "use a map value where the keys are defined statically in your configuration and where only the values "
                "contain apply-time results." +
                out + " [set_later is set of string with 1 element]");
  const std::string any = Refused(Argument::kEach, "anything", "");
  EXPECT_EQ(any.find("Invalid for_each argument: The \"for_each\" value includes keys or set values from resource"),
            0u);
  EXPECT_NE(any.find("you could use the -target option to first apply only the resources that for_each depends on"),
            std::string::npos);
  for (const char* text : {"map_later", "set_later", "anything"}) {
    EXPECT_EQ(Refused(Argument::kEach, text, "", UnknownKeys::kAccept), "") << text;
  }
}

TEST(Repetition, AnAddressIsAWordForTheShell) {
  const auto option = [](const std::string& address) {
    const std::string text = Refused(Argument::kCount, "later", address);
    const std::size_t at = text.find("-exclude=");
    return text.substr(at, text.find(" to first") - at);
  };
  EXPECT_EQ(option("module.m[\"k\"].aws_thing.a"), "-exclude=module.m\\[\\\"k\\\"\\].aws_thing.a");
  EXPECT_EQ(option("module.m[\"a b\"].aws_thing.a"), "-exclude='module.m[\"a b\"].aws_thing.a'");
}

TEST(Repetition, ImportsTakeTuplesToo) {
  std::size_t instances = 0;
  EXPECT_EQ(Refused(Argument::kTuples, "[\"a\", \"a\"]", "", UnknownKeys::kRefuse, &instances), "");
  EXPECT_EQ(instances, 2u);
  EXPECT_EQ(Refused(Argument::kTuples, "5"),
            "Invalid for_each argument: The given \"for_each\" argument value is unsuitable: the \"for_each\" argument "
            "must be a map, set of strings, or a tuple, and you have provided a value of type number.");
}

TEST(Repetition, EnabledIsABoolThatIsKnownAndNoSecret) {
  const auto refused = [](const std::string& text) { return Refused(Argument::kEnabled, text); };
  const std::string given = "Invalid enabled argument: The given \"enabled\" argument value is ";
  EXPECT_EQ(refused("\"true\""), "");
  EXPECT_EQ(refused("null"), given + "unsuitable: the given value is null.");
  EXPECT_EQ(refused("1"), given + "unsuitable: bool required, but have number.");
  EXPECT_EQ(refused("one_brief == 1"), given + "unsuitable: the given value is ephemeral.");
  EXPECT_EQ(refused("later == \"x\""),
            given +
                "derived from a value that won't be known until the apply phase, so Rolecall cannot determine whether "
                "an instance of this object is declared or not. [later is a string, known only after apply]");
  EXPECT_EQ(refused("secret == \"x\""),
            "Invalid enabled argument: Sensitive values, or values derived from sensitive values, cannot be used in "
            "\"enabled\" arguments. If used, the sensitive value would be exposed by whether an instance is present.");
}

}  // namespace
}  // namespace rolecall::engine
