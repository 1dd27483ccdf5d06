#include "http/inherited_sockets.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <utility>
#include <vector>

#include "base/text.h"

namespace rolecall::http {
namespace {

constexpr int kFirstInherited = 3;  // SD_LISTEN_FDS_START
constexpr int kMostInherited = 64;

struct Listening {
  InheritedSocket socket;
  std::string address;
  std::uint16_t port = 0;
};

// Descriptors are the process's, and so is what is known of them.
struct Inherited {
  std::mutex mutex;
  std::vector<Listening> sockets;
};
Inherited& TheInherited() {
  static Inherited inherited;
  return inherited;
}

Error WrongDescriptor(int descriptor, const std::string& why) {
  return {ErrorCode::kInvalidArgument, "LISTEN_FDS: descriptor " + std::to_string(descriptor) + " " + why};
}

std::string TextOf(int family, const void* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  return inet_ntop(family, address, text.data(), text.size()) == nullptr ? "" : text.data();
}

Result<Listening> ReadListening(int descriptor) {
  const auto option = [descriptor](int name) {
    int value = 0;
    socklen_t size = sizeof(value);
    return getsockopt(descriptor, SOL_SOCKET, name, &value, &size) == 0 ? value : -1;
  };
  sockaddr_storage at{};
  socklen_t size = sizeof(at);
  if (option(SO_TYPE) != SOCK_STREAM || option(SO_ACCEPTCONN) != 1 ||
      getsockname(descriptor, reinterpret_cast<sockaddr*>(&at), &size) != 0) {
    return WrongDescriptor(descriptor, "is not a listening TCP socket");
  }
  Listening listening{.socket = {descriptor, at.ss_family == AF_INET6}, .address = {}, .port = 0};
  if (at.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(at);
    listening.address = TextOf(AF_INET, &v4.sin_addr);
    listening.port = ntohs(v4.sin_port);
  } else if (at.ss_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(at);
    listening.address = TextOf(AF_INET6, &v6.sin6_addr);
    listening.port = ntohs(v6.sin6_port);
  } else {
    return WrongDescriptor(descriptor, "is neither of IPv4 nor of IPv6");
  }
  return listening;
}

bool IsEverywhere(const std::string& address) { return address == "0.0.0.0" || address == "::"; }

}  // namespace

Result<void> InheritSockets(const Environment& environment) {
  const std::string pid = environment.GetOr("LISTEN_PID", ""), count_text = environment.GetOr("LISTEN_FDS", "");
  // Another process's, whose environment this one has inherited.
  if (count_text.empty() || ParseInt<pid_t>(pid) != getpid()) return {};
  const auto count = ParseInt<int>(count_text);
  if (!count || *count < 0 || *count > kMostInherited) {
    return Error{ErrorCode::kInvalidArgument, "LISTEN_FDS is not a number of sockets from 0 to 64"};
  }
  return InheritSockets(kFirstInherited, *count);
}

Result<void> InheritSockets(int first, int count) {
  Inherited& inherited = TheInherited();
  const std::lock_guard lock(inherited.mutex);
  for (int descriptor = first; descriptor < first + count; ++descriptor) {
    ROLECALL_TRY(Listening listening, ReadListening(descriptor));
    fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    inherited.sockets.push_back(std::move(listening));
  }
  return {};
}

std::optional<InheritedSocket> TakeInheritedSocket(const std::string& address, std::uint16_t port) {
  Inherited& inherited = TheInherited();
  const std::lock_guard lock(inherited.mutex);
  const auto found = std::ranges::find_if(inherited.sockets, [&](const Listening& one) {
    return one.port == port && (one.address == address || (IsEverywhere(one.address) && IsEverywhere(address)));
  });
  if (found == inherited.sockets.end()) return std::nullopt;
  const InheritedSocket taken = found->socket;
  inherited.sockets.erase(found);
  return taken;
}

bool HasInherited() {
  Inherited& inherited = TheInherited();
  const std::lock_guard lock(inherited.mutex);
  return !inherited.sockets.empty();
}

Result<void> CheckAllTaken() {
  Inherited& inherited = TheInherited();
  const std::lock_guard lock(inherited.mutex);
  if (inherited.sockets.empty()) return {};
  const Listening& one = inherited.sockets.front();
  return Error{ErrorCode::kInvalidArgument,
               "LISTEN_FDS: a socket for " + (one.socket.v6 ? "[" + one.address + "]" : one.address) + ":" +
                   std::to_string(one.port) + " was handed over, but nothing is told to listen there"};
}

}  // namespace rolecall::http
