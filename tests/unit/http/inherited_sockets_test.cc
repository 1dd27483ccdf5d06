// Sockets that a supervisor hands over, and what a restart is like for clients.
#include "http/inherited_sockets.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "http/server.h"
#include "tests/unit/http/raw_client.h"

namespace rolecall::http {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

// What a supervisor keeps open.
class Supervisor {
 public:
  Supervisor() : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(socket_, 128), 0);
    getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  ~Supervisor() { close(socket_); }
  std::uint16_t port() const { return port_; }
  // As a new process gets it.
  int HandOver() const { return fcntl(socket_, F_DUPFD_CLOEXEC, 3); }

 private:
  int socket_;
  std::uint16_t port_ = 0;
};

Response Served(const std::string& by) {
  Response response;
  response.body = by;
  return response;
}

std::unique_ptr<Server> StartOn(const Supervisor& supervisor, const std::string& name) {
  EXPECT_TRUE(InheritSockets(supervisor.HandOver(), 1).ok());
  auto server = Server::Start({.port = supervisor.port()}, [name](const Request&) { return Served(name); });
  EXPECT_TRUE(server.ok()) << (server.ok() ? "" : server.error().message);
  return *std::move(server);
}

TEST(InheritedSockets, WhoConnectedBeforeTheStartIsServed) {
  const Supervisor supervisor;
  RawClient early(supervisor.port());
  early.Send(kGet);
  const auto server = StartOn(supervisor, "here");
  EXPECT_TRUE(early.ReadUntil("here").ends_with("here"));
  EXPECT_EQ(server->port(), supervisor.port());
  EXPECT_TRUE(CheckAllTaken().ok());
}

TEST(InheritedSockets, ARestartRefusesNobody) {
  const Supervisor supervisor;
  auto server = StartOn(supervisor, "served");
  std::atomic<bool> done{false};
  std::atomic<int> good{0}, bad{0};
  std::vector<std::thread> clients;
  for (int i = 0; i < 4; ++i) {
    clients.emplace_back([&] {
      while (!done.load()) {
        // A client that keeps its connection as long as it is told that it may.
        RawClient client(supervisor.port());
        std::string answer;
        do {
          client.Send(kGet);
          answer = client.ReadUntil("served");
          answer.ends_with("served") ? ++good : ++bad;
        } while (!done.load() && answer.ends_with("served") && answer.find("Connection: close") == answer.npos);
      }
    });
  }
  for (int i = 0; i < 5; ++i) {
    std::this_thread::sleep_for(milliseconds(20));
    server->Stop();
    std::this_thread::sleep_for(milliseconds(10));
    server = StartOn(supervisor, "served");
  }
  done.store(true);
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(bad.load(), 0);
  EXPECT_GT(good.load(), 20);
}

TEST(InheritedSockets, AnotherProcessesVariablesMeanNothing) {
  EXPECT_TRUE(InheritSockets(FakeEnvironment{}).ok());
  EXPECT_TRUE(InheritSockets(FakeEnvironment({{"LISTEN_PID", "1"}, {"LISTEN_FDS", "3"}})).ok());
  EXPECT_TRUE(CheckAllTaken().ok());
}

TEST(InheritedSockets, WhatIsNoNumberOfSocketsIsRefused) {
  const std::string pid = std::to_string(getpid());
  for (const char* count : {"x", "-1", "65", "1 "}) {
    const Result<void> inherited = InheritSockets(FakeEnvironment({{"LISTEN_PID", pid}, {"LISTEN_FDS", count}}));
    ASSERT_FALSE(inherited.ok()) << count;
    EXPECT_THAT(inherited.error().message, HasSubstr("LISTEN_FDS"));
  }
}

TEST(InheritedSockets, OnlyListeningSocketsAreTaken) {
  const int file = open("/dev/null", O_RDONLY | O_CLOEXEC);
  const int unconnected = socket(AF_INET, SOCK_STREAM, 0);
  for (const int descriptor : {file, unconnected}) {
    const Result<void> inherited = InheritSockets(descriptor, 1);
    ASSERT_FALSE(inherited.ok());
    EXPECT_THAT(inherited.error().message, HasSubstr("is not a listening TCP socket"));
    close(descriptor);
  }
}

TEST(InheritedSockets, OneThatNobodyTakesIsAnError) {
  const Supervisor supervisor;
  ASSERT_TRUE(InheritSockets(supervisor.HandOver(), 1).ok());
  const Result<void> checked = CheckAllTaken();
  ASSERT_FALSE(checked.ok());
  EXPECT_THAT(checked.error().message, HasSubstr("127.0.0.1:" + std::to_string(supervisor.port())));
  close(TakeInheritedSocket("127.0.0.1", supervisor.port()).value().descriptor);
  EXPECT_TRUE(CheckAllTaken().ok());
}

TEST(HttpServer, ServesForAWhileAfterItIsToldToStop) {
  auto server = Server::Start({.farewell = milliseconds(300)}, [](const Request&) { return Served("served"); }).value();
  RawClient kept(server->port());
  kept.Send(kGet);
  EXPECT_EQ(kept.ReadUntil("served").find("Connection: close"), std::string::npos);
  std::thread stopper([&server] { server->Stop(); });
  std::this_thread::sleep_for(milliseconds(100));
  RawClient late(server->port());
  for (RawClient* client : {&kept, &late}) {
    client->Send(kGet);
    const std::string answer = client->ReadAll();
    EXPECT_THAT(answer, HasSubstr("Connection: close"));
    EXPECT_TRUE(answer.ends_with("served"));
  }
  stopper.join();
  EXPECT_FALSE(RawClient(server->port()).connected());
}

}  // namespace
}  // namespace rolecall::http
