// `rolecall fmt`.
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <iterator>

#include "cli/frame/child_process.h"
#include "cli/terraform/commands.h"
#include "diag/format.h"
#include "hcl/format/format.h"
#include "hcl/syntax/parser.h"

namespace rolecall::cli {
namespace {

constexpr std::size_t kMaxFileBytes = 64u << 20;
constexpr int kExitUnformatted = 3;

class FmtCommand final : public Command {
 public:
  std::string name() const override { return "fmt"; }
  std::string summary() const override { return "Bring configuration files into the canonical layout"; }
  std::string usage() const override { return "[options] [FILE or DIR …]"; }
  std::string details() const override {
    return "Without arguments the working directory; \"-\" is standard input, to standard output.";
  }
  CommandGroup group() const override { return CommandGroup::kTerraform; }
  void Declare(Flags& flags) override {
    flags.Switch("list", &list_, "Print the names of the files that change [true]");
    flags.Switch("write", &write_, "Write the files [true]");
    flags.Switch("diff", &diff_, "Print the differences");
    flags.Switch("check", &check_, "Write nothing; exit with 3 if a file would change");
    flags.Switch("recursive", &recursive_, "Directories below too");
    flags.Switch("no-color", &no_color_, "No colours");
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (check_) write_ = false;
    if (positional == std::vector<std::string>{"-"}) return FormatStream(context);
    for (const std::string& path : positional.empty() ? std::vector<std::string>{"."} : positional) {
      if (context.files.IsDirectory(path)) {
        FormatDirectory(context, path, 0);
      } else if (context.files.Exists(path)) {
        IsOurs(path) ? FormatFile(context, path)
                     : Refuse(context, "Invalid file extension",
                              "Only .tf, .tofu, .tfvars, .tftest.hcl, and .tofutest.hcl files can be processed with "
                              "rolecall fmt");
      } else {
        Refuse(context, "Invalid file or directory path", "No file or directory at " + path);
      }
    }
    if (failed_) return kExitDifferent;
    return check_ && changed_ ? kExitUnformatted : kExitOk;
  }

 private:
  static bool IsOurs(const std::string& path) {
    for (const char* ending : {".tf", ".tofu", ".tfvars", ".tftest.hcl", ".tofutest.hcl"}) {
      if (path.ends_with(ending)) return true;
    }
    return false;
  }

  void Complain(CommandContext& context, const std::string& message) { Refuse(context, message, ""); }
  void Refuse(CommandContext& context, const std::string& summary, const std::string& detail) {
    diag::Diagnostics problems;
    problems.AddError("not-formatted", summary, detail);
    context.err << diag::FormatDiagnostics(problems, {},
                                           {.color = context.err_is_terminal && !no_color_, .width = context.columns})
                << "\n";
    failed_ = true;
  }

  // The formatted text; nothing (and a complaint) if it does not parse.
  std::optional<std::string> Formatted(CommandContext& context, const std::string& name, const std::string& text) {
    diag::Diagnostics diagnostics;
    (void)hcl::ParseFile(name, text, diagnostics);
    if (diagnostics.HasErrors()) {
      diag::SourceMap sources;
      sources.Add(name, text);
      context.err << diag::FormatDiagnostics(
          diagnostics, sources, {.color = context.err_is_terminal && !no_color_, .width = context.columns});
      failed_ = true;
      return std::nullopt;
    }
    return hcl::Format(text);
  }

  int FormatStream(CommandContext& context) {
    const std::string text((std::istreambuf_iterator<char>(context.in)), std::istreambuf_iterator<char>());
    const std::optional<std::string> formatted = Formatted(context, "<stdin>", text);
    if (!formatted) return kExitDifferent;
    if (!check_) context.out << *formatted;
    return check_ && *formatted != text ? kExitUnformatted : kExitOk;
  }

  void FormatDirectory(CommandContext& context, const std::string& path, int depth) {
    constexpr int kDeepest = 64;
    const Result<std::vector<DirectoryEntry>> entries = context.files.List(path);
    if (!entries.ok()) return Complain(context, entries.error().message);
    for (const DirectoryEntry& entry : *entries) {
      const std::string below = JoinPath(path, entry.name);
      if (entry.is_directory) {
        if (recursive_ && !entry.name.starts_with('.') && depth < kDeepest) FormatDirectory(context, below, depth + 1);
      } else if (IsOurs(entry.name) && !entry.name.starts_with('.')) {
        FormatFile(context, below);
      }
    }
  }

  void FormatFile(CommandContext& context, const std::string& path) {
    const Result<std::string> text = context.files.Read(path, kMaxFileBytes);
    if (!text.ok()) return Complain(context, text.error().message);
    const std::optional<std::string> formatted = Formatted(context, path, *text);
    if (!formatted || *formatted == *text) return;
    changed_ = true;
    if (list_) context.out << path << "\n";
    if (diff_) PrintDiff(context, path, *formatted);
    if (!write_) return;
    const Result<void> written = context.files.Write(path, *formatted, FileMode::kPublic);
    if (!written.ok()) Complain(context, written.error().message);
  }

  // By diff(1), as OpenTofu does.
  void PrintDiff(CommandContext& context, const std::string& path, const std::string& formatted) {
    Result<PrivateFile> file = PrivateFile::Make("new");
    if (!file.ok() || !file->Write(context.files, formatted).ok()) {
      return Complain(context, "cannot make a temporary file for the difference");
    }
    context.out.flush();
    const Result<int> code = RunChild(
        {"diff", "--label=old/" + path, "--label=new/" + path, "-u", path, file->path()}, context.environment.All(),
        [] { return Result<void>(); }, std::chrono::hours(1));
    if (!code.ok()) Complain(context, code.error().message);
  }

  bool list_ = true, write_ = true, diff_ = false, check_ = false, recursive_ = false, no_color_ = false;
  bool failed_ = false, changed_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeFmtCommand() { return std::make_unique<FmtCommand>(); }

}  // namespace rolecall::cli
