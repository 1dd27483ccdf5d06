#include "http/session.h"

namespace rolecall::http {

Response CallHandler(const Handler& handler, const Request& request) noexcept {
  try {
    return handler(request);
  } catch (...) {
    // The contract forbids it; the connection must survive it all the same.
    return PlainAnswer(500);
  }
}

Response PlainAnswer(int status) {
  Response response;
  response.status = status;
  response.headers.Add("Content-Type", "text/plain");
  response.body = std::string(ReasonPhrase(status)) + "\n";
  return response;
}

}  // namespace rolecall::http
