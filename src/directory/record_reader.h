// Entries of the store become records of a snapshot: all of them when a directory is opened, those that changed when it
// follows the log. What cannot be read is set aside. For this folder only; one thread.
#ifndef ROLECALL_DIRECTORY_RECORD_READER_H_
#define ROLECALL_DIRECTORY_RECORD_READER_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/key_ring.h"
#include "directory/transaction.h"
#include "store/store.h"

namespace rolecall::directory {

// A record that is in the store and not in the snapshot.
struct Unreadable {
  std::string store_key;
  std::string reason;
};

// What is known beside the snapshot of what was read.
struct ReadNotes {
  UnreadableEntries unreadable;
  std::vector<Unreadable> reasons;
  std::vector<std::string> outdated;  // the store's keys of records that an older master key sealed
};

class RecordReader {
 public:
  // All outlive it; `transaction` was made with the notes' unreadable entries.
  RecordReader(Transaction& transaction, const crypto::KeyRing& keys, ReadNotes& notes)
      : transaction_(transaction), keys_(keys), notes_(notes) {}

  // All records of all kinds. kDataLoss: none of the master keys is the store's.
  Result<void> ReadAll(store::Store& store);
  // One change of the log. Keys that are no record's are passed over.
  void Put(const store::Entry& entry);
  void Delete(std::string_view store_key);

 private:
  template <typename T>
  Result<void> ReadKind(store::Store& store);
  // False: it was set aside.
  template <typename T>
  bool Read(const store::Entry& entry);
  template <typename T>
  void SetAside(const store::Entry& entry, const std::string& reason);
  template <typename T>
  bool PutKind(const store::Entry& entry);
  template <typename T>
  bool DeleteKind(std::string_view store_key);
  void Forget(std::string_view store_key);

  Transaction& transaction_;
  const crypto::KeyRing& keys_;
  ReadNotes& notes_;
};

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_RECORD_READER_H_
