#include "http/server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>

#include "http/client.h"
#include "tests/unit/http/raw_client.h"

namespace rolecall::http {
namespace {

using std::chrono::milliseconds;

// Says what it got.
Response Echo(const Request& request) {
  Response response;
  response.headers.Add("X-Method", request.method);
  response.headers.Add("X-Target", request.target);
  response.headers.Add("X-Peer", request.peer_address);
  response.body = request.body;
  return response;
}

std::unique_ptr<Server> StartEcho(ServerOptions options = {}) {
  return Server::Start(std::move(options), &Echo).value();
}

std::string Url(const Server& server, const std::string& path) {
  return "http://127.0.0.1:" + std::to_string(server.port()) + path;
}

TEST(HttpServer, AnswersARealClient) {
  auto server = StartEcho();
  CurlClient client({});
  Response answer = client.Send({.method = "POST", .url = Url(*server, "/a%2Fb/../c?x=%20"), .body = "hello"}).value();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "hello");
  EXPECT_EQ(answer.headers.Get("X-Target"), "/a%2Fb/../c?x=%20");
  EXPECT_EQ(answer.headers.Get("X-Peer"), "127.0.0.1");
  EXPECT_EQ(answer.headers.Get("Content-Length"), "5");
  EXPECT_TRUE(answer.headers.Get("Date").ends_with(" GMT"));
}

TEST(HttpServer, ListensOnIpv6) {
  Result<std::unique_ptr<Server>> server = Server::Start({.host = "[::1]"}, &Echo);
  if (!server.ok()) GTEST_SKIP() << server.error().message;
  CurlClient client({});
  Response answer = client.Send({.url = "http://[::1]:" + std::to_string((*server)->port()) + "/"}).value();
  EXPECT_EQ(answer.headers.Get("X-Peer"), "::1");
}

TEST(HttpServer, KeepsTheConnectionAndAnswersInOrder) {
  auto server = StartEcho();
  RawClient client(server->port());
  client.Send(
      "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\none"
      "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\ntwo"
      "GET /3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  std::string answers = client.ReadAll();
  std::size_t one = answers.find("\r\n\r\none");
  std::size_t two = answers.find("\r\n\r\ntwo");
  std::size_t three = answers.find("X-Target: /3");
  EXPECT_TRUE(one < two && two < three && three != std::string::npos) << answers;
  EXPECT_EQ(answers.find("Connection: close") > two, true);
}

TEST(HttpServer, AnswersAnyNumberOfRequestsThatAreSentAhead) {
  auto server = StartEcho();
  RawClient client(server->port());
  constexpr int kRequests = 20000;
  std::thread reader([&] {
    const std::string answers = client.ReadAll();
    std::size_t count = 0;
    for (std::size_t at = answers.find("HTTP/1.1 200"); at != answers.npos; at = answers.find("HTTP/1.1 200", at + 1)) {
      ++count;
    }
    EXPECT_EQ(count, kRequests + 1u);
  });
  std::string requests;
  for (int i = 0; i < kRequests; ++i) requests += "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  client.Send(requests + "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  reader.join();
}

TEST(HttpServer, SendsAnAnswerThatTheSocketDoesNotTakeAtOnceToItsEnd) {
  auto server = StartEcho();
  RawClient client(server->port());
  std::string body;
  for (int i = 0; body.size() < (24u << 20); ++i) body += std::to_string(i);
  client.Send("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) +
              "\r\n\r\n" + body);
  std::this_thread::sleep_for(milliseconds(100));  // its buffers are full by now
  const std::string answer = client.ReadAll();
  EXPECT_TRUE(answer.ends_with("\r\n\r\n" + body)) << answer.size();
}

TEST(HttpServer, TakesARequestByteByByte) {
  auto server = StartEcho();
  RawClient client(server->port());
  for (char c : std::string("PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok")) client.Send({&c, 1});
  EXPECT_TRUE(client.ReadUntil("\r\n\r\nok").starts_with("HTTP/1.1 200 OK\r\n"));
}

TEST(HttpServer, DecodesChunkedBodiesAndDropsTrailers) {
  auto server = Server::Start({}, [](const Request& request) {
    Response response;
    response.body = request.body + (request.headers.Find("X-Late") == nullptr ? " without" : " with") + " trailer";
    return response;
  });
  RawClient client((*server)->port());
  client.Send(
      "PUT / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3;ext=1\r\nabc\r\n2\r\nde\r\n0\r\nX-Late: 1\r\n\r\n");
  EXPECT_TRUE(client.ReadAll().ends_with("abcde without trailer"));
}

TEST(HttpServer, AnswersExpectContinueBeforeTheBody) {
  auto server = StartEcho();
  RawClient client(server->port());
  client.Send("PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(client.ReadUntil("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.Send("ok");
  EXPECT_TRUE(client.ReadUntil("\r\n\r\nok").ends_with("ok"));
}

// botocore takes whatever comes instead of "100 Continue" for the answer to what it has not sent yet, and then waits.
TEST(HttpServer, AnswersExpectContinueAlsoBeforeAnEmptyBody) {
  auto server = StartEcho();
  RawClient client(server->port());
  for (int i = 0; i < 2; ++i) {
    client.Send("PUT /empty HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(client.ReadUntil("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    const std::string answer = client.ReadUntil("\r\n\r\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
    EXPECT_NE(answer.find("X-Target: /empty"), std::string::npos);
  }
}

TEST(HttpServer, IgnoresExpectationsOfHttp10) {
  auto server = StartEcho();
  RawClient client(server->port());
  client.Send("PUT / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  client.Send("ok");
  EXPECT_TRUE(client.ReadAll().starts_with("HTTP/1.1 200 OK\r\n"));
}

TEST(HttpServer, TakesTheHostFromATargetInAbsoluteForm) {
  auto server = Server::Start({}, [](const Request& request) {
                  Response response;
                  response.body = request.target + " of " + std::string(request.headers.Get("Host"));
                  return response;
                }).value();
  const std::pair<const char*, const char*> targets[] = {
      {"http://b.example:80/x?y=http://z/", "/x?y=http://z/ of b.example:80"},
      {"HTTPS://b.example", "/ of b.example"},
      {"http://b.example?x", "/?x of b.example"}};
  for (const auto& [target, seen] : targets) {
    RawClient client(server->port());
    client.Send(std::string("GET ") + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(client.ReadAll().ends_with(std::string("\r\n\r\n") + seen)) << target;
  }
}

TEST(HttpServer, AnswersHeadWithTheLengthOnly) {
  auto server = Server::Start({}, [](const Request& request) {
    Response response;
    response.body = "12345";
    if (request.target == "/named") response.headers.Add("Content-Length", "99");
    return response;
  });
  RawClient client((*server)->port());
  client.Send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\nHEAD /named HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  std::string answers = client.ReadAll();
  EXPECT_NE(answers.find("Content-Length: 5\r\n"), std::string::npos);
  EXPECT_NE(answers.find("Content-Length: 99\r\n"), std::string::npos);
  EXPECT_EQ(answers.find("12345"), std::string::npos);
}

struct Refusal {
  const char* name;
  const char* request;
  const char* status;
};

class HttpServerRefuses : public testing::TestWithParam<Refusal> {};

TEST_P(HttpServerRefuses, WithoutCallingTheHandler) {
  std::atomic<int> calls{0};
  ServerOptions options{.max_header_bytes = 1024, .max_body_bytes = 10};
  auto server = Server::Start(options, [&calls](const Request&) {
    ++calls;
    return Response{};
  });
  RawClient client((*server)->port());
  client.Send(GetParam().request);
  std::string answer = client.ReadUntil("\r\n");
  EXPECT_EQ(answer, std::string("HTTP/1.1 ") + GetParam().status + "\r\n");
  EXPECT_EQ(calls, 0);
}

const std::string kLong(2000, 'a');
const std::string kLongTarget = "GET /" + kLong + " HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string kLongHeader = "GET / HTTP/1.1\r\nHost: a\r\nX: " + kLong + "\r\n\r\n";
const std::string kEndlessExtension = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;" + kLong;
INSTANTIATE_TEST_SUITE_P(
    Wire, HttpServerRefuses,
    testing::Values(
        Refusal{"Garbage", "\x16\x03\x01\x02\r\n\r\n", "400 Bad Request"},
        Refusal{"NoTarget", "GET  HTTP/1.1\r\nHost: a\r\n\r\n", "400 Bad Request"},
        Refusal{"AbsoluteTargetOfAnotherScheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", "400 Bad Request"},
        Refusal{"AbsoluteTargetWithoutHost", "GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n", "400 Bad Request"},
        Refusal{"AbsoluteTargetWithoutHostField", "GET http://a/x HTTP/1.1\r\n\r\n", "400 Bad Request"},
        Refusal{"AbsoluteTargetOfAUser", "GET http://u:p@a/ HTTP/1.1\r\nHost: a\r\n\r\n", "400 Bad Request"},
        Refusal{"AbsoluteTargetWithFragment", "GET http://a/#x HTTP/1.1\r\nHost: a\r\n\r\n", "400 Bad Request"},
        Refusal{"AuthorityTarget", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", "400 Bad Request"},
        Refusal{"StarOfAGet", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", "400 Bad Request"},
        Refusal{"ChunkExtensionWithoutEnd", kEndlessExtension.c_str(), "400 Bad Request"},
        Refusal{"NoHost", "GET / HTTP/1.1\r\n\r\n", "400 Bad Request"},
        Refusal{"ChunksOfHttp10",
                "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n0\r\n\r\n",
                "400 Bad Request"},
        Refusal{
            "TwoTransferEncodings",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "501 Not Implemented"},
        Refusal{"TwoHosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400 Bad Request"},
        Refusal{"SpaceBeforeColon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", "400 Bad Request"},
        Refusal{"NulInHeader", "GET / HTTP/1.1\r\nHost: a\r\nX: \x01\r\n\r\n", "400 Bad Request"},
        Refusal{"BadLength", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", "400 Bad Request"},
        Refusal{"TwoLengths", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "400 Bad Request"},
        Refusal{"LengthAndChunked",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "501 Not Implemented"},
        Refusal{"OtherCoding", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                "501 Not Implemented"},
        Refusal{"BadChunk", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "400 Bad Request"},
        Refusal{"Version", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", "505 HTTP Version Not Supported"},
        Refusal{"LongTarget", kLongTarget.c_str(), "431 Request Header Fields Too Large"},
        Refusal{"LongHeader", kLongHeader.c_str(), "431 Request Header Fields Too Large"},
        Refusal{"LargeBody", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n", "413 Content Too Large"},
        Refusal{"LargeBodyExpected", "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n",
                "413 Content Too Large"},
        Refusal{
            "LargeChunks",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n6\r\nabcdef\r\n0\r\n\r\n",
            "413 Content Too Large"},
        Refusal{"OtherExpectation", "POST / HTTP/1.1\r\nHost: a\r\nExpect: coffee\r\n\r\n", "417 Expectation Failed"}),
    [](const testing::TestParamInfo<Refusal>& info) { return std::string(info.param.name); });

TEST(HttpServer, AnswersSlowRequestsWith408) {
  // Long enough for a client on a busy machine to have sent its part; a connection that sent nothing gets no answer.
  auto server = StartEcho({.header_timeout = milliseconds(1000), .body_timeout = milliseconds(40)});
  for (const char* sent : {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc", "POST / HTTP/1.1\r\nHo"}) {
    RawClient client(server->port());
    client.Send(sent);
    EXPECT_TRUE(client.ReadAll().starts_with("HTTP/1.1 408 Request Timeout\r\n")) << sent;
  }
}

TEST(HttpServer, ClosesIdleConnectionsSilently) {
  auto server = StartEcho({.idle_timeout = milliseconds(40)});
  RawClient client(server->port());
  EXPECT_EQ(client.ReadAll(), "");
}

TEST(HttpServer, TurnsAnEscapedExceptionIntoABare500) {
  auto server = Server::Start({}, [](const Request&) -> Response { throw std::runtime_error("the secret"); });
  RawClient client((*server)->port());
  client.Send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  std::string answer = client.ReadAll();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 500 "));
  EXPECT_EQ(answer.find("secret"), std::string::npos);
}

TEST(HttpServer, LeavesOutHeadersThatWouldBeMore) {
  auto server = Server::Start({}, [](const Request&) {
    Response response;
    response.headers.Add("X-Good", "1");
    response.headers.Add("X-Bad", "1\r\nX-Injected: 1");
    return response;
  });
  RawClient client((*server)->port());
  client.Send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  std::string answer = client.ReadAll();
  EXPECT_NE(answer.find("X-Good"), std::string::npos);
  EXPECT_EQ(answer.find("X-Injected"), std::string::npos);
}

TEST(HttpServer, StopFinishesRunningRequests) {
  std::promise<void> started;
  std::promise<void> finish;
  std::shared_future<void> may_finish = finish.get_future().share();
  auto server = Server::Start({}, [&started, may_finish](const Request&) {
                  started.set_value();
                  may_finish.wait();
                  Response response;
                  response.body = "done";
                  return response;
                }).value();
  RawClient idle(server->port());
  RawClient busy(server->port());
  busy.Send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  started.get_future().wait();
  std::thread stopper([&server] { server->Stop(); });
  EXPECT_EQ(idle.ReadAll(), "");  // idle ones go at once
  finish.set_value();
  std::string answer = busy.ReadAll();
  stopper.join();
  EXPECT_NE(answer.find("Connection: close"), std::string::npos);
  EXPECT_TRUE(answer.ends_with("done"));
  EXPECT_FALSE(RawClient(server->port()).connected());
}

TEST(HttpServer, StopCutsOffClientsThatDoNotGoOn) {
  auto server = StartEcho({.drain = milliseconds(20)});
  RawClient client(server->port());
  client.Send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  client.ReadUntil("\r\n\r\n");
  server->Stop();
  EXPECT_EQ(client.ReadAll(), "");
}

TEST(HttpServer, TellsWhyItCannotListen) {
  auto server = StartEcho();
  EXPECT_EQ(Server::Start({.port = server->port()}, &Echo).error().code, ErrorCode::kAlreadyExists);
  EXPECT_EQ(Server::Start({.host = "192.0.2.1"}, &Echo).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(Server::Start({.host = "no such host"}, &Echo).error().code, ErrorCode::kInvalidArgument);
}

TEST(HttpServer, ServesManyClientsAtOnce) {
  auto server = StartEcho({.lanes = {4}});
  CurlClient client({});
  std::atomic<int> good{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&client, &good, &server, t] {
      for (int i = 0; i < 100; ++i) {
        std::string body(static_cast<std::size_t>(i * 500), static_cast<char>('a' + t));
        Result<Response> answer = client.Send({.method = "PUT", .url = Url(*server, "/x"), .body = body});
        if (answer.ok() && answer->body == body) ++good;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, 400);
}

}  // namespace
}  // namespace rolecall::http
