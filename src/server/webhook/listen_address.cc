#include "server/webhook/listen_address.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/duration.h"
#include "base/text.h"

namespace rolecall::server {
namespace {

Error WrongFlag(const std::string& flag, const std::string& why) {
  return {ErrorCode::kInvalidArgument, "--" + flag + ": " + why};
}

}  // namespace

Result<ListenAddress> ReadListenAddress(const std::string& flag, const std::string& listen) {
  const std::size_t colon = listen.rfind(':');
  if (colon == listen.npos) return WrongFlag(flag, "\"" + listen + "\" is not HOST:PORT");
  ListenAddress address{listen.substr(0, colon), 0};
  if (address.host.empty()) address.host = "0.0.0.0";
  if (address.host.find(':') != std::string::npos && address.host.front() != '[') {
    return WrongFlag(flag, "an IPv6 address goes into brackets: [::1]:4747");
  }
  const auto port = ParseInt<std::uint16_t>(std::string_view(listen).substr(colon + 1));
  if (!port) return WrongFlag(flag, "the port of \"" + listen + "\" is not a number from 0 to 65535");
  address.port = *port;
  return address;
}

Result<std::chrono::milliseconds> ReadShutdownDelay(const std::string& text) {
  const std::optional<std::chrono::nanoseconds> delay = ParseDuration(text);
  if (!delay || delay->count() < 0 || *delay > std::chrono::minutes(1)) {
    return WrongFlag("shutdown-delay", "\"" + text + "\" is not a duration from 0s to 1m");
  }
  return std::chrono::duration_cast<std::chrono::milliseconds>(*delay);
}

std::vector<std::string> CertificateNames(std::vector<std::string> given, const std::string& host) {
  std::string bare = host;
  if (bare.starts_with('[') && bare.ends_with(']')) bare = bare.substr(1, bare.size() - 2);
  for (const char* name : {"localhost", "127.0.0.1"}) {
    if (std::ranges::count(given, name) == 0) given.push_back(name);
  }
  if (bare != "0.0.0.0" && bare != "::" && std::ranges::count(given, bare) == 0) given.push_back(bare);
  return given;
}

}  // namespace rolecall::server
