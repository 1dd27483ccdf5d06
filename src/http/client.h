// HTTP client: one request, one answer. Does not retry and does not follow redirects: callers decide that.
//
//   CurlClient client({});
//   ROLECALL_TRY(http::Response answer, client.Send({.method = "GET", .url = "https://…"}));
//
// Errors: kUnavailable (no connection, reset), kDeadlineExceeded, kInvalidArgument (bad URL),
// kResourceExhausted (answer over the bound), kPermissionDenied (may_connect), kUnauthenticated (the server's
// certificate does not verify), kCancelled (keep_going, or on_body wanted no more). A status of 4xx/5xx is an answer,
// not an error. Threads: Send() may be called from several threads at once; connections are kept and reused.
#ifndef ROLECALL_HTTP_CLIENT_H_
#define ROLECALL_HTTP_CLIENT_H_

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/ip_address.h"
#include "base/result.h"
#include "base/secret.h"
#include "http/message.h"

namespace rolecall::http {

struct ClientRequest {
  std::string method = "GET";
  std::string url;  // absolute, http or https, path already percent-encoded and sent exactly so
  Headers headers = {};
  std::string body = {};
  std::chrono::milliseconds connect_timeout{5000};
  std::chrono::milliseconds timeout{60000};  // for the whole exchange
  std::size_t max_response_bytes = 256u << 20;
  // Asked about the address that is connected to, after names are resolved (a proxy's, if there is one); false refuses
  // it (kPermissionDenied). Such a request has a connection of its own.
  std::function<bool(const IpAddress&)> may_connect = {};
  // Takes the body of a 2xx answer as it comes, instead of Response::body: for answers without end. False: no more is
  // wanted. max_response_bytes does not hold for it.
  std::function<bool(std::string_view)> on_body = {};
  // Asked about once a second while the exchange lasts, and when something comes; false ends it.
  std::function<bool()> keep_going = {};
};

class Client {
 public:
  virtual ~Client() = default;
  virtual Result<Response> Send(const ClientRequest& request) = 0;
};

struct ClientOptions {
  std::string ca_file = {};           // PEM bundle; empty = the system's
  std::string ca_pem = {};            // the same as text; nothing else is then trusted, not even the system's
  std::string client_cert_file = {};  // PEM; empty = none
  std::string client_key_file = {};
  std::string client_cert_pem = {};  // the same as text
  Secret client_key_pem = {};
  std::string server_name = {};  // whom the server's certificate is for, and what SNI says; empty = the URL's host
  bool insecure = false;         // do not verify the server's certificate
  std::string http_proxy = {}, https_proxy = {}, no_proxy = {};  // empty = libcurl's own environment rules
};

// libcurl. Initialise once per process: the constructor does what is needed.
class CurlClient final : public Client {
 public:
  explicit CurlClient(ClientOptions options);
  ~CurlClient() override;
  Result<Response> Send(const ClientRequest& request) override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rolecall::http

#endif  // ROLECALL_HTTP_CLIENT_H_
