// Who in an account can become a role or user, or give itself any right: the graph of escalations, walked backwards.
//
//   AccountPaths paths(model, "eu-central-1");
//   for (const Escalation& one : paths.To({role_arn})) …
//       // arn:…:role/ci  -lambda-invoke→  arn:…:role/app  (runs a function with it)
//
// The ways are data/escalation-methods.tsv. Each step is decided by the engine, with boundary and Deny; what only a
// request decides stands in its conditions. Bounded: kLongestEscalation steps, kMostEscalationDecisions decisions in
// all (then `complete` is false). Pure; the model must outlive it.
#ifndef ROLECALL_ACCESS_PATHS_ACCOUNT_PATHS_H_
#define ROLECALL_ACCESS_PATHS_ACCOUNT_PATHS_H_

#include <string>
#include <vector>

#include "access/model/identity_model.h"

namespace rolecall::access {

inline constexpr std::size_t kLongestEscalation = 3;
inline constexpr std::size_t kMostEscalationDecisions = 200'000;

struct EscalationStep {
  std::string method, means;
  std::string into;                     // the ARN of whom it makes of its holder; empty: itself, with any right
  std::vector<std::string> conditions;  // that only a request decides
};

struct Escalation {
  std::string who;  // ARN
  std::vector<EscalationStep> steps;
};

struct Escalations {
  std::vector<Escalation> found;  // the shortest first
  bool complete = true;
};

// Who can become one of these (ARNs of roles and users), and who can give itself any right.
Escalations EscalationsTo(const IdentityModel& model, const std::vector<std::string>& targets,
                          const std::string& region);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_PATHS_ACCOUNT_PATHS_H_
