// A LogSource over HTTP: another node's pages (log_pages.h), asked with a signature of an access key there, over TLS
// with a client certificate where it wants one. One thread.
#ifndef ROLECALL_SERVER_REPLICATION_HTTP_LOG_SOURCE_H_
#define ROLECALL_SERVER_REPLICATION_HTTP_LOG_SOURCE_H_

#include <functional>
#include <string>

#include "aws/sigv4/credentials.h"
#include "base/clock.h"
#include "http/client.h"
#include "server/replication/log_source.h"

namespace rolecall::server {

class HttpLogSource final : public LogSource {
 public:
  struct Parts {
    std::string url;  // "https://control:4747"
    std::string region;
    aws::Credentials credentials;
    const Clock& clock;
    http::Client& http;
    std::function<bool()> keep_going;  // false: exchanges end soon
  };
  explicit HttpLogSource(Parts parts) : parts_(std::move(parts)) {}

  Result<LogPage> ReadLog(const FollowerState& state, std::chrono::milliseconds wait) override;
  Result<CopyPage> ReadCopy(const std::string& after) override;

 private:
  Result<http::Response> Get(const std::string& target, std::chrono::milliseconds timeout);

  const Parts parts_;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_REPLICATION_HTTP_LOG_SOURCE_H_
