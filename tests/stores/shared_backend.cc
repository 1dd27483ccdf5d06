#include "tests/stores/shared_backend.h"

#include <libpq-fe.h>

#include <chrono>
#include <thread>
#include <utility>

#include "store/etcd/etcd_store.h"
#include "store/postgresql/postgresql_store.h"

namespace rolecall::store {

void RunSql(const std::string& url, const std::string& sql) {
  PGconn* connection = PQconnectdb(url.c_str());
  PGresult* result = PQexec(connection, sql.c_str());
  EXPECT_TRUE(PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK)
      << PQerrorMessage(connection);
  PQclear(result);
  PQfinish(connection);
}

StoreServer* RunningServer(ServerKind kind) {
  static std::unique_ptr<StoreServer> servers[2];
  std::unique_ptr<StoreServer>& server = servers[static_cast<int>(kind)];
  if (server == nullptr) {
    server = kind == ServerKind::kEtcd ? MakeEtcd() : MakePostgresql();
    if (server != nullptr) server->Start();
  }
  return server.get();
}

std::unique_ptr<SharedBackend> MakeShared(ServerKind kind) {
  StoreServer* server = RunningServer(kind);
  return server == nullptr ? nullptr : std::make_unique<SharedBackend>(kind, *server);
}

SharedBackend::SharedBackend(ServerKind kind, StoreServer& server) : kind_(kind), server_(server), url_(server.Url()) {
  static int place = 0;
  if (kind == ServerKind::kEtcd) {
    url_ += "/test" + std::to_string(++place);
  } else {
    RunSql(url_, "SET client_min_messages = warning; DROP SCHEMA IF EXISTS rolecall CASCADE");
  }
}

Result<std::unique_ptr<Store>> SharedBackend::TryOpen(StoreOptions options) {
  if (kind_ == ServerKind::kPostgresql) return OpenPostgresqlStore(url_, random_, std::move(options));
  ROLECALL_TRY(EtcdTarget target, ReadEtcdUrl(url_));
  return OpenEtcdStore(std::move(target), random_, std::move(options));
}

std::unique_ptr<Store> SharedBackend::Open(StoreOptions options) {
  // A server on a busy machine may not answer in time, once.
  auto store = TryOpen(options);
  for (int i = 0; i < 5 && !store.ok() && store.error().code == ErrorCode::kUnavailable; ++i) {
    std::this_thread::sleep_for(std::chrono::seconds(1));
    store = TryOpen(options);
  }
  EXPECT_TRUE(store.ok()) << store.error().message;
  return store.ok() ? *std::move(store) : nullptr;
}

}  // namespace rolecall::store
