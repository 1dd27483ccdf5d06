// The parts of an absolute http(s) URL, as views into it: what signing needs to know of one.
//
//   const std::optional<UrlParts> url = SplitUrl(endpoint);   // `endpoint` must outlive it
//   headers.Set("Host", HostHeader(*url));
//
// Nothing is decoded, and hosts are not looked up or checked. Pure; any thread.
#ifndef ROLECALL_AWS_WIRE_URL_H_
#define ROLECALL_AWS_WIRE_URL_H_

#include <optional>
#include <string>
#include <string_view>

namespace rolecall::aws {

struct UrlParts {
  std::string_view scheme;     // "http" or "https"
  std::string_view authority;  // "host:port" as written, without user information
  std::string_view path;       // still encoded; "" if there is none
  std::string_view query;      // without '?'
};

// Nothing if it is not an absolute http(s) URL or has user information or a fragment.
std::optional<UrlParts> SplitUrl(std::string_view url);
// The Host header for it: the authority without a default port.
std::string HostHeader(const UrlParts& url);
// The host alone, without port ("[::1]" keeps its brackets).
std::string_view HostName(const UrlParts& url);

}  // namespace rolecall::aws

#endif  // ROLECALL_AWS_WIRE_URL_H_
