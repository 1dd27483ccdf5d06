// The pages that LocalStack's users and their tools ask for: /_localstack/health, /_localstack/info and
// /_localstack/init, in LocalStack's shapes, about this plane. Threads: any.
#ifndef ROLECALL_SERVER_LOCALSTACK_PAGES_H_
#define ROLECALL_SERVER_LOCALSTACK_PAGES_H_

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "http/message.h"

namespace rolecall::server {

class LocalstackPages {
 public:
  // `running`: served here; `available`: forwarded. Names of APIs. `session_id` is made anew at each start.
  struct Facts {
    std::vector<std::string> running, available;
    std::string session_id;
    bool in_container = false;
    Time started;
  };
  LocalstackPages(Facts facts, const Clock& clock) : facts_(std::move(facts)), clock_(clock) {}

  // Nothing: it is none of these pages.
  std::optional<http::Response> Answer(const http::Request& request) const;

 private:
  std::string Health() const;
  std::string Info() const;

  const Facts facts_;
  const Clock& clock_;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_LOCALSTACK_PAGES_H_
