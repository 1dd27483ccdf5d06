// Calls built-in functions by name, with files, clock and randomness that tests control.
#ifndef ROLECALL_TESTS_UNIT_FUNCTIONS_CALLING_H_
#define ROLECALL_TESTS_UNIT_FUNCTIONS_CALLING_H_

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/environment.h"
#include "base/file_system.h"
#include "base/random.h"
#include "functions/catalogue.h"
#include "value/json.h"

namespace rolecall::functions {

using value::FunctionResult;
using value::Type;
using value::Value;

inline Value Text(std::string text) { return Value::String(std::move(text)); }
inline Value Num(long long number) { return Value::Int(number); }
inline Value Dec(std::string_view text) { return Value::Number(*value::Number::Parse(text)); }
inline Value List(std::vector<Value> elements) { return Value::Tuple(std::move(elements)); }
inline Value Texts(const std::vector<std::string>& texts) {
  std::vector<Value> elements;
  for (const std::string& text : texts) elements.push_back(Text(text));
  return Value::List(Type::String(), std::move(elements));
}

class Calling : public testing::Test {
 protected:
  Calling() : clock_(FromUnixSeconds(1700000000)) {
    environment_.Set("HOME", "/home/ann");
    options_.files = &files_;
    options_.clock = &clock_;
    options_.random = &random_;
    options_.environment = &environment_;
    options_.working_directory = "/srv/dir";
    options_.base_directory = "base";
  }

  FunctionResult Call(std::string_view name, const std::vector<Value>& arguments) {
    if (catalogue_.empty()) catalogue_ = MakeCatalogue(options_);
    const value::Function* function = FindFunction(catalogue_, name);
    if (function == nullptr) return value::FunctionError{"no such function", std::nullopt, {}};
    return function->Call(arguments);
  }

  // The result as JSON (text plain), or "error: …".
  std::string Show(std::string_view name, const std::vector<Value>& arguments) {
    const FunctionResult result = Call(name, arguments);
    if (!result.ok()) return "error: " + result.error().message;
    const Value plain = result->UnmarkDeep();
    if (!plain.IsWhollyKnown()) return "unknown";
    if (!plain.IsNull() && plain.type().IsString()) return plain.AsString();
    const auto json = value::ToJson(plain);
    return json.ok() ? *json : json.error().message;
  }

  MemoryFileSystem files_;
  FakeClock clock_;
  FakeRandom random_;
  FakeEnvironment environment_;
  Options options_;
  Catalogue catalogue_;
};

}  // namespace rolecall::functions

#endif  // ROLECALL_TESTS_UNIT_FUNCTIONS_CALLING_H_
