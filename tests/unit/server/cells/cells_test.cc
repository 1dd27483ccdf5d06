// A plane's side of cells, with a server in the place of the other one.
#include "server/cells/cells.h"

#include <gmock/gmock.h>

#include <atomic>
#include <cstring>
#include <span>
#include <thread>

#include "http/server.h"

namespace rolecall::server {
namespace {

using ::testing::HasSubstr;

constexpr char kOwn[] = "054000737513";
constexpr char kOther[] = "111122223333";

std::string WebIdentity(const std::string& account) {
  return "Action=AssumeRoleWithWebIdentity&RoleArn=arn:aws:iam::" + account + ":role/app";
}

http::Request Asking(const std::string& account) {
  http::Request request{
      .method = "POST",
      .target = "/",
      .headers = {{"Host", "plane.example"}, {"X-Own", "1"}, {"Content-Type", "application/x-www-form-urlencoded"}},
      .body = WebIdentity(account)};
  request.peer_address = "192.0.2.7";
  return request;
}

class CellsTest : public testing::Test {
 protected:
  CellsTest() {
    server_ = http::Server::Start({}, [this](http::Request& request) {
                seen_ = request;
                return http::Response{
                    .status = 403, .headers = {{"x-rolecall-seq", "99"}, {"X-Theirs", "yes"}}, .body = "theirs"};
              }).value();
    WriteFile("red", kOther);
  }

  void WriteFile(const std::string& name, const std::string& account) {
    const std::string text = R"({"cells": {"blue": {"endpoint": "https://blue.example", "accounts": [")" +
                             std::string(kOwn) + R"("]}, ")" + name + R"(": {"endpoint": "http://127.0.0.1:)" +
                             std::to_string(server_->port()) + R"(", "accounts": [")" + account + R"("]}}})";
    ASSERT_TRUE(files_.Write("/cells.json", text, FileMode::kPublic).ok());
  }
  Result<std::unique_ptr<Cells>> Open() {
    return Cells::Open({.setting = {.file = "/cells.json", .name = "blue", .cert_file = {}, .key_file = {}},
                        .account = kOwn,
                        .files = files_,
                        .metrics = metrics_,
                        .warn = [this](const std::string& text) { warnings_.push_back(text); },
                        .timeout = std::chrono::milliseconds(5000)});
  }

  MemoryFileSystem files_;
  Metrics metrics_;
  std::vector<std::string> warnings_;
  http::Request seen_;
  std::atomic<bool> hold_{false};
  std::unique_ptr<http::Server> server_;
};

TEST_F(CellsTest, SendsWhatIsForAnotherCellAsItCame) {
  const auto cells = Open().value();
  const http::Request request = Asking(kOther);
  const std::shared_ptr<const Cell> cell = cells->Find(request);
  ASSERT_NE(cell, nullptr);
  const http::Response answer = cells->Send(*cell, request).value();
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(answer.body, "theirs");
  EXPECT_EQ(answer.headers.Get("X-Theirs"), "yes");
  EXPECT_EQ(answer.headers.Find("x-rolecall-seq"), nullptr);
  EXPECT_EQ(seen_.method, "POST");
  EXPECT_EQ(seen_.target, "/");
  EXPECT_EQ(seen_.body, request.body);
  EXPECT_EQ(seen_.headers.Get("Host"), "plane.example");
  EXPECT_EQ(seen_.headers.Get("X-Own"), "1");
  EXPECT_EQ(seen_.headers.Get("x-rolecall-cell"), "blue");
  EXPECT_EQ(seen_.headers.Get("x-rolecall-cell-client"), "192.0.2.7");
  EXPECT_THAT(metrics_.Text(), HasSubstr("rolecall_cells_sent_total{cell=\"red\"} 1"));
  // What has none, as what is made here for a container, is for that plane.
  http::Request bare = Asking(kOther);
  bare.headers.Remove("Host");
  EXPECT_TRUE(cells->Send(*cell, bare).ok());
  EXPECT_EQ(seen_.headers.Get("Host"), "127.0.0.1:" + std::to_string(server_->port()));
}

TEST_F(CellsTest, ItsOwnAndNobodysAreAnsweredHere) {
  const auto cells = Open().value();
  EXPECT_EQ(cells->Find(Asking(kOwn)), nullptr);
  EXPECT_EQ(cells->Find(Asking("999999999999")), nullptr);
  EXPECT_EQ(cells->Find({.method = "GET", .target = "/"}), nullptr);
  EXPECT_EQ(cells->CellOf(kOther), "red");
  EXPECT_EQ(cells->CellOf(kOwn), "");
  EXPECT_EQ(cells->CellOf("999999999999"), "");
  EXPECT_EQ(cells->CellOf("x"), "");
}

TEST_F(CellsTest, WhatWasSentOnceGoesNoFurther) {
  const auto cells = Open().value();
  for (const char* mark : {"red", "blue", "", "anybody"}) {
    http::Request request = Asking(kOther);
    request.headers.Add("X-Rolecall-Cell", mark);
    EXPECT_EQ(cells->Find(request), nullptr) << mark;
  }
}

