// Values: JSON, numbers, and every built-in function on outside text.
#include <string>
#include <vector>

#include "base/duration.h"
#include "functions/catalogue.h"
#include "functions/notation/regular_expression.h"
#include "functions/notation/timestamp.h"
#include "functions/yaml.h"
#include "json/document.h"
#include "tests/fuzz/target.h"
#include "value/json.h"
#include "value/number.h"
#include "value/type.h"

namespace rolecall::fuzz {
namespace {

using value::Value;

void JsonDocument(std::string_view input) {
  const json::ParseResult parsed = json::Parse(input, {});
  if (!parsed.error.empty()) {
    FUZZ_EXPECT(parsed.error_offset <= input.size());
    json::Locate(input, parsed.error_offset);
    return;
  }
  FUZZ_EXPECT(parsed.root.begin <= parsed.root.end && parsed.root.end <= input.size());
}

void ValueJson(std::string_view input) {
  const auto value = value::FromJson(input);
  if (!value.ok()) return;
  const auto text = value::ToJson(*value);
  FUZZ_EXPECT(text.ok());
  const auto again = value::FromJson(*text);
  FUZZ_EXPECT(again.ok() && again->Same(*value));
}

void TypeJson(std::string_view input) {
  const auto type = value::TypeFromJson(input);
  if (!type.ok()) return;
  const auto again = value::TypeFromJson(value::TypeToJson(*type));
  FUZZ_EXPECT(again.ok() && *again == *type);
}

void Number(std::string_view input) {
  const std::optional<value::Number> number = value::Number::Parse(input.substr(0, 2000));
  if (!number) return;
  const std::optional<value::Number> again = value::Number::Parse(number->Text());
  FUZZ_EXPECT(again && *again == *number);
  FUZZ_EXPECT(-(-*number) == *number);
  number->ToInt64();
  number->Printed('e', 3);
}

void Yaml(std::string_view input) {
  const value::FunctionResult value = functions::DecodeYaml(std::string(input));
  if (!value.ok() || !value->IsWhollyKnown()) return;
  const value::FunctionResult again = functions::DecodeYaml(functions::EncodeYaml(*value));
  FUZZ_EXPECT(again.ok());
}

void Timestamp(std::string_view input) {
  ParseDuration(input);
  const auto time = functions::ParseTimestamp(input);
  if (!time.ok()) return;
  const auto again = functions::ParseTimestamp(time->Text());
  FUZZ_EXPECT(again.ok() && again->seconds == time->seconds);
}

// The first byte chooses the function; the rest are its arguments, separated by NUL. A number is passed as one, so
// that functions of numbers are reached too.
void FunctionCall(std::string_view input) {
  static const functions::Catalogue catalogue = functions::MakeCatalogue({});
  if (input.empty() || input.size() > 2048) return;
  auto function = catalogue.begin();
  std::advance(function, static_cast<unsigned char>(input[0]) % catalogue.size());
  std::vector<Value> arguments;
  std::size_t begin = 1;
  while (begin <= input.size() && arguments.size() < 8) {
    const std::size_t end = std::min(input.find('\0', begin), input.size());
    const std::string text(input.substr(begin, end - begin));
    const std::optional<value::Number> number = value::Number::Parse(text);
    const auto json = value::FromJson(text);
    arguments.push_back(number ? Value::Number(*number) : json.ok() ? *json : Value::String(text));
    begin = end + 1;
  }
  const value::FunctionResult result = function->second.Call(arguments);
  if (!result.ok() && result.error().argument) FUZZ_EXPECT(*result.error().argument < arguments.size());
}

constexpr Target kTargets[] = {{"json_document", &JsonDocument},
                               {"value_json", &ValueJson},
                               {"type_json", &TypeJson},
                               {"number", &Number},
                               {"yaml_value", &Yaml},
                               {"timestamp", &Timestamp},
                               {"function_call", &FunctionCall}};

}  // namespace

std::span<const Target> ValueTargets() { return kTargets; }

}  // namespace rolecall::fuzz
