// A client of one origin: kept connections, bodies that stream, servers that misbehave.
#include "http/origin.h"

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "http/server.h"
#include "tests/unit/http/raw_client.h"

namespace rolecall::http {
namespace {

// Listens, and answers each connection with these bytes, then closes it.
class RawServer {
 public:
  explicit RawServer(std::vector<std::string> answers) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    EXPECT_EQ(listen(socket_, 8), 0);
    socklen_t size = sizeof(address);
    getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this, answers = std::move(answers)] {
      for (const std::string& answer : answers) {
        const int client = accept(socket_, nullptr, nullptr);
        if (client < 0) return;
        char buffer[4096];
        if (recv(client, buffer, sizeof(buffer), 0) > 0) send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
        close(client);
        ++closed_;
      }
    });
  }
  void AwaitClosed(int count) const {
    while (closed_ < count) std::this_thread::yield();
  }
  ~RawServer() {
    shutdown(socket_, SHUT_RDWR);
    thread_.join();
    close(socket_);
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  const int socket_;
  std::uint16_t port_ = 0;
  std::atomic<int> closed_{0};
  std::thread thread_;
};

std::unique_ptr<Origin> OriginOf(const std::string& url) {
  return Origin::Make({.url = url, .timeout = std::chrono::milliseconds(2000)}).value();
}

Result<Response> Get(Origin& origin, std::string_view target = "/") {
  const Headers headers{{"Host", origin.authority()}};
  return origin.Send({.method = "GET", .target = target, .headers = &headers});
}

std::string ReadAll(BodySource& source, bool& failed) {
  std::string all;
  char buffer[10000];
  while (true) {
    const Result<std::size_t> count = source.Read(buffer);
    failed = !count.ok();
    if (failed || *count == 0) return all;
    all.append(buffer, *count);
  }
}

TEST(Origin, SmallAnswersAreWholeAndLargeOnesStream) {
  auto server = Server::Start({}, [](Request& request) {
                  return Response{.body = request.path() == "/large" ? std::string(3000000, 'x') : "small"};
                }).value();
  auto origin = OriginOf("http://127.0.0.1:" + std::to_string(server->port()));
  EXPECT_EQ(Get(*origin)->body, "small");
  const Response large = Get(*origin, "/large").value();
  ASSERT_NE(large.source, nullptr);
  EXPECT_EQ(large.source_bytes, 3000000u);
  bool failed = false;
  EXPECT_EQ(ReadAll(*large.source, failed), std::string(3000000, 'x'));
  EXPECT_FALSE(failed);
  EXPECT_EQ(Get(*origin)->body, "small");
}

TEST(Origin, AServersStreamArrivesThroughAServerThatHandsItOn) {
  auto behind = Server::Start({}, [](Request&) { return Response{.body = std::string(1000000, 'y')}; }).value();
  auto origin = OriginOf("http://127.0.0.1:" + std::to_string(behind->port()));
  auto front = Server::Start({}, [&](Request&) { return Get(*origin).value(); }).value();
  auto client = OriginOf("http://127.0.0.1:" + std::to_string(front->port()));
  for (int i = 0; i < 3; ++i) {
    const Response answer = Get(*client).value();
    bool failed = false;
    EXPECT_EQ(ReadAll(*answer.source, failed).size(), 1000000u);
    EXPECT_FALSE(failed);
  }
}

