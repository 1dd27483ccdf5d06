// Replicas: a primary secret has a record of its own in every region that it is replicated to, with the same suffix,
// values, tags and policy, and with the region's own key and times of access. Every write of the primary goes through
// PutWithReplicas, so that replicas are in sync as soon as the write is answered.
//
// AWS, "Replicate AWS Secrets Manager secrets across Regions". Differs from AWS: nothing travels, all regions are this
// server's; so there is no status "InProgress".
#ifndef ROLECALL_SERVICES_SECRETSMANAGER_REPLICAS_H_
#define ROLECALL_SERVICES_SECRETSMANAGER_REPLICAS_H_

#include <boost/json/array.hpp>
#include <string>
#include <vector>

#include "directory/secret_records.h"
#include "directory/transaction.h"
#include "services/authorize.h"
#include "services/call.h"
#include "services/checked.h"
#include "services/secretsmanager/input.h"

namespace rolecall::services::secretsmanager {

struct WantedReplicas {
  std::vector<directory::SecretReplica> regions;  // region and key only
  bool force = false;                             // a secret of the same name there is overwritten
};

// AddReplicaRegions and ForceOverwriteReplicaSecret of a request. `required`: they must be there.
WantedReplicas ReadWantedReplicas(Input& input, bool required);
// secretsmanager:AddReplicaRegions and ForceOverwriteReplicaSecret.
void AddReplicaContext(const WantedReplicas& wanted, Question& question);
// Refuses regions that the server does not serve, that are named twice, or that the call is in.
std::optional<aws::ErrorShape> RefuseRegions(const Call& call, const WantedReplicas& wanted);

// Writes the secret and what its replicas have of it.
void PutWithReplicas(directory::Transaction& transaction, directory::SecretRecord secret);
// Makes replicas, or notes why they could not be made: as AWS, in the secret's replication status. Does not write the
// secret itself.
void AddReplicas(directory::Transaction& transaction, directory::SecretRecord& secret, const WantedReplicas& wanted,
                 Time now);
// Deletes the replica in that region.
void RemoveReplica(directory::Transaction& transaction, directory::SecretRecord& secret, const std::string& region);

boost::json::array ReplicationStatus(const directory::Snapshot& snapshot, const directory::SecretRecord& secret);

}  // namespace rolecall::services::secretsmanager

#endif  // ROLECALL_SERVICES_SECRETSMANAGER_REPLICAS_H_
