// What the server decides before a handler runs: how much a client may send, whether there is memory for it, which
// lane it waits in, and who makes room when there are too many.
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>

#include "http/server.h"
#include "tests/unit/http/raw_client.h"

namespace rolecall::http {
namespace {

using std::chrono::milliseconds;

// Clients that say "X-Known: 1" may send 1 MiB, others 100 bytes.
Admission ByHeader(const Request& head) {
  if (head.headers.Find("X-Known") != nullptr) return {.max_body_bytes = 1u << 20, .known_sender = true};
  return {.max_body_bytes = 100};
}

Response ToldWhy(const Request& head, const RefusedBody& why) {
  Response response;
  response.status = why.reason == Refusal::kBusy ? 503 : 400;
  response.body = "no more than " + std::to_string(why.max_body_bytes) + " for " + head.target;
  return response;
}

Response SizeOfBody(const Request& request) {
  Response response;
  response.body = std::to_string(request.body.size());
  return response;
}

std::unique_ptr<Server> Start(ServerOptions options) {
  options.free_body_bytes = 10;
  return Server::Start(std::move(options), Application{&SizeOfBody, &ByHeader, nullptr, &ToldWhy}).value();
}

std::string Post(const std::string& headers, std::size_t length, const std::string& body) {
  return "POST /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + headers +
         "Content-Length: " + std::to_string(length) + "\r\n\r\n" + body;
}

std::string Exchange(const Server& server, const std::string& request) {
  RawClient client(server.port());
  client.Send(request);
  return client.ReadAll();
}

TEST(HttpAdmission, TheHeaderDecidesHowMuchMayBeSent) {
  auto server = Start({});
  EXPECT_TRUE(Exchange(*server, Post("", 100, std::string(100, 'x'))).ends_with("\r\n\r\n100"));
  EXPECT_TRUE(Exchange(*server, Post("X-Known: 1\r\n", 50000, std::string(50000, 'x'))).ends_with("\r\n\r\n50000"));
  // Not a byte of the body is needed for the refusal.
  const std::string refused = Exchange(*server, Post("", 101, ""));
  EXPECT_TRUE(refused.starts_with("HTTP/1.1 400 ")) << refused;
  EXPECT_TRUE(refused.ends_with("no more than 100 for /x")) << refused;
}

TEST(HttpAdmission, ChunkedBodiesHaveTheSameBound) {
  auto server = Start({});
  std::string chunks;
  for (int i = 0; i < 11; ++i) chunks += "a\r\n0123456789\r\n";
  const std::string head = "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_TRUE(Exchange(*server, head + chunks).starts_with("HTTP/1.1 400 "));
  const std::string known = "POST /x HTTP/1.1\r\nHost: a\r\nX-Known: 1\r\nConnection: close\r\n";
  EXPECT_TRUE(Exchange(*server, known + "Transfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n").ends_with("110"));
}

TEST(HttpAdmission, WhoWaitsForContinueIsRefusedInstead) {
  auto server = Start({});
  const std::string answer = Exchange(*server, Post("Expect: 100-continue\r\n", 101, ""));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 ")) << answer;
}

TEST(HttpAdmission, ARefusedClientMaySendOnAndStillReadsTheAnswer) {
  auto server = Start({});
  RawClient client(server->port());
  client.Send(Post("", 8u << 20, std::string(8u << 20, 'x')));
  EXPECT_TRUE(client.ReadAll().starts_with("HTTP/1.1 400 "));
}

// Sends a body but for its last byte, and waits until it is there.
void SendUnfinished(const Server& server, RawClient& client, const std::string& headers, std::size_t bytes) {
  client.Send(Post(headers, bytes, std::string(bytes - 1, 'x')));
  while (server.buffered_bytes() < bytes - 1) std::this_thread::yield();
}

TEST(HttpAdmission, ABodyThatTheBudgetHasNoRoomForIsRefused) {
  auto server = Start({.memory_bytes = 600u << 10});
  RawClient first(server->port());
  SendUnfinished(*server, first, "X-Known: 1\r\n", 500u << 10);
  const std::string second = Exchange(*server, Post("X-Known: 1\r\n", 500u << 10, std::string(500u << 10, 'x')));
  EXPECT_TRUE(second.starts_with("HTTP/1.1 503 ")) << second;
  // The first one is not disturbed, and gives its room back.
  first.Send("x");
  EXPECT_TRUE(first.ReadAll().ends_with("\r\n\r\n512000"));
  EXPECT_TRUE(Exchange(*server, Post("X-Known: 1\r\n", 500u << 10, std::string(500u << 10, 'x'))).ends_with("512000"));
}

TEST(HttpAdmission, UnfinishedBodiesOfUnknownSendersMakeRoomForKnownOnes) {
  auto admit = [](const Request& head) {
    return Admission{.max_body_bytes = 1u << 20, .known_sender = head.headers.Find("X-Known") != nullptr};
  };
  auto server = Server::Start({.free_body_bytes = 10, .memory_bytes = 600u << 10},
                              Application{&SizeOfBody, admit, nullptr, &ToldWhy})
                    .value();
  RawClient unknown(server->port());
  SendUnfinished(*server, unknown, "", 500u << 10);
  EXPECT_TRUE(Exchange(*server, Post("", 500u << 10, std::string(500u << 10, 'x'))).starts_with("HTTP/1.1 503 "));
  EXPECT_TRUE(Exchange(*server, Post("X-Known: 1\r\n", 500u << 10, std::string(500u << 10, 'x'))).ends_with("512000"));
  EXPECT_TRUE(unknown.ReadAll().starts_with("HTTP/1.1 503 "));
}

TEST(HttpAdmission, AnswersThatNobodyReadsAreCountedToo) {
  auto server = Server::Start({.memory_bytes = 24u << 20}, [](const Request&) {
                  Response response;
                  response.body.assign(16u << 20, 'x');
                  return response;
                }).value();
  const std::string request = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  RawClient slow(server->port());
  slow.Send(request);
  EXPECT_TRUE(slow.ReadUntil("\r\n\r\n").starts_with("HTTP/1.1 200 "));
  EXPECT_TRUE(Exchange(*server, request).starts_with("HTTP/1.1 503 "));
  EXPECT_EQ(slow.ReadAll().size(), 16u << 20);
  EXPECT_TRUE(Exchange(*server, request).starts_with("HTTP/1.1 200 "));
}

// Handlers that wait until they are let go; "/quick" and "/now" do not.
class Gate {
 public:
  Response Handle(const Request& request) {
    if (request.target != "/quick" && request.target != "/now") {
      std::unique_lock lock(mutex_);
      ++waiting_;
      changed_.notify_all();
      changed_.wait(lock, [this] { return open_; });
    }
    Response response;
    response.body = request.target;
    return response;
  }
  void AwaitWaiting(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ >= count; });
  }
  void Open() {
    std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  static int Lane(const Request& request) {
    if (request.target == "/now") return kAtOnce;
    return request.target == "/quick" ? 0 : 1;
  }
  std::unique_ptr<Server> Start(ServerOptions options) {
    return Server::Start(std::move(options),
                         Application{[this](const Request& r) { return Handle(r); }, nullptr, &Lane})
        .value();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool open_ = false;
};

std::string Get(const std::string& target) {
  return "GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
}

TEST(HttpLanes, AFullLaneHoldsUpNoOther) {
  Gate gate;
  auto server = gate.Start({.lanes = {1, 2}});
  std::deque<RawClient> slow;
  for (int i = 0; i < 6; ++i) slow.emplace_back(server->port()).Send(Get("/slow"));
  gate.AwaitWaiting(2);
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(Exchange(*server, Get("/quick")).ends_with("/quick"));
    EXPECT_TRUE(Exchange(*server, Get("/now")).ends_with("/now"));
  }
  gate.Open();
  // Those that waited have their turn.
  for (RawClient& client : slow) EXPECT_TRUE(client.ReadAll().ends_with("/slow"));
}

// One event loop: whoever waits in it, its other connections go on.
TEST(HttpLanes, HandlersOfOneLoopWaitAtTheSameTime) {
  Gate gate;
  auto server = gate.Start({.threads = 1, .lanes = {1, 4}});
  std::deque<RawClient> slow;
  for (int i = 0; i < 4; ++i) {
    slow.emplace_back(server->port()).Send(Get("/slow"));
    gate.AwaitWaiting(i + 1);
    EXPECT_TRUE(Exchange(*server, Get("/quick")).ends_with("/quick"));
  }
  gate.Open();
  for (RawClient& client : slow) EXPECT_TRUE(client.ReadAll().ends_with("/slow"));
}

TEST(HttpLanes, AFullQueueAnswersAtOnce) {
  Gate gate;
  auto server = gate.Start({.lanes = {1, 1}, .max_queue = 1});
  RawClient runs(server->port());
  runs.Send(Get("/slow"));
  gate.AwaitWaiting(1);
  RawClient waits(server->port()), over(server->port());
  waits.Send(Get("/slow"));
  // Which of the two comes first is not known: one waits, the other is turned away.
  over.Send(Get("/slow"));
  std::future<std::string> a = std::async(std::launch::async, [&] { return waits.ReadAll(); });
  std::future<std::string> b = std::async(std::launch::async, [&] { return over.ReadAll(); });
  while (a.wait_for(milliseconds(1)) != std::future_status::ready &&
         b.wait_for(milliseconds(1)) != std::future_status::ready) {
  }
  gate.Open();
  const std::string answers = a.get() + b.get();
  EXPECT_NE(answers.find("HTTP/1.1 503 "), std::string::npos) << answers;
  EXPECT_NE(answers.find("Retry-After: 1\r\n"), std::string::npos) << answers;
  EXPECT_NE(answers.find("HTTP/1.1 200 "), std::string::npos) << answers;
}

TEST(HttpLanes, WhoWaitsTooLongIsTurnedAway) {
  Gate gate;
  auto server = gate.Start({.lanes = {1, 1}, .max_wait = milliseconds(20)});
  RawClient runs(server->port());
  runs.Send(Get("/slow"));
  gate.AwaitWaiting(1);
  EXPECT_TRUE(Exchange(*server, Get("/slow")).starts_with("HTTP/1.1 503 "));
  gate.Open();
  EXPECT_TRUE(runs.ReadAll().ends_with("/slow"));
}

Response Ok(const Request&) { return {}; }
const std::string kKeepAlive = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

TEST(HttpConnections, IdleOnesMakeRoomThenThoseWhoseHeaderDoesNotCome) {
  auto server = Server::Start({.max_connections = 2}, &Ok).value();
  RawClient slow(server->port());
  slow.Send("GET / HTTP/1.1\r\nHo");
  RawClient idle(server->port());
  idle.Send(kKeepAlive);
  idle.ReadUntil("\r\n\r\n");
  RawClient third(server->port());
  EXPECT_EQ(idle.ReadAll(), "");
  third.Send("GET / HTTP/1.1\r\n");
  RawClient fourth(server->port());
  EXPECT_EQ(slow.ReadAll(), "");
  fourth.Send(kKeepAlive);
  EXPECT_TRUE(fourth.ReadUntil("\r\n\r\n").starts_with("HTTP/1.1 200 "));
}

TEST(HttpConnections, OnesThatAreHandledDoNotMakeRoom) {
  Gate gate;
  auto server = gate.Start({.lanes = {1, 2}, .max_connections = 2});
  RawClient first(server->port()), second(server->port());
  first.Send(Get("/slow"));
  second.Send(Get("/slow"));
  gate.AwaitWaiting(2);
  RawClient third(server->port());
  EXPECT_EQ(third.ReadAll(), "");
  gate.Open();
  EXPECT_TRUE(first.ReadAll().ends_with("/slow"));
  EXPECT_TRUE(second.ReadAll().ends_with("/slow"));
}

}  // namespace
}  // namespace rolecall::http
