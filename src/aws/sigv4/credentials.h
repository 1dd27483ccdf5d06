// Credentials: the keys that requests are signed with, and who provides them.
//
// A CredentialsProvider answers with credentials that are valid now; what it must fetch it keeps, and
// renews some minutes before they expire. Secrets are never in error messages.
// Threads: Get() may be called from any thread.
#ifndef ROLECALL_AWS_SIGV4_CREDENTIALS_H_
#define ROLECALL_AWS_SIGV4_CREDENTIALS_H_

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"

namespace rolecall::aws {

struct Credentials {
  std::string access_key_id;
  Secret secret_access_key;
  Secret session_token;            // empty: long-term keys
  std::optional<Time> expiration;  // nothing: they do not expire
  std::string source;              // where they came from, for people: "environment", "profile dev"
};

class CredentialsProvider {
 public:
  virtual ~CredentialsProvider() = default;
  // kUnauthenticated: there are none (with the places looked at).
  virtual Result<Credentials> Get() = 0;
};

// Always the same ones.
class StaticCredentials final : public CredentialsProvider {
 public:
  explicit StaticCredentials(Credentials credentials) : credentials_(std::move(credentials)) {}
  Result<Credentials> Get() override { return credentials_; }

 private:
  Credentials credentials_;
};

// Keeps what `fetch` gave until five minutes before it expires. While a renewal fails, what is still valid is used.
class RefreshingCredentials final : public CredentialsProvider {
 public:
  using Fetch = std::function<Result<Credentials>()>;
  RefreshingCredentials(Fetch fetch, const Clock& clock) : fetch_(std::move(fetch)), clock_(clock) {}
  Result<Credentials> Get() override;

 private:
  Fetch fetch_;
  const Clock& clock_;
  std::mutex mutex_;
  std::optional<Credentials> kept_;
};

}  // namespace rolecall::aws

#endif  // ROLECALL_AWS_SIGV4_CREDENTIALS_H_
