#include "services/kms/maintenance.h"

#include "services/kms/rotation.h"
#include "services/kms_keys.h"

namespace rolecall::services::kms {
namespace {

bool IsPurgeDue(const directory::KmsKey& key, Time now) { return !key.is_gone() && !IsThere(key, now); }

void Purge(directory::Transaction& transaction, directory::KmsKey key) {
  for (const std::string& name : key.aliases) {
    const auto alias = transaction.snapshot().kms_aliases.Find(directory::SecretKey(key.account, key.region, name));
    // One of that name may be another key's by now.
    if (alias != nullptr && alias->key_id == key.id) transaction.Delete(*alias);
  }
  for (const auto& grant : transaction.snapshot().kms_grants.Sorted(key.key() + "/")) transaction.Delete(*grant);
  key.aliases.clear();
  key.materials.clear();
  key.tags.clear();
  transaction.Put(std::move(key));
}

void MakeRotation(directory::Transaction& transaction, directory::KmsKey key, Time now, Random& random) {
  Rotate(key, random, now, "AUTOMATIC");
  key.next_rotation = now + std::chrono::days(key.rotation_days);
  transaction.Put(std::move(key));
}

}  // namespace

Result<void> Maintain(directory::Directory& directory, Time now, Random& random) {
  for (const KmsKeyPointer& seen : directory.snapshot()->kms_keys.Sorted()) {
    if (!IsPurgeDue(*seen, now) && !IsRotationDue(*seen, now)) continue;
    // One by one: a purge may be large, and others want to write.
    ROLECALL_RETURN_IF_ERROR(directory.Write([&](directory::Transaction& transaction) {
      const KmsKeyPointer key = transaction.snapshot().kms_keys.Find(seen->key());
      if (key == nullptr) return false;
      if (IsPurgeDue(*key, now)) {
        Purge(transaction, *key);
      } else if (IsRotationDue(*key, now)) {
        MakeRotation(transaction, *key, now, random);
      } else {
        return false;
      }
      return true;
    }));
  }
  return {};
}

}  // namespace rolecall::services::kms
