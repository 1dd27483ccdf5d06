// Access contracts: what must hold of who may do what, written down beside the configuration and checked with it. As
// `terraform test` is for values, this is for access.
//
//   # access.rolecall.hcl
//   deny "only external-secrets may read k8s-main" {
//     actions   = ["secretsmanager:GetSecretValue"]
//     resources = ["arn:aws:secretsmanager:*:*:secret:k8s-main/*"]
//     except    = ["external-secrets/aws-secretsmanager"]     # NAMESPACE/NAME, role, user, ARN, account; globs too
//   }
//   allow "the app reads its bucket" {
//     principals = ["apps/web"]
//     actions    = ["s3:GetObject"]
//     resources  = ["arn:aws:s3:::web-data/*"]
//   }
//
//   Contracts contracts = ReadContracts("access.rolecall.hcl", text, diagnostics);
//   CheckReport report = CheckContracts(contracts, model);
//
// `deny`: nobody but those excepted is allowed any of the actions on any of the resources. `allow`: each of the
// principals is allowed all of them, whatever the request's other keys are. Mistakes in the file are diagnostics with
// their places. docs/formats/access-contracts.md has the form, and its JSON schema. Pure.
#ifndef ROLECALL_ACCESS_CHECK_CONTRACT_H_
#define ROLECALL_ACCESS_CHECK_CONTRACT_H_

#include <string>
#include <vector>

#include "access/check/check.h"
#include "diag/diagnostic.h"
#include "diag/source.h"

namespace rolecall::access {

inline constexpr const char* kContractFile = "access.rolecall.hcl";
inline constexpr std::size_t kMaxContracts = 1000;
inline constexpr std::size_t kMaxContractBytes = 4u << 20;  // of the file

struct Contract {
  bool allow = false;
  std::string name;
  std::vector<std::string> principals;  // of allow; of deny those excepted
  policy::AccessScope scope;
  diag::Range range;  // of the block's first line
};

using Contracts = std::vector<Contract>;

// What can be read; the rest is in the diagnostics.
Contracts ReadContracts(const std::string& file, std::string text, diag::Diagnostics& diagnostics);

CheckReport CheckContracts(const Contracts& contracts, const IdentityModel& model);

// The report's violations as diagnostics: errors, and warnings where it is not certain.
void AddContractDiagnostics(const CheckReport& report, diag::Diagnostics& diagnostics);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_CHECK_CONTRACT_H_
