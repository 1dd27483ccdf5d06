#include "access/lint/contracts.h"

#include "access/check/contract.h"
#include "policy/lint/rules.h"

namespace rolecall::access {

void LintContracts(const std::string& file, std::string text, const IdentityModel& model, LintReport& report,
                   diag::Diagnostics& diagnostics) {
  report.sources.Add(file, text);
  const Contracts contracts = ReadContracts(file, std::move(text), diagnostics);
  if (diagnostics.HasErrors()) return;
  ++report.documents;
  const CheckReport checked = CheckContracts(contracts, model);
  for (const Violation& violation : checked.violations) {
    if (!violation.certain()) {
      report.unknowns.push_back({"access contract at line " + std::to_string(violation.origin.range.start.line) + ": " +
                                     violation.who + " " + violation.text + ", " + violation.reason,
                                 "",
                                 {},
                                 violation.origin.range});
      continue;
    }
    LintFinding finding;
    finding.rule = policy::FindLintRule("access-contract");
    finding.subject = "access contract";
    finding.message = violation.who + " " + violation.text;
    if (!violation.example.empty()) finding.message += ", for example " + violation.example;
    finding.range = violation.origin.range;
    report.findings.push_back(std::move(finding));
  }
  for (const std::string& unknown : checked.unknown) {
    report.unknowns.push_back({"access contracts, since " + unknown, "", {}, {}});
  }
}

}  // namespace rolecall::access
