// The first line of a saved plan, shared by the half that writes it and the half that reads it:
//
//   rolecall-plan 1 sha256=HEX       followed by the JSON that the digest is of
//
// The digest finds accidents, not forgery: whoever may write the file may write the digest. Internal to the folder;
// plan_file.h is the way in. Pure; any thread.
#ifndef ROLECALL_ENGINE_PLAN_PLAN_FILE_FORMAT_H_
#define ROLECALL_ENGINE_PLAN_PLAN_FILE_FORMAT_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace rolecall::engine {

inline constexpr std::string_view kPlanFileMagic = "rolecall-plan ";
// Raised whenever the content changes: plans are for the same program, not for keeping.
inline constexpr int kPlanFileVersion = 1;
inline constexpr std::size_t kMaxPlanBytes = 512u << 20;

std::string PlanFileHeader(const std::string& digest);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PLAN_PLAN_FILE_FORMAT_H_
