// AWS Secrets Manager: secrets with versions, staging labels, resource policies, tags and recovery windows.
//
// JSON 1.1; operations are rows of a table (operations.h). Values are sealed at rest by the directory.
// Differs from AWS: rotation, replication and KMS keys are recorded where they must be for reads to agree, but no
// Lambda runs, no other region exists and KMS is not asked; calls that need them are refused.
#ifndef ROLECALL_SERVICES_SECRETSMANAGER_SECRETSMANAGER_H_
#define ROLECALL_SERVICES_SECRETSMANAGER_SECRETSMANAGER_H_

#include <memory>

#include "services/service.h"

namespace rolecall::services::secretsmanager {

std::unique_ptr<Service> MakeSecretsManager();

}  // namespace rolecall::services::secretsmanager

#endif  // ROLECALL_SERVICES_SECRETSMANAGER_SECRETSMANAGER_H_
