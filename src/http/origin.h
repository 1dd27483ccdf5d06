// The client of one origin (scheme, host and port), for who sends on what others ask: connections are kept, bodies
// stream both ways in the caller's thread, and an exchange costs little more than its two system calls.
//
//   ROLECALL_TRY(std::unique_ptr<Origin> origin, Origin::Make({.url = "http://127.0.0.1:4566"}));
//   ROLECALL_TRY(Response answer, origin->Send({.method = "POST", .target = "/", .headers = …, .body = "…"}));
//
// Nothing is added to what is sent but the body's length or coding: Host is the caller's to set. A small answer is
// whole in `body`; a larger one comes in `source`, which may be read when the origin is gone. No redirect is followed;
// nothing is sent twice unless a kept connection turns out to be closed and the method is idempotent (RFC 9110 section
// 9.2.2). Answers' trailers are dropped. Sizes in bytes.
//
// Errors: kUnavailable (no connection; it ended too soon), kDeadlineExceeded (nothing came for `timeout`),
// kInvalidArgument (what came is no HTTP, or its header is too large), kUnauthenticated (the certificate does not
// verify). An error of the request's own `source` is answered as it is. Threads: any.
#ifndef ROLECALL_HTTP_ORIGIN_H_
#define ROLECALL_HTTP_ORIGIN_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"

namespace rolecall::http {

struct OriginOptions {
  std::string url;  // http or https, host and port; no path
  std::chrono::milliseconds connect_timeout{3000};
  std::chrono::milliseconds timeout{120000};  // for each step: the next bytes of an answer, room for those of a request
  std::size_t max_header_bytes = 64u << 10;
  std::size_t small_bytes = 64u << 10;  // answers of up to so much are in `body`
  std::size_t max_idle = 64;            // connections that are kept
  // Files, in PEM, read when the origin is made. Whom an https origin is trusted by (empty: the system's, else nothing
  // but these), and what is shown to it (both or none).
  std::string ca_file = {};
  std::string client_cert_file = {}, client_key_file = {};
};

struct OriginRequest {
  std::string_view method;
  std::string_view target;  // path and query as they are sent
  const Headers* headers = nullptr;
  std::string_view body = {};
  BodySource* source = nullptr;                    // instead of `body`
  std::optional<std::uint64_t> source_bytes = {};  // its length; not set: sent in chunks
};

class Origin {
 public:
  // kInvalidArgument: the URL is not an origin, or a file is none that it should be.
  static Result<std::unique_ptr<Origin>> Make(OriginOptions options);
  virtual ~Origin() = default;
  virtual Result<Response> Send(const OriginRequest& request) = 0;
  // "127.0.0.1:4566": what Host says.
  virtual const std::string& authority() const = 0;
};

// Whether a URL is an origin: http or https, host and port, and nothing else.
bool IsOriginUrl(std::string_view url);

}  // namespace rolecall::http

#endif  // ROLECALL_HTTP_ORIGIN_H_
