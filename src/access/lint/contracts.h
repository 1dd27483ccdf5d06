// The access contracts of a directory (access/check/contract.h), as a check of lint: each that does not hold is a
// finding at its place, each that is not decided is something that is not known.
//
//   LintContracts("access.rolecall.hcl", text, model, report, diagnostics);   // mistakes in the file: diagnostics
//
// Pure.
#ifndef ROLECALL_ACCESS_LINT_CONTRACTS_H_
#define ROLECALL_ACCESS_LINT_CONTRACTS_H_

#include <string>

#include "access/lint/lint.h"
#include "access/model/identity_model.h"
#include "diag/diagnostic.h"

namespace rolecall::access {

void LintContracts(const std::string& file, std::string text, const IdentityModel& model, LintReport& report,
                   diag::Diagnostics& diagnostics);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_LINT_CONTRACTS_H_
