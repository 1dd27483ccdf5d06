#include "openpgp/gnupg.h"

#include <chrono>
#include <filesystem>
#include <utility>

#include "base/command.h"

namespace rolecall::openpgp {
namespace {

constexpr std::chrono::minutes kTimeout{1};

}  // namespace

Result<PrivateFolder> MakeGnupgHome() {
  std::error_code error;
  const std::filesystem::path where = std::filesystem::temp_directory_path(error);
  if (error) return Error{ErrorCode::kUnavailable, "there is no temporary folder: " + error.message()};
  return PrivateFolder::Make(where.string(), ".rolecall-");
}

Result<std::string> RunGnupg(const GnupgTool& tool, const PrivateFolder& home, const GnupgRun& run) {
  CommandRun command{.words = {tool.program, "--homedir", home.path()},
                     .environment = {{"PATH", tool.path}, {"LC_ALL", "C"}},
                     .input = std::string(run.input.Reveal()),
                     .timeout = kTimeout,
                     .max_output = run.max_output,
                     .may_fail = run.may_fail};
  command.words.insert(command.words.end(), run.words.begin(), run.words.end());
  Result<std::string> printed = RunCommand(command);
  Wipe(command.input);
  if (printed.ok()) return printed;
  if (printed.error().code == ErrorCode::kNotFound) {
    return Error{ErrorCode::kUnimplemented, "there is no " + tool.program + " (Debian's package " + tool.package + ")"};
  }
  return Error{printed.error().code, tool.program + " " + printed.error().message};
}

}  // namespace rolecall::openpgp
