// Format strings of format() and formatlist(): `%s`, `%05.2f`, `%[2]v`, `%%`.
//
//   auto text = FormatText("%s is %d", arguments);
//
// All arguments must be wholly known and unmarked. Width and precision count characters (grapheme clusters) and are
// bounded. Pure; any thread.
#ifndef ROLECALL_FUNCTIONS_FORMAT_VERB_H_
#define ROLECALL_FUNCTIONS_FORMAT_VERB_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "value/function.h"

namespace rolecall::functions {

struct FormatVerb {
  std::string raw;         // as written, for messages
  std::size_t offset = 0;  // of its '%'
  bool sharp = false, zero = false, minus = false, plus = false, space = false;
  std::optional<int> width, precision;
  std::optional<std::size_t> argument;  // from 1, if it was given
  char mode = 0;
};

Expected<std::string, value::FunctionError> FormatText(std::string_view format, value::Arguments arguments);

// One argument as a verb prints it.
Expected<std::string, value::FunctionError> FormatOne(const FormatVerb& verb, const value::Value& argument);

}  // namespace rolecall::functions

#endif  // ROLECALL_FUNCTIONS_FORMAT_VERB_H_
