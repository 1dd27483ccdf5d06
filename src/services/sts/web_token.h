// Web identity tokens: from the text of a JWT to what STS believes of it.
//
//   ROLECALL_TRY(WebIdentity identity, CheckWebToken(token, account, role_arn, *call.snapshot, keys, call.now));
//
// The checks, in the order in which AWS's errors show them: well-formed, issuer registered in the account, key and
// signature, claims (subject, audience, times), roles claim. The first that fails is the error.
#ifndef ROLECALL_SERVICES_STS_WEB_TOKEN_H_
#define ROLECALL_SERVICES_STS_WEB_TOKEN_H_

#include <string>
#include <string_view>

#include "directory/snapshot.h"
#include "services/checked.h"
#include "services/sts/key_source.h"
#include "services/sts/web_identity.h"

namespace rolecall::services::sts {

// The longest difference between our clock and the issuer's that is forgiven.
inline constexpr std::int64_t kClockToleranceSeconds = 300;

// How long ago a token may have been issued, whatever its own end is.
inline constexpr std::int64_t kMaxTokenAgeSeconds = 86400;

// `account` is the role's: its providers count. `role_arn` must be among the token's roles, if it lists any.
services::Checked<WebIdentity> CheckWebToken(std::string_view text, const std::string& account,
                                             const std::string& role_arn, const directory::Snapshot& snapshot,
                                             KeySource& keys, Time now);

}  // namespace rolecall::services::sts

#endif  // ROLECALL_SERVICES_STS_WEB_TOKEN_H_
