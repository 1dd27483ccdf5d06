// A question to a server until it is answered: redirects are followed and failures tried again, as the real provider
// does it. For this folder only.
//
//   ROLECALL_TRY(web::Response answer, Ask(client, question, {clock, sleep}));
//
// Redirects: 10 at most, to http and https alone; 301, 302 and 303 turn a POST into a GET, 307 and 308 keep it. Headers
// with credentials do not go to another host. Tried again: what did not come to be, 429, and 500 and above but 501; a
// Retry-After in seconds is waited for, 5 minutes at most.
// Errors say for which URL, without its user and query, and after how many attempts. Answers are bounded to 64 MiB,
// also unpacked. Threads: as the client.
#ifndef ROLECALL_PROVIDERS_HTTP_EXCHANGE_H_
#define ROLECALL_PROVIDERS_HTTP_EXCHANGE_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "providers/http/dependencies.h"

namespace rolecall::providers::http {

struct Question {
  std::string method = "GET", url;
  web::Headers headers;
  std::string body;
  std::optional<std::chrono::milliseconds> timeout;  // of one attempt with its redirects
  std::int64_t retries = 0;
  std::chrono::milliseconds min_delay{1000}, max_delay{30000};  // between attempts, twice as long each time
};

Result<web::Response> Ask(web::Client& client, const Question& question, const Dependencies& use);

}  // namespace rolecall::providers::http

#endif  // ROLECALL_PROVIDERS_HTTP_EXCHANGE_H_
