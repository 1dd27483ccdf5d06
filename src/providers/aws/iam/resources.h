// The resources of IAM: a maker for each type, defined in the file of its name; listed in providers/aws/catalogue.cc.
#ifndef ROLECALL_PROVIDERS_AWS_IAM_RESOURCES_H_
#define ROLECALL_PROVIDERS_AWS_IAM_RESOURCES_H_

#include <memory>

#include "providers/aws/framework/behaviour.h"
#include "providers/aws/framework/resource.h"

namespace rolecall::providers::aws {

std::unique_ptr<const Resource> MakeIamAccessKey(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamAccountAlias(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamGroup(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamGroupMembership(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamGroupPoliciesExclusive(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamGroupPolicy(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamGroupPolicyAttachment(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamGroupPolicyAttachmentsExclusive(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamInstanceProfile(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamOpenIdConnectProvider(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamPolicy(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamPolicyAttachment(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamRole(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamRolePoliciesExclusive(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamRolePolicy(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamRolePolicyAttachment(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamRolePolicyAttachmentsExclusive(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamServiceLinkedRole(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamUser(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamUserGroupMembership(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamUserPoliciesExclusive(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamUserPolicy(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamUserPolicyAttachment(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamUserPolicyAttachmentsExclusive(const Behaviour& behaviour);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_IAM_RESOURCES_H_
