// HTTP messages as values, the same for server and client. Knows nothing of AWS or Kubernetes.
//
//   Response response{.status = 404, .headers = {{"Content-Type", "text/plain"}}, .body = "no"};
//   const std::string_view type = request.headers.Get("content-type");   // "" if there is none
//
// Bodies are whole, in memory: the bounds are the server's and client's. Nothing here checks that names and values fit
// on a line; response_head.h does before sending. Plain values; any thread.
#ifndef ROLECALL_HTTP_MESSAGE_H_
#define ROLECALL_HTTP_MESSAGE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

// A request as the server got it.
struct Request {
  std::string method;  // upper case
  std::string target;  // path and query exactly as sent, still percent-encoded: "/a%20b?x=y"
  Headers headers = {};
  std::string body = {};
  std::string peer_address;  // "127.0.0.1" or "::1", without port
  bool tls = false;
  std::string tls_version = {};  // "1.2", "1.3"; empty without TLS

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
};

using QueryParameters = std::vector<std::pair<std::string, std::string>>;
// Splits and decodes "a=b&c=d"; plus is a space. Nothing if malformed or more than `max_parameters`.
std::optional<QueryParameters> ParseQuery(std::string_view query, std::size_t max_parameters = 4096);

}  // namespace rolecall::http

#endif  // ROLECALL_HTTP_MESSAGE_H_
