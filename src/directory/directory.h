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
//
// Over a store that others write to as well (store::Store::shared) the directory follows the store's log: Follow() is
// one step of it, which somebody calls at each hint and each second (server/follower.h). A write happens only on the
// newest revision: when somebody else was faster, the directory follows and runs the function again, which must be safe
// to run several times (nothing that it captured may be moved from). Errors of Write then: kUnavailable (the store is
// away; whether it was written shows later, in the log), kPermissionDenied (the store is read-only: it follows
// another). While the store is away reads go on from what was last known. Threads: all functions may be called from any
// thread.
#ifndef ROLECALL_DIRECTORY_DIRECTORY_H_
#define ROLECALL_DIRECTORY_DIRECTORY_H_

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
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
#include "directory/record_reader.h"
#include "directory/session.h"
#include "directory/snapshot.h"
#include "directory/transaction.h"
#include "store/store.h"

namespace rolecall::directory {

// What one step of following found.
struct Followed {
  std::uint64_t head = 0;     // the store's newest revision; the snapshot has it now
  std::uint64_t entries = 0;  // of the log that were applied
  bool read_anew = false;     // the log did not go back so far
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

  // The records that are set aside.
  std::vector<Unreadable> unreadable() const;

  // Over a shared store: reads its head, and applies what came since. kUnavailable: the store is away.
  Result<Followed> Follow();
  // The newest revision that the snapshot has.
  std::uint64_t revision() const;
  // What an answer says of itself, for who reads next: the revision, or that of a newer write past the snapshot.
  std::uint64_t sequence() const;
  // Whether the snapshot has this revision; waits for it, following, so long at most.
  bool AwaitRevision(std::uint64_t revision, std::chrono::milliseconds timeout);
  // When the snapshot was last known to be the newest (over a shared store; else now).
  Time fresh_at() const;
  // How long ago that was; a year if the clock went back since.
  std::chrono::microseconds staleness() const;

  // Makes the account if it is missing.
  Result<void> EnsureAccount(const std::string& id);
  // A root access key of the account: the first one that there is, else a new one.
  Result<AccessKey> EnsureRootKey(const std::string& account);
  // Deletes everything but the accounts' and server's own keys (tests: --ephemeral).
  Result<void> Reset();

  // Sets the access key id, seals the session into a token. kUnavailable: the snapshot is an hour old or more (over a
  // shared store that is away): who was forbidden meanwhile must not get new credentials here.
  Result<SessionCredentials> IssueSession(Session session);
  // What a token contains. kUnauthenticated: not ours. Whether it has expired is the caller's question.
  Result<OpenedSession> OpenSession(std::string_view token) const;
  // A text that only this server can read again, and for three days at most; base64. `purpose` says what it is for, and
  // is no session token's. kUnauthenticated: not ours, or for something else.
  std::string SealText(std::string_view purpose, std::string_view text);
  Result<Secret> OpenText(std::string_view purpose, std::string_view sealed) const;
  // A new key for session tokens if the newest is older than a day; it seals an hour later, when all nodes know it.
  // Forgets keys that no living token can need. Call at start (Open does) and every hour or so.
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
  struct Proposal;  // a write that waits for its turn
  struct Draft;     // what some of them would write

  static Error ReadOnly();
  std::shared_ptr<const SealedItem> SealingKey() const;
  Result<void> Load();
  // Fills what it is given, from the store alone.
  Result<Snapshot> ReadAll(ReadNotes& notes, std::uint64_t& revision);
  void EndWrite(bool committed);
  void Publish(std::shared_ptr<const Snapshot> snapshot, store::Store::Ticket ticket, std::uint64_t revision);

  // Over a shared store; directory_shared.cc.
  Result<void> ReadAnew();
  // After a write found that the head had moved on from `base`.
  Result<void> CatchUp(std::uint64_t base);
  Result<void> Apply(const std::vector<store::LogEntry>& entries);
  Result<void> ResetShared();
  Result<void> DeleteAllBut(const std::function<bool(const std::string& store_key)>& kept);
  Result<void> WriteShared(const std::function<bool(Transaction&)>& action);
  void CommitGroup(std::vector<Proposal*>& group);
  Draft MakeDraft(std::vector<Proposal*>& group);
  void Adopt(Draft draft, std::uint64_t revision);
  void PublishShared();  // pending_; the write mutex is held

  const std::unique_ptr<store::Store> store_;
  Random& random_;
  const Clock& clock_;

  mutable std::mutex write_mutex_;  // guards the six below
  crypto::KeyRing keys_;
  ReadNotes notes_;
  std::shared_ptr<const Snapshot> pending_;
  std::uint64_t applied_ = 0;  // over a shared store: the revision of pending_
  int in_flight_ = 0;          // writes that were submitted and are not answered
  bool broken_ = false;        // one of them failed: pending_ has what is not in the store

  mutable std::mutex published_mutex_;  // guards the five below
  std::condition_variable published_changed_;
  std::shared_ptr<const Snapshot> published_;
  store::Store::Ticket published_ticket_ = 0;
  std::uint64_t published_revision_ = 0;
  Time fresh_at_ = {};

  std::mutex follow_mutex_;  // of who reads the log
  std::mutex queue_mutex_;   // guards the two below
  std::condition_variable queue_changed_;
  std::deque<Proposal*> queue_;
  bool committing_ = false;
};

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_DIRECTORY_H_
