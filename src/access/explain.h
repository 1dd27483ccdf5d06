// Explain: may this service account do that, and if not, which link of the chain fails first?
//
// The chain, in the order in which things happen: the service account's annotation, the role, the OIDC provider, the
// token, the role's trust policy, the permissions. Every verdict comes from the same engine that decides requests.
// Pure: what it judges was fetched before (identity_model.h).
#ifndef ROLECALL_ACCESS_EXPLAIN_H_
#define ROLECALL_ACCESS_EXPLAIN_H_

#include <optional>
#include <string>
#include <vector>

#include "access/identity_model.h"
#include "kube/service_account.h"

namespace rolecall::access {

struct ExplainQuestion {
  kube::ServiceAccountName account;
  std::string action, resource;
  std::string region;

  // What is known of the chain.
  std::string role_arn;        // of the annotation; empty: none
  std::string no_role_reason;  // why there is none
  IdentityModel model;         // the role (if it exists), its policies, the account's providers
  std::string issuer;          // of the token, with https://
  std::string audience;        // of the token
};

struct ChainLink {
  std::string name;  // "service account", "role", "provider", "token", "trust policy", "permissions"
  bool good = false;
  bool reached = true;  // false: a link before it failed
  std::string verdict;  // one sentence
  std::vector<std::string> details;
};

struct ExplainAnswer {
  bool allowed = false;
  std::vector<ChainLink> links;
  std::string cause;  // the first failing link's verdict; empty if allowed
  std::string fix;    // the smallest change that would help; may be empty
};

ExplainAnswer Explain(const ExplainQuestion& question);

// For people and for machines (one line).
std::string ToText(const ExplainQuestion& question, const ExplainAnswer& answer, bool color);
std::string ToJson(const ExplainQuestion& question, const ExplainAnswer& answer);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_EXPLAIN_H_
