// The table of what this provider has: one maker for each type. Adding a type is a file and a line in catalogue.cc.
#ifndef ROLECALL_PROVIDERS_AWS_RESOURCES_H_
#define ROLECALL_PROVIDERS_AWS_RESOURCES_H_

#include <memory>

#include "providers/aws/behaviour.h"
#include "providers/aws/resource.h"

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
std::unique_ptr<const Resource> MakeS3Bucket(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeS3BucketEncryption(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeS3BucketOwnershipControls(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeS3BucketPolicy(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeS3BucketPublicAccessBlock(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeS3BucketVersioning(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeSecret(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeSecretPolicy(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeSecretVersion(const Behaviour& behaviour);

std::unique_ptr<const DataSource> MakeArnData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeAvailabilityZonesData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeCallerIdentityData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeDefaultTagsData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeEksClusterAuthData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeEksClusterData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeEksClustersData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeIamAccountAliasData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeIamGroupData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeIamInstanceProfileData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeIamOpenIdConnectProviderData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeIamPolicyData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeIamPolicyDocumentData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeIamRoleData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeIamRolesData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeIamSessionContextData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeIamUserData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeIamUsersData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakePartitionData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeRegionData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeS3BucketData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeSecretData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeSecretRandomPasswordData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeSecretVersionData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeServicePrincipalData(const Behaviour& behaviour);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_RESOURCES_H_
