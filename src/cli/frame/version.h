// The versions that the program says: its own, the language's, the platform's. Each stands in outputs that other
// programs compare (`version -json`, states, saved plans, locks): what may change when is in docs/VERSIONING.md.
#ifndef ROLECALL_CLI_FRAME_VERSION_H_
#define ROLECALL_CLI_FRAME_VERSION_H_

#include "engine/provider/language_version.h"

namespace rolecall::cli {

inline constexpr const char* kProgramVersion = ROLECALL_VERSION;
using engine::kLanguageVersion;
#if defined(__aarch64__)
inline constexpr const char* kPlatform = "linux_arm64";
#else
inline constexpr const char* kPlatform = "linux_amd64";
#endif

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_FRAME_VERSION_H_
