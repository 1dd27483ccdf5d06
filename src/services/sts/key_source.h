// KeySource: the public keys of an OpenID Connect issuer, as a dependency of STS. The server implements it: the
// embedded issuer's keys, key files, or discovery over HTTPS with a cache.
// Threads: Find may be called from many threads. It should answer from memory almost always.
#ifndef ROLECALL_SERVICES_STS_KEY_SOURCE_H_
#define ROLECALL_SERVICES_STS_KEY_SOURCE_H_

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/key.h"

namespace rolecall::services::sts {

class KeySource {
 public:
  virtual ~KeySource() = default;
  // `issuer` is the token's `iss`, with its scheme. Without a `key_id` (the token has none): the only key of the
  // issuer, if it has exactly one. Errors: kNotFound (no such key), kUnavailable (the issuer could not be asked),
  // kDeadlineExceeded.
  virtual Result<crypto::PublicKey> Find(std::string_view issuer, const std::optional<std::string>& key_id) = 0;

  // Whether the issuer still stands by a token whose signature and claims are good: a cluster does not once the pod
  // that it is bound to is gone. Issuers that cannot be asked stand by all. Errors: kUnauthenticated (not any more; the
  // message may be told to its bearer), kUnavailable, kDeadlineExceeded.
  virtual Result<void> Review(std::string_view issuer, std::string_view token, const std::string& audience) {
    (void)issuer, (void)token, (void)audience;
    return {};
  }
};

}  // namespace rolecall::services::sts

#endif  // ROLECALL_SERVICES_STS_KEY_SOURCE_H_
