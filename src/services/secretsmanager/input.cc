#include "services/secretsmanager/input.h"

#include "services/secretsmanager/errors.h"
#include "services/secretsmanager/secret_id.h"

namespace rolecall::services::secretsmanager {

std::string Input::SecretId() {
  std::string id = Required("SecretId");
  bad_id_ = bad_id_ || !IsSecretId(id);
  return id;
}

std::optional<aws::ErrorShape> Input::Refusal() const {
  if (auto refused = JsonInput::Refusal()) return refused;
  return bad_id_ ? std::optional(InvalidName()) : std::nullopt;
}

}  // namespace rolecall::services::secretsmanager
