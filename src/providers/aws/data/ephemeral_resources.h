// The ephemeral resources: what an AWS answers and no state keeps. A maker for each type, and the table that
// catalogue.cc makes the provider from. Each is read as the data source of its name is. Makers are pure; any thread.
#ifndef ROLECALL_PROVIDERS_AWS_DATA_EPHEMERAL_RESOURCES_H_
#define ROLECALL_PROVIDERS_AWS_DATA_EPHEMERAL_RESOURCES_H_

#include <memory>

#include "providers/aws/framework/resource.h"

namespace rolecall::providers::aws {

std::unique_ptr<const DataSource> MakeEphemeralClusterAuth(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeEphemeralKmsSecrets(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeEphemeralParameter(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeEphemeralRandomPassword(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeEphemeralSecretVersion(const Behaviour& behaviour);

inline constexpr DataSourceMaker kEphemeralResources[] = {
    {"aws_eks_cluster_auth", MakeEphemeralClusterAuth},
    {"aws_kms_secrets", MakeEphemeralKmsSecrets},
    {"aws_secretsmanager_random_password", MakeEphemeralRandomPassword},
    {"aws_secretsmanager_secret_version", MakeEphemeralSecretVersion},
    {"aws_ssm_parameter", MakeEphemeralParameter},
};

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_DATA_EPHEMERAL_RESOURCES_H_
