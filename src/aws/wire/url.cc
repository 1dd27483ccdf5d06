#include "aws/wire/url.h"

namespace rolecall::aws {

std::optional<UrlParts> SplitUrl(std::string_view url) {
  UrlParts parts;
  std::size_t scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos || url.find('#') != std::string_view::npos) return std::nullopt;
  parts.scheme = url.substr(0, scheme_end);
  if (parts.scheme != "http" && parts.scheme != "https") return std::nullopt;
  std::string_view rest = url.substr(scheme_end + 3);
  std::size_t authority_end = rest.find_first_of("/?");
  parts.authority = rest.substr(0, authority_end);
  if (parts.authority.empty() || parts.authority.find_first_of("@ \t\r\n") != std::string_view::npos) {
    return std::nullopt;
  }
  if (authority_end == std::string_view::npos) return parts;
  rest.remove_prefix(authority_end);
  std::size_t question = rest.find('?');
  parts.path = rest.substr(0, question);
  if (question != std::string_view::npos) parts.query = rest.substr(question + 1);
  return parts;
}

std::string_view HostName(const UrlParts& url) {
  std::size_t bracket = url.authority.rfind(']');
  std::size_t colon = url.authority.rfind(':');
  if (colon == std::string_view::npos || (bracket != std::string_view::npos && colon < bracket)) return url.authority;
  return url.authority.substr(0, colon);
}

std::string HostHeader(const UrlParts& url) {
  std::string_view host = HostName(url);
  std::string_view port = url.authority.substr(host.size());
  if ((url.scheme == "http" && port == ":80") || (url.scheme == "https" && port == ":443") || port == ":") {
    return std::string(host);
  }
  return std::string(url.authority);
}

}  // namespace rolecall::aws
