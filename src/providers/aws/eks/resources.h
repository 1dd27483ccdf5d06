// The resources of EKS: their makers, and the table that catalogue.cc makes the provider from. Adding a type is a file,
// and here a declaration and a row. Makers are pure; any thread.
#ifndef ROLECALL_PROVIDERS_AWS_EKS_RESOURCES_H_
#define ROLECALL_PROVIDERS_AWS_EKS_RESOURCES_H_

#include <memory>

#include "providers/aws/framework/resource.h"

namespace rolecall::providers::aws {

std::unique_ptr<const Resource> MakeEksAccessEntry(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeEksAccessPolicyAssociation(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeEksPodIdentityAssociation(const Behaviour& behaviour);

inline constexpr ResourceMaker kEksResources[] = {
    {"aws_eks_access_entry", MakeEksAccessEntry},
    {"aws_eks_access_policy_association", MakeEksAccessPolicyAssociation},
    {"aws_eks_pod_identity_association", MakeEksPodIdentityAssociation},
};

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_EKS_RESOURCES_H_
