// HTTP/1.1 server on Boost.Beast: listens, parses within bounds, calls one handler, answers.
//
//   ROLECALL_TRY(std::unique_ptr<Server> server, Server::Start(options, handler));
//   … server->port() …
//   server->Stop();   // stops accepting, finishes running requests (at most `drain`), joins its threads
//
// The handler runs on one of `threads` threads and may be called at the same time from all of them.
// It must not throw. It is called once per request, with the body complete; "Expect: 100-continue" is answered.
// Malformed requests get 400, too large ones 413 or 431, slow ones 408 — without the handler.
#ifndef ROLECALL_HTTP_SERVER_H_
#define ROLECALL_HTTP_SERVER_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "http/message.h"

namespace rolecall::http {

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

class Server {
 public:
  // kAlreadyExists: the port is in use. kPermissionDenied: not ours to open. kInvalidArgument: host, certificate.
  static Result<std::unique_ptr<Server>> Start(ServerOptions options, Handler handler);
  virtual ~Server() = default;
  virtual std::uint16_t port() const = 0;
  virtual void Stop() = 0;
};

}  // namespace rolecall::http

#endif  // ROLECALL_HTTP_SERVER_H_
