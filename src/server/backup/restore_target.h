// A new store that is filled with what another one held. Until Finish it is marked as one that is being filled, and no
// server starts on it.
//
//   ROLECALL_TRY(auto target, RestoreTarget::Begin(store));        // kAlreadyExists: it is not empty
//   … AddRecords, AddLog …
//   ROLECALL_TRY(std::uint64_t head, target->Finish(revision, check));
//
// The new store goes on where the other one was: its next revision is the one after, and a new epoch begins with it
// (replication/epochs.h), so that nobody takes what the other one wrote later for this one's. Errors: the store's.
#ifndef ROLECALL_SERVER_BACKUP_RESTORE_TARGET_H_
#define ROLECALL_SERVER_BACKUP_RESTORE_TARGET_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "server/backup/copy_source.h"
#include "store/store.h"

namespace rolecall::server {

class RestoreTarget final : public CopySink {
 public:
  // `store` outlives it; `name` for messages.
  static Result<std::unique_ptr<RestoreTarget>> Begin(store::Store& store, const std::string& name);

  Result<void> AddRecords(const std::vector<store::Put>& records) override;
  // Must be what the revision after the last one changed, or (of the first) after the records' beginning.
  Result<void> AddLog(const store::LogEntry& entry) override;
  // `own`: entries of the new store's own. The new head.
  Result<std::uint64_t> Finish(std::uint64_t revision, std::vector<store::Put> own);

 private:
  explicit RestoreTarget(store::Store& store) : store_(store) {}
  Result<void> Commit(store::Batch batch);

  store::Store& store_;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_BACKUP_RESTORE_TARGET_H_
