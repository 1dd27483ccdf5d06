// The policies in and at a role: inline documents and attached managed ones. Internal to aws_iam_role; the types that
// are one policy or attachment each have their own (inline_policy.cc, attachment.cc).
//
// Reading gives the service's error, writing a whole sentence. Putting and attaching stop at the first refusal: what
// was done stays. Any thread.
#ifndef ROLECALL_PROVIDERS_AWS_IAM_ROLE_POLICIES_H_
#define ROLECALL_PROVIDERS_AWS_IAM_ROLE_POLICIES_H_

#include <map>
#include <string>
#include <vector>

#include "providers/aws/iam/calls.h"

namespace rolecall::providers::aws {

// Documents by name.
using InlinePolicies = std::map<std::string, std::string>;

InlinePolicies ConfiguredInlinePolicies(const Object& role);
void SetInlinePolicies(const InlinePolicies& policies, Object& role);
// The same names with documents that mean the same.
bool AreEquivalent(const InlinePolicies& a, const InlinePolicies& b);

api::ServiceResult<InlinePolicies> ReadInlinePolicies(const Call& call, const std::string& role);
Result<void> PutInlinePolicies(const Call& call, const std::string& role, const InlinePolicies& policies);
Result<void> DeleteInlinePolicies(const Call& call, const std::string& role, const std::vector<std::string>& names);

api::ServiceResult<std::vector<std::string>> ReadAttachedPolicies(const Call& call, const std::string& role);
Result<void> AttachPolicies(const Call& call, const std::string& role, const std::vector<std::string>& arns);
Result<void> DetachPolicies(const Call& call, const std::string& role, const std::vector<std::string>& arns);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_IAM_ROLE_POLICIES_H_
