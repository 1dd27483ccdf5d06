#include "engine/backend/http.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace rolecall::engine
