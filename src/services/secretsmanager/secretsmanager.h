// AWS Secrets Manager: secrets with versions, staging labels, resource policies, tags, recovery windows, rotation and
// replicas in other regions of this server.
//
// JSON 1.1; operations are rows of a table (operations.h). Values are sealed at rest by the directory.
// Differs from AWS: rotation functions are commands and webhooks that the operator names, not Lambda functions; kms.h
// says what the keys of KMS mean here; secrets that other AWS services or vendors manage do not exist.
#ifndef ROLECALL_SERVICES_SECRETSMANAGER_SECRETSMANAGER_H_
#define ROLECALL_SERVICES_SECRETSMANAGER_SECRETSMANAGER_H_

#include <memory>

#include "services/rotation/functions.h"
#include "services/service.h"

namespace rolecall::services::secretsmanager {

struct Settings {
  std::unique_ptr<rotation::Parts> rotation = nullptr;  // null: there are no functions
};

std::unique_ptr<Service> MakeSecretsManager(Settings settings = {});

}  // namespace rolecall::services::secretsmanager

#endif  // ROLECALL_SERVICES_SECRETSMANAGER_SECRETSMANAGER_H_
