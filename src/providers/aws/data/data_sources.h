// The data sources: a maker for each type, defined in the file of its name, and the table that catalogue.cc
// makes the provider from. Adding a type is a file, and here a declaration and a row. Makers are pure; any thread.
#ifndef ROLECALL_PROVIDERS_AWS_DATA_DATA_SOURCES_H_
#define ROLECALL_PROVIDERS_AWS_DATA_DATA_SOURCES_H_

#include <memory>

#include "providers/aws/framework/resource.h"

namespace rolecall::providers::aws {

std::unique_ptr<const DataSource> MakeArnData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeAvailabilityZonesData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeCallerIdentityData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeDefaultTagsData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeEksAccessEntryData(const Behaviour& behaviour);
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
std::unique_ptr<const DataSource> MakeIamUserSshKeyData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeIamUsersData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeKmsAliasData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeKmsCiphertextData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeKmsKeyData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeKmsSecretsData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakePartitionData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeRegionData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeS3BucketData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeSecretData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeSecretRandomPasswordData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeSecretVersionData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeServicePrincipalData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeSsmParameterData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeSsmParametersByPathData(const Behaviour& behaviour);

inline constexpr DataSourceMaker kDataSources[] = {
    {"aws_arn", MakeArnData},
    {"aws_availability_zones", MakeAvailabilityZonesData},
    {"aws_caller_identity", MakeCallerIdentityData},
    {"aws_default_tags", MakeDefaultTagsData},
    {"aws_eks_access_entry", MakeEksAccessEntryData},
    {"aws_eks_cluster", MakeEksClusterData},
    {"aws_eks_cluster_auth", MakeEksClusterAuthData},
    {"aws_eks_clusters", MakeEksClustersData},
    {"aws_iam_account_alias", MakeIamAccountAliasData},
    {"aws_iam_group", MakeIamGroupData},
    {"aws_iam_instance_profile", MakeIamInstanceProfileData},
    {"aws_iam_openid_connect_provider", MakeIamOpenIdConnectProviderData},
    {"aws_iam_policy", MakeIamPolicyData},
    {"aws_iam_policy_document", MakeIamPolicyDocumentData},
    {"aws_iam_role", MakeIamRoleData},
    {"aws_iam_roles", MakeIamRolesData},
    {"aws_iam_session_context", MakeIamSessionContextData},
    {"aws_iam_user", MakeIamUserData},
    {"aws_iam_user_ssh_key", MakeIamUserSshKeyData},
    {"aws_iam_users", MakeIamUsersData},
    {"aws_kms_alias", MakeKmsAliasData},
    {"aws_kms_ciphertext", MakeKmsCiphertextData},
    {"aws_kms_key", MakeKmsKeyData},
    {"aws_kms_secrets", MakeKmsSecretsData},
    {"aws_partition", MakePartitionData},
    {"aws_region", MakeRegionData},
    {"aws_s3_bucket", MakeS3BucketData},
    {"aws_secretsmanager_random_password", MakeSecretRandomPasswordData},
    {"aws_secretsmanager_secret", MakeSecretData},
    {"aws_secretsmanager_secret_version", MakeSecretVersionData},
    {"aws_service_principal", MakeServicePrincipalData},
    {"aws_ssm_parameter", MakeSsmParameterData},
    {"aws_ssm_parameters_by_path", MakeSsmParametersByPathData},
};

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_DATA_DATA_SOURCES_H_
