// The http backend: GET, POST and DELETE on one address, LOCK and UNLOCK on one or two others.
//
// Network failures and answers of 5xx are tried again (retry_max times). A lock is answered 200; 423 and 409 carry
// the holder's description. States and locks are sent with their MD5 for the server to check.
#ifndef ROLECALL_ENGINE_BACKEND_HTTP_H_
#define ROLECALL_ENGINE_BACKEND_HTTP_H_

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/secret.h"
#include "engine/backend/backend.h"
#include "engine/backend/backend_config.h"

namespace rolecall::engine {

struct HttpBackendOptions {
  std::string address;
  std::string update_method = "POST";
  std::string lock_address;  // empty: no locking
  std::string lock_method = "LOCK";
  std::string unlock_address;  // empty: no unlocking
  std::string unlock_method = "UNLOCK";
  std::string username;
  Secret password;
  std::vector<std::pair<std::string, std::string>> headers;
  int retry_max = 2;
  std::chrono::seconds retry_wait_min{1};
  std::chrono::seconds retry_wait_max{30};
};

class HttpBackend final : public Backend {
 public:
  // `own_client` is used instead of the context's if it is not null.
  HttpBackend(HttpBackendOptions options, const BackendContext& context, std::unique_ptr<http::Client> own_client);

  std::string type() const override { return "http"; }
  bool is_remote() const override { return true; }
  Result<std::vector<std::string>> Workspaces() override;
  Result<void> DeleteWorkspace(const std::string& workspace) override;
  Result<std::optional<StoredState>> Read(const std::string& workspace) override;
  Result<void> Write(const std::string& workspace, std::string_view bytes) override;
  bool CanLock() const override { return !options_.lock_address.empty(); }
  Result<LockAttempt> TryLock(const std::string& workspace, LockInfo info) override;
  Result<void> Unlock(const std::string& workspace, const std::string& id) override;

 private:
  Result<http::Response> Send(const std::string& method, const std::string& url, std::string body);
  Error Unexpected(const std::string& what, const http::Response& answer) const;

  HttpBackendOptions options_;
  BackendContext context_;
  std::unique_ptr<http::Client> own_client_;
  LockInfo held_;  // id empty: not locked by us
};

// Null with diagnostics if the arguments are wrong. Environment variables TF_HTTP_… stand in for missing arguments.
std::unique_ptr<Backend> MakeHttpBackend(const BackendConfig& config, const BackendContext& context,
                                         diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_BACKEND_HTTP_H_
