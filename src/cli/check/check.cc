// `rolecall check`: may anybody do what nobody should? Exit 0: no. 2: yes, with a request that shows it. 1: an error.
#include "access/check/check.h"

#include <algorithm>
#include <ostream>

#include "access/check/contract.h"
#include "cli/check/check_inputs.h"
#include "cli/check/commands.h"
#include "cli/frame/unknown_flag.h"
#include "diag/format.h"

namespace rolecall::cli {
namespace {

// What the checks have in common.
class CheckCommand : public Command {
 public:
  void Declare(Flags& flags) override {
    flags.Switch("json", &json_, "Print JSON");
    flags.Switch("sarif", &sarif_, "Print SARIF 2.1.0");
    DeclareUnknown(flags, &unknown_fails_, "What is not decided exits with 2, or is only told [fail]");
    inputs_.Declare(flags);
  }

 protected:
  int Report(CommandContext& context, const access::CheckReport& report) const {
    context.out << (json_    ? access::CheckJson(report)
                    : sarif_ ? access::CheckSarif(report)
                             : access::CheckText(report));
    return report.violated() || (unknown_fails_ && report.undecided()) ? kExitDifferent : kExitOk;
  }

  std::optional<access::PlanModels> Read(CommandContext& context, const std::string& path) const {
    return CheckInputs(context, inputs_).Read(path);
  }

  bool IsLive() const { return inputs_.live || !inputs_.endpoint.empty(); }
  std::optional<access::PlanModels> ReadLive(CommandContext& context) const {
    return CheckInputs(context, inputs_).ReadLive();
  }

  // The one input of a check: the live account, a file or directory, or the current directory.
  std::optional<access::PlanModels> ReadOnly(CommandContext& context, const std::vector<std::string>& positional) {
    if (IsLive()) return ReadLive(context);
    return Read(context, positional.empty() ? "." : positional.front());
  }
  bool TooMany(const std::vector<std::string>& positional) const { return positional.size() > (IsLive() ? 0u : 1u); }

  bool BothForms() const { return json_ && sarif_; }

 private:
  bool json_ = false, sarif_ = false, unknown_fails_ = true;
  CheckFlags inputs_;
};

constexpr const char* kInputs =
    "What is read: a policy (JSON), a configuration directory (planned offline), a saved plan or `show -json` of one,\n"
    "a state; - is standard input. With -live or -endpoint the account itself, with the policies of its secrets,\n"
    "keys and buckets. ";

// What could not be found out and may hide something. A data source that was not read does not: what depends on it is
// named for itself.
void AddGaps(const access::IdentityModel& model, access::CheckReport& report) {
  for (const std::string& gap : model.gaps) {
    const bool is_unread = std::find(model.unread.begin(), model.unread.end(), gap) != model.unread.end();
    if (!is_unread) report.unknown.push_back(gap);
  }
}

class NoNewAccessCommand final : public CheckCommand {
 public:
  std::string name() const override { return "check no-new-access"; }
  std::string summary() const override { return "Nobody may what nobody could before"; }
  std::string usage() const override { return "[options] OLD NEW | PLAN | -live NEW"; }
  std::string details() const override {
    return std::string(kInputs) +
           "Of a plan alone: what is there\nagainst what will be. Writing the same in another way is no new access.\n"
           "Exit 0: none; 2: new access, with a request that shows it, or not decided; 1: an error.";
  }
  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (BothForms()) return FailUsage(context, *this, "-json and -sarif exclude each other");
    if (IsLive() && positional.size() != 1) {
      return FailUsage(context, *this, "with -live or -endpoint name what will be: the account is what was");
    }
    if (positional.empty() || positional.size() > 2) {
      return FailUsage(context, *this, "name what was and what will be, or a plan");
    }
    std::optional<access::PlanModels> first = IsLive() ? ReadLive(context) : Read(context, positional.front());
    if (!first) return kExitError;
    if (positional.size() == 1 && !IsLive()) {
      access::CheckReport report = access::NoNewAccess(first->before, first->after);
      AddGaps(first->after, report);
      return Report(context, report);
    }
    const std::optional<access::PlanModels> second = Read(context, positional.back());
    if (!second) return kExitError;
    access::CheckReport report = access::NoNewAccess(first->after, second->after);
    AddGaps(second->after, report);
    return Report(context, report);
  }
};

class NotGrantedCommand final : public CheckCommand {
 public:
  std::string name() const override { return "check not-granted"; }
  std::string summary() const override { return "Nobody is allowed these actions on these resources"; }
  std::string usage() const override { return "-action A [-resource R] [options] [INPUT]"; }
  std::string details() const override {
    return std::string(kInputs) +
           "Default: the current\ndirectory. Both are globs, and may be repeated: none of them is allowed, under "
           "whatever "
           "conditions.\nExit 0: nobody; 2: somebody, with a request that shows it, or not decided; 1: an error.";
  }
  void Declare(Flags& flags) override {
    flags.List("action", "ACTION", &scope_.actions, "SERVICE:NAME with wildcards; may be repeated");
    flags.List("resource", "ARN", &scope_.resources, "An ARN with wildcards; may be repeated [all]");
    CheckCommand::Declare(flags);
  }
  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (BothForms()) return FailUsage(context, *this, "-json and -sarif exclude each other");
    if (scope_.actions.empty()) return FailUsage(context, *this, "name an action with -action");
    for (const std::string& action : scope_.actions) {
      if (action != "*" && action.find(':') == std::string::npos) {
        return FailUsage(context, *this, action + " is no action: SERVICE:NAME, or *");
      }
    }
    if (TooMany(positional)) return FailUsage(context, *this, "name one input at most");
    const std::optional<access::PlanModels> models = ReadOnly(context, positional);
    if (!models) return kExitError;
    access::CheckReport report = access::NotGranted(models->after, scope_);
    AddGaps(models->after, report);
    return Report(context, report);
  }

