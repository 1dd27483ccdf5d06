#include "directory/transaction.h"

#include <type_traits>

#include "directory/codec.h"
#include "directory/record_kind.h"

namespace rolecall::directory {
namespace {

template <typename T>
constexpr bool kHasIdentity = std::is_same_v<T, User> || std::is_same_v<T, Role>;

template <typename T>
constexpr bool kUsesPolicies = kHasIdentity<T> || std::is_same_v<T, Group>;

template <typename T>
constexpr bool kMakesGuardrails = std::is_same_v<T, Organization> || std::is_same_v<T, OrganizationalUnit> ||
                                  std::is_same_v<T, MemberAccount> || std::is_same_v<T, OrganizationPolicy>;

// Records without which the server cannot be: made anew in the place of one that could not be read, which is kept under
// "set-aside/".
template <typename T>
constexpr bool kIsServersOwn = std::is_same_v<T, Account> || std::is_same_v<T, SealedItem>;
constexpr std::string_view kSetAsidePrefix = "set-aside/";

// Beside the tables a snapshot keeps who has which unique id, which policies are used how often, whose grants there
// are, and the newest session key.
template <typename T>
void AddToIndexes(Snapshot& snapshot, const std::shared_ptr<const T>& record) {
  if constexpr (kUsesPolicies<T>) {
    const auto before = (snapshot.*RecordKind<T>::kTable).Find(record->key());
    snapshot.policy_uses.Replace(before.get(), record.get());
    if constexpr (kHasIdentity<T>) {
      // One that was made anew has another id.
      if (before != nullptr && before->id != record->id) snapshot.identities.Erase(before->id);
      Identified identified{record->arn(), record->key(), std::is_same_v<T, Role>};
      snapshot.identities.Put(record->id, std::make_shared<const Identified>(std::move(identified)));
    }
  } else if constexpr (std::is_same_v<T, KmsGrant>) {
    if (auto before = snapshot.kms_grants.Find(record->key())) {
      snapshot.grant_lists = snapshot.grant_lists.Without(*before);
    }
    snapshot.grant_lists = snapshot.grant_lists.With(record);
  } else if constexpr (std::is_same_v<T, SealedItem>) {
    if (!record->name.starts_with(kSessionKeyPrefix)) return;
    if (snapshot.session_key == nullptr || snapshot.session_key->created <= record->created) {
      snapshot.session_key = record;
    }
  }
}

template <typename T>
void RemoveFromIndexes(Snapshot& snapshot, const T& record) {
  if constexpr (kUsesPolicies<T>) snapshot.policy_uses.Replace<T>(&record, nullptr);
  if constexpr (kHasIdentity<T>) snapshot.identities.Erase(record.id);
  if constexpr (std::is_same_v<T, KmsGrant>) snapshot.grant_lists = snapshot.grant_lists.Without(record);
  if constexpr (std::is_same_v<T, SealedItem>) {
    if (snapshot.session_key == nullptr || snapshot.session_key->name != record.name) return;
    snapshot.session_key = nullptr;
    for (const auto& key : snapshot.sealed_items.Sorted(kSessionKeyPrefix)) {
      if (key->name != record.name) AddToIndexes<SealedItem>(snapshot, key);
    }
  }
}

}  // namespace

template <typename T>
bool Transaction::MayPut(const T& record, const std::string& store_key) {
  if (!IsStorable(record)) {
    Refuse(
        {ErrorCode::kInvalidArgument, "a record has text that is not UTF-8: " + std::string(RecordKind<T>::kPrefix)});
    return false;
  }
  const auto unreadable = unreadable_.find(store_key);
  if (unreadable == unreadable_.end()) return true;
  if constexpr (kIsServersOwn<T>) {
    batch_.puts.push_back({std::string(kSetAsidePrefix) + store_key, unreadable->second});
    return true;
  }
  Refuse({ErrorCode::kDataLoss, "the record in this place could not be read: " + store_key});
  return false;
}

void Transaction::Refuse(Error error) {
  if (!refused_.has_value()) refused_ = std::move(error);
}

template <typename T>
void Transaction::Put(T record) {
  const std::string store_key = StoreKey<T>(record.key());
  if (!MayPut(record, store_key)) return;
  batch_.puts.push_back({store_key, Encode(record, &keys_, random_)});
  Load(std::move(record));
}

Snapshot Transaction::TakeSnapshot() {
  if (guardrails_changed_) MakeGuardrails(snapshot_);
  return std::move(snapshot_);
}

template <typename T>
void Transaction::Load(T record) {
  guardrails_changed_ = guardrails_changed_ || kMakesGuardrails<T>;
  const std::string key = record.key();
  auto stored = std::make_shared<const T>(std::move(record));
  AddToIndexes<T>(snapshot_, stored);
  Table<T>& table = snapshot_.*RecordKind<T>::kTable;
  table.Put(key, std::move(stored));
}

template <typename T>
void Transaction::Delete(const T& record) {
  // NOLINTNEXTLINE(performance-unnecessary-copy-initialization): the record may go with what is deleted
  const std::string key = record.key();
  // Deletes come before puts in a batch: what this transaction itself put must not come back.
  const std::string store_key = StoreKey<T>(key);
  std::erase_if(batch_.puts, [&](const store::Put& put) { return put.key == store_key; });
  batch_.deletes.push_back(store_key);
  Erase<T>(key);
}

template <typename T>
void Transaction::Erase(std::string_view key) {
  Table<T>& table = snapshot_.*RecordKind<T>::kTable;
  const std::shared_ptr<const T> record = table.Find(key);
  if (record == nullptr) return;
  guardrails_changed_ = guardrails_changed_ || kMakesGuardrails<T>;
  RemoveFromIndexes(snapshot_, *record);
  table.Erase(key);
}

void Transaction::ForgetUses(const std::string& principal_id) {
  for (const auto& use : snapshot_.service_uses.Sorted(principal_id + "/")) Delete(*use);
}

#define ROLECALL_TRANSACTION(Record, kind, table)             \
  template void Transaction::Put<Record>(Record);             \
  template void Transaction::Load<Record>(Record);            \
  template void Transaction::Erase<Record>(std::string_view); \
  template void Transaction::Delete<Record>(const Record&);
ROLECALL_RECORDS(ROLECALL_TRANSACTION)
#undef ROLECALL_TRANSACTION

}  // namespace rolecall::directory
