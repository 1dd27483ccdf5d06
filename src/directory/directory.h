// Directory: accounts, identities, policies, secrets and buckets: records over the store, and the snapshot of them
// that requests are decided on.
//
// clang-format off
//   ROLECALL_TRY(auto directory, Directory::Open(std::move(store), master_keys, random, clock));
//   ROLECALL_RETURN_IF_ERROR(directory->EnsureAccount("054000737513"));
//   std::shared_ptr<const Snapshot> snapshot = directory->snapshot();       // a request keeps the one it began with
//   ROLECALL_RETURN_IF_ERROR(directory->Write([&](Transaction& transaction) {
//     if (transaction.snapshot().roles.Find(key)) return false;             // changed my mind: nothing is written
//     transaction.Put(std::move(role));
//     return true;
//   }));
// clang-format on
//
// Reads take no lock but that of copying one pointer, and no disk. A write sees all earlier writes (also those that
// are not durable yet), is committed to the store, and is published after that; Write returns then. The function
// given to Write runs under a lock: it must be quick, must not block, and must not call the directory.
// Errors of Write: the store's, and what must not be stored (transaction.h). Writes that were built on one that failed
// fail too; after them the directory goes on from what is in the store.
// Threads: all functions may be called from any thread.
#ifndef ROLECALL_DIRECTORY_DIRECTORY_H_
#define ROLECALL_DIRECTORY_DIRECTORY_H_

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/key_ring.h"
#include "directory/session.h"
#include "directory/snapshot.h"
#include "directory/transaction.h"
#include "store/store.h"

namespace rolecall::directory {

// A record that is in the store and not in the snapshot.
struct Unreadable {
  std::string store_key;
  std::string reason;
};

class Directory {
 public:
  // Reads the whole store. `random` and `clock` must outlive the directory. kDataLoss: the store was written with
  // none of the master keys. A record that cannot be read is set aside: it stays where it lies, nobody takes
  // its place, and what would have asked it is denied (snapshot.h).
  static Result<std::unique_ptr<Directory>> Open(std::unique_ptr<store::Store> store, crypto::KeyRing keys,
                                                 Random& random, const Clock& clock);

  std::shared_ptr<const Snapshot> snapshot() const;
  Result<void> Write(const std::function<bool(Transaction&)>& action);

  // The records that were set aside when the directory was opened.
  const std::vector<Unreadable>& unreadable() const { return unreadable_reasons_; }

  // Makes the account if it is missing.
  Result<void> EnsureAccount(const std::string& id);
  // A root access key of the account: the first one that there is, else a new one.
  Result<AccessKey> EnsureRootKey(const std::string& account);
  // Deletes everything but the accounts' and server's own keys (tests: --ephemeral).
  Result<void> Reset();

  // Sets the access key id, seals the session into a token.
  SessionCredentials IssueSession(Session session);
  // What a token contains. kUnauthenticated: not ours. Whether it has expired is the caller's question.
  Result<OpenedSession> OpenSession(std::string_view token) const;
  // A text that only this server can read again, and for three days at most; base64. `purpose` says what it is for, and
  // is no session token's. kUnauthenticated: not ours, or for something else.
  std::string SealText(std::string_view purpose, std::string_view text);
  Result<Secret> OpenText(std::string_view purpose, std::string_view sealed) const;
  // A new key for session tokens if the newest is older than a day; forgets keys that no living token can need.
  // Call at start (Open does) and every hour or so.
  Result<void> RotateSessionKeys();

  // From now on the newest of these seals; records that another one sealed become outdated.
  void UseMasterKeys(crypto::KeyRing keys);
  // Seals at most `most` outdated records anew and answers how many are left. While one is left the older keys are
  // needed to open the store again.
  Result<std::size_t> Reseal(std::size_t most);

  // Notes an access key's use; written to the store once an hour for each key, and for another service or region than
  // before at most once a minute: callers choose those.
  void NoteUse(const std::string& access_key_id, std::string_view service, std::string_view region);
  // Notes a principal's use of a service (ServiceUse), as often. Unknown principals have none.
  void NoteServiceUse(const std::string& principal_id, std::string_view service, std::string_view region);

  // For records outside of the snapshot (S3's objects): keys outside of "directory/".
  store::Store& store() { return *store_; }
  const Clock& clock() const { return clock_; }
  Random& random() { return random_; }

 private:
  Directory(std::unique_ptr<store::Store> store, crypto::KeyRing keys, Random& random, const Clock& clock);
  Result<void> Load();
  template <typename T>
  Result<void> LoadAll(Transaction& transaction);
  void SetAside(const store::Entry& entry, const std::string& reason);
  void EndWrite(bool committed);
  void Publish(std::shared_ptr<const Snapshot> snapshot, store::Store::Ticket ticket);

  const std::unique_ptr<store::Store> store_;
  Random& random_;
  const Clock& clock_;

  UnreadableEntries unreadable_;  // this and the next change in Load alone
  std::vector<Unreadable> unreadable_reasons_;

  std::mutex write_mutex_;  // guards the five below
  crypto::KeyRing keys_;
  std::vector<std::string> outdated_;  // the store's keys of records that an older key sealed
  std::shared_ptr<const Snapshot> pending_;
  int in_flight_ = 0;    // writes that were submitted and are not answered
  bool broken_ = false;  // one of them failed: pending_ has what is not in the store

  mutable std::mutex published_mutex_;  // guards the two below
  std::shared_ptr<const Snapshot> published_;
  store::Store::Ticket published_ticket_ = 0;
};

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_DIRECTORY_H_
