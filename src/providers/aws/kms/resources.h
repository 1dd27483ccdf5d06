// The resources of KMS: a maker for each type, defined in the file of its name, and the table that catalogue.cc makes
// the provider from. Adding a type is a file, and here a declaration and a row. Makers are pure; any thread.
#ifndef ROLECALL_PROVIDERS_AWS_KMS_RESOURCES_H_
#define ROLECALL_PROVIDERS_AWS_KMS_RESOURCES_H_

#include <memory>

#include "providers/aws/framework/resource.h"

namespace rolecall::providers::aws {

std::unique_ptr<const Resource> MakeKmsAlias(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeKmsGrant(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeKmsKey(const Behaviour& behaviour);

inline constexpr ResourceMaker kKmsResources[] = {
    {"aws_kms_alias", MakeKmsAlias},
    {"aws_kms_grant", MakeKmsGrant},
    {"aws_kms_key", MakeKmsKey},
};

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_KMS_RESOURCES_H_
