// A line from who runs the command, which Ctrl-C and SIGTERM end.
//
//   std::optional<std::string> line = ReadLine(context);   // nothing: the input has ended, or an interrupt came
#ifndef ROLECALL_CLI_FRAME_READ_LINE_H_
#define ROLECALL_CLI_FRAME_READ_LINE_H_

#include <optional>
#include <string>

#include "cli/frame/command.h"

namespace rolecall::cli {

std::optional<std::string> ReadLine(CommandContext& context);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_FRAME_READ_LINE_H_
