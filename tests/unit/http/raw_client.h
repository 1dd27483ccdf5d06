// A TCP client without any idea of HTTP, for tests that send what no real client would.
#ifndef ROLECALL_TESTS_UNIT_HTTP_RAW_CLIENT_H_
#define ROLECALL_TESTS_UNIT_HTTP_RAW_CLIENT_H_

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace rolecall::http {

class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
    timeval limit{.tv_sec = 10, .tv_usec = 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  }
  ~RawClient() { close(socket_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool connected() const { return connected_; }
  void Send(std::string_view bytes) {
    while (!bytes.empty()) {
      ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  void EndSending() { shutdown(socket_, SHUT_WR); }
  // What comes until the text ends so, or until the server closes.
  std::string ReadUntil(std::string_view ending) {
    std::string text;
    char byte = 0;
    while (!text.ends_with(ending) && recv(socket_, &byte, 1, 0) == 1) text += byte;
    return text;
  }
  std::string ReadAll() {
    std::string text;
    char bytes[4096];
    for (ssize_t got = 0; (got = recv(socket_, bytes, sizeof(bytes), 0)) > 0;) text.append(bytes, got);
    return text;
  }

 private:
  int socket_;
  bool connected_ = false;
};

}  // namespace rolecall::http

#endif  // ROLECALL_TESTS_UNIT_HTTP_RAW_CLIENT_H_
