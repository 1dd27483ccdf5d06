// The resource of Parameter Store: its maker, and the table that catalogue.cc makes the provider from. Adding a type
// is a file, and here a declaration and a row. Makers are pure; any thread.
#ifndef ROLECALL_PROVIDERS_AWS_SSM_RESOURCES_H_
#define ROLECALL_PROVIDERS_AWS_SSM_RESOURCES_H_

#include <memory>

#include "providers/aws/framework/resource.h"

namespace rolecall::providers::aws {

std::unique_ptr<const Resource> MakeSsmParameter(const Behaviour& behaviour);

inline constexpr ResourceMaker kSsmResources[] = {
    {"aws_ssm_parameter", MakeSsmParameter},
};

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_SSM_RESOURCES_H_
