// What the operations share: finding and authorizing a secret, its versions and staging labels, its errors.
//
//   ROLECALL_TRY(SecretPointer secret, FindAuthorized(call, "PutSecretValue", id));
//   return Update<…>(call, [&](directory::Transaction& transaction) -> … {
//     ROLECALL_TRY(directory::SecretRecord changed, Again(transaction, *secret));     // as it is when the write's turn
//     MoveStage(changed, kCurrent, version_id);                                       // comes
#ifndef ROLECALL_SERVICES_SECRETSMANAGER_SECRETS_H_
#define ROLECALL_SERVICES_SECRETSMANAGER_SECRETS_H_

#include <memory>
#include <string>
#include <string_view>

#include "directory/secret_records.h"
#include "directory/transaction.h"
#include "services/authorize.h"
#include "services/call.h"
#include "services/checked.h"
#include "services/secretsmanager/input.h"

namespace rolecall::services::secretsmanager {

inline constexpr std::size_t kMaxValueBytes = 65536;
inline constexpr std::size_t kMaxVersions = 100;
inline constexpr std::string_view kCurrent = "AWSCURRENT";
inline constexpr std::string_view kPrevious = "AWSPREVIOUS";
inline constexpr std::string_view kPending = "AWSPENDING";

using SecretPointer = std::shared_ptr<const directory::SecretRecord>;

aws::ErrorShape NotFound();
aws::ErrorShape InvalidRequest(std::string message);
aws::ErrorShape InvalidParameter(std::string message);

// The secret that `id` names, after its caller was authorized for `action` on it. A caller who may not, or who asks
// for one that does not exist and may not ask for such names, gets AccessDenied.
Checked<SecretPointer> FindAuthorized(Call& call, std::string_view action, const std::string& id,
                                      Question question = {});
// The same secret inside of a transaction; it may have changed or gone since.
Checked<directory::SecretRecord> Again(const directory::Transaction& transaction,
                                       const directory::SecretRecord& secret);
// Refuses secrets that are marked for deletion.
std::optional<aws::ErrorShape> RefuseDeleted(const directory::SecretRecord& secret, std::string_view doing);

const directory::SecretVersion* FindVersion(const directory::SecretRecord& secret, std::string_view id);
const directory::SecretVersion* FindStage(const directory::SecretRecord& secret, std::string_view stage);
// Gives `stage` to the version and takes it from whichever had it. Moving AWSCURRENT moves AWSPREVIOUS to the one
// that had it.
void MoveStage(directory::SecretRecord& secret, std::string_view stage, const std::string& version_id);
void RemoveStage(directory::SecretRecord& secret, std::string_view stage);

// Reads SecretString or SecretBinary into a new version. Refuses both, and (if `needed`) neither.

Checked<directory::SecretVersion> ReadValue(Input& input, const std::string& version_id, Time now, bool needed);
// Adds the version with these stages. False: it was there before with the same value; an error if with another.
Checked<bool> AddVersion(directory::SecretRecord& secret, directory::SecretVersion version,
                         const std::vector<std::string>& stages);

}  // namespace rolecall::services::secretsmanager

#endif  // ROLECALL_SERVICES_SECRETSMANAGER_SECRETS_H_
