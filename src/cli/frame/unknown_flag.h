// -unknown=fail|warn: whether what cannot be judged, since it is not known, counts or is only told.
//
//   DeclareUnknown(flags, &fail_on_unknown_, "What is not known: fail exits 1, warn is only told [warn]");
#ifndef ROLECALL_CLI_FRAME_UNKNOWN_FLAG_H_
#define ROLECALL_CLI_FRAME_UNKNOWN_FLAG_H_

#include <string>
#include <utility>

#include "cli/frame/flags.h"

namespace rolecall::cli {

inline void DeclareUnknown(Flags& flags, bool* fails, std::string help) {
  flags.Custom(
      "unknown", "fail|warn",
      [fails](const std::string& text) -> Result<void> {
        if (text != "fail" && text != "warn") return Error{ErrorCode::kInvalidArgument, "is one of fail and warn"};
        *fails = text == "fail";
        return {};
      },
      std::move(help));
}

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_FRAME_UNKNOWN_FLAG_H_
