// What a question about a service account leaves open, read out of the model: the role, when no manifest says it, and
// the issuer of the tokens, when nobody gives one.
//
//   AssumedRole role = RoleMeantFor(model, {"external-secrets", "aws-secretsmanager"});
//   question.role_arn = role.arn;  question.role_source = role.source;
//
// A role is meant for a service account if its trust policy names it, then if a pattern of it matches, then if it is
// for one of the same name elsewhere or of a name that is nearly the same (so that a typing error is explained, not
// "no role"), then if it is the only one. Pure.
#ifndef ROLECALL_ACCESS_EXPLAIN_ASSUMED_ROLE_H_
#define ROLECALL_ACCESS_EXPLAIN_ASSUMED_ROLE_H_

#include <string>
#include <vector>

#include "access/model/identity_model.h"
#include "kube/service_account.h"

namespace rolecall::access {

struct AssumedRole {
  std::string arn;     // empty: none comes near
  std::string source;  // a sentence for the reader
};

// The first role of the order above.
AssumedRole RoleMeantFor(const IdentityModel& model, const kube::ServiceAccountName& account);

// The issuer whose tokens the roles of the model are for, with https://, if none is given: of the only provider, else
// what most trust policies name. Empty if nothing tells. `source` says which.
std::string AssumedIssuer(const IdentityModel& model, const Role* role, std::string& source);

// The values that a trust policy compares with :sub, patterns included.
std::vector<std::string> TrustedSubjects(const PolicyDocument& trust);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_EXPLAIN_ASSUMED_ROLE_H_
