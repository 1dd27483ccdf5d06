// The resources of Secrets Manager: a maker for each type, defined in the file of its name, and the table that
// catalogue.cc makes the provider from. Adding a type is a file, and here a declaration and a row. Makers are pure; any
// thread.
#ifndef ROLECALL_PROVIDERS_AWS_SECRETSMANAGER_RESOURCES_H_
#define ROLECALL_PROVIDERS_AWS_SECRETSMANAGER_RESOURCES_H_

#include <memory>

#include "providers/aws/framework/resource.h"

namespace rolecall::providers::aws {

std::unique_ptr<const Resource> MakeSecret(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeSecretPolicy(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeSecretVersion(const Behaviour& behaviour);

inline constexpr ResourceMaker kSecretsManagerResources[] = {
    {"aws_secretsmanager_secret", MakeSecret},
    {"aws_secretsmanager_secret_policy", MakeSecretPolicy},
    {"aws_secretsmanager_secret_version", MakeSecretVersion},
};

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_SECRETSMANAGER_RESOURCES_H_
