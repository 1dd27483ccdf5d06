// The pg backend: a row a workspace in a PostgreSQL table, locked by PostgreSQL's advisory locks.
//
//   table SCHEMA.TABLE (id bigint from public.global_states_id_seq, name text, data text), made if it is not there
//
// The lock is the session's: it goes with our connection, so nothing can be forced, and who holds it is not known.
// Names are quoted, values are parameters. No error holds the connection string. Not used before the first call.
#ifndef ROLECALL_ENGINE_BACKEND_PG_H_
#define ROLECALL_ENGINE_BACKEND_PG_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/backend/backend.h"
#include "engine/backend/backend_config.h"
#include "store/postgresql/connection.h"

namespace rolecall::engine {

struct PgBackendOptions {
  store::PostgresqlTarget target;
  std::string schema = "terraform_remote_state";
  std::string table = "states";
  std::string index = "states_by_name";
  bool skip_schema = false, skip_table = false, skip_index = false;
};

class PgBackend final : public Backend {
 public:
  explicit PgBackend(PgBackendOptions options) : options_(std::move(options)) {}

  std::string type() const override { return "pg"; }
  bool is_remote() const override { return true; }
  Result<std::vector<std::string>> Workspaces() override;
  Result<void> DeleteWorkspace(const std::string& workspace) override;
  Result<std::optional<StoredState>> Read(const std::string& workspace) override;
  Result<void> Write(const std::string& workspace, std::string_view bytes) override;
  bool CanLock() const override { return true; }
  Result<LockAttempt> TryLock(const std::string& workspace, LockInfo info) override;
  Result<void> Unlock(const std::string& workspace, const std::string& id) override;

  // The number of the lock under which rows are made: the same for all programs.
  std::int64_t CreationLock() const;

 private:
  Result<void> Prepare();
  Result<void> MakeSchema();
  Result<store::PgRows> Ask(const std::string& sql, std::vector<store::PgParameter> parameters = {});
  std::string Table() const;
  Result<bool> TryAdvisoryLock(std::int64_t number);
  void GiveBack(std::int64_t number);

  const PgBackendOptions options_;
  std::unique_ptr<store::PgConnection> connection_;
  std::string held_id_;
  std::int64_t held_number_ = 0;
};

// "a" as SQL quotes names.
std::string QuotedName(std::string_view name);

std::unique_ptr<Backend> MakePgBackend(const BackendConfig& config, const BackendContext& context,
                                       diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_BACKEND_PG_H_
