// ReplicateSecretToRegions, RemoveRegionsFromReplication, StopReplicationToReplica.
#include <algorithm>

#include "services/secretsmanager/errors.h"
#include "services/secretsmanager/operations.h"
#include "services/secretsmanager/replicas.h"
#include "services/secretsmanager/secrets.h"
#include "services/write.h"

namespace rolecall::services::secretsmanager {
namespace {

boost::json::object StatusOf(const directory::Snapshot& snapshot, const directory::SecretRecord& secret) {
  return {{"ARN", secret.arn()}, {"ReplicationStatus", ReplicationStatus(snapshot, secret)}};
}

}  // namespace

Answer ReplicateSecretToRegions(Call& call, Input& input) {
  const std::string id = input.SecretId();
  const WantedReplicas wanted = ReadWantedReplicas(input, true);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  Question question;
  AddReplicaContext(wanted, question);
  ROLECALL_TRY(SecretPointer secret, FindForChange(call, "ReplicateSecretToRegions", id, std::move(question)));
  ROLECALL_RETURN_IF_ERROR(RefuseRegions(call, wanted));
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    ROLECALL_TRY(directory::SecretRecord changed, Again(transaction, *secret));
    AddReplicas(transaction, changed, wanted, call.now);
    boost::json::object answer = StatusOf(transaction.snapshot(), changed);
    transaction.Put(std::move(changed));
    return answer;
  });
}

Answer RemoveRegionsFromReplication(Call& call, Input& input) {
  const std::string id = input.SecretId();
  if (!input.Has("RemoveReplicaRegions")) (void)input.Required("RemoveReplicaRegions");
  const std::vector<std::string> regions =
      input.Texts("RemoveReplicaRegions", {.min = 1, .max = 100, .item = {.min = 1, .max = 128}});
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(SecretPointer secret, FindForChange(call, "RemoveRegionsFromReplication", id));
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    ROLECALL_TRY(directory::SecretRecord changed, Again(transaction, *secret));
    for (const std::string& region : regions) {
      if (std::ranges::find(changed.replicas, region, &directory::SecretReplica::region) == changed.replicas.end()) {
        return InvalidParameter("The secret is not replicated to region " + region + ".");
      }
      RemoveReplica(transaction, changed, region);
    }
    boost::json::object answer = StatusOf(transaction.snapshot(), changed);
    transaction.Put(std::move(changed));
    return answer;
  });
}

// Called in the replica's region: it becomes a secret by itself, and its primary forgets it.
Answer StopReplicationToReplica(Call& call, Input& input) {
  const std::string id = input.SecretId();
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(SecretPointer secret, FindAuthorized(call, "StopReplicationToReplica", id));
  if (!secret->is_replica()) return InvalidParameter("The secret is not a replica.");
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    ROLECALL_TRY(directory::SecretRecord promoted, Again(transaction, *secret));
    const SecretPointer primary = transaction.snapshot().secrets.Find(
        directory::SecretKey(promoted.account, promoted.primary_region, promoted.name));
    if (primary != nullptr && primary->suffix == promoted.suffix) {
      directory::SecretRecord left = *primary;
      std::erase_if(left.replicas, [&](const auto& replica) { return replica.region == promoted.region; });
      transaction.Put(std::move(left));
    }
    promoted.primary_region.clear();
    // Its rotation was the primary's: it has none until somebody sets it up here.
    promoted.rotation = {};
    boost::json::object answer{{"ARN", promoted.arn()}};
    transaction.Put(std::move(promoted));
    return answer;
  });
}

}  // namespace rolecall::services::secretsmanager
