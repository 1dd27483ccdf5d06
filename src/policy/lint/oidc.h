// A statement that trusts token providers, taken apart.
// Which providers it names, which conditions speak of their tokens, and a token that meets them. Lives within one run.
#ifndef ROLECALL_POLICY_LINT_OIDC_H_
#define ROLECALL_POLICY_LINT_OIDC_H_

#include <string>
#include <vector>

#include "policy/lint/lint_run.h"
#include "policy/lint/witness.h"

namespace rolecall::policy {

inline constexpr std::string_view kStsAudience = "sts.amazonaws.com";
inline constexpr std::string_view kSubjectPrefix = "system:serviceaccount:";
inline constexpr std::string_view kOtherSubject = "system:serviceaccount:other-namespace:other-account";

struct OidcProvider {
  const PrincipalText* principal;
  std::string issuer;  // as the ARN has it
  std::string lower;   // as condition keys are compared
};

// "issuer:claim", in lower case.
struct IssuerKey {
  std::string issuer, claim;
};
IssuerKey SplitIssuerKey(std::string_view key);

struct OidcStatement {
  LintRun& run;
  const Statement& statement;
  std::vector<OidcProvider> providers;

  // Conditions on these claims of the provider's tokens.
  std::vector<const Condition*> ConditionsOn(const OidcProvider& provider,
                                             std::initializer_list<std::string_view> claims) const;
  // A token of the provider with this subject ("": without the key) that meets the other conditions.
  Ask TokenOf(const OidcProvider& provider, const std::string& subject) const;
  // What tokens of the provider may be for; empty: not known.
  std::vector<std::string> ClientIdsOf(const OidcProvider& provider) const;
  // The same, only if the provider is known.
  std::vector<std::string> KnownClientIds(const OidcProvider& provider) const;
  bool IsKubernetes(const OidcProvider& provider) const;
  // A condition on one of these claims under a name that is short for the issuer's: "gitlab:sub" for gitlab.com.
  bool HasMisnamedKey(std::initializer_list<std::string_view> claims) const;
};

// What a condition's value says about the subject.
void LintSubjectValue(const OidcStatement& oidc, const OidcProvider& provider, const Condition& condition,
                      const Text& value);
void LintSubjects(const OidcStatement& oidc, const OidcProvider& provider);
void LintAudience(const OidcStatement& oidc, const OidcProvider& provider);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_LINT_OIDC_H_
