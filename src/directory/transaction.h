// Transaction: the changes of one write, seen by it at once, by others after they are durable.
//
//   auto current = transaction.snapshot().users.Find(key);
//   User changed = *current;                               // records in a snapshot never change: copy, put back
//   changed.tags = tags;
//   transaction.Put(std::move(changed));
//
// Made by Directory::Write (directory.h), which hands it to one function in one thread.
#ifndef ROLECALL_DIRECTORY_TRANSACTION_H_
#define ROLECALL_DIRECTORY_TRANSACTION_H_

#include <string>

#include "base/random.h"
#include "base/secret.h"
#include "directory/snapshot.h"
#include "store/store.h"

namespace rolecall::directory {

class Transaction {
 public:
  // Starts on `base`. `master_key` and `random` must outlive it.
  Transaction(Snapshot base, const Secret& master_key, Random& random)
      : snapshot_(std::move(base)), master_key_(master_key), random_(random) {}

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

  Snapshot snapshot_;
  const Secret& master_key_;
  Random& random_;
  store::Batch batch_;
};

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_TRANSACTION_H_
