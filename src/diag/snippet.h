// The excerpt of a source that a diagnostic shows, as data: diag/format.h prints it for a person, engine/plan_json/
// for a program.
//
//   if (const std::optional<Snippet> snippet = MakeSnippet(diagnostic, sources)) … snippet->code …
//
// Works on the text alone, whatever its syntax; places outside of the text are brought into it. Lines count from 1,
// highlights in bytes from 0. Pure; any thread.
#ifndef ROLECALL_DIAG_SNIPPET_H_
#define ROLECALL_DIAG_SNIPPET_H_

#include <optional>
#include <string>

#include "diag/diagnostic.h"

namespace rolecall::diag {

struct Snippet {
  std::string context;  // `resource "a" "b"`; empty: none
  std::string code;     // whole lines, without the last newline
  int start_line = 1;
  std::size_t highlight_start = 0, highlight_end = 0;  // bytes in `code`
};

// Nothing if the diagnostic has no place or the text is not known.
std::optional<Snippet> MakeSnippet(const Diagnostic& diagnostic, const SourceMap& sources);

// `resource "a" "b"`: the innermost block around the place, as the excerpt's heading says it. Empty: none.
// Works on the text alone, so that it also works for files that do not parse.
std::string BlockAround(std::string_view text, const Position& place);

}  // namespace rolecall::diag

#endif  // ROLECALL_DIAG_SNIPPET_H_
