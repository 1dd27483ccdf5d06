// Input: a request of Secrets Manager, read as services/json_input.h reads; and what names a secret in it.
#ifndef ROLECALL_SERVICES_SECRETSMANAGER_INPUT_H_
#define ROLECALL_SERVICES_SECRETSMANAGER_INPUT_H_

#include <optional>
#include <string>
#include <string_view>

#include "services/json_input.h"

namespace rolecall::services::secretsmanager {

class Input : public JsonInput {
 public:
  using JsonInput::JsonInput;

  // SecretId: a name or an ARN; with characters that no name has it is refused as AWS refuses it.
  std::string SecretId();
  // ClientRequestToken and version ids: 32 to 64 characters.
  std::optional<std::string> Token(std::string_view name) { return Text(name, {.min = 32, .max = 64}); }

  // All complaints so far as one error; what is wrong with the id's characters is told when nothing else is wrong.
  std::optional<aws::ErrorShape> Refusal() const;

 private:
  bool bad_id_ = false;
};

}  // namespace rolecall::services::secretsmanager

#endif  // ROLECALL_SERVICES_SECRETSMANAGER_INPUT_H_
