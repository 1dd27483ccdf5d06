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

#include <cstdint>
#include <memory>

#include "base/result.h"
#include "http/server_options.h"

namespace rolecall::http {

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
