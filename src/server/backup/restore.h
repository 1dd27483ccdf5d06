// Copies, backups and restores of a plane's store, once the stores are open (store_place.h).
//
//   ROLECALL_TRY(store::BackupSummary made, MakeBackup(source, "plane.backup", clock));
//   ROLECALL_TRY(Restored done, Restore({.backup = *reader, .point = {.time = yesterday_noon}, …}));
//   ROLECALL_TRY(Restored done, CopyInto(source, target, …));
//
// A restore is exact at every revision from the one that the backup was made at through the last one that a log tells
// of: that of the backup itself, of later backups, of the store that was lost if it can still be read. Everything that
// can be refused is, before the first byte is written: a wrong master key, a target that is not empty, a log with a
// gap or of another history, a time of which the logs do not tell.
// Errors: those of the stores and of backups; kInvalidArgument: the point cannot be reached, and what would help.
#ifndef ROLECALL_SERVER_BACKUP_RESTORE_H_
#define ROLECALL_SERVER_BACKUP_RESTORE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "crypto/key_ring.h"
#include "server/backup/copy_source.h"
#include "store/backup/backup_file.h"
#include "store/store.h"

namespace rolecall::server {

// The log after a revision, from wherever it lies.
class LogSupply {
 public:
  virtual ~LogSupply() = default;
  // Some of the entries after this revision, which does not go down from call to call but by one at most; none: there
  // are no more. kNotFound: it begins later.
  virtual Result<std::vector<store::LogEntry>> After(std::uint64_t revision) = 0;
  // From the beginning again.
  virtual Result<void> Rewind() = 0;
  // It tells of everything that was written until then.
  virtual Time complete_until() const = 0;
  virtual std::string name() const = 0;
};

std::unique_ptr<LogSupply> LogOfBackup(store::BackupReader& backup);
// `made`: now.
std::unique_ptr<LogSupply> LogOfStore(CopySource& source, std::string name, Time made);

// Neither: as far as the logs go.
struct RestorePoint {
  std::optional<std::uint64_t> sequence;
  std::optional<Time> time;
};

struct RestoreTo {
  store::Store& store;
  std::string name;             // for messages
  const crypto::KeyRing& keys;  // the plane's master keys
  Random& random;
};

struct Restored {
  std::uint64_t revision = 0;  // what it holds is that of this one
  Time at = {};                // when that was written; none: not known
  std::uint64_t head = 0;      // of the new store
};

Result<store::BackupSummary> MakeBackup(CopySource& source, const std::string& path, const Clock& clock);

struct RestoreFrom {
  store::BackupReader& backup;
  std::vector<LogSupply*> logs;  // beside the backup's own, in the order of their revisions
  RestorePoint point;
};
Result<Restored> Restore(const RestoreFrom& from, const RestoreTo& to);

Result<Restored> CopyInto(CopySource& source, const RestoreTo& to, const Clock& clock);

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_BACKUP_RESTORE_H_
