// The policy that a resource itself brings to a decision.
//
//   const ResourcePolicy own = ResourcePolicyFor(model, "kms:Decrypt", key_arn, cache);
//   if (own.unknown) … nobody can say: `own.name` …
//   inputs.resource = own.compiled.get();
//   inputs.resource_optional = own.unknown;      // judge then what the caller's own side says
//
// That is its own policy (a bucket's counts for its objects), the trust policy of a role that is to be assumed, or of a
// key without a policy that is known AWS's default one, which leaves it to its account's policies. A policy that is
// there and whose text is not known is `unknown`: it is never taken as none. Pure.
#ifndef ROLECALL_ACCESS_MODEL_RESOURCE_POLICY_H_
#define ROLECALL_ACCESS_MODEL_RESOURCE_POLICY_H_

#include <string>
#include <string_view>

#include "access/model/identity_model.h"
#include "access/model/policy_cache.h"
#include "policy/document/arn.h"

namespace rolecall::access {

struct ResourcePolicy {
  PolicyCache::Compiled compiled;            // null: there is none, or it is not known, or malformed
  const PolicyDocument* document = nullptr;  // what it is written in; null: none, or AWS's default
  bool unknown = false;
  std::string problem;  // of a malformed one
};

ResourcePolicy ResourcePolicyFor(const IdentityModel& model, std::string_view action, const std::string& arn,
                                 PolicyCache& cache);

// What AWS gives a key that is made without a policy.
PolicyDocument DefaultKeyPolicy(const policy::Arn& key);

// The most that a policy which is not known may say: whatever is denied beside it is denied for certain.
const policy::CompiledPolicy* GreatestResourcePolicy();

// Whose resource it is: the ARN's account, or of a bucket that the model makes the model's; empty: not known.
std::string OwnerOfResource(const IdentityModel& model, std::string_view arn);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_MODEL_RESOURCE_POLICY_H_
