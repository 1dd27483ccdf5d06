// Web identity tokens: from the text of a JWT to what STS believes of it.
//
//   TokenChecker checker(keys);
//   ROLECALL_TRY(WebIdentity identity, checker.Check(token, account, role_arn, *call.snapshot, call.now));
//
// The checks, in the order in which AWS's errors show them: well-formed, issuer registered in the account, key and
// signature, claims (subject, audience, times), roles claim. The first that fails is the error. A token whose signature
// was found good before is not read and verified again, as long as its key is published (token_cache.h). Threads: any.
#ifndef ROLECALL_SERVICES_STS_WEB_TOKEN_H_
#define ROLECALL_SERVICES_STS_WEB_TOKEN_H_

#include <string>
#include <string_view>

#include "directory/snapshot.h"
#include "services/checked.h"
#include "services/sts/key_source.h"
#include "services/sts/token_cache.h"
#include "services/sts/web_identity.h"

namespace rolecall::services::sts {

// The longest difference between our clock and the issuer's that is forgiven.
inline constexpr std::int64_t kClockToleranceSeconds = 300;

// How long ago a token may have been issued, whatever its own end is.
inline constexpr std::int64_t kMaxTokenAgeSeconds = 86400;

class TokenChecker {
 public:
  // `keys` must outlive it.
  explicit TokenChecker(KeySource& keys) : keys_(keys) {}

  // `account` is the role's: its providers count. `role_arn` must be among the token's roles, if it lists any.
  services::Checked<WebIdentity> Check(std::string_view text, const std::string& account, const std::string& role_arn,
                                       const directory::Snapshot& snapshot, Time now);

 private:
  KeySource& keys_;
  TokenCache cache_;
};

}  // namespace rolecall::services::sts

#endif  // ROLECALL_SERVICES_STS_WEB_TOKEN_H_
