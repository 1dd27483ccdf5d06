// SignerSocket: a gRPC server on a Unix socket that only its owner and root can reach.
//
//   ROLECALL_TRY(auto socket, SignerSocket::Open({.path = "/run/rolecall/signer.sock"}, handler));
//
// The socket has mode 0600 and the owner that was asked for; its directory is made with 0700 if it is not there, and
// may be written by nobody but us and root. Each peer is asked of the kernel (SO_PEERCRED): root, ourselves, and the
// named owner are heard, others are not. A socket that a dead server left is replaced, one that answers is not.
// A thread for each connection, kMaxSignerPeers at most: an API server has one. A peer that owes bytes is waited for
// kSignerPatience. The destructor ends all connections, and takes the socket away.
// Errors: kInvalidArgument (no path for a socket), kPermissionDenied (the directory is others' to write; the owner
// cannot be given), kAlreadyExists (somebody serves there), kUnavailable.
#ifndef ROLECALL_SERVER_JWT_SIGNER_SIGNER_SOCKET_H_
#define ROLECALL_SERVER_JWT_SIGNER_SIGNER_SOCKET_H_

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "server/jwt_signer/grpc_call.h"

namespace rolecall::server {

inline constexpr std::size_t kMaxSignerPeers = 16;
inline constexpr std::chrono::seconds kSignerPatience{30};

struct SignerSocketOptions {
  std::string path;
  std::optional<uid_t> owner;                         // nothing: ourselves
  std::function<void(const std::string&)> warn = {};  // of peers that are refused; any thread
};

class SignerSocket {
 public:
  static Result<std::unique_ptr<SignerSocket>> Open(SignerSocketOptions options, PeerHandler handler);
  ~SignerSocket();
  SignerSocket(const SignerSocket&) = delete;
  SignerSocket& operator=(const SignerSocket&) = delete;

 private:
  struct Parts;
  explicit SignerSocket(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_JWT_SIGNER_SIGNER_SOCKET_H_
