#include "directory/record_reader.h"

#include <type_traits>
#include <utility>

#include "directory/codec.h"
#include "directory/record_kind.h"

namespace rolecall::directory {
namespace {

constexpr std::size_t kReadPage = 1000;

template <typename T>
void CountKind(const Snapshot& snapshot, std::vector<Inspection::Kind>& kinds) {
  const std::size_t readable = (snapshot.*RecordKind<T>::kTable).size();
  if (readable == 0) return;
  std::string_view name = RecordKind<T>::kPrefix;
  name = name.substr(name.find('/') + 1);
  kinds.push_back({std::string(name.substr(0, name.size() - 1)), readable});
}

}  // namespace

template <typename T>
void RecordReader::SetAside(const store::Entry& entry, const std::string& reason) {
  Forget(entry.key);
  notes_.unreadable.emplace(entry.key, entry.value);
  notes_.reasons.push_back({entry.key, reason});
  const std::string_view key = std::string_view(entry.key).substr(RecordKind<T>::kPrefix.size());
  transaction_.Erase<T>(key);
  if constexpr (std::is_same_v<T, MemberAccount>) {
    // Its lack would give more: an account without its place in the organization is denied all.
    MemberAccount account;
    account.account = key;
    transaction_.Load(std::move(account));
  }
}

void RecordReader::Forget(std::string_view store_key) {
  const auto found = notes_.unreadable.find(store_key);
  if (found == notes_.unreadable.end()) return;
  notes_.unreadable.erase(found);
  std::erase_if(notes_.reasons, [&](const Unreadable& record) { return record.store_key == store_key; });
}

template <typename T>
bool RecordReader::Read(const store::Entry& entry) {
  if (entry.damaged) {
    SetAside<T>(entry, "its checksum is wrong");
    return false;
  }
  bool is_outdated = false;
  Result<T> record = Decode<T>(entry.value, &keys_, &is_outdated);
  const bool is_there = record.ok() && StoreKey<T>(record->key()) == entry.key;
  if (!is_there) {
    SetAside<T>(entry, record.ok() ? "it lies under another record's key" : record.error().message);
    return false;
  }
  Forget(entry.key);
  if (is_outdated) notes_.outdated.push_back(entry.key);
  transaction_.Load(*std::move(record));
  return true;
}

template <typename T>
Result<void> RecordReader::ReadKind(store::Store& store) {
  const std::string prefix = StoreKey<T>("");
  std::string after;
  bool any_read = false, any_sealed_otherwise = false;
  while (true) {
    ROLECALL_TRY(std::vector<store::Entry> entries, store.Scan(prefix, after, kReadPage));
    for (const store::Entry& entry : entries) {
      const bool is_read = Read<T>(entry);
      any_read = any_read || is_read;
      any_sealed_otherwise = any_sealed_otherwise || (!is_read && !entry.damaged);
    }
    if (entries.size() < kReadPage) break;
    after = entries.back().key;
  }
  // There always is a sealed item. That none opens is no damage of one.
  if (!std::is_same_v<T, SealedItem> || any_read || !any_sealed_otherwise) return {};
  return Error{ErrorCode::kDataLoss,
               "the master key is not the one that the store was written with: put the right one back from a backup"};
}

Result<void> RecordReader::ReadAll(store::Store& store) {
#define ROLECALL_READ(Record, kind, table) ROLECALL_RETURN_IF_ERROR(ReadKind<Record>(store));
  ROLECALL_RECORDS(ROLECALL_READ)
#undef ROLECALL_READ
  return {};
}

template <typename T>
bool RecordReader::PutKind(const store::Entry& entry) {
  if (!entry.key.starts_with(RecordKind<T>::kPrefix)) return false;
  Read<T>(entry);
  return true;
}

template <typename T>
bool RecordReader::DeleteKind(std::string_view store_key) {
  if (!store_key.starts_with(RecordKind<T>::kPrefix)) return false;
  Forget(store_key);
  transaction_.Erase<T>(store_key.substr(RecordKind<T>::kPrefix.size()));
  return true;
}

void RecordReader::Put(const store::Entry& entry) {
#define ROLECALL_PUT(Record, kind, table) \
  if (PutKind<Record>(entry)) return;
  ROLECALL_RECORDS(ROLECALL_PUT)
#undef ROLECALL_PUT
}

void RecordReader::Delete(std::string_view store_key) {
#define ROLECALL_DELETE(Record, kind, table) \
  if (DeleteKind<Record>(store_key)) return;
  ROLECALL_RECORDS(ROLECALL_DELETE)
#undef ROLECALL_DELETE
}

Result<Inspection> InspectRecords(store::Store& store, const crypto::KeyRing& keys, Random& random) {
  ReadNotes notes;
  Transaction transaction(Snapshot{}, keys, random, notes.unreadable);
  RecordReader reader(transaction, keys, notes);
  const Result<void> read = reader.ReadAll(store);
  Inspection found;
  // The sealed items are read last.
  if (!read.ok() && read.error().code != ErrorCode::kDataLoss) return read.error();
  if (!read.ok()) found.wrong_key = read.error().message;
#define ROLECALL_COUNT(Record, kind, table) CountKind<Record>(transaction.snapshot(), found.kinds);
  ROLECALL_RECORDS(ROLECALL_COUNT)
#undef ROLECALL_COUNT
  found.unreadable = std::move(notes.reasons);
  found.outdated = notes.outdated.size();
  return found;
}

bool OpensSealedItem(std::string_view value, const crypto::KeyRing& keys) {
  return Decode<SealedItem>(value, &keys).ok();
}

}  // namespace rolecall::directory
