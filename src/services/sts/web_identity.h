// WebIdentity: who a checked web identity token speaks of, and what its claims say. A plain value; web_token.h makes
// it. For this folder only.
#ifndef ROLECALL_SERVICES_STS_WEB_IDENTITY_H_
#define ROLECALL_SERVICES_STS_WEB_IDENTITY_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "directory/iam_records.h"

namespace rolecall::services::sts {

struct WebIdentity {
  std::shared_ptr<const directory::OidcProvider> provider;
  std::string provider_arn;
  std::string subject;
  std::string audience;                // azp if the token has it, else aud
  std::vector<std::string> audiences;  // aud as sent
  std::vector<std::string> amr;
  // Further claims that are condition keys: the claim's name and its text.
  std::vector<std::pair<std::string, std::string>> claims;
  directory::Tags tags;
  std::vector<std::string> transitive_tag_keys;
  std::string source_identity;
  bool role_is_listed = false;  // the token has a roles claim, and the role is in it
};

// " (presented: issuer https://…, subject …, audience …)": what the bearer of a refused token is told, each bounded.
std::string PresentedText(const WebIdentity& identity);

}  // namespace rolecall::services::sts

#endif  // ROLECALL_SERVICES_STS_WEB_IDENTITY_H_
