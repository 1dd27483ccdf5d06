// For functions that show their arguments in errors, and so must know which ones are secret: their parameters allow
// marks, and these two do the rest. Pure; any thread.
#ifndef ROLECALL_FUNCTIONS_MARKED_H_
#define ROLECALL_FUNCTIONS_MARKED_H_

#include <functional>
#include <string>
#include <string_view>

#include "functions/define.h"
#include "json/document.h"

namespace rolecall::functions {

// The text in quotes, or "(sensitive value)" if the value that it is from must not be shown.
inline std::string Shown(const Value& origin, std::string_view text) {
  if (origin.HasMarkDeep(value::kSensitive)) return "(sensitive value)";
  if (origin.IsMarkedDeep()) return "(ephemeral value)";
  std::string quoted;
  json::AppendQuoted(quoted, text, false);
  return quoted;
}
inline std::string Shown(const Value& text) { return Shown(text, text.Unmark().AsString()); }

// A parameter that gets marked values.
inline Parameter Marked(std::string name, Type type) {
  return {.name = std::move(name), .type = std::move(type), .allow_marked = true};
}

// An implementation that gets the arguments without marks, and as given; the result gets the marks of all.
using MarkedImplementation = std::function<FunctionResult(Arguments plain, Arguments given, const Type& result_type)>;
inline Function::Implementation KeepingMarks(MarkedImplementation implementation) {
  return [implementation = std::move(implementation)](Arguments given, const Type& type) -> FunctionResult {
    std::vector<Value> plain;
    value::Marks marks;
    for (const Value& argument : given) {
      marks.merge(argument.DeepMarks());
      plain.push_back(argument.UnmarkDeep());
    }
    FunctionResult result = implementation(plain, given, type);
    if (!result.ok()) return result;
    return result->WithMarks(marks);
  };
}

}  // namespace rolecall::functions

#endif  // ROLECALL_FUNCTIONS_MARKED_H_
