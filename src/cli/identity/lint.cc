// `rolecall lint`: what is wrong with roles for service accounts, before anybody is paged.
#include "access/lint/lint.h"

#include <algorithm>
#include <optional>
#include <ostream>

#include "cli/frame/unknown_flag.h"
#include "cli/identity/commands.h"
#include "cli/identity/identity_flags.h"
#include "cli/identity/lint_inputs.h"
#include "cli/operation/operation.h"
#include "cli/operation/plan_lint.h"
#include "diag/format.h"
#include "policy/lint/rule_page.h"
#include "policy/lint/rules.h"

namespace rolecall::cli {
namespace {

using policy::FindingSeverity;

// Each round can make new fixes possible: two entries of one list are taken out one after the other.
constexpr int kMaxRounds = 10;

Result<policy::DocumentKind> ParseKind(const std::string& text) {
  using Kind = policy::DocumentKind;
  static constexpr std::pair<const char*, Kind> kKinds[] = {
      {"trust", Kind::kTrust},     {"identity", Kind::kIdentity}, {"resource", Kind::kResource},
      {"session", Kind::kSession}, {"boundary", Kind::kBoundary}, {"scp", Kind::kScp},
      {"rcp", Kind::kRcp}};
  for (const auto& [name, kind] : kKinds) {
    if (text == name) return kind;
  }
  return Error{ErrorCode::kInvalidArgument, "is one of trust, identity, resource, session, boundary, scp and rcp"};
}

class LintCommand final : public Command {
 public:
  std::string name() const override { return "lint"; }
  std::string summary() const override { return "Find what is wrong with policies, trust and service accounts"; }
  std::string usage() const override { return "[options] [DIR or FILE …]"; }
  std::string details() const override {
    return "Checks configuration directories (planned offline), policy files (*.json), manifests (*.yaml) and, with\n"
           "-live, an account. Without arguments: the current directory. Every finding has a code, a place, and\n"
           "where it is about access a request that shows it. A comment \"rolecall:ignore CODE reason\" on the line "
           "or\n"
           "the line before accepts a finding; for JSON, which has no comments, a line \"CODE [PATH] # reason\" in\n"
           "the file .rolecall-lint does.\n"
           "Exit 0 clean, 2 findings at least as severe as -fail-on, 1 error.";
  }
  void Declare(Flags& flags) override {
    flags.Custom(
        "type", "KIND",
        [this](const std::string& text) -> Result<void> {
          ROLECALL_TRY(inputs_.kind, ParseKind(text));
          return {};
        },
        "Of policy files: trust, identity, resource, session, boundary, scp, rcp [guessed]");
    flags.Switch("recursive", &inputs_.recursive, "Policies and manifests in directories below, too");
    flags.Switch("live", &inputs_.live, "Check the account behind the endpoint (only that, without arguments)");
    flags.Text("endpoint", "URL", &inputs_.endpoint, "The endpoint to ask [AWS_ENDPOINT_URL]");
    DeclareFailOn(flags, &fail_on_, "Exit with 2 from this severity on: error, warning, hint [warning]");
    DeclareUnknown(flags, &fail_on_unknown_,
                   "What cannot be judged, since it is not known: fail counts as a finding, warn is only told [warn]");
    flags.Custom(
        "substitute", "NAME=VALUE",
        [this](const std::string& text) -> Result<void> {
          const std::size_t equals = text.find('=');
          if (equals == std::string::npos) return Error{ErrorCode::kInvalidArgument, "is of the form NAME=VALUE"};
          inputs_.substitutions[text.substr(0, equals)] = text.substr(equals + 1);
          return {};
        },
        "What ${NAME} in manifests stands for (Flux, envsubst); may be repeated");
    flags.List("ignore", "CODE", &ignored_, "Accept findings with this code; may be repeated");
    flags.Text("ignore-file", "FILE", &ignore_file_, "Accepted findings [.rolecall-lint, if it is there]");
    flags.Switch("fix", &fix_, "Make the fixes that are safe, then report what is left");
    flags.Text("explain", "CODE", &explain_, "Print the page of a check, and do nothing else");
    flags.Switch("json", &json_, "Print JSON");
    flags.Switch("sarif", &sarif_, "Print SARIF 2.1.0");
    flags.Text("help-uri", "URL", &help_uri_, "Where the pages of the checks are, for SARIF");
    flags.Text("account-id", "ID", &inputs_.account_id, "The account that a directory is for [found in its files]");
    operation_.DeclareVariables(flags);
    flags.Switch("no-color", &operation_.no_color, "No colours");
    identity_.Declare(flags);
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (!explain_.empty()) return Explain(context);
    if (json_ && sarif_) return FailUsage(context, *this, "-json and -sarif exclude each other");
    inputs_.paths = positional;
    if (positional.empty() && !inputs_.live) inputs_.paths = {"."};
    inputs_.operation = operation_;
    inputs_.settings = identity_.Settings(context.environment);
    Result<std::vector<access::LintIgnore>> ignores = Ignores(context);
    if (!ignores.ok()) return Fail(context, ignores.error().message);
    for (int round = 0;; ++round) {
      diag::Diagnostics diagnostics;
      diag::SourceMap sources;
      Result<LintOutcome> outcome = RunLint(context, inputs_, diagnostics, sources);
      if (diagnostics.HasErrors()) return ShowDiagnostics(context, diagnostics, sources);
      if (!outcome.ok()) return Fail(context, outcome.error().message);
      access::LintReport& report = outcome->report;
      access::Suppress(report, *ignores);
      access::SortFindings(report);
      if (fix_ && round < kMaxRounds) {
        const Result<bool> changed = Fix(context, report);
        if (!changed.ok()) return Fail(context, changed.error().message);
        if (*changed) continue;
      }
      Print(context, *outcome);
      const bool fails = access::HasFindings(report, *fail_on_) || (fail_on_unknown_ && !report.unknowns.empty());
      return fails ? kExitDifferent : kExitOk;
    }
  }

