// Stores of several processes on servers that the test starts: one server for the whole program, an empty place each.
#ifndef ROLECALL_TESTS_STORES_SHARED_BACKEND_H_
#define ROLECALL_TESTS_STORES_SHARED_BACKEND_H_

#include <memory>
#include <string>

#include "base/random.h"
#include "tests/stores/servers.h"
#include "tests/unit/store/store_contract.h"

namespace rolecall::store {

enum class ServerKind { kEtcd, kPostgresql };

class SharedBackend final : public Backend {
 public:
  SharedBackend(ServerKind kind, StoreServer& server);

  std::unique_ptr<Store> Open(StoreOptions options) override;
  bool is_shared() const override { return true; }
  // With the error.
  Result<std::unique_ptr<Store>> TryOpen(StoreOptions options);
  StoreServer& server() { return server_; }
  const std::string& url() const { return url_; }

 private:
  const ServerKind kind_;
  StoreServer& server_;
  std::string url_;
  SystemRandom random_;
};

// Null: not installed.
StoreServer* RunningServer(ServerKind kind);
std::unique_ptr<SharedBackend> MakeShared(ServerKind kind);

// Statements for PostgreSQL, at the server of `url`; a failure of the test if they fail.
void RunSql(const std::string& url, const std::string& sql);

}  // namespace rolecall::store

#endif  // ROLECALL_TESTS_STORES_SHARED_BACKEND_H_
