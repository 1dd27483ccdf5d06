// DeleteSecret, RestoreSecret.
#include <algorithm>

#include "base/text.h"
#include "partition/own_partition.h"
#include "services/secretsmanager/errors.h"
#include "services/secretsmanager/operations.h"
#include "services/secretsmanager/replicas.h"
#include "services/secretsmanager/secrets.h"
#include "services/write.h"

namespace rolecall::services::secretsmanager {
namespace {

constexpr long long kDefaultWindow = 30, kShortestWindow = 7, kLongestWindow = 30;  // days

// "You can't delete a primary secret that is replicated to other Regions."
std::optional<aws::ErrorShape> RefuseReplicated(const directory::SecretRecord& secret) {
  if (secret.is_replica()) return NotOnReplica();
  if (secret.replicas.empty()) return std::nullopt;
  std::vector<std::string> regions;
  for (const directory::SecretReplica& replica : secret.replicas) regions.push_back(replica.region);
  std::ranges::sort(regions);
  return InvalidParameter("You can't delete secret " + secret.arn() + " that still has replica regions [" +
                          Join(regions, ", ") + "].");
}

// AWS, DeleteSecret: with ForceDeleteWithoutRecovery a secret that is not there is deleted successfully.
boost::json::object DeletedNothing(Call& call, const std::string& id) {
  const std::string name(NameOf(id));
  return {{"ARN", partition::OwnArn() + "secretsmanager:" + call.region + ":" + call.own_account() + ":secret:" + name +
                      "-" + RandomSuffix(call.random)},
          {"Name", name},
          {"DeletionDate", JsonSeconds(call.now)}};
}

}  // namespace

Answer DeleteSecret(Call& call, Input& input) {
  const std::string id = input.SecretId();
  const std::optional<long long> window = input.Number("RecoveryWindowInDays", INT64_MIN, INT64_MAX);
  const bool force = input.Flag("ForceDeleteWithoutRecovery");
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  Question question;
  question.context.push_back({"secretsmanager:ForceDeleteWithoutRecovery", {force ? "true" : "false"}});
  if (window) question.context.push_back({"secretsmanager:RecoveryWindowInDays", {std::to_string(*window)}});
  const Checked<SecretPointer> found = FindAuthorized(call, "DeleteSecret", id, std::move(question));
  if (!found.ok() && found.error().code != NotFound().code) return found.error();
  if (force && window) {
    return InvalidParameter("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
  }
  if (window && (*window < kShortestWindow || *window > kLongestWindow)) {
    return InvalidParameter("The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
  }
  if (!found.ok()) return force ? Answer(DeletedNothing(call, id)) : Answer(found.error());
  const SecretPointer secret = *found;
  if (secret->deleted && !force) return MarkedForDeletion();
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    ROLECALL_TRY(directory::SecretRecord doomed, Again(transaction, *secret));
    ROLECALL_RETURN_IF_ERROR(RefuseReplicated(doomed));
    doomed.deleted = call.now;
    doomed.purge_after = call.now + std::chrono::days(force ? 0 : window.value_or(kDefaultWindow));
    boost::json::object answer = NamesOf(doomed);
    answer["DeletionDate"] = JsonSeconds(*doomed.purge_after);
    if (force) {
      transaction.Delete(doomed);
    } else {
      transaction.Put(std::move(doomed));
    }
    return answer;
  });
}

Answer RestoreSecret(Call& call, Input& input) {
  const std::string id = input.SecretId();
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(SecretPointer secret, FindAuthorized(call, "RestoreSecret", id));
  if (secret->is_replica()) return NotOnReplica();
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    ROLECALL_TRY(directory::SecretRecord restored, Again(transaction, *secret));
    restored.deleted.reset();
    restored.purge_after.reset();
    boost::json::object answer = NamesOf(restored);
    transaction.Put(std::move(restored));
    return answer;
  });
}

}  // namespace rolecall::services::secretsmanager
