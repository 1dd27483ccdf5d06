// What the plane's own page shows is read by whoever starts the plane (the engine side and the service side meet in
// cli): it makes the pages of a session, with the plane as a client of its own and the caller's credentials, and makes
// them anew when anything has changed in the plane, or after some seconds.
#ifndef ROLECALL_SERVER_CONSOLE_CONSOLE_VISIT_H_
#define ROLECALL_SERVER_CONSOLE_CONSOLE_VISIT_H_

#include <functional>
#include <memory>
#include <string>

#include "aws/sigv4/credentials.h"
#include "base/clock.h"
#include "http/client.h"
#include "web/page_source.h"

namespace rolecall::server {

struct ConsoleVisit {
  http::Client& plane;  // outlives the pages
  std::string endpoint, region;
  aws::Credentials credentials;          // whose questions they are
  std::string who;                       // their ARN
  Time until;                            // when the session ends
  std::function<std::string()> history;  // web::MetricsHistory::Json
};

using MakeConsolePages = std::function<std::unique_ptr<web::PageSource>(const ConsoleVisit&)>;

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_CONSOLE_CONSOLE_VISIT_H_
