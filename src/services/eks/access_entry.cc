#include "services/eks/access_entry.h"

#include <algorithm>

#include "partition/own_partition.h"
#include "services/eks/errors.h"
#include "services/write.h"

namespace rolecall::services::eks {
namespace {

using directory::AccessEntry;

AccessEntryPtr EntryIn(const directory::Snapshot& snapshot, const EksRequest& request) {
  const Clusters& clusters = request.clusters;
  const std::string& cluster = request.Path("name");
  if (clusters.Find(cluster) == nullptr) return nullptr;
  return snapshot.access_entries.Find(AccessEntry::Prefix(clusters.account, clusters.region, cluster) +
                                      request.Path("principalArn"));
}

}  // namespace

AccessEntryPtr EntryOfPath(const EksRequest& request) { return EntryIn(*request.call.snapshot, request); }

AccessEntryPtr FindAccessEntryByArn(const directory::Snapshot& snapshot, const Clusters& clusters,
                                    std::string_view cluster, std::string_view arn) {
  if (clusters.Find(cluster) == nullptr) return nullptr;
  const std::vector<AccessEntryPtr> all =
      snapshot.access_entries.Sorted(AccessEntry::Prefix(clusters.account, clusters.region, std::string(cluster)));
  const auto found = std::ranges::find_if(all, [&](const AccessEntryPtr& one) { return one->arn() == arn; });
  return found == all.end() ? nullptr : *found;
}

void AddKey(std::vector<ContextKey>& keys, const char* name, std::vector<std::string> values, bool multivalued) {
  std::erase_if(values, [](const std::string& value) { return value.empty(); });
  if (values.empty()) return;
  keys.push_back({name, std::move(values), multivalued});
}

std::vector<ContextKey> KeysOfEntry(const AccessEntry& entry) {
  std::vector<ContextKey> keys;
  AddKey(keys, "eks:clusterName", {entry.cluster});
  AddKey(keys, "eks:principalArn", {entry.principal_arn});
  AddKey(keys, "eks:accessEntryType", {entry.type});
  AddKey(keys, "eks:username", {entry.username});
  AddKey(keys, "eks:kubernetesGroups", entry.groups, true);
  return keys;
}

Question AskAboutEntry(const EksRequest& request, const std::string& action, const AccessEntry* entry) {
  AccessEntry unknown;
  unknown.account = request.clusters.account;
  unknown.region = request.clusters.region;
  unknown.cluster = request.Path("name");
  unknown.principal_arn = request.Path("principalArn");
  unknown.id = "*";
  const AccessEntry& asked = entry != nullptr ? *entry : unknown;
  return {.action = action,
          .resource = asked.arn(),
          .resource_account = request.clusters.account,
          .shown_resource = unknown.arn(),
          .resource_tags = entry != nullptr ? &entry->tags : nullptr,
          .context = KeysOfEntry(asked)};
}

EksResult ChangeEntry(
    EksRequest& request,
    const std::function<EksResult(directory::Transaction& transaction, const AccessEntry& there)>& change) {
  return Update<boost::json::object>(request.call, [&](directory::Transaction& transaction) -> EksResult {
    const AccessEntryPtr there = EntryIn(transaction.snapshot(), request);
    if (there == nullptr) return NoAccessEntry();
    return change(transaction, *there);
  });
}

}  // namespace rolecall::services::eks
