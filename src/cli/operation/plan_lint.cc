#include "cli/operation/plan_lint.h"

#include "access/lint/model.h"
#include "access/model/model_readers.h"
#include "cli/frame/unknown_flag.h"
#include "cli/operation/model_after.h"

namespace rolecall::cli {
namespace {

using policy::FindingSeverity;

constexpr const char* kIgnoreFile = ".rolecall-lint";
constexpr std::size_t kMaxIgnoreBytes = 1u << 20;

diag::Diagnostic DiagnosticOf(const access::LintFinding& finding, FindingSeverity fail_on) {
  diag::Diagnostic diagnostic;
  const bool fails = finding.rule->severity <= fail_on;
  diagnostic.severity = fails ? diag::Severity::kError : diag::Severity::kWarning;
  diagnostic.code = finding.rule->code;
  diagnostic.summary = std::string(finding.rule->title) + " (" + std::string(finding.rule->code) + ")";
  diagnostic.detail = "In the " + finding.subject + ": " + finding.message + ".";
  if (finding.demonstration) {
    diagnostic.detail += "\n\nShown by a request: " + policy::DescribeDemonstration(*finding.demonstration) + ".";
  }
  if (!finding.suggestion.empty()) diagnostic.detail += "\n\nInstead: " + finding.suggestion;
  diagnostic.subject = finding.range;
  diagnostic.address = finding.address;
  return diagnostic;
}

diag::Diagnostic DiagnosticOf(const access::LintUnknown& unknown, bool fails) {
  diag::Diagnostic diagnostic;
  diagnostic.severity = fails ? diag::Severity::kError : diag::Severity::kWarning;
  diagnostic.code = "unknown";
  diagnostic.summary = "Not judged: " + unknown.subject;
  diagnostic.detail = "Not all of it is known before the apply, so -fail-on cannot decide: " + unknown.Text() + ".";
  diagnostic.subject = unknown.range;
  diagnostic.address = unknown.address;
  return diagnostic;
}

}  // namespace

Result<FindingSeverity> ParseSeverity(const std::string& text) {
  for (const FindingSeverity severity : {FindingSeverity::kError, FindingSeverity::kWarning, FindingSeverity::kHint}) {
    if (text == policy::SeverityName(severity)) return severity;
  }
  return Error{ErrorCode::kInvalidArgument, "is one of error, warning and hint"};
}

Result<std::vector<access::LintIgnore>> ReadIgnores(const FileSystem& files, const std::string& file) {
  if (file.empty() && !files.Exists(kIgnoreFile)) return std::vector<access::LintIgnore>();
  const std::string path = file.empty() ? kIgnoreFile : file;
  ROLECALL_TRY(const std::string text, files.Read(path, kMaxIgnoreBytes));
  return access::ParseIgnoreFile(path, text);
}

void DeclareFailOn(Flags& flags, std::optional<FindingSeverity>* fail_on, std::string help) {
  flags.Custom(
      "fail-on", "SEVERITY",
      [fail_on](const std::string& text) -> Result<void> {
        ROLECALL_TRY(const FindingSeverity severity, ParseSeverity(text));
        *fail_on = severity;
        return {};
      },
      std::move(help));
}

void PlanLint::Declare(Flags& flags) {
  DeclareFailOn(flags, &fail_on_,
                "Fail if the plan brings in findings of lint from this severity on: error, warning, hint");
  DeclareUnknown(flags, &fail_on_unknown_,
                 "With -fail-on: what cannot be judged, since it is not known, fails or is only told [warn]");
}

bool PlanLint::Judge(Operation& operation, const engine::Plan& plan) const {
  if (!fail_on_) return true;
  Result<std::vector<access::LintIgnore>> ignores = ReadIgnores(operation.context().files, "");
  if (!ignores.ok()) return operation.Fail("Cannot read the findings to accept", ignores.error());
  const access::IdentityModel before =
      access::ModelFromPlan(plan, access::PlanSide::kBefore, &operation.configuration(), nullptr);
  access::LintReport report = access::NewFindings(before, ModelAfter(operation, plan), {}, operation.Sources());
  access::Suppress(report, *ignores);
  access::SortFindings(report);
  for (const access::LintFinding& finding : report.findings) {
    const bool small = finding.rule->severity == FindingSeverity::kHint && *fail_on_ != FindingSeverity::kHint;
    if (!finding.suppressed && !small) operation.diagnostics().Add(DiagnosticOf(finding, *fail_on_));
  }
  for (const access::LintUnknown& unknown : report.unknowns) {
    operation.diagnostics().Add(DiagnosticOf(unknown, fail_on_unknown_));
  }
  operation.AddSources(report.sources);
  return operation.Report();
}

}  // namespace rolecall::cli
