// From the command line to one command: global options, TF_CLI_ARGS, help, "did you mean".
#include "cli/run.h"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <ostream>

#include "base/printable.h"
#include "cli/wrong_arguments.h"
#include "diag/diagnostic.h"

namespace rolecall::cli {
namespace {

void WriteGroup(std::ostream& out, const char* title, CommandGroup group,
                const std::vector<std::unique_ptr<Command>>& commands) {
  out << "\n" << title << "\n";
  for (const auto& command : commands) {
    if (command->group() == group) out << "  " << Pad(command->name(), 26) << command->summary() << "\n";
  }
}

void WriteOverview(std::ostream& out, const std::vector<std::unique_ptr<Command>>& commands) {
  out << "Usage: rolecall [-chdir=DIR] COMMAND [options] [arguments]\n\n"
         "IAM roles for Kubernetes service accounts: plans and applies a Terraform directory on AWS or on its own\n"
         "identity plane, is that plane, and explains every denial.\n";
  WriteGroup(out, "Terraform's commands:", CommandGroup::kTerraform, commands);
  WriteGroup(out, "The identity plane and its answers:", CommandGroup::kIdentity, commands);
  out << "\nGlobal options, before the command:\n"
         "  -chdir=DIR                Work in another directory\n"
         "  -help                     This page, or with a command its page\n"
         "  -version                  The same as the command version\n";
}

// "state" is the family of "state list", "state mv" and so on.
bool IsFamily(const std::string& name, const std::vector<std::unique_ptr<Command>>& commands) {
  return std::any_of(commands.begin(), commands.end(),
                     [&](const auto& command) { return command->name().starts_with(name + " "); });
}

void WriteFamily(std::ostream& out, const std::string& name, const std::vector<std::unique_ptr<Command>>& commands) {
  out << "Usage: rolecall " << name << " SUBCOMMAND [options]\n\nSubcommands:\n";
  for (const auto& command : commands) {
    if (command->name().starts_with(name + " ")) {
      out << "  " << Pad(command->name().substr(name.size() + 1), 20) << command->summary() << "\n";
    }
  }
}

Command* Find(const std::vector<std::unique_ptr<Command>>& commands, const std::string& name) {
  for (const auto& command : commands) {
    if (command->name() == name) return command.get();
  }
  return nullptr;
}

bool IsHelp(const std::string& argument) { return argument == "-h" || argument == "-help" || argument == "--help"; }

// The words of TF_CLI_ARGS and TF_CLI_ARGS_command, which stand before the given ones.
Result<std::vector<std::string>> WithEnvironment(const Environment& environment, const std::string& command,
                                                 const std::vector<std::string>& arguments) {
  std::string suffix = command;
  std::replace(suffix.begin(), suffix.end(), ' ', '_');
  std::vector<std::string> all;
  for (const std::string& name : {std::string("TF_CLI_ARGS"), "TF_CLI_ARGS_" + suffix}) {
    Result<std::vector<std::string>> words = SplitShellWords(environment.GetOr(name, ""));
    if (!words.ok()) return Error{ErrorCode::kInvalidArgument, name + ": " + words.error().message};
    all.insert(all.end(), words->begin(), words->end());
  }
  all.insert(all.end(), arguments.begin(), arguments.end());
  return all;
}

bool Declares(const Flags& flags, const std::string& name) {
  return std::any_of(flags.list().begin(), flags.list().end(), [&](const Flag& flag) { return flag.name == name; });
}

// Every one of Terraform's commands takes -no-color, also those that have no colours: scripts give it to all.
int RunCommand(CommandContext& context, Command& command, const std::vector<std::string>& arguments) {
  // What follows "--" is somebody else's command line.
  const auto own_end = std::find(arguments.begin(), arguments.end(), "--");
  if (std::any_of(arguments.begin(), own_end, IsHelp)) {
    context.out << HelpPage(command);
    return kExitOk;
  }
  Flags flags;
  command.Declare(flags);
  bool ignored = false;
  if (command.group() == CommandGroup::kTerraform && !Declares(flags, "no-color")) {
    flags.Switch("no-color", &ignored, "No colours");
  }
  Result<std::vector<std::string>> words = command.group() == CommandGroup::kTerraform
                                               ? WithEnvironment(context.environment, command.name(), arguments)
                                               : Result<std::vector<std::string>>(arguments);
  if (!words.ok()) return Fail(context, words.error().message);
  // It counts wherever it stands, also behind a flag that wants a value.
  if (command.group() == CommandGroup::kTerraform) {
    std::stable_partition(words->begin(), std::find(words->begin(), words->end(), "--"),
                          [](const std::string& word) { return word == "-no-color"; });
  }
  const ParsedFlags parsed = flags.Parse(*words, command.interspersed());
  if (command.group() == CommandGroup::kTerraform) {
    const diag::Diagnostics problems = WrongArguments(context, command, parsed);
    if (problems.HasErrors()) return TellWrongArguments(context, command, parsed, problems);
  } else if (!parsed.ok()) {
    return FailUsage(context, command, parsed.problem + parsed.advice);
  }
  context.warns_on_out = command.warns_on_out();
  context.spaces_problems = SpacesProblems(command);
  return command.Run(context, parsed.positional);
}

int RefuseChdir(CommandContext& context) {
  context.err << "Invalid -chdir option: must include an equals sign followed by a directory path, like "
                 "-chdir=example\n";
  return kExitError;
}

// Takes -chdir, -version and -help from the front. Answers an exit code if there is nothing left to do.
std::optional<int> TakeGlobalOptions(CommandContext& context, std::vector<std::string>& arguments) {
  while (!arguments.empty() && arguments.front().starts_with('-')) {
    std::string option = arguments.front().substr(arguments.front().starts_with("--") ? 2 : 1);
    if (option.starts_with("chdir=")) {
      const std::string directory = option.substr(6);
      if (!directory.empty() && chdir(directory.c_str()) != 0) {
        std::string why = std::strerror(errno);
        why.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(why.front())));
        context.err << "Error handling -chdir option: chdir " << Printable(directory) << ": " << why << "\n";
        return kExitError;
      }
      if (directory.empty()) return RefuseChdir(context);
      arguments.erase(arguments.begin());
    } else if (option == "chdir") {
      return RefuseChdir(context);
    } else if (option == "version" || option == "v") {
      arguments.front() = "version";
    } else if (IsHelp(arguments.front())) {
      arguments.front() = "help";
    } else {
      return Fail(context,
                  "unknown global option " + arguments.front() +
                      "; options of a command stand after its name (global are -chdir=DIR, -help and -version)");
    }
  }
  return std::nullopt;
}

