// The flags that commands on a directory share.
#include "cli/operation/operation.h"
#include "cli/operation/variable_flags.h"
#include "engine/render/style.h"

namespace rolecall::cli {

void DeclareVariableFlags(Flags& flags, std::vector<engine::VariableInput>& variables, const std::string& only_with) {
  const auto help = [&](const std::string& text) {
    if (!only_with.empty()) return "With " + only_with + ": " + text;
    return static_cast<char>(text.front() - 'a' + 'A') + text.substr(1);
  };
  flags.Custom(
      "var", "'NAME=VALUE'",
      [&variables](const std::string& text) -> Result<void> {
        variables.push_back({engine::VariableInput::Kind::kAssignment, text});
        return {};
      },
      help("set a variable of the root module"));
  flags.Custom(
      "var-file", "FILE",
      [&variables](const std::string& text) -> Result<void> {
        variables.push_back({engine::VariableInput::Kind::kFile, text});
        return {};
      },
      help("load variables from a .tfvars or JSON file"));
}

void OperationOptions::DeclareVariables(Flags& flags) {
  DeclareVariableFlags(flags, variables);
  flags.Switch("input", &input, "Ask for missing variables [true]");
}

void OperationOptions::DeclareState(Flags& flags) {
  flags.Switch("lock", &lock, "Lock the state while it is used [true]");
  flags.Duration("lock-timeout", "DURATION", &lock_timeout, "How long to wait for a lock [0s]");
}

void OperationOptions::DeclareOutput(Flags& flags) {
  flags.Switch("no-color", &no_color, "No colours");
  flags.Switch("compact-warnings", &compact_warnings, "Show warnings by their summaries only");
  flags.Switch("consolidate-warnings", &consolidate_warnings, "Show one of several warnings of a kind [true]");
  flags.Switch("consolidate-errors", &consolidate_errors, "Show one of several errors of a kind");
}

void OperationOptions::DeclareStateFile(Flags& flags) {
  flags.Text("state", "FILE", &state_path, "Another state file, for the local backend only");
}

void OperationOptions::DeclareStatePaths(Flags& flags) {
  DeclareStateFile(flags);
  flags.Text("state-out", "FILE", &state_out_path, "Where the state is written, if not where it is read");
  flags.Text("backup", "FILE", &backup_path, "Where the state before is kept; - for nowhere");
}

}  // namespace rolecall::cli
