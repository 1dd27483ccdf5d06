// The resources of IAM: a maker for each type, defined in the file of its name, and the table that catalogue.cc
// makes the provider from. Adding a type is a file, and here a declaration and a row. Makers are pure; any thread.
#ifndef ROLECALL_PROVIDERS_AWS_IAM_RESOURCES_H_
#define ROLECALL_PROVIDERS_AWS_IAM_RESOURCES_H_

#include <memory>

#include "providers/aws/framework/resource.h"

namespace rolecall::providers::aws {

std::unique_ptr<const Resource> MakeIamAccessKey(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamAccountAlias(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamAccountPasswordPolicy(const Behaviour& behaviour);
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
std::unique_ptr<const Resource> MakeIamSamlProvider(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamServiceLinkedRole(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamUser(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamUserGroupMembership(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamUserLoginProfile(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamUserPoliciesExclusive(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamUserPolicy(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamUserPolicyAttachment(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamUserPolicyAttachmentsExclusive(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeIamUserSshKey(const Behaviour& behaviour);

inline constexpr ResourceMaker kIamResources[] = {
    {"aws_iam_access_key", MakeIamAccessKey},
    {"aws_iam_account_alias", MakeIamAccountAlias},
    {"aws_iam_account_password_policy", MakeIamAccountPasswordPolicy},
    {"aws_iam_group", MakeIamGroup},
    {"aws_iam_group_membership", MakeIamGroupMembership},
    {"aws_iam_group_policies_exclusive", MakeIamGroupPoliciesExclusive},
    {"aws_iam_group_policy", MakeIamGroupPolicy},
    {"aws_iam_group_policy_attachment", MakeIamGroupPolicyAttachment},
    {"aws_iam_group_policy_attachments_exclusive", MakeIamGroupPolicyAttachmentsExclusive},
    {"aws_iam_instance_profile", MakeIamInstanceProfile},
    {"aws_iam_openid_connect_provider", MakeIamOpenIdConnectProvider},
    {"aws_iam_policy", MakeIamPolicy},
    {"aws_iam_policy_attachment", MakeIamPolicyAttachment},
    {"aws_iam_role", MakeIamRole},
    {"aws_iam_role_policies_exclusive", MakeIamRolePoliciesExclusive},
    {"aws_iam_role_policy", MakeIamRolePolicy},
    {"aws_iam_role_policy_attachment", MakeIamRolePolicyAttachment},
    {"aws_iam_role_policy_attachments_exclusive", MakeIamRolePolicyAttachmentsExclusive},
    {"aws_iam_saml_provider", MakeIamSamlProvider},
    {"aws_iam_service_linked_role", MakeIamServiceLinkedRole},
    {"aws_iam_user", MakeIamUser},
    {"aws_iam_user_group_membership", MakeIamUserGroupMembership},
    {"aws_iam_user_login_profile", MakeIamUserLoginProfile},
    {"aws_iam_user_policies_exclusive", MakeIamUserPoliciesExclusive},
    {"aws_iam_user_policy", MakeIamUserPolicy},
    {"aws_iam_user_policy_attachment", MakeIamUserPolicyAttachment},
    {"aws_iam_user_policy_attachments_exclusive", MakeIamUserPolicyAttachmentsExclusive},
    {"aws_iam_user_ssh_key", MakeIamUserSshKey},
};

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_IAM_RESOURCES_H_
