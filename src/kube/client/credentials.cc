#include "kube/client/credentials.h"

#include "base/encoding.h"
#include "base/text.h"
#include "kube/client/exec_plugin.h"

namespace rolecall::kube {
namespace {

constexpr std::chrono::seconds kReadTokenEvery{60};
constexpr std::chrono::seconds kRenewBefore{30};
constexpr std::size_t kMaxTokenBytes = 64u << 10;

Secret Bearer(std::string_view token) { return Secret("Bearer " + std::string(token)); }

}  // namespace

Credentials::Credentials(const ClusterAccess& access, const Environment& environment, const FileSystem& files,
                         const Clock& clock)
    : access_(access), environment_(environment), files_(files), clock_(clock) {}

Result<std::shared_ptr<const Credential>> Credentials::Get() {
  const std::lock_guard lock(mutex_);
  const Time now = clock_.Now();
  if (current_ != nullptr && (!good_until_.has_value() || now < *good_until_)) return current_;
  if (access_.exec.has_value()) return FromPlugin(now);
  if (!access_.token_file.empty()) return FromFile(now);
  auto fixed = std::make_shared<Credential>();
  fixed->client_cert_pem = access_.client_cert_pem;
  fixed->client_key_pem = access_.client_key_pem;
  if (!access_.token.empty()) fixed->authorization = Bearer(access_.token.Reveal());
  if (!access_.username.empty()) {
    const Secret pair(access_.username + ":" + std::string(access_.password.Reveal()));
    fixed->authorization = Secret("Basic " + Base64Encode(pair.Reveal()));
  }
  current_ = std::move(fixed);
  return current_;
}

Result<std::shared_ptr<const Credential>> Credentials::FromFile(Time now) {
  Result<std::string> read = files_.Read(access_.token_file, kMaxTokenBytes);
  good_until_ = now + kReadTokenEvery;
  auto fresh = std::make_shared<Credential>();
  fresh->client_cert_pem = access_.client_cert_pem;
  fresh->client_key_pem = access_.client_key_pem;
  if (read.ok() && !Trim(*read).empty()) {
    const Secret text(*std::move(read));
    fresh->authorization = Bearer(Trim(text.Reveal()));
  } else if (current_ != nullptr) {
    return current_;
  } else if (!access_.token.empty()) {
    fresh->authorization = Bearer(access_.token.Reveal());
  } else {
    good_until_ = now;
    if (!read.ok()) return Error{ErrorCode::kUnauthenticated, "the token: " + read.error().message};
    return Error{ErrorCode::kUnauthenticated, "the token: read empty token from file \"" + access_.token_file + "\""};
  }
  current_ = std::move(fresh);
  return current_;
}

Result<std::shared_ptr<const Credential>> Credentials::FromPlugin(Time now) {
  ROLECALL_TRY(ExecAnswer answer, RunExecPlugin(access_, environment_));
  auto fresh = std::make_shared<Credential>();
  if (!answer.token.empty()) fresh->authorization = Bearer(answer.token.Reveal());
  const bool has_own = !answer.client_cert_pem.empty();
  fresh->client_cert_pem = has_own ? std::move(answer.client_cert_pem) : access_.client_cert_pem;
  fresh->client_key_pem = has_own ? std::move(answer.client_key_pem) : access_.client_key_pem;
  good_until_.reset();
  if (answer.expires.has_value()) {
    if (*answer.expires <= now)
      return Error{ErrorCode::kUnauthenticated, "getting credentials: what the exec plugin gave has expired"};
    const auto half = (*answer.expires - now) / 2;  // of what lasts shorter than the margin
    good_until_ = *answer.expires - std::min<Time::duration>(kRenewBefore, half);
  }
  current_ = std::move(fresh);
  return current_;
}

bool Credentials::Refused(const std::shared_ptr<const Credential>& credential) {
  if (!access_.exec.has_value() && access_.token_file.empty()) return false;
  const std::lock_guard lock(mutex_);
  if (current_ != credential) return true;  // somebody has renewed it meanwhile
  good_until_ = Time();
  return true;
}

}  // namespace rolecall::kube
