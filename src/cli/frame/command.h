// A command of the program: what it is called, what it takes, what it does. The catalogue lists them all; help,
// completion and docs/reference are made from it.
#ifndef ROLECALL_CLI_FRAME_COMMAND_H_
#define ROLECALL_CLI_FRAME_COMMAND_H_

#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/environment.h"
#include "base/file_system.h"
#include "base/random.h"
#include "cli/frame/flags.h"
#include "diag/diagnostic.h"
#include "engine/provider/interrupt.h"

namespace rolecall::cli {

// The outside as a command sees it. main() makes the real one.
struct CommandContext {
  Environment& environment;
  FileSystem& files;
  Clock& clock;
  Random& random;
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool in_is_terminal = false;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  int columns = 78;              // of the terminal
  bool warns_on_out = false;     // as the command says it
  bool spaces_problems = false;  // a blank line behind each diagnostic, as OpenTofu's command of that name has it
  engine::Interrupt& interrupt;
};

enum class CommandGroup { kTerraform, kIdentity };

inline constexpr int kExitOk = 0;
inline constexpr int kExitError = 1;
inline constexpr int kExitDifferent = 2;  // changes (plan -detailed-exitcode), denied (explain), findings (lint)

class Command {
 public:
  virtual ~Command() = default;
  virtual std::string name() const = 0;               // "plan", "state list"
  virtual std::string summary() const = 0;            // one line
  virtual std::string usage() const = 0;              // what follows the name: "[options] [DIR]"
  virtual std::string details() const { return ""; }  // paragraphs
  virtual CommandGroup group() const { return CommandGroup::kIdentity; }
  // Where warnings go: Terraform's commands print them among what they show, ours keep standard output for answers.
  virtual bool warns_on_out() const { return group() == CommandGroup::kTerraform; }
  // Whether flags may follow positional arguments (not where those are somebody else's command line).
  virtual bool interspersed() const { return true; }
  virtual void Declare(Flags& flags) = 0;
  // Of Terraform's commands: what is wrong with what was given, beside what a flag says by itself and beside how many
  // arguments there are (cli/wrong_arguments.h). All of it is told together, and Run() not called.
  virtual void CheckArguments(const CommandContext&, const ParsedFlags&, diag::Diagnostics&) {}
  virtual int Run(CommandContext& context, const std::vector<std::string>& positional) = 0;
};

// "rolecall: MESSAGE" on standard error, and the page of the error text in it if there is one; kExitError.
int Fail(CommandContext& context, const std::string& message);
// The same with the command's usage line.
int FailUsage(CommandContext& context, const Command& command, const std::string& message);

// `text`, with at least one space behind it, and `width` characters wide: a column of a help page.
std::string Pad(std::string text, std::size_t width);

// The command's help page.
std::string HelpPage(Command& command);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_FRAME_COMMAND_H_
