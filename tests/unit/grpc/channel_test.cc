// What real servers answer is in the tests of those who call them: plugin/process (a plugin), stores (etcd).
#include "grpc/channel.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <thread>
#include <vector>

#include "server/jwt_signer/signer_socket.h"

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

// A server that says back what it is told; "/t.T/Fail" fails with the status that the message names.
class EchoTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "/echo-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    auto opened = server::SignerSocket::Open({.path = path(), .owner = {}}, &Answer);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    server_ = *std::move(opened);
  }
  void TearDown() override {
    server_.reset();
    std::filesystem::remove_all(folder_);
  }
  static server::GrpcAnswer Answer(const server::GrpcPeer& peer, std::string_view method, std::string_view message) {
    if (method == "/t.T/Fail") {
      return {static_cast<server::GrpcStatus>(std::stoi(std::string(message))), "it is so: 100 % \xc3\xa4"};
    }
    if (method == "/t.T/Peer") {
      return {server::GrpcStatus::kOk, std::to_string(peer.user) + " " + std::to_string(peer.process)};
    }
    if (method == "/t.T/Large") return {server::GrpcStatus::kOk, std::string(3u << 20, 'x')};
    return {server::GrpcStatus::kOk, std::string(method) + " " + std::string(message)};
  }
  std::string path() const { return folder_ + "/socket"; }

  std::string folder_;
  std::unique_ptr<server::SignerSocket> server_;
};

TEST_F(EchoTest, AnAnswerIsTheServersMessage) {
  Channel channel({.address = path()});
  for (const std::string& message : {std::string(), std::string("hi"), std::string(60000, 'y')}) {
    const auto answer = channel.Call("/t.T/Echo", message, {});
    ASSERT_TRUE(answer.ok()) << answer.error().message;
    EXPECT_EQ(*answer, "/t.T/Echo " + message);
  }
}

TEST_F(EchoTest, TheServerKnowsWhoAsks) {
  Channel channel({.address = path()});
  const auto answer = channel.Call("/t.T/Peer", "", {});
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ(*answer, std::to_string(geteuid()) + " " + std::to_string(getpid()));
}

TEST_F(EchoTest, LargeAnswersComeWhole) {
  Channel channel({.address = path()});
  const auto answer = channel.Call("/t.T/Large", "", {});
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ(answer->size(), 3u << 20);
}

TEST_F(EchoTest, AFailureHasTheServersWordsAndAKindByItsStatus) {
  Channel channel({.address = path()});
  const std::vector<std::pair<int, ErrorCode>> kinds = {
      {1, ErrorCode::kCancelled},         {2, ErrorCode::kInternal},        {3, ErrorCode::kInvalidArgument},
      {4, ErrorCode::kDeadlineExceeded},  {5, ErrorCode::kNotFound},        {7, ErrorCode::kPermissionDenied},
      {8, ErrorCode::kResourceExhausted}, {12, ErrorCode::kUnimplemented},  {14, ErrorCode::kUnavailable},
      {15, ErrorCode::kDataLoss},         {16, ErrorCode::kUnauthenticated}};
  for (const auto& [status, code] : kinds) {
    const auto answer = channel.Call("/t.T/Fail", std::to_string(status), {});
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.error().code, code) << status;
    EXPECT_EQ(answer.error().message, "it is so: 100 % \xc3\xa4");
  }
}

TEST_F(EchoTest, ManyCallsAtOnceGetEachItsOwnAnswer) {
  Channel channel({.address = path()});
  std::atomic<int> good{0};
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 8; ++caller) {
    callers.emplace_back([&, caller] {
      for (int i = 0; i < 10; ++i) {
        const std::string message = std::to_string(caller) + "/" + std::to_string(i);
        const auto answer = channel.Call("/t.T/Echo", message, {});
        if (answer.ok() && *answer == "/t.T/Echo " + message) ++good;
      }
    });
  }
  for (std::thread& one : callers) one.join();
  EXPECT_EQ(good.load(), 80);
}

TEST_F(EchoTest, AServerThatWentAwayIsUnavailable) {
  Channel channel({.address = path()});
  ASSERT_TRUE(channel.Call("/t.T/Echo", "1", {}).ok());
  server_.reset();
  const auto gone = channel.Call("/t.T/Echo", "2", {});
  ASSERT_FALSE(gone.ok());
  EXPECT_EQ(gone.error().code, ErrorCode::kUnavailable);
}

TEST_F(EchoTest, AStreamGetsEachMessageAndItsEnd) {
  Channel channel({.address = path()});
  std::vector<std::string> messages;
  const std::atomic<bool> stop{false};
  const auto ended = channel.Stream(
      "/t.T/Echo", "s", {},
      [&](std::string_view message) {
        messages.emplace_back(message);
        return true;
      },
      stop);
  EXPECT_TRUE(ended.ok()) << ended.error().message;
  EXPECT_EQ(messages, std::vector<std::string>{"/t.T/Echo s"});
  const auto failed = channel.Stream(
      "/t.T/Fail", "8", {}, [](std::string_view) { return true; }, stop);
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().code, ErrorCode::kResourceExhausted);
}

}  // namespace
}  // namespace rolecall::grpc
