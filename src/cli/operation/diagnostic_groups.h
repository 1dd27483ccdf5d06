// Many diagnostics of one kind told as one, as -consolidate-warnings, -consolidate-errors and -compact-warnings ask.
// Pure.
#ifndef ROLECALL_CLI_OPERATION_DIAGNOSTIC_GROUPS_H_
#define ROLECALL_CLI_OPERATION_DIAGNOSTIC_GROUPS_H_

#include <optional>
#include <string>

#include "diag/diagnostic.h"

namespace rolecall::cli {

// Those of one summary become their first, which says how many more there are. Rules (failed, or known
// after the apply) and what has no place stay apart.
diag::Diagnostics Consolidated(const diag::Diagnostics& all, bool warnings, bool errors);

// "Warnings:", then a line for each summary with its first place. Nothing if there is an error too: then everything
// is told in full.
std::optional<std::string> CompactWarnings(const diag::Diagnostics& all, bool color);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_OPERATION_DIAGNOSTIC_GROUPS_H_
