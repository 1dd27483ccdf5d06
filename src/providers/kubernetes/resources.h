// The types of the provider: one row each in provider.cc.
#ifndef ROLECALL_PROVIDERS_KUBERNETES_RESOURCES_H_
#define ROLECALL_PROVIDERS_KUBERNETES_RESOURCES_H_

#include <memory>

#include "providers/kubernetes/call.h"

namespace rolecall::providers::kubernetes {

std::unique_ptr<const Resource> MakeServiceAccount();
std::unique_ptr<const Resource> MakeNamespace();
std::unique_ptr<const Resource> MakeSecret();
std::unique_ptr<const Resource> MakeAnnotations();
std::unique_ptr<const Resource> MakeLabels();

}  // namespace rolecall::providers::kubernetes

#endif  // ROLECALL_PROVIDERS_KUBERNETES_RESOURCES_H_