TEST_F(CellsTest, AnAddressIsBelievedOfTheCellWhoseHostTheCertificateIsFor) {
  // Red is at 127.0.0.1.
  const auto cells = Open().value();
  const auto address = [&](const char* cell, std::vector<std::string> names, bool shown = true) {
    http::Request request{.method = "GET", .target = "/"};
    request.headers = {
        {"x-rolecall-cell", cell}, {"x-rolecall-cell-tls", "1.3"}, {"x-rolecall-cell-client", "198.51.100.4"}};
    request.peer_address = "10.0.0.1";
    request.tls = true;
    request.tls_version = "1.3";
    request.client_certificate = shown;
    if (shown) request.client_names = std::make_shared<const std::vector<std::string>>(std::move(names));
    cells->TakeHop(request);
    EXPECT_FALSE(request.client_certificate);
    return request.peer_address;
  };
  EXPECT_EQ(address("red", {"other.example", "127.0.0.1"}), "198.51.100.4");
  EXPECT_EQ(address("red", {}, false), "10.0.0.1");
  EXPECT_EQ(address("red", {}), "10.0.0.1");
  EXPECT_EQ(address("red", {"other.example", "127.0.0.10", "*"}), "10.0.0.1");
  EXPECT_EQ(address("blue", {"127.0.0.1", "blue.example"}), "10.0.0.1");  // this plane itself sends nothing to itself
  EXPECT_EQ(address("green", {"127.0.0.1"}), "10.0.0.1");
  EXPECT_EQ(address("", {"127.0.0.1"}), "10.0.0.1");
}

TEST_F(CellsTest, AnAccountMovesWhenTheFileIsReadAgainAndAFileThatIsWrongChangesNothing) {
  const auto cells = Open().value();
  WriteFile("green", "999999999999");
  EXPECT_EQ(cells->CellOf(kOther), "red");
  ASSERT_TRUE(cells->Reload().ok());
  EXPECT_EQ(cells->CellOf(kOther), "");
  EXPECT_EQ(cells->CellOf("999999999999"), "green");
  WriteFile("green", kOwn);
  EXPECT_THAT(cells->Reload().error().message, HasSubstr("/cells.json: the account 054000737513 is in two cells"));
  EXPECT_EQ(cells->CellOf("999999999999"), "green");
  ASSERT_TRUE(files_.Remove("/cells.json").ok());
  EXPECT_FALSE(cells->Reload().ok());
  EXPECT_FALSE(Open().ok());
}

TEST_F(CellsTest, ACellThatIsAwayIsToldOnceAndAgainWhenItIsBack) {
  const auto cells = Open().value();
  const http::Request request = Asking(kOther);
  const std::shared_ptr<const Cell> cell = cells->Find(request);
  const std::uint16_t port = server_->port();
  server_->Stop();
  server_.reset();
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(cells->Send(*cell, request).ok());
  ASSERT_EQ(warnings_.size(), 1u);
  EXPECT_THAT(warnings_[0], HasSubstr("the cell red does not answer"));
  EXPECT_THAT(metrics_.Text(), HasSubstr("rolecall_cells_failures_total{cell=\"red\"} 3"));
  http::ServerOptions options;
  options.port = port;
  server_ = http::Server::Start(options, [](http::Request&) { return http::Response{}; }).value();
  EXPECT_TRUE(cells->Send(*cell, request).ok());
  ASSERT_EQ(warnings_.size(), 2u);
  EXPECT_EQ(warnings_[1], "the cell red answers again");
}

