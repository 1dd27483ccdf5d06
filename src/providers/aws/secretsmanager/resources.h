// The resources of Secrets Manager: a maker for each type, defined in the file of its name; listed in
// providers/aws/catalogue.cc.
#ifndef ROLECALL_PROVIDERS_AWS_SECRETSMANAGER_RESOURCES_H_
#define ROLECALL_PROVIDERS_AWS_SECRETSMANAGER_RESOURCES_H_

#include <memory>

#include "providers/aws/framework/behaviour.h"
#include "providers/aws/framework/resource.h"

namespace rolecall::providers::aws {

std::unique_ptr<const Resource> MakeSecret(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeSecretPolicy(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeSecretVersion(const Behaviour& behaviour);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_SECRETSMANAGER_RESOURCES_H_
