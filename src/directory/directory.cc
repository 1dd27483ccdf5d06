#include "directory/directory.h"

#include <algorithm>

#include "directory/codec.h"
#include "directory/ids.h"
#include "directory/record_kind.h"
#include "partition/own_partition.h"

namespace rolecall::directory {
namespace {

constexpr std::size_t kScanPage = 1000;
constexpr std::size_t kLogPage = 1000;

template <typename T>
void NoteSealed(const Snapshot& snapshot, std::vector<std::string>& store_keys) {
  for (const auto& record : (snapshot.*RecordKind<T>::kTable).Sorted()) {
    if (HoldsSecrets(*record)) store_keys.push_back(StoreKey<T>(record->key()));
  }
}

// Put seals with the newest key.
template <typename T>
void PutAgain(Transaction& transaction, std::string_view store_key) {
  constexpr std::string_view prefix = RecordKind<T>::kPrefix;
  if (!store_key.starts_with(prefix)) return;
  const auto record = (transaction.snapshot().*RecordKind<T>::kTable).Find(store_key.substr(prefix.size()));
  if (record != nullptr) transaction.Put(*record);
}

// Last-used data: noted by the way, at most once an hour for each key and each pair of principal and service.
constexpr std::chrono::hours kUseNotedEvery{1};
constexpr std::chrono::minutes kOtherUseNotedEvery{1};

bool IsKnown(const Snapshot& snapshot, const std::string& principal_id) {
  return snapshot.identities.Find(principal_id) != nullptr || snapshot.accounts.Find(principal_id) != nullptr;
}

}  // namespace

bool IsServersOwnKey(const Snapshot& snapshot, const std::string& store_key) {
  if (store_key.starts_with(StoreKey<Account>("")) || store_key.starts_with(StoreKey<SealedItem>(""))) return true;
  const std::string prefix = StoreKey<AccessKey>("");
  if (!store_key.starts_with(prefix)) return false;
  auto access_key = snapshot.access_keys.Find(std::string_view(store_key).substr(prefix.size()));
  return access_key != nullptr && access_key->user_name.empty();
}

Directory::Directory(std::unique_ptr<store::Store> store, crypto::KeyRing keys, Random& random, const Clock& clock)
    : store_(std::move(store)), random_(random), clock_(clock), keys_(std::move(keys)) {}

Result<std::unique_ptr<Directory>> Directory::Open(std::unique_ptr<store::Store> store, crypto::KeyRing keys,
                                                   Random& random, const Clock& clock) {
  std::unique_ptr<Directory> directory(new Directory(std::move(store), std::move(keys), random, clock));
  ROLECALL_RETURN_IF_ERROR(directory->Load());
  if (!directory->store_->read_only()) ROLECALL_RETURN_IF_ERROR(directory->RotateSessionKeys());
  return directory;
}

Result<Snapshot> Directory::ReadAll(ReadNotes& notes, std::uint64_t& revision) {
  Transaction transaction(Snapshot{}, keys_, random_, notes.unreadable);
  RecordReader reader(transaction, keys_, notes);
  ROLECALL_TRY(revision, store_->Head());
  ROLECALL_RETURN_IF_ERROR(reader.ReadAll(*store_));
  // What others wrote meanwhile may be half there: their entries make it whole.
  while (store_->shared()) {
    ROLECALL_TRY(const std::uint64_t head, store_->Head());
    if (head == revision) break;
    ROLECALL_TRY(std::vector<store::LogEntry> entries, store_->ReadLog(revision, kLogPage));
    if (entries.empty()) return Error{ErrorCode::kUnavailable, "the store's log lags behind its head"};
    for (store::LogEntry& entry : entries) {
      for (const std::string& key : entry.deletes) reader.Delete(key);
      for (store::Put& put : entry.puts) reader.Put({std::move(put.key), std::move(put.value), entry.revision});
      revision = entry.revision;
    }
  }
  return transaction.TakeSnapshot();
}

Result<void> Directory::Load() {
  ReadNotes notes;
  ROLECALL_TRY(Snapshot snapshot, ReadAll(notes, applied_));
  notes_ = std::move(notes);
  pending_ = published_ = std::make_shared<const Snapshot>(std::move(snapshot));
  published_revision_ = applied_;
  fresh_at_ = clock_.Now();
  return {};
}

std::vector<Unreadable> Directory::unreadable() const {
  std::lock_guard<std::mutex> lock(write_mutex_);
  return notes_.reasons;
}

std::shared_ptr<const Snapshot> Directory::snapshot() const {
  std::lock_guard<std::mutex> lock(published_mutex_);
  return published_;
}

Result<void> Directory::Write(const std::function<bool(Transaction&)>& action) {
  if (store_->shared()) return WriteShared(action);
  if (store_->read_only()) return ReadOnly();
  std::shared_ptr<const Snapshot> next;
  store::Store::Ticket ticket = 0;
  {
    std::lock_guard<std::mutex> lock(write_mutex_);
    if (broken_) return Error{ErrorCode::kUnavailable, "a write before this one failed"};
    Transaction transaction(*pending_, keys_, random_, notes_.unreadable);
    if (!action(transaction)) return {};
    if (transaction.refused_.has_value()) return *transaction.refused_;
    ROLECALL_CHECK(transaction.batch_.conditions.empty());
    if (transaction.batch_.puts.empty() && transaction.batch_.deletes.empty()) return {};
    ROLECALL_RETURN_IF_ERROR(store::CheckBatch(transaction.batch_));
    transaction.batch_.follows = true;
    next = std::make_shared<const Snapshot>(transaction.TakeSnapshot());
    ticket = store_->Submit(std::move(transaction.batch_));
    pending_ = next;  // only what was submitted: memory may lack for that
    ++in_flight_;
  }
  Result<std::uint64_t> committed = store_->Wait(ticket);
  if (committed.ok()) Publish(std::move(next), ticket, *committed);
  EndWrite(committed.ok());
  if (!committed.ok()) return committed.error();
  return {};
}

// After one has failed the store refuses all that follow it. When the last of them is answered, what is published is
// what is in the store, and writes go on from there.
void Directory::EndWrite(bool committed) {
  std::lock_guard<std::mutex> lock(write_mutex_);
  --in_flight_;
  broken_ = broken_ || !committed;
  if (!broken_ || in_flight_ > 0) return;
  pending_ = snapshot();
  store_->Resume();
  broken_ = false;
}

// Commits are in the order of their tickets: a snapshot contains all those before its own.
void Directory::Publish(std::shared_ptr<const Snapshot> snapshot, store::Store::Ticket ticket, std::uint64_t revision) {
  std::lock_guard<std::mutex> lock(published_mutex_);
  if (ticket <= published_ticket_) return;
  published_ticket_ = ticket;
  published_revision_ = revision;
  published_.swap(snapshot);
}

Result<void> Directory::EnsureAccount(const std::string& id) {
  return Write([&](Transaction& transaction) {
    if (transaction.snapshot().accounts.Find(id) != nullptr) return false;
    Account account;
    account.id = id;
    account.created = clock_.Now();
    account.partition = partition::Own().name;
    transaction.Put(std::move(account));
    return true;
  });
}

Result<AccessKey> Directory::EnsureRootKey(const std::string& account) {
  ROLECALL_RETURN_IF_ERROR(EnsureAccount(account));
  AccessKey key;
  ROLECALL_RETURN_IF_ERROR(Write([&](Transaction& transaction) {
    Account record = *transaction.snapshot().accounts.Find(account);
    for (const std::string& id : record.root_access_key_ids) {
      if (auto found = transaction.snapshot().access_keys.Find(id)) {
        key = *found;
        return false;
      }
    }
    key.id = MakeAccessKeyId(random_, "AKIA", account);
    key.secret = Secret(RandomBase64Text(random_, 40));
    key.account = account;
    key.created = clock_.Now();
    record.root_access_key_ids.push_back(key.id);
    transaction.Put(key);
    transaction.Put(std::move(record));
    return true;
  }));
  return key;
}

void Directory::UseMasterKeys(crypto::KeyRing keys) {
  std::lock_guard<std::mutex> lock(write_mutex_);
  const bool is_new = !keys.newest().Equals(keys_.newest().Reveal());
  keys_ = std::move(keys);
  if (!is_new) return;
  // Writes that are on their way to the store are in this snapshot, too.
  notes_.outdated.clear();
#define ROLECALL_NOTE(Record, kind, table) NoteSealed<Record>(*pending_, notes_.outdated);
  ROLECALL_RECORDS(ROLECALL_NOTE)
#undef ROLECALL_NOTE
}

Result<std::size_t> Directory::Reseal(std::size_t most) {
  std::vector<std::string> some;
  {
    std::lock_guard<std::mutex> lock(write_mutex_);
    const std::size_t count = std::min(most, notes_.outdated.size());
    some.assign(notes_.outdated.end() - static_cast<std::ptrdiff_t>(count), notes_.outdated.end());
    notes_.outdated.resize(notes_.outdated.size() - count);
  }
  Result<void> written = some.empty() ? Result<void>{} : Write([&](Transaction& transaction) {
    for (const std::string& store_key : some) {
#define ROLECALL_PUT(Record, kind, table) PutAgain<Record>(transaction, store_key);
      ROLECALL_RECORDS(ROLECALL_PUT)
#undef ROLECALL_PUT
    }
    return true;
  });
  std::lock_guard<std::mutex> lock(write_mutex_);
  if (!written.ok()) notes_.outdated.insert(notes_.outdated.end(), some.begin(), some.end());
  if (!written.ok()) return written.error();
  return notes_.outdated.size();
}

Result<void> Directory::Reset() {
  if (store_->shared()) return ResetShared();
  std::lock_guard<std::mutex> lock(write_mutex_);
  ROLECALL_RETURN_IF_ERROR(DeleteAllBut([&](const std::string& key) { return IsServersOwnKey(*pending_, key); }));
  std::lock_guard<std::mutex> published_lock(published_mutex_);
  return Load();
}

Result<void> Directory::DeleteAllBut(const std::function<bool(const std::string& store_key)>& kept) {
  std::string after;
  while (true) {
    ROLECALL_TRY(std::vector<store::Entry> entries, store_->Scan("", after, kScanPage));
    store::Batch batch;
    for (const store::Entry& entry : entries) {
      if (!kept(entry.key)) batch.deletes.push_back(entry.key);
    }
    if (!batch.deletes.empty()) {
      Result<std::uint64_t> committed = store_->Commit(std::move(batch));
      if (!committed.ok()) return committed.error();
    }
    if (entries.size() < kScanPage) return {};
    after = entries.back().key;
  }
}

void Directory::NoteUse(const std::string& access_key_id, std::string_view service, std::string_view region) {
  const Time now = clock_.Now();
  const auto is_fresh = [&](const AccessKey& key) {
    const bool is_same = key.last_used_service == service && key.last_used_region == region;
    const std::chrono::minutes noted_every = is_same ? std::chrono::minutes(kUseNotedEvery) : kOtherUseNotedEvery;
    return key.last_used.has_value() && now >= *key.last_used && now - *key.last_used < noted_every;
  };
  auto key = snapshot()->access_keys.Find(access_key_id);
  if (key == nullptr || is_fresh(*key)) return;
  // A use that cannot be noted must not fail the request.
  (void)Write([&](Transaction& transaction) {
    auto current = transaction.snapshot().access_keys.Find(access_key_id);
    if (current == nullptr || is_fresh(*current)) return false;
    AccessKey used = *current;
    used.last_used = now;
    used.last_used_service = service;
    used.last_used_region = region;
    transaction.Put(std::move(used));
    return true;
  });
}

void Directory::NoteServiceUse(const std::string& principal_id, std::string_view service, std::string_view region) {
  const Time now = clock_.Now();
  const std::string key = principal_id + "/" + std::string(service);
  const auto is_fresh = [&](const Snapshot& snapshot) {
    auto noted = snapshot.service_uses.Find(key);
    if (noted == nullptr) return false;
    const bool is_same = noted->region == region;
    const std::chrono::minutes noted_every = is_same ? std::chrono::minutes(kUseNotedEvery) : kOtherUseNotedEvery;
    return now >= noted->at && now - noted->at < noted_every;
  };
  const std::shared_ptr<const Snapshot> before = snapshot();
  if (is_fresh(*before) || !IsKnown(*before, principal_id)) return;
  // As above.
  (void)Write([&](Transaction& transaction) {
    if (is_fresh(transaction.snapshot()) || !IsKnown(transaction.snapshot(), principal_id)) return false;
    transaction.Put(ServiceUse{principal_id, std::string(service), std::string(region), now});
    return true;
  });
}

}  // namespace rolecall::directory