TEST_F(CellsTest, OfASlowCellFewRequestsAreUnderWay) {
  http::ServerOptions options;
  options.lanes = {256};
  options.waiting_lanes = {0};
  server_ = http::Server::Start(options, [this](http::Request&) {
              while (hold_.load()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
              return http::Response{};
            }).value();
  WriteFile("red", kOther);
  const auto cells = Open().value();
  const http::Request request = Asking(kOther);
  const std::shared_ptr<const Cell> cell = cells->Find(request);
  hold_ = true;
  std::atomic<int> refused{0}, answered{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 80; ++i) {
    threads.emplace_back([&] { cells->Send(*cell, request).ok() ? ++answered : ++refused; });
  }
  while (refused.load() < 16) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  hold_ = false;
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(refused.load(), 16);
  EXPECT_EQ(answered.load(), 64);
  EXPECT_TRUE(cells->Send(*cell, request).ok());
}

TEST_F(CellsTest, AnAnswerIsUnderWayUntilItIsReadToItsEnd) {
  server_ =
      http::Server::Start({}, [](http::Request&) { return http::Response{.body = std::string(70000, 'x')}; }).value();
  WriteFile("red", kOther);
  const auto cells = Open().value();
  const http::Request request = Asking(kOther);
  const std::shared_ptr<const Cell> cell = cells->Find(request);
  std::vector<http::Response> answers;
  for (int i = 0; i < 64; ++i) answers.push_back(cells->Send(*cell, request).value());
  EXPECT_EQ(cells->Send(*cell, request).error().code, ErrorCode::kResourceExhausted);
  answers.pop_back();
  answers.push_back(cells->Send(*cell, request).value());
  EXPECT_FALSE(cells->Send(*cell, request).ok());
  // Read to its end, and still there.
  std::string piece(70000, ' ');
  std::size_t read = 0;
  for (std::size_t count = 1; count != 0; read += count) count = answers.front().source->Read(piece).value();
  EXPECT_EQ(read, 70000u);
  EXPECT_TRUE(cells->Send(*cell, request).ok());
}

TEST_F(CellsTest, CellsThatAreSlowTogetherLeaveRoomForOthers) {
  server_ =
      http::Server::Start({}, [](http::Request&) { return http::Response{.body = std::string(70000, 'x')}; }).value();
  const std::string port = std::to_string(server_->port());
  std::string text =
      R"({"cells": {"blue": {"endpoint": "https://blue.example", "accounts": [")" + std::string(kOwn) + R"("]})";
  // One place by four names.
  const std::vector<std::string> urls = {
      "http://127.0.0.1:", "http://localhost:", "http://LOCALHOST:", "http://Localhost:"};
  for (std::size_t i = 0; i < urls.size(); ++i) {
    text += R"(, "c)" + std::to_string(i) + R"(": {"endpoint": ")" + urls[i] + port +
            R"(", "accounts": ["00000000000)" + std::to_string(i) + R"("]})";
  }
  ASSERT_TRUE(files_.Write("/cells.json", text + "}}", FileMode::kPublic).ok());
  const auto cells = Open().value();
  std::vector<http::Response> answers;
  std::vector<int> counts;
  for (const char* account : {"000000000000", "000000000001", "000000000002", "000000000003"}) {
    const http::Request request = Asking(account);
    const std::shared_ptr<const Cell> cell = cells->Find(request);
    counts.push_back(0);
    for (int i = 0; i < 80; ++i) {
      Result<http::Response> answer = cells->Send(*cell, request);
      if (!answer.ok()) continue;
      ++counts.back();
      answers.push_back(*std::move(answer));
    }
  }
  EXPECT_THAT(counts, testing::ElementsAre(64, 64, 64, 8));
}

// A body that comes in pieces, and may end too soon.
class Pieces final : public http::BodySource {
 public:
  explicit Pieces(std::vector<std::string> pieces, bool breaks) : pieces_(std::move(pieces)), breaks_(breaks) {}
  Result<std::size_t> Read(std::span<char> out) override {
    if (at_ == pieces_.size() && breaks_) return Error{ErrorCode::kUnavailable, "the client is gone"};
    if (at_ == pieces_.size()) return std::size_t{0};
    const std::string& piece = pieces_[at_++];
    std::memcpy(out.data(), piece.data(), piece.size());
    return piece.size();
  }

 private:
  const std::vector<std::string> pieces_;
  const bool breaks_;
  std::size_t at_ = 0;
};

TEST_F(CellsTest, ABodyStreamsAndWhoGoesAwayInTheMiddleIsNotTheCellsFault) {
  const auto cells = Open().value();
  const std::shared_ptr<const Cell> cell = cells->Find(Asking(kOther));
  http::Request upload{.method = "PUT", .target = "/bucket/key", .headers = {{"Host", "h"}, {"Content-Length", "6"}}};
  Pieces whole({"abc", "def"}, false);
  upload.incoming = &whole;
  EXPECT_TRUE(cells->Send(*cell, upload).ok());
  EXPECT_EQ(seen_.body, "abcdef");
  Pieces broken({"abc"}, true);
  upload.incoming = &broken;
  EXPECT_FALSE(cells->Send(*cell, upload).ok());
  EXPECT_TRUE(warnings_.empty());
  Pieces chunks({"abc", "de"}, false);
  upload.incoming = &chunks;
  upload.headers.Remove("Content-Length");
  EXPECT_TRUE(cells->Send(*cell, upload).ok());
  EXPECT_EQ(seen_.body, "abcde");
}

TEST_F(CellsTest, CertificatesThatCannotBeReadAreToldAtTheStart) {
  CellsSetting setting{.file = "/cells.json", .name = "blue", .cert_file = "/none.pem", .key_file = "/none.key"};
  EXPECT_THAT(CheckCells(setting, kOwn, files_).error().message, HasSubstr("/none.pem"));
  setting.cert_file = setting.key_file = "";
  EXPECT_TRUE(CheckCells(setting, kOwn, files_).ok());
  setting.name = "black";
  EXPECT_THAT(CheckCells(setting, kOwn, files_).error().message, HasSubstr("/cells.json: there is no cell"));
}

}  // namespace
}  // namespace rolecall::server
