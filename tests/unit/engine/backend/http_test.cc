#include "engine/backend/http.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/unit/engine/backend/fake_context.h"

namespace rolecall::engine {
namespace {

using value::Value;

http::Response Status(int status, std::string body = "") {
  http::Response answer;
  answer.status = status;
  answer.body = std::move(body);
  return answer;
}

class HttpBackendTest : public testing::Test {
 protected:
  std::unique_ptr<Backend> Make() {
    diag::Diagnostics diagnostics;
    return MakeBackend({"http",
                        Value::Object({{"address", Text("http://h/state")},
                                       {"lock_address", Text("http://h/lock")},
                                       {"unlock_address", Text("http://h/lock")},
                                       {"username", Text("u")},
                                       {"password", Text("p")}}),
                        {}},
                       context_.Use(), diagnostics);
  }
  FakeContext context_;
};

TEST_F(HttpBackendTest, NotFoundIsNoState) {
  context_.http.answer = [](const http::ClientRequest&) { return Status(404); };
  EXPECT_FALSE(Make()->Read("default")->has_value());
}

TEST_F(HttpBackendTest, WritesUnderTheLockThatItHolds) {
  context_.http.answer = [](const http::ClientRequest&) { return Status(200); };
  auto backend = Make();
  ASSERT_TRUE(backend->TryLock("default", LockOf("one"))->acquired);
  ASSERT_TRUE(backend->Write("default", "{}").ok());
  ASSERT_TRUE(backend->Unlock("default", "one").ok());
  ASSERT_EQ(context_.http.requests.size(), 3u);
  EXPECT_EQ(context_.http.requests[0].method, "LOCK");
  EXPECT_EQ(context_.http.requests[1].method, "POST");
  EXPECT_EQ(context_.http.requests[1].url, "http://h/state?ID=one");
  EXPECT_EQ(context_.http.requests[1].headers.Get("Content-MD5"), "mZFLkyvTelC5g8XnyQrpOw==");
  EXPECT_EQ(context_.http.requests[1].headers.Get("Authorization"), "Basic dTpw");
  EXPECT_EQ(context_.http.requests[2].method, "UNLOCK");
  EXPECT_EQ(ParseLockInfo(context_.http.requests[2].body)->id, "one");
}

TEST_F(HttpBackendTest, ALockedStateTellsItsHolder) {
  context_.http.answer = [](const http::ClientRequest&) { return Status(423, FormatLockInfo(LockOf("other"))); };
  const auto attempt = Make()->TryLock("default", LockOf("one"));
  ASSERT_TRUE(attempt.ok());
  EXPECT_FALSE(attempt->acquired);
  EXPECT_EQ(attempt->holder->id, "other");
}

TEST_F(HttpBackendTest, TriesAgainAfterServerErrorsOnly) {
  context_.http.answer = [](const http::ClientRequest&) { return Status(503); };
  EXPECT_EQ(Make()->Read("default").error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(context_.http.requests.size(), 3u);
  context_.http.requests.clear();
  context_.http.answer = [](const http::ClientRequest&) { return Status(401); };
  EXPECT_EQ(Make()->Read("default").error().code, ErrorCode::kUnauthenticated);
  EXPECT_EQ(context_.http.requests.size(), 1u);
}

TEST_F(HttpBackendTest, RefusesAStateThatIsNotWhatItsDigestSays) {
  context_.http.answer = [](const http::ClientRequest&) {
    http::Response answer = Status(200, "{}x");
    answer.headers.Set("Content-MD5", "mZFLkyvTelC5g8XnyQrpOw==");
    return answer;
  };
  EXPECT_EQ(Make()->Read("default").error().code, ErrorCode::kDataLoss);
}

TEST_F(HttpBackendTest, HasOnlyTheDefaultWorkspace) {
  EXPECT_EQ(Make()->Workspaces().error().code, ErrorCode::kUnimplemented);
}

TEST_F(HttpBackendTest, RefusesOtherSchemes) {
  diag::Diagnostics diagnostics;
  EXPECT_EQ(MakeBackend({"http", Value::Object({{"address", Text("ftp://h/")}}), {}}, context_.Use(), diagnostics),
            nullptr);
}

TEST_F(HttpBackendTest, AnswersSayWhatIsWrong) {
  const std::pair<int, const char*> answers[] = {
      {403, "the address refused us (403)"}, {418, "unexpected answer 418"}, {500, "the server answered 500"}};
  for (const auto& [status, words] : answers) {
    context_.http.answer = [status](const http::ClientRequest&) { return Status(status); };
    EXPECT_NE(Make()->Read("default").error().message.find(words), std::string::npos) << status;
    EXPECT_NE(Make()->Write("default", "{}").error().message.find(words), std::string::npos) << status;
  }
}

TEST_F(HttpBackendTest, AnEmptyAnswerIsNoStateAndOthersCarryTheirTag) {
  context_.http.answer = [](const http::ClientRequest&) { return Status(200); };
  EXPECT_FALSE(Make()->Read("default")->has_value());
  context_.http.answer = [](const http::ClientRequest&) {
    http::Response answer = Status(200, "{}");
    answer.headers.Set("ETag", "\"one\"");
    return answer;
  };
  EXPECT_EQ((*Make()->Read("default"))->bytes, "{}");
}

TEST_F(HttpBackendTest, TriesAgainWhileTheAddressIsNotReached) {
  context_.http.answer = [](const http::ClientRequest&) -> Result<http::Response> {
    return Error{ErrorCode::kUnavailable, "connection refused"};
  };
  EXPECT_EQ(Make()->Read("default").error().message.find("connection refused") == std::string::npos, false);
  EXPECT_EQ(context_.http.requests.size(), 3u);
}

TEST_F(HttpBackendTest, OurOwnLockAfterALostAnswerIsOurs) {
  context_.http.answer = [](const http::ClientRequest&) { return Status(423, FormatLockInfo(LockOf("one"))); };
  const auto attempt = Make()->TryLock("default", LockOf("one"));
  ASSERT_TRUE(attempt.ok());
  EXPECT_TRUE(attempt->acquired);
  EXPECT_EQ(attempt->id, "one");
}

TEST_F(HttpBackendTest, AnotherLockIsNotGivenBack) {
  context_.http.answer = [](const http::ClientRequest&) { return Status(423, FormatLockInfo(LockOf("other"))); };
  const Result<void> unlocked = Make()->Unlock("default", "one");
  EXPECT_EQ(unlocked.error().code, ErrorCode::kConflict);
  EXPECT_NE(unlocked.error().message.find("ann@desk"), std::string::npos) << "it says whose it is";
  EXPECT_EQ(ParseLockInfo(context_.http.requests[0].body)->id, "one") << "asked for by its id";
  context_.http.answer = [](const http::ClientRequest&) { return Status(404); };
  EXPECT_EQ(Make()->Unlock("default", "one").error().code, ErrorCode::kNotFound);
}

TEST_F(HttpBackendTest, WithoutAnAddressForItThereIsNoLock) {
  diag::Diagnostics diagnostics;
  const auto backend =
      MakeBackend({"http", Value::Object({{"address", Text("http://h/state")}}), {}}, context_.Use(), diagnostics);
  ASSERT_NE(backend, nullptr);
  EXPECT_FALSE(backend->CanLock());
  EXPECT_TRUE(backend->Unlock("default", "one").ok());
  EXPECT_EQ(backend->DeleteWorkspace("dev").error().code, ErrorCode::kUnimplemented);
  EXPECT_TRUE(context_.http.requests.empty());
}

TEST_F(HttpBackendTest, SaysWhichArgumentsAreMissing) {
  const auto complaint = [&](std::map<std::string, Value> arguments) {
    diag::Diagnostics diagnostics;
    EXPECT_EQ(MakeBackend({"http", Value::Object(std::move(arguments)), {}}, context_.Use(), diagnostics), nullptr);
    return diagnostics.empty() ? "" : diagnostics.list()[0].detail;
  };
  EXPECT_NE(complaint({}).find("needs \"address\" (or TF_HTTP_ADDRESS)"), std::string::npos);
  EXPECT_NE(complaint({{"address", Text("http://h/")}, {"client_certificate_pem", Text("x")}}).find("go together"),
            std::string::npos);
}

TEST_F(HttpBackendTest, CertificatesLieInPrivateFilesWhileTheBackendLives) {
  diag::Diagnostics diagnostics;
  auto backend = MakeBackend({"http",
                              Value::Object({{"address", Text("https://h/state")},
                                             {"client_ca_certificate_pem", Text("the authority")},
                                             {"client_certificate_pem", Text("the certificate")},
                                             {"client_private_key_pem", Text("the key")}}),
                              {}},
                             context_.Use(), diagnostics);
  ASSERT_NE(backend, nullptr);
  const Result<std::vector<DirectoryEntry>> files = context_.files.List("/tmp");
  ASSERT_TRUE(files.ok());
  ASSERT_EQ(files->size(), 3u);
  std::set<std::string> texts;
  for (const DirectoryEntry& entry : *files) texts.insert(*context_.files.Read("/tmp/" + entry.name, 100));
  EXPECT_EQ(texts, (std::set<std::string>{"the authority", "the certificate", "the key"}));
  backend.reset();
  const Result<std::vector<DirectoryEntry>> left = context_.files.List("/tmp");
  EXPECT_TRUE(!left.ok() || left->empty());
}

}  // namespace
}  // namespace rolecall::engine
