// The AWS provider: resources and data sources of IAM, Secrets Manager, S3 and (to read) EKS, behind
// engine/provider/provider.h.
//
//   std::unique_ptr<engine::ProviderCatalogue> catalogue = MakeAwsCatalogue({…});
//   std::unique_ptr<engine::Provider> provider = catalogue->Make("hashicorp/aws", "4.22.0");
//
// The version chooses between the behaviours of the real provider's versions 4, 5 and 6 (framework/behaviour.h lists
// them). Nothing is sent before Configure. Threads: as engine/provider/provider.h says.
#ifndef ROLECALL_PROVIDERS_AWS_CATALOGUE_H_
#define ROLECALL_PROVIDERS_AWS_CATALOGUE_H_

#include <memory>

#include "engine/provider/provider.h"
#include "providers/aws/dependencies.h"

namespace rolecall::providers::aws {

std::unique_ptr<engine::ProviderCatalogue> MakeAwsCatalogue(Dependencies dependencies);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_CATALOGUE_H_
