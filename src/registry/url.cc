#include "registry/url.h"

namespace rolecall::registry {
namespace {

// Where the path begins: behind "https://host".
std::size_t PathOf(const std::string& url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string::npos) return 0;
  const std::size_t end = url.find_first_of("/?#", scheme + 3);
  return end == std::string::npos ? url.size() : end;
}

bool HasScheme(const std::string& reference) {
  const std::size_t scheme = reference.find("://");
  return scheme != std::string::npos && scheme < reference.find_first_of("/?#");
}

}  // namespace

std::string OriginOf(const std::string& url) { return url.substr(0, PathOf(url)); }

std::string HostOf(const std::string& url) {
  std::string host = OriginOf(url);
  if (const std::size_t scheme = host.find("://"); scheme != std::string::npos) host.erase(0, scheme + 3);
  if (const std::size_t at = host.rfind('@'); at != std::string::npos) host.erase(0, at + 1);
  return host;
}

bool IsSecure(const std::string& url) { return url.starts_with("https://"); }
bool IsHttp(const std::string& url) { return IsSecure(url) || url.starts_with("http://"); }

std::string Resolve(const std::string& base, const std::string& reference) {
  // A colon before the first slash ends a scheme of its own, in "https://h" as in "//h".
  if (HasScheme(reference)) return reference;
  if (reference.starts_with("//")) return base.substr(0, base.find("://") + 1) + reference;
  const std::string origin = OriginOf(base);
  if (reference.starts_with('/')) return origin + reference;
  std::string path = base.substr(origin.size());
  path = path.substr(0, path.find_first_of("?#"));
  path = path.substr(0, path.rfind('/') + 1);
  if (path.empty()) path = "/";
  std::string rest = reference;
  while (rest.starts_with("./") || rest.starts_with("../")) {
    const bool is_up = rest.starts_with("../");
    rest.erase(0, is_up ? 3 : 2);
    if (is_up && path.size() > 1) path.erase(path.rfind('/', path.size() - 2) + 1);
  }
  return origin + path + rest;
}

}  // namespace rolecall::registry
