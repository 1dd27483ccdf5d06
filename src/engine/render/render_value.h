// Values as the console and `output` print them: HCL-like, over several lines, indented by two spaces.
//
//   RenderValue(value)      // {
//                           //   "a" = 1
//                           // }
//
// Strings of several lines become heredocs; sets, lists and maps of known element type are wrapped (tolist([…])),
// null values say their type (tostring(null)); sensitive ones print (sensitive value), ephemeral
// ones (ephemeral value), unknown ones (known after apply).
#ifndef ROLECALL_ENGINE_RENDER_RENDER_VALUE_H_
#define ROLECALL_ENGINE_RENDER_RENDER_VALUE_H_

#include <string>

#include "engine/render/style.h"
#include "value/value.h"

namespace rolecall::engine {

std::string RenderValue(const value::Value& value, int indent = 0);

// How two values differ, as a plan shows it; one that is hidden at any depth hides all. Lines after the first are
// indented.
std::string RenderDifference(const value::Value& before, const value::Value& after, const RenderStyle& style);

// A type as the console's type() prints it: over several lines, indented by four spaces.
std::string RenderType(const value::Type& type, int indent = 0);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_RENDER_RENDER_VALUE_H_
