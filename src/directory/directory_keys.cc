// The master keys' part of Directory: a new one is taken while it runs, and what older ones sealed is sealed anew.
#include <algorithm>

#include "directory/codec.h"
#include "directory/directory.h"
#include "directory/record_kind.h"

namespace rolecall::directory {
namespace {

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

}  // namespace

void Directory::UseMasterKeys(MasterKeys keys) {
  std::lock_guard<std::mutex> lock(write_mutex_);
  const bool is_new = !keys.newest().Equals(keys_.newest().Reveal());
  keys_ = std::move(keys);
  if (!is_new) return;
  // Writes that are on their way to the store are in this snapshot, too.
  outdated_.clear();
#define ROLECALL_NOTE(Record, kind, table) NoteSealed<Record>(*pending_, outdated_);
  ROLECALL_RECORDS(ROLECALL_NOTE)
#undef ROLECALL_NOTE
}

Result<std::size_t> Directory::Reseal(std::size_t most) {
  std::vector<std::string> some;
  {
    std::lock_guard<std::mutex> lock(write_mutex_);
    const std::size_t count = std::min(most, outdated_.size());
    some.assign(outdated_.end() - static_cast<std::ptrdiff_t>(count), outdated_.end());
    outdated_.resize(outdated_.size() - count);
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
  if (!written.ok()) outdated_.insert(outdated_.end(), some.begin(), some.end());
  if (!written.ok()) return written.error();
  return outdated_.size();
}

}  // namespace rolecall::directory
