#include "providers/http/redirect.h"

#include <algorithm>

#include "base/text.h"
#include "registry/url.h"

namespace rolecall::providers::http {
namespace {

// Whom a URL names, without the port: "example.com" of "https://u@example.com:8443/x".
std::string NameOf(const std::string& url) {
  const std::string host = LowerAscii(registry::HostOf(url));
  if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
  return host.substr(0, host.find(':'));
}

// Whether what is for `from` may go to `to`: the same host, or one below it.
bool MayHaveCredentials(const std::string& from, const std::string& to) {
  const std::string owner = NameOf(from), other = NameOf(to);
  return owner == other || (!owner.empty() && other.ends_with("." + owner));
}

std::string WithoutUser(const std::string& url) {
  const std::size_t host = url.find("://");
  if (host == std::string::npos) return url;
  const std::size_t end = std::min(url.size(), url.find_first_of("/?#", host + 3));
  const std::size_t at = url.substr(0, end).rfind('@');
  return at == std::string::npos || at < host ? url : url.substr(0, host + 3) + url.substr(at + 1);
}

}  // namespace

std::string SchemeOf(const std::string& url) {
  const std::size_t colon = url.find(':');
  if (colon == std::string::npos || colon == 0 || !IsAsciiLetter(url.front())) return "";
  const std::string scheme = url.substr(0, colon);
  const bool is_scheme = std::ranges::all_of(
      scheme, [](char c) { return IsAsciiLetter(c) || IsAsciiDigit(c) || c == '+' || c == '-' || c == '.'; });
  return is_scheme ? LowerAscii(scheme) : "";
}

std::string ShownUrl(const std::string& url) { return WithoutUser(url.substr(0, url.find_first_of("?#"))); }

std::optional<std::string> RedirectTarget(const std::string& url, const rolecall::http::Response& answer) {
  constexpr int kRedirects[] = {301, 302, 303, 307, 308};
  if (std::ranges::count(kRedirects, answer.status) == 0) return std::nullopt;
  std::string location(answer.headers.Get("Location"));
  if (location.empty()) return std::nullopt;
  location = location.substr(0, location.find('#'));
  if (!SchemeOf(location).empty()) return location;
  const std::string base = url.substr(0, url.find('#'));
  if (location.empty()) return base;
  if (location.starts_with('?')) return base.substr(0, base.find('?')) + location;
  return registry::Resolve(base, location);
}

void FollowRedirect(int status, const std::string& target, rolecall::http::ClientRequest& request) {
  const bool keeps_body = status == 307 || status == 308;
  if (!keeps_body) {
    if (request.method != "HEAD") request.method = "GET";
    request.body.clear();
    for (const char* name : {"Content-Type", "Content-Length", "Content-Encoding", "Content-Language",
                             "Content-Location", "Transfer-Encoding"}) {
      request.headers.Remove(name);
    }
  }
  if (!MayHaveCredentials(request.url, target)) {
    for (const char* name :
         {"Authorization", "Cookie", "Cookie2", "Proxy-Authorization", "Proxy-Authenticate", "Www-Authenticate"}) {
      request.headers.Remove(name);
    }
  }
  if (registry::HostOf(request.url) != registry::HostOf(target)) request.headers.Remove("Host");
  request.headers.Remove("Referer");
  const bool is_downgrade = registry::IsSecure(request.url) && !registry::IsSecure(target);
  if (!is_downgrade) request.headers.Set("Referer", WithoutUser(request.url.substr(0, request.url.find('#'))));
  request.url = target;
}

}  // namespace rolecall::providers::http
