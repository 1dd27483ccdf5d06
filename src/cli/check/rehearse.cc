// `rolecall rehearse`: the calls of the last weeks against the policies as a plan will leave them.
#include "access/rehearse/rehearse.h"

#include <algorithm>
#include <ostream>

#include "access/check/check.h"
#include "cli/check/check_inputs.h"
#include "cli/check/commands.h"
#include "cli/check/event_files.h"
#include "cli/frame/unknown_flag.h"
#include "policy/tighten/event_stream.h"

namespace rolecall::cli {
namespace {

constexpr int kMostLevels = 16;  // CloudTrail's own folders are nine

bool IsEventFile(const std::string& name) {
  return name.ends_with(".json") || name.ends_with(".json.gz") || name.ends_with(".log") || name.ends_with(".jsonl") ||
         name.ends_with(".jsonl.gz") || name.ends_with(".log.gz");
}

class RehearseCommand final : public Command {
 public:
  std::string name() const override { return "rehearse"; }
  std::string summary() const override { return "Put the calls of audit logs to the policies of a plan"; }
  std::string usage() const override { return "--events FILE-or-DIR… [options] [PLAN | DIR]"; }
  std::string details() const override {
    return "Reads CloudTrail's files (also .gz, and directories of them) or logs of one event a line, and says which "
           "of\n"
           "their calls would be denied by what a plan leaves, which denied ones would pass, and of which that cannot\n"
           "be said and why. The plan is a saved one, `show -json` of one, a configuration directory (default: the\n"
           "current one) or a state.\n"
           "Exit 0: no call would be denied; 2: one would, or (-unknown=fail) it cannot be said of one; 1: an error.";
  }
  void Declare(Flags& flags) override {
    flags.List("events", "FILE", &files_, "A log, or a directory of logs; may be repeated");
    flags.Switch("json", &json_, "Print JSON");
    flags.Switch("sarif", &sarif_, "Print SARIF 2.1.0");
    DeclareUnknown(flags, &unknown_fails_,
                   "Calls of which it cannot be said: fail exits with 2, warn only tells [warn]");
    inputs_.Declare(flags);
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (files_.empty()) return FailUsage(context, *this, "--events is needed");
    if (json_ && sarif_) return FailUsage(context, *this, "-json and -sarif exclude each other");
    if (positional.size() > 1) return FailUsage(context, *this, "name one plan or directory at most");
    Result<std::vector<std::string>> logs = FindLogs(context);
    if (!logs.ok()) return Fail(context, logs.error().message);
    const std::optional<access::PlanModels> models =
        CheckInputs(context, inputs_).Read(positional.empty() ? "." : positional.front());
    if (!models) return kExitError;
    access::Rehearser rehearser(models->before, models->after);
    for (const std::string& log : *logs) {
      const Result<std::string> text = ReadEventFile(context.files, log);
      if (!text.ok()) return Fail(context, text.error().message);
      const Result<std::size_t> read =
          policy::ForEachEvent(*text, [&rehearser](const json::Node& event) { rehearser.Take(event); });
      if (!read.ok()) return Fail(context, log + ": " + read.error().message);
    }
    access::Rehearsal rehearsal = rehearser.Finish();
    for (const std::string& gap : models->after.gaps) rehearsal.notes.push_back("not known: " + gap);
    context.out << (json_    ? access::ToJson(rehearsal)
                    : sarif_ ? access::CheckSarif(ReportOf(rehearsal))
                             : access::ToText(rehearsal));
    return rehearsal.violated() || (unknown_fails_ && !rehearsal.untold.empty()) ? kExitDifferent : kExitOk;
  }

 private:
  Result<std::vector<std::string>> FindLogs(CommandContext& context) const {
    std::vector<std::string> logs;
    for (const std::string& path : files_) ROLECALL_RETURN_IF_ERROR(AddLogs(context.files, path, 0, logs));
    if (logs.empty())
      return Error{ErrorCode::kNotFound, "there are no logs (*.json, *.json.gz, *.log) in " + files_[0]};
    return logs;
  }

  static Result<void> AddLogs(const FileSystem& files, const std::string& path, int level,
                              std::vector<std::string>& logs) {
    if (!files.IsDirectory(path)) {
      logs.push_back(path);
      return {};
    }
    if (level == kMostLevels) return Error{ErrorCode::kInvalidArgument, path + ": too many directories in each other"};
    ROLECALL_TRY(std::vector<DirectoryEntry> entries, files.List(path));
    for (const DirectoryEntry& entry : entries) {
      if (entry.is_directory || IsEventFile(entry.name)) {
        ROLECALL_RETURN_IF_ERROR(AddLogs(files, JoinPath(path, entry.name), level + 1, logs));
      }
    }
    return {};
  }

  static access::CheckReport ReportOf(const access::Rehearsal& rehearsal) {
    access::CheckReport report;
    report.check = "rehearse";
    const auto add = [&report](const access::RehearsedCall& call, const char* what, bool certain) {
      access::Violation violation;
      violation.rule = certain ? "rehearse-denied" : "rehearse-untold";
      violation.who = call.who;
      violation.text = std::string(what) + " " + call.action + " on " + call.resource + ", which it did in " +
                       std::to_string(call.events) + " events";
      if (certain) violation.example = call.action + " on " + call.resource;
      if (!certain) violation.reason = call.reason;
      report.violations.push_back(std::move(violation));
    };
    for (const access::RehearsedCall& call : rehearsal.denied) add(call, "would be denied", true);
    for (const access::RehearsedCall& call : rehearsal.untold) add(call, "might be denied", false);
    report.unknown = rehearsal.notes;
    return report;
  }

  std::vector<std::string> files_;
  bool json_ = false, sarif_ = false, unknown_fails_ = false;
  CheckFlags inputs_;
};

}  // namespace

std::unique_ptr<Command> MakeRehearseCommand() { return std::make_unique<RehearseCommand>(); }

}  // namespace rolecall::cli
