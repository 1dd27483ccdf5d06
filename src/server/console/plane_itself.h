// PlaneItself: the plane as a client of its own, in this process: a request goes its usual way, with its signature
// checked, authorized and recorded, as if it had come over the network from who looks at the page.
//
//   PlaneItself plane(send, request.peer_address, request.tls, …);
//   aws::Client client(options, {plane, credentials, clock, random, sleeper});
//
// What is sent is seen as from the visitor's address, and over TLS if the visitor's request was: conditions on both
// mean the browser. Threads: any; it blocks as long as the plane takes.
#ifndef ROLECALL_SERVER_CONSOLE_PLANE_ITSELF_H_
#define ROLECALL_SERVER_CONSOLE_PLANE_ITSELF_H_

#include <functional>
#include <string>
#include <utility>

#include "http/client.h"
#include "http/message.h"

namespace rolecall::server {

class PlaneItself final : public http::Client {
 public:
  using Handle = std::function<http::Response(http::Request&)>;
  // What `handle` points to must outlive it.
  PlaneItself(Handle handle, const http::Request& visitor)
      : handle_(std::move(handle)),
        peer_address_(visitor.peer_address),
        tls_(visitor.tls),
        tls_version_(visitor.tls_version) {}
  // Whether a request of this visitor looks the same there.
  bool IsFor(const http::Request& visitor) const {
    return visitor.peer_address == peer_address_ && visitor.tls == tls_ && visitor.tls_version == tls_version_;
  }
  // kInvalidArgument: no URL. kResourceExhausted: the answer is over the bound.
  Result<http::Response> Send(const http::ClientRequest& request) override;

 private:
  const Handle handle_;
  const std::string peer_address_;
  const bool tls_;
  const std::string tls_version_;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_CONSOLE_PLANE_ITSELF_H_
