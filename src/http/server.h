// HTTP/1.1 server on Boost.Beast: listens, parses within bounds, asks the application, answers.
//
//   ROLECALL_TRY(std::unique_ptr<Server> server, Server::Start(options, application));
//   … server->port() …
//   server->Stop();   // stops accepting, finishes running requests (at most `drain`), joins its threads
//
// Threads. All threads read, write and handle: the one that has read a request also runs its handler, as long as the
// request's lane has a free slot (a hand-off to another thread would cost more than most handlers do). A lane without
// one keeps the request in its queue. A handler that takes longer than a few milliseconds is made up for by one thread
// more: so connections are read, answers written and the requests of kAtOnce answered whatever handlers wait for; and
// what fills one lane does not hold up the others.
//
// Memory. What a client may send is decided by the header (Application::admit); what is refused is not read first, and
// "100 Continue" is sent only to who is admitted. Buffered bytes of all requests and answers share one budget. When it
// is used up, unfinished bodies of unknown senders are given up for those of known ones; the rest gets 503.
//
// Connections. At the bound others make room for a new one: idle ones first, then those whose header does not come,
// then slow bodies and slow readers, always the oldest, of the peer that has most. Handlers are never cut off for it.
//
// The handler is called once per request, with the body complete. Malformed requests get 400, too large ones 413 or
// 431, slow ones 408 — without the handler. A target in absolute form names the host (RFC 9112 section 3.2.2).
#ifndef ROLECALL_HTTP_SERVER_H_
#define ROLECALL_HTTP_SERVER_H_

#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/result.h"
#include "http/application.h"
#include "http/server_options.h"

namespace rolecall::http {

class Server {
 public:
  // kAlreadyExists: the port is in use. kPermissionDenied: not ours to open. kInvalidArgument: host, certificate.
  static Result<std::unique_ptr<Server>> Start(ServerOptions options, Application application);
  // The same for who needs nothing but a handler.
  static Result<std::unique_ptr<Server>> Start(ServerOptions options, Handler handler);
  virtual ~Server() = default;
  virtual std::uint16_t port() const = 0;
  // What all requests and answers hold just now, as far as it counts.
  virtual std::size_t buffered_bytes() const = 0;
  virtual void Stop() = 0;
};

// Raises the process' bound of open files as far as it may go, since every connection is one. A server takes fewer
// connections than its options say if the bound is lower.
void RaiseOpenFilesLimit();

}  // namespace rolecall::http

#endif  // ROLECALL_HTTP_SERVER_H_
