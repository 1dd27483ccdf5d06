#include "cli/operation/plan_contracts.h"

#include "access/check/contract.h"
#include "cli/operation/model_after.h"

namespace rolecall::cli {
bool JudgeContracts(Operation& operation, const engine::Plan& plan) {
  const std::string file = access::kContractFile;
  if (!operation.context().files.Exists(file)) return true;
  const Result<std::string> text = operation.context().files.Read(file, access::kMaxContractBytes);
  if (!text.ok()) return operation.Fail("Cannot read the access contracts", text.error());
  diag::SourceMap sources;
  sources.Add(file, *text);
  operation.AddSources(sources);
  const access::Contracts contracts = access::ReadContracts(file, *text, operation.diagnostics());
  if (operation.diagnostics().HasErrors()) return operation.Report();
  const access::CheckReport report = access::CheckContracts(contracts, ModelAfter(operation, plan));
  access::AddContractDiagnostics(report, operation.diagnostics());
  for (const std::string& unknown : report.unknown) {
    operation.diagnostics().AddWarning("access-contract-unknown", "Access contracts are not decided", unknown + ".");
  }
  return operation.Report();
}

}  // namespace rolecall::cli
