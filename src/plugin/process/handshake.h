// The one line that a plugin prints when it is ready: `1|6|unix|/tmp/plugin123|grpc|MIIB…|true`.
//
//   ROLECALL_TRY(Handshake handshake, ParseHandshake(line));
//
// Pure; any thread. Errors (kInvalidArgument) say what does not fit, and show no more of the line than is harmless.
#ifndef ROLECALL_PLUGIN_PROCESS_HANDSHAKE_H_
#define ROLECALL_PLUGIN_PROCESS_HANDSHAKE_H_

#include <string>
#include <string_view>

#include "base/result.h"

namespace rolecall::plugin {

// What every provider wants to see before it serves: it is no secret, and tells a person from a host.
inline constexpr const char* kCookieName = "TF_PLUGIN_MAGIC_COOKIE";
inline constexpr const char* kCookie = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

struct Handshake {
  int protocol = 0;  // 5 or 6
  bool is_unix = true;
  std::string address;      // a socket's path, or host:port
  std::string certificate;  // PEM of the server's own; empty: no TLS
};

Result<Handshake> ParseHandshake(std::string_view line);

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_PROCESS_HANDSHAKE_H_
