// What a server (http/server.h) is told: where to listen, its bounds, and the handler of its requests. The defaults
// are for a service on this machine. Sizes in bytes; what goes beyond is answered with 413 or 431, and 408 where it is
// time.
#ifndef ROLECALL_HTTP_SERVER_OPTIONS_H_
#define ROLECALL_HTTP_SERVER_OPTIONS_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "http/message.h"

namespace rolecall::http {

// Called from several threads at once; must not throw.
using Handler = std::function<Response(const Request&)>;

struct ServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;  // 0 = any free one
  int threads = 2;
  std::string tls_cert_file = {};  // PEM chain; empty = plain HTTP
  std::string tls_key_file = {};   // read again when either file changes
  std::size_t max_header_bytes = 64u << 10;
  std::size_t max_body_bytes = 64u << 20;
  int max_connections = 4096;
  std::chrono::milliseconds idle_timeout{75000};
  std::chrono::milliseconds request_timeout{30000};  // from first byte to complete body
  std::chrono::milliseconds drain{10000};
};

}  // namespace rolecall::http

#endif  // ROLECALL_HTTP_SERVER_OPTIONS_H_
