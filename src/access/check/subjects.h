// Everybody in a model who may have access, asked one after the other what of a region they have. For this folder.
//
//   ForEachGrant(model, scope, sides, [&](const Grantee& grantee, const policy::AccessDifference& found) { … });
#ifndef ROLECALL_ACCESS_CHECK_SUBJECTS_H_
#define ROLECALL_ACCESS_CHECK_SUBJECTS_H_

#include <functional>
#include <string>
#include <vector>

#include "access/change/sides.h"

namespace rolecall::access {

struct Grantee {
  std::string who;                 // as a person names it
  std::vector<std::string> names;  // all that it can be called by: ARN, name, "NS/NAME"
  std::string role;                // the role through which; empty: none
  Origin origin;
};

// Calls with what each has of the scope: the first difference found, the certain ones first. A role is told with each
// of those whom its trust policy lets in (their openers are asked only then). Not known texts go into `unknown`.
void ForEachGrant(const IdentityModel& model, const policy::AccessScope& scope, Sides& sides,
                  std::vector<std::string>& unknown,
                  const std::function<void(const Grantee&, const policy::AccessDifference&)>& visit);

// The openers that a role's trust policy lets in, for certain or possibly.
std::vector<Opener> LiveOpeners(const Role& role, Sides& sides);

// "secretsmanager:GetSecretValue on arn:…" of a difference that is certain; else empty.
std::string ExampleOf(const policy::AccessDifference& difference);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_CHECK_SUBJECTS_H_
