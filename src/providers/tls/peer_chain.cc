#include "providers/tls/peer_chain.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>

namespace rolecall::providers::tls {
namespace {

constexpr int kTimeoutMilliseconds = 10000;
constexpr int kMaxCertificates = 32;

template <auto kFree>
struct Freer {
  template <typename T>
  void operator()(T* object) const {
    kFree(object);
  }
};
using Context = std::unique_ptr<SSL_CTX, Freer<SSL_CTX_free>>;
using Connection = std::unique_ptr<SSL, Freer<SSL_free>>;
using Addresses = std::unique_ptr<addrinfo, Freer<freeaddrinfo>>;

class Socket {
 public:
  explicit Socket(int file) : file_(file) {}
  ~Socket() {
    if (file_ >= 0) ::close(file_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  int get() const { return file_; }

 private:
  int file_;
};

Error Unreachable(const PeerChainRequest& request, const std::string& why) {
  return {ErrorCode::kUnavailable, "no TLS connection to " + request.host + ":" + request.port + ": " + why};
}

void SetTimeouts(int file) {
  timeval limit{kTimeoutMilliseconds / 1000, 0};
  ::setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(file, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

// Tries each address of the name. SO_SNDTIMEO bounds connect() too. Answers the file descriptor.
Result<int> Connect(const PeerChainRequest& request) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  int code = ::getaddrinfo(request.host.c_str(), request.port.c_str(), &hints, &found);
  if (code != 0) return Unreachable(request, ::gai_strerror(code));
  Addresses addresses(found);
  int reason = 0;
  for (addrinfo* one = found; one != nullptr; one = one->ai_next) {
    int file = ::socket(one->ai_family, one->ai_socktype | SOCK_CLOEXEC, one->ai_protocol);
    if (file < 0) continue;
    SetTimeouts(file);
    if (::connect(file, one->ai_addr, one->ai_addrlen) == 0) return file;
    reason = errno;
    ::close(file);
  }
  return Unreachable(request, reason == EINPROGRESS ? "it takes too long" : std::strerror(reason));
}

bool IsAddress(const std::string& host) {
  unsigned char bytes[16];
  return ::inet_pton(AF_INET, host.c_str(), bytes) == 1 || ::inet_pton(AF_INET6, host.c_str(), bytes) == 1;
}

void Expect(SSL* connection, const PeerChainRequest& request) {
  if (!IsAddress(request.host)) {
    SSL_set_tlsext_host_name(connection, request.host.c_str());
    SSL_set1_host(connection, request.host.c_str());
  } else {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(connection), request.host.c_str());
  }
}

Result<PeerChain> ChainOf(SSL* connection, const PeerChainRequest& request) {
  PeerChain chain;
  const STACK_OF(X509)* certificates = SSL_get_peer_cert_chain(connection);
  for (int i = 0; certificates != nullptr && i < sk_X509_num(certificates) && i < kMaxCertificates; ++i) {
    const X509* certificate = sk_X509_value(certificates, i);
    std::string der(static_cast<std::size_t>(std::max(0, i2d_X509(certificate, nullptr))), '\0');
    auto* out = reinterpret_cast<unsigned char*>(der.data());
    i2d_X509(certificate, &out);
    chain.push_back(std::move(der));
  }
  if (chain.empty()) return Unreachable(request, "the server shows no certificate");
  return chain;
}

std::string TlsProblem() {
  unsigned long code = ERR_get_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  ERR_clear_error();
  return reason != nullptr ? reason : "the handshake failed or took too long";
}

}  // namespace

Result<PeerChain> FetchPeerChainOverTls(const PeerChainRequest& request) {
  Context context(SSL_CTX_new(TLS_client_method()));
  if (context == nullptr) return Unreachable(request, "TLS is not available");
  SSL_CTX_set_default_verify_paths(context.get());
  ROLECALL_TRY(int file, Connect(request));
  Socket socket(file);
  Connection connection(SSL_new(context.get()));
  if (connection == nullptr || SSL_set_fd(connection.get(), socket.get()) != 1) {
    return Unreachable(request, "TLS is not available");
  }
  SSL_set_verify(connection.get(), request.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  Expect(connection.get(), request);
  if (SSL_connect(connection.get()) != 1) {
    long verified = SSL_get_verify_result(connection.get());
    if (request.verify && verified != X509_V_OK) {
      ERR_clear_error();
      return Error{ErrorCode::kUnauthenticated, "the certificate of " + request.host + ":" + request.port +
                                                    " does not verify: " + X509_verify_cert_error_string(verified) +
                                                    ". With verify_chain = false it is read all the same."};
    }
    return Unreachable(request, TlsProblem());
  }
  Result<PeerChain> chain = ChainOf(connection.get(), request);
  SSL_shutdown(connection.get());
  return chain;
}

}  // namespace rolecall::providers::tls
