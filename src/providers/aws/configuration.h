// The provider block of hashicorp/aws: its schema (by version), its checks, and the ConfiguredProvider that it makes.
// Errors: kInvalidArgument (no or no such region, profiles), what the credential chain says, kPermissionDenied (the
// account is not one that the block allows). ConfigureProvider may send a request (GetCallerIdentity); the others are
// pure. One thread at a time.
#ifndef ROLECALL_PROVIDERS_AWS_CONFIGURATION_H_
#define ROLECALL_PROVIDERS_AWS_CONFIGURATION_H_

#include "engine/provider/provider.h"
#include "providers/aws/dependencies.h"
#include "providers/aws/framework/resource.h"

namespace rolecall::providers::aws {

engine::BlockSchema ConfigurationSchema(const Behaviour& behaviour);
void ValidateConfiguration(const Object& config, Problems& problems);

// Fills the provider: HTTP client, credentials, region, tags; asks who we are unless told not to.
Result<void> ConfigureProvider(const Object& config, const Dependencies& use, ConfiguredProvider& provider);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_CONFIGURATION_H_
