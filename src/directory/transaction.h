// Transaction: the changes of one write, seen by it at once, by others after they are durable. See directory.h.
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

  void Put(Account record);
  void Put(User record);
  void Put(AccessKey record);
  void Put(Group record);
  void Put(Role record);
  void Put(ManagedPolicy record);
  void Put(InstanceProfile record);
  void Put(OidcProvider record);
  void Put(SecretRecord record);
  void Put(Bucket record);
  void Put(SealedItem record);

  void Delete(const User& record);
  void Delete(const AccessKey& record);
  void Delete(const Group& record);
  void Delete(const Role& record);
  void Delete(const ManagedPolicy& record);
  void Delete(const InstanceProfile& record);
  void Delete(const OidcProvider& record);
  void Delete(const SecretRecord& record);
  void Delete(const Bucket& record);
  void Delete(const SealedItem& record);

  // Further entries of the store that go with this write (S3's objects). Keys outside of "directory/"; no conditions
  // (writes follow each other one by one: what is read under the lock stays true).
  store::Batch& batch() { return batch_; }

 private:
  friend class Directory;
  template <typename T>
  void PutIn(Table<T> Snapshot::*table, T record);
  template <typename T>
  void DeleteFrom(Table<T> Snapshot::*table, const T& record);

  Snapshot snapshot_;
  const Secret& master_key_;
  Random& random_;
  store::Batch batch_;
};

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_TRANSACTION_H_
