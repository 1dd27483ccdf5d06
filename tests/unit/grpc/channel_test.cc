// What real servers answer is in the tests of those who call them: plugin/process (a plugin), stores (etcd).
#include "grpc/channel.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

namespace rolecall::grpc {
namespace {

// Takes `times` connections, reads something from each, sends a text and closes.
class Answerer {
 public:
  Answerer(int times, std::string text) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(socket_, 8), 0);
    EXPECT_EQ(getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    address_ = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    thread_ = std::thread([this, times, text] {
      for (int i = 0; i < times; ++i) {
        const int connection = accept(socket_, nullptr, nullptr);
        char bytes[4096];
        (void)!read(connection, bytes, sizeof bytes);
        (void)!write(connection, text.data(), text.size());
        close(connection);
      }
    });
  }
  ~Answerer() {
    thread_.join();
    close(socket_);
  }
  const std::string& address() const { return address_; }

 private:
  const int socket_;
  std::string address_;
  std::thread thread_;
};

TEST(GrpcChannel, NobodyThereIsUnavailable) {
  Channel channel({.is_unix = false, .address = "127.0.0.1:1", .named = true, .what = "the test's server"});
  auto answer = channel.Call("/a.B/C", "", {}, {.timeout = std::chrono::seconds(60)});
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, ErrorCode::kUnavailable);
  EXPECT_NE(answer.error().message.find("the test's server"), std::string::npos);
}

TEST(GrpcChannel, WhatIsNoServerOfGrpcIsUnavailable) {
  for (const char* text : {"", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "no protocol at all"}) {
    Answerer answerer(1, text);
    Channel channel({.is_unix = false, .address = answerer.address(), .named = true});
    auto answer = channel.Call("/a.B/C", "", {}, {.timeout = std::chrono::seconds(60)});
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.error().code, ErrorCode::kUnavailable) << text;
  }
}

TEST(GrpcChannel, AStreamEndsWhenItIsToldTo) {
  const std::atomic<bool> stop{true};
  Channel channel({.is_unix = false, .address = "127.0.0.1:1", .named = true});
  EXPECT_TRUE(channel
                  .Stream(
                      "/a.B/C", "", {}, [](std::string_view) { return true; }, stop)
                  .ok());
}

}  // namespace
}  // namespace rolecall::grpc
