// The provider block: its schema, its checks, and the session that it makes.
#ifndef ROLECALL_PROVIDERS_AWS_CONFIGURATION_H_
#define ROLECALL_PROVIDERS_AWS_CONFIGURATION_H_

#include "engine/provider/provider.h"
#include "providers/aws/catalogue.h"
#include "providers/aws/framework/resource.h"

namespace rolecall::providers::aws {

engine::BlockSchema ConfigurationSchema(const Behaviour& behaviour);
void ValidateConfiguration(const Object& config, Problems& problems);

// Fills the session: HTTP client, credentials, region, tags; asks who we are unless told not to.
Result<void> ConfigureSession(const Object& config, const Dependencies& use, Session& session);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_CONFIGURATION_H_
