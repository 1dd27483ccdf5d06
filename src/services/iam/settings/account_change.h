// Changes of the account's own record. For this folder only.
//
//   return ChangeOwnAccount(call, [&](directory::Account& account) -> OperationResult { … });
//
// Authorized on "*", as IAM's settings of an account are. `edit` answers, or refuses and nothing is written.
#ifndef ROLECALL_SERVICES_IAM_SETTINGS_ACCOUNT_CHANGE_H_
#define ROLECALL_SERVICES_IAM_SETTINGS_ACCOUNT_CHANGE_H_

#include <utility>

#include "services/iam/entity.h"
#include "services/iam/operations.h"
#include "services/iam/rules.h"
#include "services/iam/shapes.h"

namespace rolecall::services::iam::settings {

template <typename F>
OperationResult ChangeOwnAccount(Call& call, F edit) {
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, "*")));
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    auto current = transaction.snapshot().accounts.Find(call.caller.account);
    if (current == nullptr) return NoSuchEntity("The account cannot be found.");
    directory::Account changed = *current;
    OperationResult result = edit(changed);
    if (result.ok()) transaction.Put(std::move(changed));
    return result;
  });
}

}  // namespace rolecall::services::iam::settings

#endif  // ROLECALL_SERVICES_IAM_SETTINGS_ACCOUNT_CHANGE_H_
