// A connection to an origin: a blocking socket, with TLS or without, whose every step has a time limit. For the sources
// of this folder only.
//
//   ROLECALL_TRY(std::unique_ptr<OriginConnection> connection, OriginConnection::Open(place));
//   ROLECALL_RETURN_IF_ERROR(connection->Write({head, body}));
//   ROLECALL_TRY(std::size_t count, connection->Read(buffer));   // 0: the other side has closed
//
// Belongs to one thread at a time.
#ifndef ROLECALL_HTTP_ORIGIN_CONNECTION_H_
#define ROLECALL_HTTP_ORIGIN_CONNECTION_H_

#include <openssl/ssl.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rolecall::http {

struct OriginPlace {
  std::string host;  // without brackets
  std::string port;
  SSL_CTX* tls = nullptr;  // null: plain
  std::chrono::milliseconds connect_timeout{0}, timeout{0};
};

class OriginConnection {
 public:
  static Result<std::unique_ptr<OriginConnection>> Open(const OriginPlace& place);
  ~OriginConnection();
  OriginConnection(const OriginConnection&) = delete;
  OriginConnection& operator=(const OriginConnection&) = delete;

  // Two pieces at most.
  Result<void> Write(std::string_view first, std::string_view second = {});
  Result<std::size_t> Read(std::span<char> out);
  // Whether the other side has closed it, or sends what nobody asked for: no more requests for it.
  bool IsStale() const;

 private:
  explicit OriginConnection(int socket) : socket_(socket) {}
  Result<void> StartTls(const OriginPlace& place);
  Result<void> WriteTls(std::string_view bytes);

  const int socket_;
  SSL* tls_ = nullptr;
};

}  // namespace rolecall::http

#endif  // ROLECALL_HTTP_ORIGIN_CONNECTION_H_
