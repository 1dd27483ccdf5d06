// Addresses of what registries answer: absolute, or relative to where the answer came from (RFC 3986, as far as they
// use it). Pure; any thread.
#ifndef ROLECALL_REGISTRY_URL_H_
#define ROLECALL_REGISTRY_URL_H_

#include <string>

namespace rolecall::registry {

// "https://h:1/a/b" -> "https://h:1"
std::string OriginOf(const std::string& url);
// "https://h:1/a/b" -> "h:1"
std::string HostOf(const std::string& url);
bool IsHttp(const std::string& url);  // http or https
bool IsSecure(const std::string& url);

// `reference` as seen from the absolute `base`: absolute, of the same scheme ("//h/p"), an absolute path, or relative
// to the base's directory. It never leads above the root of its host.
std::string Resolve(const std::string& base, const std::string& reference);

}  // namespace rolecall::registry

#endif  // ROLECALL_REGISTRY_URL_H_
