// SAML responses: from the text of one to what STS believes of it.
//
//   SamlChecker checker;
//   ROLECALL_TRY(SamlIdentity identity, checker.Check(call, role_arn, provider_arn));
//
// The checks, the first that fails being the error: the provider exists, base64 and form, signature, issuer, times,
// recipient and audience, the role and provider in the Role attribute, session name, tags and source identity.
// For this folder only. Threads: any.
#ifndef ROLECALL_SERVICES_STS_SAML_TOKEN_H_
#define ROLECALL_SERVICES_STS_SAML_TOKEN_H_

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "directory/iam_records.h"
#include "services/call.h"
#include "services/checked.h"
#include "services/saml/assertion.h"
#include "services/saml/metadata.h"

namespace rolecall::services::sts {

struct SamlIdentity {
  std::shared_ptr<const directory::SamlProvider> provider;
  saml::Assertion assertion;
  std::string session_name;
  std::string subject_type;    // NameID's Format, without SAML's own prefix
  std::string name_qualifier;  // BASE64(SHA1(issuer + account + "/" + provider))
  directory::Tags tags;
  std::vector<std::string> transitive_tag_keys;
  std::string source_identity;
  std::optional<std::int64_t> session_seconds;  // the SessionDuration attribute
};

class SamlChecker {
 public:
  services::Checked<SamlIdentity> Check(const services::Call& call, const std::string& role_arn,
                                        const std::string& provider_arn);

 private:
  using ProviderPtr = std::shared_ptr<const directory::SamlProvider>;
  struct Known {
    ProviderPtr record;  // that the keys were read from: another record has others
    std::shared_ptr<const saml::Metadata> metadata;
  };
  // Null if its metadata has no keys.
  std::shared_ptr<const saml::Metadata> MetadataOf(const ProviderPtr& provider);

  std::mutex mutex_;
  std::map<std::string, Known> known_;  // by ARN; as many as there are providers
};

}  // namespace rolecall::services::sts

#endif  // ROLECALL_SERVICES_STS_SAML_TOKEN_H_
