// Web identity tokens: from the text of a JWT to what STS believes of it. See the order of checks in web_token.cc.
#ifndef ROLECALL_SERVICES_STS_WEB_TOKEN_H_
#define ROLECALL_SERVICES_STS_WEB_TOKEN_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "directory/snapshot.h"
#include "services/checked.h"
#include "services/sts/key_source.h"

namespace rolecall::services::sts {

// The longest difference between our clock and the issuer's that is forgiven.
inline constexpr std::int64_t kClockToleranceSeconds = 300;

struct WebIdentity {
  std::shared_ptr<const directory::OidcProvider> provider;
  std::string subject;
  std::string audience;                // azp if the token has it, else aud
  std::vector<std::string> audiences;  // aud as sent
  std::vector<std::string> amr;
  // Further claims that are condition keys: the claim's name and its text.
  std::vector<std::pair<std::string, std::string>> claims;
  directory::Tags tags;
  std::vector<std::string> transitive_tag_keys;
  std::string source_identity;
};

// `account` is the role's: its providers count. `role_arn` must be among the token's roles, if it lists any.
services::Checked<WebIdentity> CheckWebToken(std::string_view text, const std::string& account,
                                             const std::string& role_arn, const directory::Snapshot& snapshot,
                                             KeySource& keys, Time now);

}  // namespace rolecall::services::sts

#endif  // ROLECALL_SERVICES_STS_WEB_TOKEN_H_
