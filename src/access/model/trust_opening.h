// Whom a trust policy lets in, read from its statements: which service accounts of which cluster, and how far wildcards
// and missing conditions open it.
//
//   for (const TrustOpening& opening : OpeningsOf(role)) … opening.Text() …  "any service account of namespace apps"
//
// What only the other side's facts decide (an ExternalId, MFA) is said in `conditions`. Pure.
#ifndef ROLECALL_ACCESS_MODEL_TRUST_OPENING_H_
#define ROLECALL_ACCESS_MODEL_TRUST_OPENING_H_

#include <string>
#include <vector>

#include "access/model/identity_model.h"
#include "policy/document/document.h"

namespace rolecall::access {

struct TrustOpening {
  enum class Kind {
    kServiceAccount,  // exactly one
    kNamespace,       // any of one namespace
    kPattern,         // any whose subject matches a pattern
    kCluster,         // any of the cluster
    kTokens,          // any token of a provider that is no cluster, or a pattern of its subjects
    kPrincipal,       // an AWS role, user or session
    kAccount,         // an account: whoever its policies allow
    kEveryone,
    kService,  // an AWS service
  };
  Kind kind = Kind::kServiceAccount;
  std::string who;          // "external-secrets/aws-secretsmanager", the namespace, the pattern, an ARN, a service
  std::string provider;     // ARN; of tokens
  bool no_subject = false;  // kCluster: because there is no :sub condition
  std::vector<std::string> conditions;  // further ones, as text
  std::size_t statement = 0;            // number in the document, from 0

  // "external-secrets/aws-secretsmanager", "any service account of the cluster (no :sub condition)", …
  std::string Text() const;
  bool is_wide() const;
};

// Statements that deny are not looked at: whoever needs certainty asks the engine. Empty for a malformed policy.
std::vector<TrustOpening> OpeningsOf(const policy::Document& trust);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_MODEL_TRUST_OPENING_H_
