// Records that a request names by their ARN. For this folder only.
//
//   auto provider = FindOwn(call, &directory::Snapshot::oidc_providers, *call.snapshot, arn);
//   auto policy = FindReadablePolicy(call, *call.snapshot, arn);            // the caller's account's, or AWS's
//
// An ARN says whose the record is, so whoever sends one can name another account's. Here alone records are found by
// ARN, and only those of the caller's own account (managed policies: AWS's too). Ask (entity.h) also authorizes on the
// account that the ARN names: nothing of another account is allowed, since IAM's records have no policies that could.
#ifndef ROLECALL_SERVICES_IAM_LOOKUP_H_
#define ROLECALL_SERVICES_IAM_LOOKUP_H_

#include <memory>
#include <string_view>

#include "directory/managed_policies.h"
#include "directory/snapshot.h"
#include "services/call.h"

namespace rolecall::services::iam {

template <typename T>
std::shared_ptr<const T> FindOwn(const services::Call& call, directory::Table<T> directory::Snapshot::*table,
                                 const directory::Snapshot& snapshot, std::string_view arn) {
  auto found = (snapshot.*table).Find(arn);
  return found != nullptr && found->account == call.caller.account ? found : nullptr;
}

inline std::shared_ptr<const directory::ManagedPolicy> FindReadablePolicy(const services::Call& call,
                                                                          const directory::Snapshot& snapshot,
                                                                          std::string_view arn) {
  auto found = directory::FindPolicy(snapshot, arn);
  const bool readable =
      found != nullptr && (found->account == directory::kAwsOwner || found->account == call.caller.account);
  return readable ? found : nullptr;
}

}  // namespace rolecall::services::iam

#endif  // ROLECALL_SERVICES_IAM_LOOKUP_H_
