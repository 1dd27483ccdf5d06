#include "store/etcd/etcd_target.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace rolecall::store {
namespace {

constexpr std::size_t kMostEndpoints = 16, kMostPrefix = 200;

Error Wrong(const std::string& why) {
  return {ErrorCode::kInvalidArgument, "the store's URL is not one of etcd: " + why};
}

bool IsHostCharacter(char c) {
  return IsAsciiLower(c) || IsAsciiUpper(c) || IsAsciiDigit(c) || c == '-' || c == '.' || c == '_';
}

bool IsPort(std::string_view text) {
  int port = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), port);
  return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() && port > 0 && port < 65536;
}

// HOST, HOST:PORT, [IPv6] or [IPv6]:PORT.
Result<std::string> ReadEndpoint(std::string_view text) {
  const bool is_ipv6 = text.starts_with('[');
  const std::size_t end = is_ipv6 ? text.find(']') : text.find(':');
  if (is_ipv6 && end == std::string_view::npos) return Wrong("an address lacks its ]");
  const std::string_view host = text.substr(0, is_ipv6 ? end + 1 : end);
  const std::string_view rest = end == std::string_view::npos ? "" : text.substr(is_ipv6 ? end + 1 : end);
  const std::string_view name = is_ipv6 ? host.substr(1, host.size() - 2) : host;
  const bool is_good = std::ranges::all_of(name, [&](char c) { return IsHostCharacter(c) || (is_ipv6 && c == ':'); });
  if (name.empty() || !is_good) return Wrong("a host's name is empty, or has characters that none has");
  if (rest.empty()) return std::string(host) + ":2379";
  if (rest.front() != ':' || !IsPort(rest.substr(1))) return Wrong("a port is no number from 1 to 65535");
  return std::string(text);
}

Result<std::string> ReadPrefix(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  while (path.starts_with('/')) path.remove_prefix(1);
  if (path.empty()) return std::string("rolecall/");
  const bool is_good = std::ranges::all_of(path, [](char c) { return IsHostCharacter(c) || c == '/'; });
  if (!is_good || path.size() > kMostPrefix) return Wrong("a prefix has letters, digits and -._/, 200 at most");
  return std::string(path) + "/";
}

}  // namespace

Result<EtcdTarget> ReadEtcdUrl(std::string_view url) {
  EtcdTarget target;
  target.tls = url.starts_with("etcds://");
  if (!target.tls && !url.starts_with("etcd://")) return Wrong("it does not begin with etcd://");
  url.remove_prefix(url.find("://") + 3);
  const std::size_t slash = std::min(url.find('/'), url.size());
  ROLECALL_TRY(target.prefix, ReadPrefix(url.substr(slash)));
  std::string_view hosts = url.substr(0, slash);
  const std::size_t at = hosts.rfind('@');
  if (at != std::string_view::npos) {
    target.user = std::string(hosts.substr(0, at));
    hosts.remove_prefix(at + 1);
    if (target.user.empty() || target.user.find(':') != std::string::npos) {
      return Wrong(
          "a user has a name and no password there, where every process of the machine could read it: give "
          "the password with ROLECALL_STORE_PASSWORD");
    }
  }
  for (const std::string& endpoint : SplitStrings(std::string(hosts), ',')) {
    ROLECALL_TRY(std::string read, ReadEndpoint(endpoint));
    target.endpoints.push_back(std::move(read));
  }
  if (target.endpoints.size() > kMostEndpoints) return Wrong("it names more than 16 hosts");
  return target;
}

}  // namespace rolecall::store
