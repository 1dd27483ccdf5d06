// How an older version of a document is made of the newer one (data/packed/aws-managed-policy-versions.tsv).
//
//   std::string older = ApplyChange(newer, "=120-14+9:\"s3:Get*\"=40");
//
// "=N" keeps the next N bytes of the newer text, "-N" leaves them out, "+N:" puts in the N bytes that follow. For this
// folder only: a change that does not fit its text is a bug of the data, and ROLECALL_CHECKed.
#ifndef ROLECALL_POLICY_MANAGED_TEXT_CHANGE_H_
#define ROLECALL_POLICY_MANAGED_TEXT_CHANGE_H_

#include <string>
#include <string_view>

namespace rolecall::policy {

std::string ApplyChange(std::string_view newer, std::string_view change);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_MANAGED_TEXT_CHANGE_H_
