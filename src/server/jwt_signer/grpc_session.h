// GrpcSession: the server's side of one connection of gRPC over HTTP/2, without the connection: bytes in, bytes out.
//
//   GrpcSession session(handler);
//   if (!session.Receive(bytes)) … close …
//   Write(session.Pending());
//
// Unary calls only: what a signer of tokens is asked. The frames are nghttp2's business, which libcurl brings along;
// gRPC's own library would be sixty shared objects for three methods. Bounds: kMaxGrpcCalls at once, a message of
// kMaxGrpcMessage, headers of kMaxGrpcHeaders; beyond them a call is refused, never more is kept. One thread.
#ifndef ROLECALL_SERVER_JWT_SIGNER_GRPC_SESSION_H_
#define ROLECALL_SERVER_JWT_SIGNER_GRPC_SESSION_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "server/jwt_signer/grpc_call.h"

namespace rolecall::server {

inline constexpr std::size_t kMaxGrpcCalls = 16;
inline constexpr std::size_t kMaxGrpcMessage = 64u << 10;
inline constexpr std::size_t kMaxGrpcHeaders = 16u << 10;

class GrpcSession {
 public:
  explicit GrpcSession(GrpcHandler handler);
  ~GrpcSession();
  GrpcSession(const GrpcSession&) = delete;
  GrpcSession& operator=(const GrpcSession&) = delete;

  // False: the other side does not speak HTTP/2, or the connection is at its end.
  bool Receive(std::string_view bytes);
  // What is to be written now; empty: nothing.
  std::string Pending();
  // No more is expected either way.
  bool IsOver() const;
  // Whether a call is under way, or nothing was understood yet: then the other side may not be silent for long.
  bool OwesUs() const;
  // Tells the other side that no new calls are taken.
  void SayGoodbye();

 private:
  struct Exchange;
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_JWT_SIGNER_GRPC_SESSION_H_
