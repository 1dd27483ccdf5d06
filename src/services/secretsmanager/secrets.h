// What the operations share: finding and authorizing a secret, and writing it with its replicas.
//
//   ROLECALL_TRY(SecretPointer secret, FindForChange(call, "PutSecretValue", id));
//   return Update<…>(call, [&](directory::Transaction& transaction) -> … {
//     ROLECALL_TRY(directory::SecretRecord changed, Again(transaction, *secret));     // as it is when the write's turn
//     MoveStage(changed, kCurrent, version_id);                                       // comes
//     PutWithReplicas(transaction, std::move(changed));
#ifndef ROLECALL_SERVICES_SECRETSMANAGER_SECRETS_H_
#define ROLECALL_SERVICES_SECRETSMANAGER_SECRETS_H_

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "directory/secret_records.h"
#include "directory/transaction.h"
#include "services/authorize.h"
#include "services/call.h"
#include "services/checked.h"
#include "services/secretsmanager/secret_id.h"

namespace rolecall::services::secretsmanager {

// Asks for an action that has no resource (ListSecrets …); as AWS does, a denial names none.
std::optional<aws::ErrorShape> AuthorizeAction(Call& call, std::string_view action);
// The secret that `id` names, after its caller was authorized for `action` on it. A caller who may not, or who asks
// for one that does not exist and may not ask for such names, gets AccessDenied, which names `id` as it was given.
// The context has the keys that AWS sets for every action on a secret, and those of `question`.
Checked<SecretPointer> FindAuthorized(Call& call, std::string_view action, const std::string& id,
                                      Question question = {});
// The same for changes: refuses secrets that are marked for deletion, and replicas.
Checked<SecretPointer> FindForChange(Call& call, std::string_view action, const std::string& id,
                                     Question question = {});
// The same secret inside of a transaction; it may have changed, been marked for deletion or gone since.
Checked<directory::SecretRecord> Again(const directory::Transaction& transaction,
                                       const directory::SecretRecord& secret);

bool IsPurged(const directory::SecretRecord& secret, Time now);

// {"ARN", "Name"}
boost::json::object NamesOf(const directory::SecretRecord& secret);
// Seconds with milliseconds, as AWS writes times in JSON.
double JsonSeconds(Time time);

}  // namespace rolecall::services::secretsmanager

#endif  // ROLECALL_SERVICES_SECRETSMANAGER_SECRETS_H_
