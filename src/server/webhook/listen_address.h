// Where a server listens, and until when, as flags say it. Pure; any thread.
#ifndef ROLECALL_SERVER_WEBHOOK_LISTEN_ADDRESS_H_
#define ROLECALL_SERVER_WEBHOOK_LISTEN_ADDRESS_H_

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace rolecall::server {

// HOST:PORT.
struct ListenAddress {
  std::string host;
  std::uint16_t port = 0;
};

// "127.0.0.1:4747", "[::1]:0", "localhost:80"; ":4747" is every address. kInvalidArgument: "--FLAG: what is wrong".
Result<ListenAddress> ReadListenAddress(const std::string& flag, const std::string& listen);

// --shutdown-delay: "0s" to "1m".
Result<std::chrono::milliseconds> ReadShutdownDelay(const std::string& text);

// What a certificate must be for: the names that are given, this machine, and the host, unless it stands for
// every address.
std::vector<std::string> CertificateNames(std::vector<std::string> given, const std::string& host);

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_WEBHOOK_LISTEN_ADDRESS_H_
