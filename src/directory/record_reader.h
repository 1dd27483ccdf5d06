// Entries of the store become records of a snapshot: all of them when a directory is opened, those that changed when it
// follows the log. What cannot be read is set aside. RecordReader is for this folder only; one thread.
//
// InspectRecords reads them without opening a directory: nothing is written, no key is made. Errors: the store's.
#ifndef ROLECALL_DIRECTORY_RECORD_READER_H_
#define ROLECALL_DIRECTORY_RECORD_READER_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
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

// Where the server's own secrets lie: every store that a server was started on has some.
inline constexpr std::string_view kSealedItems = "directory/sealed/";

struct Inspection {
  struct Kind {
    std::string name;  // "role", as in the store's keys
    std::size_t readable = 0;
  };
  std::vector<Kind> kinds;             // those that there are some of
  std::vector<Unreadable> unreadable;  // set aside if a server started
  std::size_t outdated = 0;            // sealed with an older master key
  std::string wrong_key;               // why none of the master keys is the store's; "": one is
};
Result<Inspection> InspectRecords(store::Store& store, const crypto::KeyRing& keys, Random& random);

// Whether the value of an entry of kSealedItems can be read with one of the keys.
bool OpensSealedItem(std::string_view value, const crypto::KeyRing& keys);

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_RECORD_READER_H_
