// Channel: gRPC calls to one server, over libcurl's HTTP/2.
//
//   Channel channel({.is_unix = true, .address = "/tmp/plugin1", .server_certificate = pem, …});
//   ROLECALL_TRY(std::string answer, channel.Call("/tfplugin6.Provider/GetProviderSchema", "", {}));
//
// A call is a POST of one length-prefixed message, its outcome two trailers: for that the whole of gRPC's library, with
// its sixty shared objects to load at every start of the program, is not needed; libcurl is there already. Connections
// are kept and used again, one call at a time on each.
// TLS: whom the server must be is `server_certificate`, its own or its authority's; without one, with `tls`, any
// authority that the system trusts. It must be for the host of `address` if that is `named`, else for "localhost".
// Threads: any number of calls at once.
// Errors: the server's status by its code; kUnavailable: it does not answer (any more), or not in time: whether it did
// what it was told is not known; kResourceExhausted: the answer is larger than kMaxAnswer.
#ifndef ROLECALL_GRPC_CHANNEL_H_
#define ROLECALL_GRPC_CHANNEL_H_

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

namespace rolecall::grpc {

// As the servers send at most; the schemas of large providers are tens of megabytes.
inline constexpr std::size_t kMaxAnswer = 256u << 20;

struct Server {
  bool is_unix = true;
  std::string address;             // a socket's path, or host:port
  std::string server_certificate;  // PEM; empty: no TLS, but see `tls`
  std::string client_certificate;  // PEM; empty: none is shown
  Secret client_key;               // PEM
  bool tls = false;
  bool named = false;
  std::string what = "the plugin";  // in errors
};

struct CallOptions {
  std::chrono::milliseconds timeout{0};  // of the whole call; none: it may take as long as it takes
  std::vector<std::string> headers;      // "name: value"; may be secret
};

class Channel {
 public:
  explicit Channel(Server server);
  ~Channel();

  // `waiting` is called now and then while the answer is waited for; it may make other calls.
  Result<std::string> Call(const std::string& method, std::string_view message, const std::function<void()>& waiting,
                           const CallOptions& options = {});
  // A call whose answers go on: `take` gets each message, until it says false, the server ends it or `stop` is set
  // (looked at ten times a second). kResourceExhausted: a message larger than 16 MiB.
  Result<void> Stream(const std::string& method, std::string_view message, const CallOptions& options,
                      const std::function<bool(std::string_view)>& take, const std::atomic<bool>& stop);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace rolecall::grpc

#endif  // ROLECALL_GRPC_CHANNEL_H_