int Unknown(CommandContext& context, const std::string& name, const std::vector<std::unique_ptr<Command>>& commands) {
  std::vector<std::string> names;
  names.reserve(commands.size());
  for (const auto& command : commands) names.push_back(command->name());
  const std::optional<std::string> near = diag::DidYouMean(name, names);
  context.err << "Rolecall has no command named \"" << Printable(name) << "\"."
              << (near ? " Did you mean \"" + *near + "\"?" : "")
              << "\n\nTo see all of Rolecall's top-level commands, run:\n  rolecall -help\n\n";
  return kExitError;
}

}  // namespace

int RunCommandLine(CommandContext& context, std::vector<std::string> arguments) {
  const std::vector<std::unique_ptr<Command>> commands = MakeCommands();
  if (std::optional<int> done = TakeGlobalOptions(context, arguments)) return *done;
  if (arguments.empty()) {
    WriteOverview(context.err, commands);
    return kExitError;
  }
  std::string name = arguments.front();
  arguments.erase(arguments.begin());
  if (name == "help") {
    if (arguments.empty()) {
      WriteOverview(context.out, commands);
      return kExitOk;
    }
    name = arguments.front();
    arguments.assign(1, "-help");
  }
  const std::string words = arguments.empty() ? name : name + " " + arguments.front();
  for (const std::string& refused : {words, name}) {
    if (const auto why = WhyNotHere(refused)) return Fail(context, refused + " is not here: " + *why + ".");
  }
  // Two words name a command of a family ("state list").
  if (!arguments.empty() && Find(commands, name + " " + arguments.front()) != nullptr) {
    name += " " + arguments.front();
    arguments.erase(arguments.begin());
  }
  Command* command = Find(commands, name);
  if (command == nullptr) {
    if (!IsFamily(name, commands)) return Unknown(context, name, commands);
    const bool asked = !arguments.empty() && IsHelp(arguments.front());
    if (!asked && !arguments.empty() && !arguments.front().starts_with('-')) {
      return Unknown(context, name + " " + arguments.front(), commands);
    }
    WriteFamily(context.out, name, commands);
    return asked ? kExitOk : kExitError;
  }
  return RunCommand(context, *command, arguments);
}

}  // namespace rolecall::cli
