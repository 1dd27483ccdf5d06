// What Go's programs say of a file that could not be used, from what FileSystem says of it.
//
//   FileError(error)           "cannot read x: No such file or directory" -> "open x: no such file or directory"
//   FileError(error, "stat")   … -> "stat x: no such file or directory"
//
// Other errors stay as they are.
#ifndef ROLECALL_CLI_FRAME_FILE_ERROR_H_
#define ROLECALL_CLI_FRAME_FILE_ERROR_H_

#include <cctype>
#include <string>

#include "base/result.h"

namespace rolecall::cli {

inline std::string FileError(const Error& error, const std::string& verb = "open") {
  for (const std::string begin : {"cannot read ", "cannot write "}) {
    if (!error.message.starts_with(begin)) continue;
    std::string text = verb + " " + error.message.substr(begin.size());
    const std::size_t why = text.rfind(": ");
    if (why != std::string::npos && why + 2 < text.size()) {
      text[why + 2] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[why + 2])));
    }
    return text;
  }
  return error.message;
}

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_FRAME_FILE_ERROR_H_
