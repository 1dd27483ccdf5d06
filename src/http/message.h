// HTTP messages as values, the same for server and client. Knows nothing of AWS or Kubernetes.
//
//   Response response{.status = 404, .headers = {{"Content-Type", "text/plain"}}, .body = "no"};
//   const std::string_view type = request.headers.Get("content-type");   // "" if there is none
//
// Bodies are whole, in memory: the bounds are the server's and client's. What is too large for that is a BodySource.
// Nothing here checks that names and values fit on a line; response_head.h does before sending. Plain values; any
// thread.
#ifndef ROLECALL_HTTP_MESSAGE_H_
#define ROLECALL_HTTP_MESSAGE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace rolecall::http {

struct Header {
  std::string name;  // as sent; compared ignoring ASCII case
  std::string value;
};

// Header fields in the order sent; names may repeat.
class Headers {
 public:
  Headers() = default;
  Headers(std::initializer_list<Header> list) : list_(list) {}

  // The first field of that name; null if there is none.
  const std::string* Find(std::string_view name) const;
  // The first field's value, or "" if there is none.
  std::string_view Get(std::string_view name) const;
  // Replaces all fields of that name by one.
  void Set(std::string_view name, std::string value);
  // Adds one more field.
  void Add(std::string_view name, std::string value);
  void Remove(std::string_view name);

  std::size_t size() const { return list_.size(); }
  auto begin() const { return list_.begin(); }
  auto end() const { return list_.end(); }

 private:
  std::vector<Header> list_;
};

// A body that is read piece by piece, by one thread at a time. Reading waits for what is not there yet.
class BodySource {
 public:
  virtual ~BodySource() = default;
  // How many bytes were put into `out` (not empty); 0: the end. Errors: the other side is gone, late, or sends what is
  // no body; then nothing more can be read.
  virtual Result<std::size_t> Read(std::span<char> out) = 0;
};

// A request as the server got it.
struct Request {
  std::string method;  // upper case
  std::string target;  // path and query exactly as sent, still percent-encoded: "/a%20b?x=y"
  Headers headers = {};
  std::string body = {};
  std::string peer_address;  // "127.0.0.1" or "::1", without port
  bool tls = false;
  std::string tls_version = {};     // "1.2", "1.3"; empty without TLS
  bool client_certificate = false;  // the client showed one of ServerOptions::client_ca_file
  // Whom that is for: DNS names in lower case, addresses. Null: there is none.
  std::shared_ptr<const std::vector<std::string>> client_names = {};
  // The body of a request that was admitted to stream (Admission::stream); `body` is empty then. Null for all others.
  BodySource* incoming = nullptr;

  std::string_view path() const { return std::string_view(target).substr(0, target.find('?')); }
  // What follows the first '?', or "".
  std::string_view query() const;
};

struct Response {
  int status = 200;
  Headers headers = {};
  std::string body = {};
  // With this set, `body` is not sent but its size is the Content-Length (HEAD).
  bool head_only = false;
  // What is sent instead of `body`, as it is read; when reading fails the connection is closed, so that the client sees
  // that it was cut off.
  std::shared_ptr<BodySource> source = {};
  std::optional<std::uint64_t> source_bytes = {};  // how long it is; not set: sent in chunks
};

using QueryParameters = std::vector<std::pair<std::string, std::string>>;
// Splits and decodes "a=b&c=d"; plus is a space. Nothing if malformed or more than `max_parameters`.
std::optional<QueryParameters> ParseQuery(std::string_view query, std::size_t max_parameters = 4096);

}  // namespace rolecall::http

#endif  // ROLECALL_HTTP_MESSAGE_H_
