#include "services/secretsmanager/replicas.h"

#include <algorithm>
#include <set>

#include "services/kms_use.h"
#include "services/secretsmanager/errors.h"
#include "services/secretsmanager/secrets.h"
#include "services/secretsmanager/versions.h"

namespace rolecall::services::secretsmanager {
namespace {

using directory::SecretRecord;
using directory::SecretReplica;

constexpr char kInSync[] = "InSync";
constexpr char kFailed[] = "Failed";

SecretPointer RecordIn(const directory::Snapshot& snapshot, const SecretRecord& secret, const std::string& region) {
  return snapshot.secrets.Find(directory::SecretKey(secret.account, region, secret.name));
}

bool IsReplicaOf(const SecretRecord& record, const SecretRecord& primary) {
  return record.primary_region == primary.region && record.suffix == primary.suffix;
}

// The replica's record: the primary's, with what is the region's own. `before` is null for a new one.
SecretRecord MakeReplica(const SecretRecord& primary, const SecretReplica& replica, const SecretRecord* before,
                         Time created) {
  SecretRecord copy = primary;
  copy.region = replica.region;
  copy.primary_region = primary.region;
  copy.kms_key_id = replica.kms_key_id;
  copy.replicas.clear();
  copy.created = before != nullptr ? before->created : created;
  copy.last_accessed = before != nullptr ? before->last_accessed : std::nullopt;
  for (directory::SecretVersion& version : copy.versions) {
    const directory::SecretVersion* own = before != nullptr ? FindVersion(*before, version.id) : nullptr;
    version.last_accessed = own != nullptr ? own->last_accessed : std::nullopt;
  }
  return copy;
}

// Why a secret that is there already stands in the way.
bool StandsInTheWay(const SecretPointer& there, const SecretRecord& secret, bool force, Time now) {
  if (there == nullptr || IsPurged(*there, now) || IsReplicaOf(*there, secret)) return false;
  // One with replicas of its own would leave them without their primary.
  return !force || !there->replicas.empty() || there->is_replica();
}

}  // namespace

WantedReplicas ReadWantedReplicas(Input& input, bool required) {
  WantedReplicas wanted;
  if (required && !input.Has("AddReplicaRegions")) (void)input.Required("AddReplicaRegions");
  for (const boost::json::object* object : input.Objects("AddReplicaRegions", {.min = 1, .max = 100})) {
    Input member(*object, input.ItemPrefix("AddReplicaRegions", wanted.regions.size()));
    SecretReplica replica;
    replica.region = member.Text("Region", {.min = 1, .max = 128}).value_or("");
    replica.kms_key_id = member.Text("KmsKeyId", {.min = 0, .max = 2048}).value_or("");
    input.Add(member);
    wanted.regions.push_back(std::move(replica));
  }
  wanted.force = input.Flag("ForceOverwriteReplicaSecret");
  return wanted;
}

void AddReplicaContext(const WantedReplicas& wanted, Question& question) {
  question.context.push_back({"secretsmanager:ForceOverwriteReplicaSecret", {wanted.force ? "true" : "false"}});
  std::vector<std::string> regions;
  for (const SecretReplica& replica : wanted.regions) regions.push_back(replica.region);
  if (!regions.empty()) question.context.push_back({"secretsmanager:AddReplicaRegions", std::move(regions), true});
}

std::optional<aws::ErrorShape> RefuseRegions(const Call& call, const WantedReplicas& wanted) {
  std::set<std::string> seen{call.region};
  for (const SecretReplica& replica : wanted.regions) {
    const bool served = call.regions != nullptr && call.regions->Serves(replica.region);
    if (!served || !seen.insert(replica.region).second) return InvalidParameter("Invalid replica region.");
  }
  return std::nullopt;
}

void PutWithReplicas(directory::Transaction& transaction, SecretRecord secret) {
  for (const SecretReplica& replica : secret.replicas) {
    const SecretPointer before = RecordIn(transaction.snapshot(), secret, replica.region);
    if (replica.status != kInSync || before == nullptr || !IsReplicaOf(*before, secret)) continue;
    transaction.Put(MakeReplica(secret, replica, before.get(), before->created));
  }
  transaction.Put(std::move(secret));
}

void AddReplicas(directory::Transaction& transaction, SecretRecord& secret, const WantedReplicas& wanted, Time now) {
  for (const SecretReplica& each : wanted.regions) {
    auto replica = std::ranges::find(secret.replicas, each.region, &SecretReplica::region);
    if (replica != secret.replicas.end() && replica->status == kInSync) continue;
    if (replica == secret.replicas.end()) replica = secret.replicas.insert(replica, each);
    replica->kms_key_id = each.kms_key_id;
    if (StandsInTheWay(RecordIn(transaction.snapshot(), secret, each.region), secret, wanted.force, now)) {
      replica->status = kFailed;
      replica->status_message =
          "Replication failed: Secret name " + secret.name + " already exists in region " + each.region + ".";
      continue;
    }
    replica->status = kInSync;
    replica->status_message = "Replication succeeded";
    transaction.Put(MakeReplica(secret, *replica, nullptr, now));
  }
}

void RemoveReplica(directory::Transaction& transaction, SecretRecord& secret, const std::string& region) {
  const SecretPointer record = RecordIn(transaction.snapshot(), secret, region);
  if (record != nullptr && IsReplicaOf(*record, secret)) transaction.Delete(*record);
  std::erase_if(secret.replicas, [&](const SecretReplica& replica) { return replica.region == region; });
}

boost::json::array ReplicationStatus(const directory::Snapshot& snapshot, const SecretRecord& secret) {
  boost::json::array list;
  for (const SecretReplica& replica : secret.replicas) {
    boost::json::object entry{{"Region", replica.region},
                              {"KmsKeyId", IsCustomerKey(replica.kms_key_id) ? std::string_view(replica.kms_key_id)
                                                                             : "alias/aws/secretsmanager"},
                              {"Status", replica.status},
                              {"StatusMessage", replica.status_message}};
    const SecretPointer record = RecordIn(snapshot, secret, replica.region);
    if (record != nullptr && IsReplicaOf(*record, secret) && record->last_accessed) {
      entry["LastAccessedDate"] = JsonSeconds(*record->last_accessed);
    }
    list.emplace_back(std::move(entry));
  }
  return list;
}

}  // namespace rolecall::services::secretsmanager
