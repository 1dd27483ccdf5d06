#include "aws/wire/service_result.h"

namespace rolecall::aws {

std::string ServiceError::Text() const {
  std::string text;
  if (!operation.empty()) text.append("operation error ").append(operation).append(", ");
  if (status == 0) return text + message;
  text.append("https response error StatusCode: ").append(std::to_string(status));
  text.append(", RequestID: ").append(request_id);
  text.append(", ").append(code).append(": ").append(message);
  return text;
}

}  // namespace rolecall::aws
