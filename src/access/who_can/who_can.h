// WhoCan: everybody who may do something, and on which path: service account → provider → role → statement.
//
//   WhoCanAnswer answer = WhoCan({&model, "secretsmanager:GetSecretValue", arn, "eu-central-1"});
//   for (const Path& path : answer.paths) … path.opening.Text(), path.role->arn …
//
// Action and resource may be patterns ("s3:*", "arn:…:secret:k8s-main/*"): then it is told who may do any of it, with
// the requests that show it. Grants that only hold if a request has something carry these conditions. Every decision is
// the engine's; every distinct policy is compiled once; the time is linear in roles. Roles that may assume others are
// followed (role chaining). The answer points into the model.
#ifndef ROLECALL_ACCESS_WHO_CAN_WHO_CAN_H_
#define ROLECALL_ACCESS_WHO_CAN_WHO_CAN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "access/model/identity_model.h"
#include "access/model/trust_opening.h"

namespace rolecall::access {

struct WhoCanQuestion {
  const IdentityModel* model = nullptr;
  std::string action, resource, region;
  std::int64_t now = 0;  // Unix seconds: when sessions are made; 0: not known
};

// What allows it.
struct GrantedBy {
  std::string statement;  // "statement 1 (Sid) of POLICY"
  Origin origin;
  std::vector<std::string> conditions;  // that only a request decides (policy/explain/judge.h); none: it is allowed
  std::vector<std::string> examples;    // of a question with patterns: "s3:GetObject on arn:…"
};

// One way in.
struct Path {
  TrustOpening opening;  // who begins; for users: kPrincipal with the user's ARN
  bool is_user = false;
  const Role* role = nullptr;         // the role that is assumed first; null for users that need none
  std::vector<const Role*> chain;     // further roles, each assumed by the one before; the last may do it
  std::vector<GrantedBy> grants;      // at least one
  std::vector<std::string> profiles;  // instance profiles with the role, for the service EC2
  bool is_annotated = false;          // a manifest gives the service account this role
};

struct WhoCanAnswer {
  std::vector<Path> paths;           // service accounts, other principals, wide openings marked by is_wide()
  std::vector<std::string> remarks;  // what could not be judged, and what else gives access
};

WhoCanAnswer WhoCan(const WhoCanQuestion& question);

std::string ToText(const WhoCanQuestion& question, const WhoCanAnswer& answer, bool color);
std::string ToJson(const WhoCanQuestion& question, const WhoCanAnswer& answer);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_WHO_CAN_WHO_CAN_H_
