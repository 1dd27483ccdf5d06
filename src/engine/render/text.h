// Pieces of diff text that several renderers share, and the text of primitive values. Internal to the folder.
//
//   out += Indent(indent) + Symbol(diff.action, options) + name + " = " + RenderPrimitive(diff, indent, options);
//
// No piece ends with a line break. Nothing here decides what is shown: that is the Diff's. Pure; any thread.
#ifndef ROLECALL_ENGINE_RENDER_TEXT_H_
#define ROLECALL_ENGINE_RENDER_TEXT_H_

#include <string>
#include <vector>

#include "engine/render/diff.h"

namespace rolecall::engine {

// Four spaces a level.
std::string Indent(int indent);
// The symbol and a space, or nothing if symbols are hidden.
std::string Symbol(Action action, const DiffOptions& options);
// " -> null" after something that is removed.
std::string NullSuffix(Action action, const DiffOptions& options);
// " # forces replacement"
std::string Forces(bool replace, const DiffOptions& options);
// What to say above a value that becomes sensitive, or ceases to be.
std::vector<std::string> DiffWarnings(const Diff& diff, int indent, const DiffOptions& options);

// Strings (with JSON and several lines), numbers and bools.
std::string RenderPrimitive(const Diff& diff, int indent, const DiffOptions& options);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_RENDER_TEXT_H_
