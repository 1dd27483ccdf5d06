#include "services/forward/refusals.h"

namespace rolecall::services::forward {

aws::ErrorShape DenialAsSent(aws::ErrorShape error, aws::Protocol protocol, std::string_view signing) {
  if (error.code != "AccessDenied") return error;
  switch (protocol) {
    case aws::Protocol::kJson10:
    case aws::Protocol::kJson11:
    case aws::Protocol::kCbor:
      error.code = "AccessDeniedException";
      error.status = 400;
      break;
    case aws::Protocol::kRestJson: error.code = "AccessDeniedException"; break;
    case aws::Protocol::kEc2:
      error.code = "UnauthorizedOperation";
      error.message = "You are not authorized to perform this operation. " + error.message;
      break;
    case aws::Protocol::kQuery:
      if (signing == "sns") error.code = "AuthorizationError";
      break;
    case aws::Protocol::kRestXml:
    case aws::Protocol::kS3: break;
  }
  return error;
}

aws::ErrorShape UnreachableShape(const Error& error, aws::Protocol protocol) {
  // What came is no HTTP, or ends too soon for its own length.
  const bool is_bad_answer = error.code == ErrorCode::kInvalidArgument || error.code == ErrorCode::kUnauthenticated;
  const int status = is_bad_answer ? 502 : error.code == ErrorCode::kDeadlineExceeded ? 504 : 503;
  std::string code = "ServiceUnavailable";
  if (protocol == aws::Protocol::kJson10 || protocol == aws::Protocol::kJson11 ||
      protocol == aws::Protocol::kRestJson || protocol == aws::Protocol::kCbor) {
    code = "ServiceUnavailableException";
  }
  return {status, code, "The service that this request is forwarded to does not answer."};
}

}  // namespace rolecall::services::forward
