// HTTP messages as values, the same for server and client. Knows nothing of AWS or Kubernetes.
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

bool EqualsIgnoringAsciiCase(std::string_view a, std::string_view b);

// A request as the server got it.
struct Request {
  std::string method;  // upper case
  std::string target;  // path and query exactly as sent, still percent-encoded: "/a%20b?x=y"
  Headers headers = {};
  std::string body = {};
  std::string peer_address;  // "127.0.0.1" or "::1", without port
  bool tls = false;

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

// Decodes %XX (and '+' as space if asked). Nothing if a '%' is not followed by two hex digits.
std::optional<std::string> PercentDecode(std::string_view text, bool plus_is_space = false);
// Encodes all but letters, digits and "-._~" (and '/' if asked), in upper-case hex: RFC 3986, as SigV4 wants it.
std::string PercentEncode(std::string_view text, bool keep_slash = false);

using QueryParameters = std::vector<std::pair<std::string, std::string>>;
// Splits and decodes "a=b&c=d"; plus is a space. Nothing if malformed or more than `max_parameters`.
std::optional<QueryParameters> ParseQuery(std::string_view query, std::size_t max_parameters = 4096);

}  // namespace rolecall::http

#endif  // ROLECALL_HTTP_MESSAGE_H_
