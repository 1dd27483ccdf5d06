// The excerpt of a source that a diagnostic shows. Inside of folder diag/ only.
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

}  // namespace rolecall::diag

#endif  // ROLECALL_DIAG_SNIPPET_H_
