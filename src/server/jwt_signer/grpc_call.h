// What a gRPC server is asked and answers: one message each way, and a status.
//
//   const GrpcHandler handler = [](std::string_view method, std::string_view message) -> GrpcAnswer { … };
//
// A handler is called by several threads at once, and does not wait for anybody. A PeerHandler is told who asks, too.
#ifndef ROLECALL_SERVER_JWT_SIGNER_GRPC_CALL_H_
#define ROLECALL_SERVER_JWT_SIGNER_GRPC_CALL_H_

#include <sys/types.h>

#include <functional>
#include <string>
#include <string_view>

namespace rolecall::server {

// gRPC's own numbers.
enum class GrpcStatus {
  kOk = 0,
  kInvalidArgument = 3,
  kResourceExhausted = 8,
  kFailedPrecondition = 9,
  kUnimplemented = 12,
  kInternal = 13,
  kUnavailable = 14,
};

struct GrpcAnswer {
  GrpcStatus status = GrpcStatus::kOk;
  std::string message;  // kOk: the answer's bytes; else a sentence for a person
};

// `method`: "/package.Service/Method".
using GrpcHandler = std::function<GrpcAnswer(std::string_view method, std::string_view message)>;

// Who is at the other end of a Unix socket, as the kernel knows it. `process`: 0 if it is of another PID namespace.
struct GrpcPeer {
  uid_t user = 0;
  pid_t process = 0;
};
using PeerHandler = std::function<GrpcAnswer(const GrpcPeer& peer, std::string_view method, std::string_view message)>;

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_JWT_SIGNER_GRPC_CALL_H_
