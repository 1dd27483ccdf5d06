// Transaction: the changes of one write, seen by it at once, by others after they are durable.
//
//   auto current = transaction.snapshot().users.Find(key);
//   User changed = *current;                               // records in a snapshot never change: copy, put back
//   changed.tags = tags;
//   transaction.Put(std::move(changed));
//
// Made by Directory::Write (directory.h), which hands it to one function in one thread. What must not be stored makes
// the whole write fail, and is told by Write: a record with text that is no UTF-8 or has a NUL (kInvalidArgument: it
// could not be read again), one in the place of a record that could not be read when the directory was opened
// (kDataLoss: that one stays on the disk for who can mend it).
#ifndef ROLECALL_DIRECTORY_TRANSACTION_H_
#define ROLECALL_DIRECTORY_TRANSACTION_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "crypto/key_ring.h"
#include "directory/snapshot.h"
#include "store/store.h"

namespace rolecall::directory {

// Entries that could not be read: the store's key, and the value as it lies there.
using UnreadableEntries = std::map<std::string, std::string, std::less<>>;
inline const UnreadableEntries kAllReadable;

class Transaction {
 public:
  // Starts on `base`. All but `base` must outlive it.
  Transaction(Snapshot base, const crypto::KeyRing& keys, Random& random,
              const UnreadableEntries& unreadable = kAllReadable)
      : snapshot_(std::move(base)), keys_(keys), random_(random), unreadable_(unreadable) {}

  // All that was committed before, with this transaction's own changes.
  const Snapshot& snapshot() const { return snapshot_; }

  // For every kind of record (records.h). Put adds the record, or replaces the one that has its key.
  template <typename T>
  void Put(T record);
  template <typename T>
  void Delete(const T& record);

  // The service uses of a user or role that is gone for good.
  void ForgetUses(const std::string& principal_id);

  // Further entries of the store that go with this write (S3's objects). Keys outside of "directory/"; no conditions
  // (writes follow each other one by one: what is read under the lock stays true).
  store::Batch& batch() { return batch_; }

 private:
  friend class Directory;
  friend class RecordReader;

  // Into the snapshot alone, and out of it: what was read.
  template <typename T>
  void Load(T record);
  template <typename T>
  void Erase(std::string_view key);
  template <typename T>
  bool MayPut(const T& record, const std::string& store_key);
  void Refuse(Error error);
  // With what is made of the records.
  Snapshot TakeSnapshot();

  Snapshot snapshot_;
  const crypto::KeyRing& keys_;
  Random& random_;
  const UnreadableEntries& unreadable_;
  store::Batch batch_;
  bool guardrails_changed_ = false;
  std::optional<Error> refused_;  // the first thing that must not be stored
};

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_TRANSACTION_H_
