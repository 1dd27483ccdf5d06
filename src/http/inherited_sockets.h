// Listening sockets that a supervisor opened for this process, as sd_listen_fds(3) says it (systemd's socket units,
// systemd-socket-activate): a restart then refuses nobody, because who connects meanwhile waits in the socket.
//
//   ROLECALL_RETURN_IF_ERROR(InheritSockets(environment));   // once, before any server
//   … Server::Start(options) …        // takes the one that listens where its options say, instead of opening another
//   ROLECALL_RETURN_IF_ERROR(CheckAllTaken());   // after all servers: nobody would answer on what is left
//
// LISTEN_PID must name this process, else there are none. A wildcard address of one family stands for the other's too.
// Errors: kInvalidArgument (not a number; a descriptor that is not a listening TCP socket).
// Threads: any.
#ifndef ROLECALL_HTTP_INHERITED_SOCKETS_H_
#define ROLECALL_HTTP_INHERITED_SOCKETS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "base/environment.h"
#include "base/result.h"

namespace rolecall::http {

Result<void> InheritSockets(const Environment& environment);
// The same for `count` descriptors from `first` on, which become this process's, closed when it executes others.
Result<void> InheritSockets(int first, int count);

// An inherited socket and the family that it was made with.
struct InheritedSocket {
  int descriptor = -1;
  bool v6 = false;
};
// The one that listens on this IPv4 or IPv6 address and port; it is the caller's from now on.
std::optional<InheritedSocket> TakeInheritedSocket(const std::string& address, std::uint16_t port);
// Whether there is one that nobody has taken yet.
bool HasInherited();
// kInvalidArgument, naming the address, if there is one that nobody has taken.
Result<void> CheckAllTaken();

}  // namespace rolecall::http

#endif  // ROLECALL_HTTP_INHERITED_SOCKETS_H_
