// Diagnostics as a person or a program reads them.
//
//   diag::FormatOptions options{.color = true, .width = 100};
//   for (const diag::Diagnostic& d : diagnostics.list()) errors << diag::FormatDiagnostic(d, sources, options);
#ifndef ROLECALL_DIAG_FORMAT_H_
#define ROLECALL_DIAG_FORMAT_H_

#include <functional>
#include <string>

#include "diag/diagnostic.h"

namespace rolecall::diag {

struct FormatOptions {
  bool color = false;  // a terminal: escape sequences and the box ╷ │ ╵
  int width = 78;      // texts are wrapped to it; 0: not at all
  // How the sides of a comparison differ, in lines; null: it is not shown.
  std::function<std::string(const Comparison& comparison, bool color)> difference = nullptr;
};

// With its final newline. The excerpt is left out if `sources` does not have the file.
std::string FormatDiagnostic(const Diagnostic& diagnostic, const SourceMap& sources, const FormatOptions& options);

// All of them, with a blank line between where OpenTofu has one.
std::string FormatDiagnostics(const Diagnostics& diagnostics, const SourceMap& sources, const FormatOptions& options);

}  // namespace rolecall::diag

#endif  // ROLECALL_DIAG_FORMAT_H_
