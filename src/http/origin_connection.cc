#include "http/origin_connection.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace rolecall::http {
namespace {

Error ConnectionFailure(const std::string& what) { return {ErrorCode::kUnavailable, what}; }

// After a system call that failed with errno.
Error SystemFailure(const char* what) {
  if (errno == EAGAIN || errno == EWOULDBLOCK) return {ErrorCode::kDeadlineExceeded, std::string(what) + ": timed out"};
  return ConnectionFailure(std::string(what) + ": " + std::strerror(errno));
}

void SetStepTimeout(int socket, std::chrono::milliseconds timeout) {
  timeval limit{};
  limit.tv_sec = timeout.count() / 1000;
  limit.tv_usec = (timeout.count() % 1000) * 1000;
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

struct AddressListDeleter {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};

// A connected socket, or -1 and errno. (SO_SNDTIMEO bounds connect() too, see socket(7).)
int ConnectTo(const addrinfo& address, std::chrono::milliseconds timeout) {
  const int made = socket(address.ai_family, address.ai_socktype | SOCK_CLOEXEC, address.ai_protocol);
  if (made < 0) return -1;
  SetStepTimeout(made, timeout);
  if (connect(made, address.ai_addr, address.ai_addrlen) == 0) return made;
  const int why = errno == EINPROGRESS ? EAGAIN : errno;
  close(made);
  errno = why;
  return -1;
}

}  // namespace

Result<std::unique_ptr<OriginConnection>> OriginConnection::Open(const OriginPlace& place) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int code = getaddrinfo(place.host.c_str(), place.port.c_str(), &hints, &found);
  if (code != 0) return ConnectionFailure("cannot find " + place.host + ": " + gai_strerror(code));
  const std::unique_ptr<addrinfo, AddressListDeleter> addresses(found);
  int connected = -1;
  for (const addrinfo* one = found; one != nullptr && connected < 0; one = one->ai_next) {
    connected = ConnectTo(*one, place.connect_timeout);
  }
  if (connected < 0) return SystemFailure("cannot connect");
  std::unique_ptr<OriginConnection> connection(new OriginConnection(connected));
  if (place.tls != nullptr) ROLECALL_RETURN_IF_ERROR(connection->StartTls(place));
  SetStepTimeout(connected, place.timeout);
  return connection;
}

OriginConnection::~OriginConnection() {
  if (tls_ != nullptr) SSL_free(tls_);
  close(socket_);
}

Result<void> OriginConnection::StartTls(const OriginPlace& place) {
  tls_ = SSL_new(place.tls);
  if (tls_ == nullptr || SSL_set_fd(tls_, socket_) != 1) return ConnectionFailure("TLS cannot be set up");
  unsigned char address[16];
  const bool is_address =
      inet_pton(AF_INET, place.host.c_str(), address) == 1 || inet_pton(AF_INET6, place.host.c_str(), address) == 1;
  X509_VERIFY_PARAM* checks = SSL_get0_param(tls_);
  const bool named = is_address ? X509_VERIFY_PARAM_set1_ip_asc(checks, place.host.c_str()) == 1
                                : X509_VERIFY_PARAM_set1_host(checks, place.host.c_str(), 0) == 1 &&
                                      SSL_set_tlsext_host_name(tls_, place.host.c_str()) == 1;
  if (!named) return ConnectionFailure("TLS cannot be set up for " + place.host);
  ERR_clear_error();
  if (SSL_connect(tls_) == 1) return {};
  const long verified = SSL_get_verify_result(tls_);
  if (verified == X509_V_OK) return ConnectionFailure("the TLS handshake failed");
  return Error{ErrorCode::kUnauthenticated, X509_verify_cert_error_string(verified)};
}

Result<void> OriginConnection::WriteTls(std::string_view bytes) {
  while (!bytes.empty()) {
    std::size_t written = 0;
    if (SSL_write_ex(tls_, bytes.data(), bytes.size(), &written) != 1) return ConnectionFailure("cannot send");
    bytes.remove_prefix(written);
  }
  return {};
}

Result<void> OriginConnection::Write(std::string_view first, std::string_view second) {
  if (tls_ != nullptr) {
    ROLECALL_RETURN_IF_ERROR(WriteTls(first));
    return WriteTls(second);
  }
  while (!first.empty() || !second.empty()) {
    std::array<iovec, 2> pieces = {iovec{const_cast<char*>(first.data()), first.size()},
                                   iovec{const_cast<char*>(second.data()), second.size()}};
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = pieces.size();
    const ssize_t sent = sendmsg(socket_, &message, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return SystemFailure("cannot send");
    const auto count = static_cast<std::size_t>(sent);
    const std::size_t of_first = std::min(count, first.size());
    first.remove_prefix(of_first);
    second.remove_prefix(count - of_first);
  }
  return {};
}

Result<std::size_t> OriginConnection::Read(std::span<char> out) {
  if (tls_ != nullptr) {
    std::size_t count = 0;
    errno = 0;
    const int got = SSL_read_ex(tls_, out.data(), out.size(), &count);
    if (got == 1) return count;
    const int why = SSL_get_error(tls_, got);
    if (why == SSL_ERROR_ZERO_RETURN) return std::size_t{0};
    if (why == SSL_ERROR_WANT_READ) return Error{ErrorCode::kDeadlineExceeded, "nothing came: timed out"};
    return ConnectionFailure("the connection broke");
  }
  while (true) {
    const ssize_t got = recv(socket_, out.data(), out.size(), 0);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) return SystemFailure("nothing came");
  }
}

bool OriginConnection::IsStale() const {
  char next;
  return recv(socket_, &next, 1, MSG_PEEK | MSG_DONTWAIT) >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

}  // namespace rolecall::http