 private:
  int Explain(CommandContext& context) {
    const policy::LintRule* rule = policy::FindLintRule(explain_);
    if (rule == nullptr) return Fail(context, "there is no check with the code " + explain_);
    context.out << policy::ExplainRule(*rule);
    return kExitOk;
  }

  Result<std::vector<access::LintIgnore>> Ignores(CommandContext& context) const {
    std::vector<access::LintIgnore> ignores;
    for (const std::string& code : ignored_) {
      if (code != "all" && policy::FindLintRule(code) == nullptr) {
        return Error{ErrorCode::kInvalidArgument, "-ignore: there is no check with the code " + code};
      }
      ignores.push_back({code, "", ""});
    }
    ROLECALL_TRY(std::vector<access::LintIgnore> more, ReadIgnores(context.files, ignore_file_));
    ignores.insert(ignores.end(), more.begin(), more.end());
    return ignores;
  }

  // Whether something was changed.
  Result<bool> Fix(CommandContext& context, const access::LintReport& report) {
    const std::map<std::string, std::string> fixed = access::SafelyFixed(report);
    bool changed = false;
    for (const auto& [file, text] : fixed) {
      // With variables filled in the text is not the file's.
      const bool is_manifest = file.ends_with(".yaml") || file.ends_with(".yml");
      if (file == "-" || (is_manifest && !inputs_.substitutions.empty())) continue;
      ROLECALL_RETURN_IF_ERROR(context.files.Write(file, text, FileMode::kPublic));
      changed = true;
      if (std::find(fixed_.begin(), fixed_.end(), file) == fixed_.end()) fixed_.push_back(file);
    }
    return changed;
  }

  static int ShowDiagnostics(CommandContext& context, const diag::Diagnostics& diagnostics,
                             const diag::SourceMap& sources) {
    context.err << diag::FormatDiagnostics(diagnostics, sources,
                                           {.color = context.err_is_terminal, .width = context.columns});
    return kExitError;
  }

  void Print(CommandContext& context, const LintOutcome& outcome) {
    for (const std::string& file : fixed_) context.err << "Fixed " << file << "\n";
    for (const std::string& note : outcome.notes) context.err << "Note: " << note << "\n";
    if (json_) {
      context.out << access::LintJson(outcome.report);
    } else if (sarif_) {
      context.out << access::LintSarif(outcome.report, help_uri_);
    } else {
      const bool color =
          context.out_is_terminal && !operation_.no_color && context.environment.GetOr("NO_COLOR", "").empty();
      context.out << access::LintText(outcome.report, {.color = color, .width = context.columns});
    }
  }

  LintInputs inputs_;
  OperationOptions operation_;
  IdentityFlags identity_;
  std::optional<FindingSeverity> fail_on_ = FindingSeverity::kWarning;
  std::vector<std::string> ignored_;
  std::string ignore_file_, explain_, help_uri_;
  bool fix_ = false, json_ = false, sarif_ = false, fail_on_unknown_ = false;
  std::vector<std::string> fixed_;
};

}  // namespace

std::unique_ptr<Command> MakeLintCommand() { return std::make_unique<LintCommand>(); }

}  // namespace rolecall::cli