 private:
  policy::AccessScope scope_;
};

class NoPublicCommand final : public CheckCommand {
 public:
  std::string name() const override { return "check no-public"; }
  std::string summary() const override { return "No trust policy and no resource's policy lets in strangers"; }
  std::string usage() const override { return "[options] [INPUT]"; }
  std::string details() const override {
    return std::string(kInputs) +
           "Default: the current\ndirectory. A stranger is any principal of another account, nobody in particular, or "
           "whoever has a token of an\nissuer that everybody has tokens of. Conditions that it cannot meet count: its "
           "organization, account, network.\nExit 0: none; 2: some, with a request that shows it, or not decided; 1: "
           "an error.";
  }
  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (BothForms()) return FailUsage(context, *this, "-json and -sarif exclude each other");
    if (TooMany(positional)) return FailUsage(context, *this, "name one input at most");
    const std::optional<access::PlanModels> models = ReadOnly(context, positional);
    if (!models) return kExitError;
    access::CheckReport report = access::NoPublic(models->after);
    AddGaps(models->after, report);
    return Report(context, report);
  }
};

class ContractsCommand final : public CheckCommand {
 public:
  std::string name() const override { return "check contracts"; }
  std::string summary() const override { return "The access contracts of a directory hold"; }
  std::string usage() const override { return "[options] [INPUT]"; }
  std::string details() const override {
    return std::string(kInputs) +
           "Default: the current\ndirectory. The contracts are in access.rolecall.hcl of the directory, or in "
           "-contracts.\n"
           "Exit 0: they hold; 2: one does not, with a request that shows it, or not decided; 1: an error.";
  }
  void Declare(Flags& flags) override {
    flags.Text("contracts", "FILE", &file_, "The file with the contracts [access.rolecall.hcl of the directory]");
    CheckCommand::Declare(flags);
  }
  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (BothForms()) return FailUsage(context, *this, "-json and -sarif exclude each other");
    if (TooMany(positional)) return FailUsage(context, *this, "name one input at most");
    const std::string input = positional.empty() ? "." : positional.front();
    std::string file = file_;
    if (file.empty()) {
      file = context.files.IsDirectory(input) ? JoinPath(input, access::kContractFile) : access::kContractFile;
    }
    const Result<std::string> text = context.files.Read(file, access::kMaxContractBytes);
    if (!text.ok()) return Fail(context, text.error().message);
    diag::Diagnostics diagnostics;
    const access::Contracts contracts = access::ReadContracts(file, *text, diagnostics);
    if (diagnostics.HasErrors()) {
      diag::SourceMap sources;
      sources.Add(file, *text);
      context.err << diag::FormatDiagnostics(diagnostics, sources,
                                             {.color = context.err_is_terminal, .width = context.columns});
      return kExitError;
    }
    const std::optional<access::PlanModels> models = ReadOnly(context, positional);
    if (!models) return kExitError;
    access::CheckReport report = access::CheckContracts(contracts, models->after);
    AddGaps(models->after, report);
    return Report(context, report);
  }

 private:
  std::string file_;
};

}  // namespace

std::unique_ptr<Command> MakeCheckNoNewAccessCommand() { return std::make_unique<NoNewAccessCommand>(); }
std::unique_ptr<Command> MakeCheckNotGrantedCommand() { return std::make_unique<NotGrantedCommand>(); }
std::unique_ptr<Command> MakeCheckNoPublicCommand() { return std::make_unique<NoPublicCommand>(); }
std::unique_ptr<Command> MakeCheckContractsCommand() { return std::make_unique<ContractsCommand>(); }

}  // namespace rolecall::cli
