#include "cli/wrong_arguments.h"

#include <algorithm>
#include <ostream>
#include <string_view>

#include "base/text.h"
#include "cli/frame/version.h"
#include "diag/format.h"
#include "engine/plan_json/plan_json.h"
#include "engine/render/style.h"

namespace rolecall::cli {
namespace {

constexpr std::size_t kAny = static_cast<std::size_t>(-1);

// What stands below the problems.
enum class Help {
  kPrompt,     // how to get the help page
  kPage,       // the page, on standard output; a blank line behind each problem
  kDensePage,  // the page, without these lines
};

// How many arguments a command takes, and how it tells what is wrong with them.
struct Rule {
  const char* command;
  std::size_t least, most;
  const char* summary;  // of another number of arguments
  const char* detail;
  Help help;
  bool as_lines;       // with -json: as lines of JSON
  bool always_counts;  // also where a flag was wrong, behind which nothing was looked at
};

constexpr const char* kTooMany = "Too many command line arguments";
constexpr const char* kUnexpected = "Unexpected argument";
constexpr const char* kNumber = "Invalid number of arguments";
constexpr const char* kList = "Invalid arguments list";
constexpr const char* kAtMostOne = "Expected at most one positional argument.";
constexpr const char* kChdir = "Too many command line arguments. Did you mean to use -chdir?";
constexpr const char* kName = "Expected a single argument: NAME.";
constexpr const char* kOne = "Exactly one argument expected";
constexpr const char* kTwo = "Exactly two arguments expected";

constexpr Rule kRules[] = {
    {"init", 0, 0, kUnexpected, kChdir, Help::kPage, true, false},
    {"get", 0, 0, kUnexpected, kChdir, Help::kPage, true, false},
    {"validate", 0, 1, kTooMany, kAtMostOne, Help::kPrompt, false, true},
    {"plan", 0, 0, kTooMany, "To specify a working directory for the plan, use the global -chdir flag.", Help::kPrompt,
     true, true},
    {"apply", 0, 1, kTooMany, kAtMostOne, Help::kPrompt, true, true},
    {"destroy", 0, 1, kTooMany, kAtMostOne, Help::kPrompt, true, true},
    {"refresh", 0, 0, kTooMany, kAtMostOne, Help::kPrompt, true, true},
    {"import", 2, 2, kNumber, "The import command expects two arguments", Help::kPage, true, false},
    {"output", 0, 1, kUnexpected,
     "The output command expects exactly one argument with the name of an output variable or no arguments to show all "
     "outputs.",
     Help::kPrompt, false, true},
    {"show", 0, kAny, "", "", Help::kPrompt, false, false},
    {"test", 0, kAny, "", "", Help::kPrompt, false, false},
    {"fmt", 0, kAny, "", "", Help::kPage, false, false},
    {"version", 0, kAny, "", "", Help::kPage, false, false},
    {"console", 0, 0, kTooMany, kAtMostOne, Help::kPage, false, true},
    {"graph", 0, 0, kUnexpected, kChdir, Help::kPage, false, false},
    {"force-unlock", 1, 1, "Wrong number of arguments", "Expected a single argument: LOCK_ID", Help::kPage, true,
     false},
    {"taint", 1, 1, "Invalid arguments", "The taint command expects exactly one argument.", Help::kPage, true, false},
    {"untaint", 1, 1, "Invalid arguments", "The untaint command expects exactly one argument.", Help::kPage, true,
     false},
    {"state list", 0, kAny, "", "", Help::kDensePage, true, false},
    {"state show", 1, 1, kNumber, kOne, Help::kPage, true, true},
    {"state mv", 2, 2, kNumber, kTwo, Help::kPage, true, true},
    {"state rm", 1, kAny, kNumber, "At least one address is required", Help::kPage, true, true},
    {"state pull", 0, 0, kUnexpected, kChdir, Help::kPage, false, true},
    {"state push", 1, 1, kNumber, kOne, Help::kPage, true, true},
    {"state replace-provider", 2, 2, kNumber, kTwo, Help::kPage, true, true},
    {"workspace list", 0, 0, kUnexpected, kChdir, Help::kPage, true, true},
    {"workspace show", 0, 0, kUnexpected, kChdir, Help::kPage, false, true},
    {"workspace new", 1, 1, kList, kName, Help::kPage, true, true},
    {"workspace select", 1, 1, kList, kName, Help::kPage, true, true},
    {"workspace delete", 1, 1, kList, kName, Help::kPage, true, true},
    {"providers", 0, 0, kUnexpected, kChdir, Help::kPage, false, false},
    {"providers lock", 0, kAny, "", "", Help::kPage, true, false},
    {"providers mirror", 1, 1, "Wrong number of arguments",
     "The providers mirror command requires an output directory as a command-line argument.", Help::kPage, true, true},
    {"providers schema", 0, 0, kTooMany, "Expected at most zero positional arguments.", Help::kDensePage, false, true},
    {"metadata functions", 0, kAny, "", "", Help::kDensePage, false, false},
};
// Of commands that OpenTofu does not have.
constexpr Rule kOwn = {"", 0, kAny, "", "", Help::kPrompt, false, false};

const Rule& RuleOf(const Command& command) {
  const auto* const found = std::find_if(std::begin(kRules), std::end(kRules),
                                         [&](const Rule& rule) { return command.name() == rule.command; });
  return found == std::end(kRules) ? kOwn : *found;
}

const char* FlagSummary(const std::string& command) {
  if (command == "show") return "Failed to parse command-line options";
  if (command == "state replace-provider") return "Error parsing command-line flags";
  return "Failed to parse command-line flags";
}

bool IsOn(const ParsedFlags& parsed, const char* name) {
  const auto found = parsed.values.find(name);
  return found != parsed.values.end() && ParseBool(found->second).value_or(false);
}

bool UsesColor(const CommandContext& context, const ParsedFlags& parsed) {
  return context.err_is_terminal && !IsOn(parsed, "no-color") && context.environment.GetOr("NO_COLOR", "").empty();
}

// -json and -json-into exclude each other, and the file must be one that can be written. Nothing is written yet: there
// may be more that is wrong.
void CheckView(const FileSystem& files, const ParsedFlags& parsed, diag::Diagnostics& problems) {
  const auto found = parsed.values.find("json-into");
  if (found == parsed.values.end() || found->second.empty()) return;
  const std::string& path = found->second;
  if (IsOn(parsed, "json")) {
    problems.AddError("wrong-arguments", "Invalid output format",
                      "The -json and -json-into arguments are mutually exclusive");
  }
  const std::string folder = DirectoryName(path);
  const char* why = files.IsDirectory(path)                         ? "is a directory"
                    : !folder.empty() && !files.IsDirectory(folder) ? "no such file or directory"
                                                                    : nullptr;
  if (why == nullptr) return;
  problems.AddError("wrong-arguments", "Invalid argument",
                    "Unable to open the file " + engine::Quoted(path) + " specified by -json-into for writing: open " +
                        path + ": " + why);
}

}  // namespace

diag::Diagnostics WrongArguments(const CommandContext& context, Command& command, const ParsedFlags& parsed) {
  const Rule& rule = RuleOf(command);
  diag::Diagnostics problems;
  if (!parsed.ok()) problems.AddError("wrong-flag", FlagSummary(command.name()), parsed.problem);
  const std::size_t count = parsed.positional.size();
  if ((parsed.ok() || rule.always_counts) && (count < rule.least || count > rule.most)) {
    problems.AddError("wrong-arguments", rule.summary, rule.detail);
  }
  command.CheckArguments(context, parsed, problems);
  CheckView(context.files, parsed, problems);
  return problems;
}

bool SpacesProblems(const Command& command) { return RuleOf(command).help == Help::kPage; }

int TellWrongArguments(CommandContext& context, Command& command, const ParsedFlags& parsed,
                       const diag::Diagnostics& problems) {
  const Rule& rule = RuleOf(command);
  if (rule.as_lines && IsOn(parsed, "json")) {
    engine::JsonProgress lines(context.clock, [&](const std::string& line) { context.out << line; });
    lines.Version(kLanguageVersion);
    for (const diag::Diagnostic& problem : problems.list()) lines.Diagnostic(problem, {});
    return kExitError;
  }
  const diag::FormatOptions format{.color = UsesColor(context, parsed), .width = context.columns};
  for (const diag::Diagnostic& problem : problems.list()) {
    context.err << diag::FormatDiagnostic(problem, {}, format) << (SpacesProblems(command) ? "\n" : "");
  }
  if (rule.help == Help::kPrompt) {
    context.err << "\nFor more help on using this command, run:\n  rolecall " << command.name() << " -help\n";
  } else {
    context.err.flush();
    context.out << HelpPage(command);
  }
  return kExitError;
}

}  // namespace rolecall::cli
