// GrpcChannel: unary gRPC calls to one server on this machine, over libcurl's HTTP/2.
//
//   GrpcChannel channel({.is_unix = true, .address = "/tmp/plugin1", .server_certificate = pem, …});
//   ROLECALL_TRY(std::string answer, channel.Call("/tfplugin6.Provider/GetProviderSchema", "", {}));
//
// A call is a POST of one length-prefixed message, its outcome two trailers: for that the whole of gRPC's library, with
// its sixty shared objects to load at every start of the program, is not needed; libcurl is there already. Connections
// are kept and used again, one call at a time on each; with TLS each side trusts exactly the other's certificate.
// Threads: any number of calls at once.
// Errors: the server's status by its code; kUnavailable: it does not answer (any more); kResourceExhausted: the answer
// is larger than kMaxAnswer.
#ifndef ROLECALL_PLUGIN_PROCESS_GRPC_CHANNEL_H_
#define ROLECALL_PLUGIN_PROCESS_GRPC_CHANNEL_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace rolecall::plugin {

// As the servers send at most; the schemas of large providers are tens of megabytes.
inline constexpr std::size_t kMaxAnswer = 256u << 20;

struct GrpcServer {
  bool is_unix = true;
  std::string address;             // a socket's path, or host:port
  std::string server_certificate;  // PEM; empty: no TLS
  std::string client_certificate;  // PEM
  Secret client_key;               // PEM
};

class GrpcChannel {
 public:
  explicit GrpcChannel(GrpcServer server);
  ~GrpcChannel();

  // `waiting` is called now and then while the answer is waited for; it may make other calls.
  Result<std::string> Call(const std::string& method, std::string_view message, const std::function<void()>& waiting);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_PROCESS_GRPC_CHANNEL_H_
