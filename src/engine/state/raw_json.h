// Raw JSON text, re-spaced but never re-interpreted: numbers, escapes and member order stay as they were written.
// The input must be valid JSON (it was parsed, or we wrote it); anything else gives garbage, but never a crash.
#ifndef ROLECALL_ENGINE_STATE_RAW_JSON_H_
#define ROLECALL_ENGINE_STATE_RAW_JSON_H_

#include <string>
#include <string_view>

namespace rolecall::engine {

// Appends without white space between tokens; < > & and U+2028/9 inside strings become \uXXXX, as Go's encoder does.
void AppendCompact(std::string& out, std::string_view json);
// Appends with two spaces a level; empty objects and arrays stay `{}` and `[]`. `json` must be compact.
void AppendIndented(std::string& out, std::string_view json);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_STATE_RAW_JSON_H_