TEST(Origin, ChunksAndAnswersThatEndWithTheConnectionAreRead) {
  RawServer server({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
                    "HTTP/1.0 200 OK\r\n\r\nuntil the end",
                    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"});
  auto origin = OriginOf(server.url());
  bool failed = false;
  for (const char* wanted : {"abc", "until the end"}) {
    const Response answer = Get(*origin).value();
    EXPECT_EQ(answer.source != nullptr ? ReadAll(*answer.source, failed) : answer.body, wanted);
    EXPECT_FALSE(failed);
  }
  EXPECT_EQ(Get(*origin)->status, 204);
}

TEST(Origin, IsSchemeHostAndPortOfPrintedLetters) {
  for (const char* good : {"http://h", "https://h:1/", "https://[::1]:65535"}) EXPECT_TRUE(IsOriginUrl(good)) << good;
  for (const std::string& bad : {std::string("https://u@h"), std::string("https://h/p"), std::string("https://h:0"),
                                 std::string("https://h\0x:1", 13), std::string("https://h\x01:1"),
                                 std::string("https://h\x7f:1"), std::string("https://h\xc3\xa4:1")}) {
    EXPECT_FALSE(IsOriginUrl(bad)) << bad;
  }
}

TEST(Origin, InterimAnswersWithoutEndAreNotWaitedFor) {
  std::string few, many;
  for (int i = 0; i < 100; ++i) (i < 16 ? few : many) += "HTTP/1.1 100 Continue\r\n\r\n";
  const std::string last = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  RawServer server({few + last, few + many + last});
  auto origin = OriginOf(server.url());
  EXPECT_EQ(Get(*origin)->body, "ok");
  EXPECT_EQ(Get(*origin).error().code, ErrorCode::kInvalidArgument);
}

// A POST would not be sent again: it is known before.
TEST(Origin, AKeptConnectionThatWasClosedMeanwhileIsNotUsed) {
  const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  RawServer server({answer, answer, answer});
  auto origin = OriginOf(server.url());
  const Headers headers{{"Host", origin->authority()}};
  for (int i = 1; i <= 3; ++i) {
    const Result<Response> posted =
        origin->Send({.method = "POST", .target = "/", .headers = &headers, .body = "once"});
    ASSERT_TRUE(posted.ok()) << i << ": " << posted.error().message;
    EXPECT_EQ(posted->body, "ok");
    server.AwaitClosed(i);
  }
}

TEST(Origin, WhatIsNoAnswerIsAnError) {
  RawServer server({"no HTTP at all\r\n\r\n", "HTTP/1.1 200 OK\r\nX: " + std::string(100000, 'x') + "\r\n\r\n", "",
                    "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", "HTTP/1.1 101 Other\r\n\r\n"});
  auto origin = OriginOf(server.url());
  EXPECT_EQ(Get(*origin).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(Get(*origin).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(Get(*origin).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(Get(*origin).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(Get(*origin).error().code, ErrorCode::kInvalidArgument);
}

TEST(Origin, AServerThatSaysNothingIsNotWaitedForForever) {
  const int silent = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(bind(silent, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  ASSERT_EQ(listen(silent, 1), 0);
  socklen_t size = sizeof(address);
  getsockname(silent, reinterpret_cast<sockaddr*>(&address), &size);
  auto origin = Origin::Make({.url = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)),
                              .timeout = std::chrono::milliseconds(200)})
                    .value();
  EXPECT_EQ(Get(*origin).error().code, ErrorCode::kDeadlineExceeded);
  close(silent);
}

// A handler that reads the body itself.
Application Reader(std::atomic<std::size_t>& most) {
  return {.handle =
              [&most](Request& request) {
                if (request.incoming == nullptr) return Response{.body = "whole"};
                std::size_t total = 0;
                char buffer[20000];
                while (true) {
                  const Result<std::size_t> count = request.incoming->Read(buffer);
                  if (!count.ok()) return Response{.status = 400, .body = count.error().message};
                  if (*count == 0) return Response{.body = std::to_string(total)};
                  total += *count;
                  most = std::max(most.load(), request.body.size());
                }
              },
          .admit =
              [](const Request& head) {
                return Admission{.max_body_bytes = 8u << 20, .stream = head.path() == "/stream"};
              }};
}

TEST(ServerStreams, ABodyIsReadByTheHandlerPieceByPiece) {
  std::atomic<std::size_t> most{0};
  auto server = Server::Start({}, Reader(most)).value();
  auto origin = OriginOf("http://127.0.0.1:" + std::to_string(server->port()));
  const Headers headers{{"Host", "a"}};
  const std::string body(5000000, 'z');
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(origin->Send({.method = "PUT", .target = "/stream", .headers = &headers, .body = body})->body, "5000000");
  }
  EXPECT_EQ(server->buffered_bytes(), 0u);
  EXPECT_LE(most.load(), 200000u);
}

TEST(ServerStreams, ChunksAndContinueWorkToo) {
  std::atomic<std::size_t> most{0};
  auto server = Server::Start({}, Reader(most)).value();
  RawClient client(server->port());
  client.Send("PUT /stream HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_THAT(client.ReadUntil("\r\n\r\n"), ::testing::StartsWith("HTTP/1.1 100"));
  client.Send("5\r\nhello\r\n3;x=y\r\nabc\r\n0\r\n\r\n");
  EXPECT_THAT(client.ReadUntil("\r\n\r\n8"), ::testing::EndsWith("8"));
}

TEST(ServerStreams, ABodyThatIsTooLongOrMalformedEnds) {
  std::atomic<std::size_t> most{0};
  auto server = Server::Start({}, Reader(most)).value();
  RawClient client(server->port());
  client.Send("PUT /stream HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nnothing\r\n");
  EXPECT_THAT(client.ReadUntil("\r\n\r\n"), ::testing::HasSubstr("400"));
  RawClient large(server->port());
  large.Send("PUT /stream HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n");
  EXPECT_THAT(large.ReadUntil("\r\n\r\n"), ::testing::HasSubstr("413"));
}

}  // namespace
}  // namespace rolecall::http
