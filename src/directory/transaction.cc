#include "directory/transaction.h"

#include "directory/codec.h"
#include "directory/keys.h"

namespace rolecall::directory {

template <typename T>
void Transaction::PutIn(Table<T> Snapshot::*table, T record) {
  const std::string key = KeyOf(record);
  batch_.puts.push_back({StoreKey<T>(key), Encode(record, master_key_, random_)});
  snapshot_.*table = (snapshot_.*table).With(key, std::make_shared<const T>(std::move(record)));
}

template <typename T>
void Transaction::DeleteFrom(Table<T> Snapshot::*table, const T& record) {
  const std::string key = KeyOf(record);
  // Deletes come before puts in a batch: what this transaction itself put must not come back.
  const std::string store_key = StoreKey<T>(key);
  std::erase_if(batch_.puts, [&](const store::Put& put) { return put.key == store_key; });
  batch_.deletes.push_back(store_key);
  snapshot_.*table = (snapshot_.*table).Without(key);
}

void Transaction::Put(User record) {
  snapshot_.identities = snapshot_.identities.With(
      record.id, std::make_shared<Identified>(Identified{record.arn(), KeyOf(record), false}));
  PutIn(&Snapshot::users, std::move(record));
}
void Transaction::Put(Role record) {
  snapshot_.identities =
      snapshot_.identities.With(record.id, std::make_shared<Identified>(Identified{record.arn(), KeyOf(record), true}));
  PutIn(&Snapshot::roles, std::move(record));
}
void Transaction::Put(Account record) { PutIn(&Snapshot::accounts, std::move(record)); }
void Transaction::Put(AccessKey record) { PutIn(&Snapshot::access_keys, std::move(record)); }
void Transaction::Put(Group record) { PutIn(&Snapshot::groups, std::move(record)); }
void Transaction::Put(ManagedPolicy record) { PutIn(&Snapshot::policies, std::move(record)); }
void Transaction::Put(InstanceProfile record) { PutIn(&Snapshot::instance_profiles, std::move(record)); }
void Transaction::Put(OidcProvider record) { PutIn(&Snapshot::oidc_providers, std::move(record)); }
void Transaction::Put(SecretRecord record) { PutIn(&Snapshot::secrets, std::move(record)); }
void Transaction::Put(Bucket record) { PutIn(&Snapshot::buckets, std::move(record)); }
void Transaction::Put(SealedItem record) {
  const std::string name = record.name;
  PutIn(&Snapshot::sealed_items, std::move(record));
  if (name.rfind(kSessionKeyPrefix, 0) != 0) return;
  auto item = snapshot_.sealed_items.Find(name);
  if (snapshot_.session_key == nullptr || snapshot_.session_key->created <= item->created) {
    snapshot_.session_key = std::move(item);
  }
}

void Transaction::Delete(const User& record) {
  snapshot_.identities = snapshot_.identities.Without(record.id);
  DeleteFrom(&Snapshot::users, record);
}
void Transaction::Delete(const Role& record) {
  snapshot_.identities = snapshot_.identities.Without(record.id);
  DeleteFrom(&Snapshot::roles, record);
}
void Transaction::Delete(const AccessKey& record) { DeleteFrom(&Snapshot::access_keys, record); }
void Transaction::Delete(const Group& record) { DeleteFrom(&Snapshot::groups, record); }
void Transaction::Delete(const ManagedPolicy& record) { DeleteFrom(&Snapshot::policies, record); }
void Transaction::Delete(const InstanceProfile& record) { DeleteFrom(&Snapshot::instance_profiles, record); }
void Transaction::Delete(const OidcProvider& record) { DeleteFrom(&Snapshot::oidc_providers, record); }
void Transaction::Delete(const SecretRecord& record) { DeleteFrom(&Snapshot::secrets, record); }
void Transaction::Delete(const Bucket& record) { DeleteFrom(&Snapshot::buckets, record); }
void Transaction::Delete(const SealedItem& record) { DeleteFrom(&Snapshot::sealed_items, record); }

}  // namespace rolecall::directory
