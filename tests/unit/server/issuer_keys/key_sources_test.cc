#include "server/issuer_keys/key_sources.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

namespace rolecall::server {
namespace {

constexpr const char* kIssuer = "https://oidc.example.test/id/A1";

crypto::KeySet NewKeys(const std::string& id) {
  return crypto::KeySet({{id, crypto::PrivateKey::Generate(crypto::KeyKind::kP256)->public_key()}});
}

class FakeClient final : public http::Client {
 public:
  Result<http::Response> Send(const http::ClientRequest& request) override {
    ++calls;
    EXPECT_EQ(request.may_connect == nullptr, request.url.starts_with("http://127.0.0.1:8001/")) << request.url;
    if (on_send) on_send();
    auto found = pages.find(request.url);
    if (found == pages.end()) return Error{ErrorCode::kUnavailable, "no connection"};
    http::Response response;
    response.status = status;
    response.body = found->second;
    return response;
  }
  std::map<std::string, std::string> pages;
  std::function<void()> on_send;
  int status = 200;
  std::atomic<int> calls{0};
};

// Keeps every fetch until it is let go.
class Gate {
 public:
  std::function<void()> Hold() {
    return [released = released_] { released.wait(); };
  }
  void Release() { release_.set_value(); }

 private:
  std::promise<void> release_;
  std::shared_future<void> released_ = release_.get_future();
};

class KeySourcesTest : public testing::Test {
 protected:
  std::string CodeOf(const std::string& key_id, const std::string& issuer = kIssuer) {
    Result<crypto::PublicKey> key = sources_.Find(issuer, key_id);
    return key.ok() ? "found" : ErrorCodeName(key.error().code);
  }
  void Publish(const std::string& key_id) {
    client_.pages[std::string(kIssuer) + "/.well-known/openid-configuration"] =
        std::string(R"({"issuer":")") + kIssuer + R"(","jwks_uri":"https://keys.example.test/keys"})";
    client_.pages["https://keys.example.test/keys"] = NewKeys(key_id).ToJson();
  }

  FakeClock clock_{FromUnixSeconds(1700000000)};
  MemoryFileSystem files_;
  FakeClient client_;
  // Fetches go on in the background: until there were so many, and the last one's keys are in use.
  void AwaitCalls(int calls) {
    for (int i = 0; i < 2000 && client_.calls < calls; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_EQ(client_.calls, calls);
  }

  std::mutex mutex_;  // issuers that fail at once warn at once
  std::vector<std::string> warnings_;
  KeySources sources_{clock_, files_, client_, {.waiting_in_all = 3, .warn = [this](const std::string& text) {
                                                  const std::lock_guard<std::mutex> lock(mutex_);
                                                  warnings_.push_back(text);
                                                }}};
};

TEST_F(KeySourcesTest, EmbeddedIssuersNeedNobody) {
  sources_.AddEmbedded(kIssuer, NewKeys("a"));
  EXPECT_EQ(CodeOf("a"), "found");
  EXPECT_EQ(CodeOf("b"), "not_found");
  EXPECT_EQ(client_.calls, 0);
}

TEST_F(KeySourcesTest, FilesAreReadAgainForAnUnknownKeyAndAfterASecond) {
  sources_.AddConfigured(kIssuer, "/keys.json");
  EXPECT_EQ(CodeOf("a"), "unavailable");
  (void)files_.Write("/keys.json", NewKeys("a").ToJson(), FileMode::kPublic);
  EXPECT_EQ(CodeOf("a"), "found");
  (void)files_.Write("/keys.json", NewKeys("b").ToJson(), FileMode::kPublic);
  EXPECT_EQ(CodeOf("b"), "found");
  EXPECT_EQ(CodeOf("a"), "not_found");
}

// What was verified with them need not be verified again.
TEST_F(KeySourcesTest, KeysThatAreReadAgainUnchangedStayTheSameObjects) {
  const crypto::KeySet keys = NewKeys("k1");
  ASSERT_TRUE(files_.Write("/keys.json", keys.ToJson(), FileMode::kPublic).ok());
  sources_.AddConfigured(kIssuer, "/keys.json");
  const crypto::PublicKey first = sources_.Find(kIssuer, "k1").value();
  clock_.Advance(std::chrono::seconds(2));
  EXPECT_TRUE(sources_.Find(kIssuer, "k1").value().IsCopyOf(first));
  // Another key under the same id is another one.
  ASSERT_TRUE(files_.Write("/keys.json", NewKeys("k1").ToJson(), FileMode::kPublic).ok());
  clock_.Advance(std::chrono::seconds(2));
  EXPECT_FALSE(sources_.Find(kIssuer, "k1").value().IsCopyOf(first));
}

TEST_F(KeySourcesTest, StrangersKeyIdsDoNotReadAFileForEach) {
  sources_.AddConfigured(kIssuer, "/keys.json");
  (void)files_.Write("/keys.json", NewKeys("a").ToJson(), FileMode::kPublic);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(CodeOf("x"), "not_found");
  (void)files_.Write("/keys.json", NewKeys("b").ToJson(), FileMode::kPublic);
  EXPECT_EQ(CodeOf("b"), "not_found");
  clock_.Advance(std::chrono::seconds(1));
  EXPECT_EQ(CodeOf("b"), "found");
}

TEST_F(KeySourcesTest, DiscoversAndCaches) {
  Publish("a");
  EXPECT_EQ(CodeOf("a"), "found");
  EXPECT_EQ(CodeOf("a"), "found");
  EXPECT_EQ(client_.calls, 2);
  // Keys that are known are not waited for.
  Gate gate;
  client_.on_send = gate.Hold();
  clock_.Advance(std::chrono::minutes(6));
  EXPECT_EQ(CodeOf("a"), "found");
  AwaitCalls(3);
  EXPECT_EQ(CodeOf("a"), "found");
  gate.Release();
  AwaitCalls(4);
}

TEST_F(KeySourcesTest, KeysThatAreOldAreFetchedBeforeTheyAreUsed) {
  Publish("a");
  EXPECT_EQ(CodeOf("a"), "found");
  Publish("b");
  clock_.Advance(std::chrono::minutes(16));
  EXPECT_EQ(CodeOf("a"), "not_found");
  EXPECT_EQ(CodeOf("b"), "found");
}

TEST_F(KeySourcesTest, ASlowIssuerHoldsTwoCallsForTwoSecondsAndNobodyElse) {
  Gate gate;
  client_.on_send = gate.Hold();
  const auto start = std::chrono::steady_clock::now();
  const auto elapsed = [&] { return std::chrono::steady_clock::now() - start; };
  std::vector<std::future<std::string>> waiting;
  for (int i = 0; i < 2; ++i) waiting.push_back(std::async(std::launch::async, [&] { return CodeOf("a"); }));
  AwaitCalls(1);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(CodeOf("x" + std::to_string(i)), "unavailable");
  EXPECT_LT(elapsed(), std::chrono::milliseconds(1900));
  for (auto& call : waiting) EXPECT_EQ(call.get(), "unavailable");
  EXPECT_GE(elapsed(), std::chrono::milliseconds(1900));
  EXPECT_LT(elapsed(), std::chrono::seconds(15));
  // It is two seconds since the fetch began: from now on nobody waits for it.
  EXPECT_EQ(CodeOf("a"), "unavailable");
  EXPECT_LT(elapsed(), std::chrono::seconds(15));
  EXPECT_EQ(client_.calls, 1);
  gate.Release();
}

TEST_F(KeySourcesTest, OtherIssuersAreNotHeldBySlowOnes) {
  Gate gate;
  client_.on_send = gate.Hold();
  std::vector<std::future<std::string>> waiting;
  for (int i = 0; i < 3; ++i) {
    waiting.push_back(std::async(std::launch::async,
                                 [this, i] { return CodeOf("a", "https://slow" + std::to_string(i) + ".test"); }));
  }
  AwaitCalls(3);
  sources_.AddConfigured("https://file.test", "/keys.json");
  (void)files_.Write("/keys.json", NewKeys("f").ToJson(), FileMode::kPublic);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(CodeOf("f", "https://file.test"), "found");
  // Three wait, as many as may in all: a fourth issuer is fetched without waiting.
  EXPECT_EQ(CodeOf("a", "https://slow9.test"), "unavailable");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(1000));
  gate.Release();
}

TEST_F(KeySourcesTest, FailuresAreAskedAgainLaterAndLater) {
  EXPECT_EQ(CodeOf("a"), "unavailable");
  int fetches = 1;
  int last = 0;
  for (int second = 1; second <= 600; ++second) {
    clock_.Advance(std::chrono::seconds(1));
    EXPECT_EQ(CodeOf("a"), "unavailable");
    if (client_.calls == fetches) continue;
    EXPECT_EQ(client_.calls, fetches + 1);
    fetches = client_.calls;
    last = second;
  }
  EXPECT_EQ(fetches, 8);  // after 10, 20, 40, 80 seconds, then every 120
  EXPECT_GE(last, 480);
  EXPECT_EQ(warnings_.size(), 1u);
  Publish("a");
  clock_.Advance(std::chrono::seconds(121));
  EXPECT_EQ(CodeOf("a"), "found");
}

TEST_F(KeySourcesTest, AClockThatWasSetBackDoesNotKeepKeysForEver) {
  Publish("a");
  EXPECT_EQ(CodeOf("a"), "found");
  Publish("b");
  clock_.Advance(std::chrono::hours(-1000));
  EXPECT_EQ(CodeOf("b"), "found");
  EXPECT_EQ(CodeOf("a"), "not_found");
}

TEST_F(KeySourcesTest, ThisMachineIsAskedOnlyIfTheOperatorSaysSo) {
  EXPECT_EQ(CodeOf("a", "https://127.0.0.1"), "not_found");
  EXPECT_EQ(CodeOf("a", "https://localhost/id"), "not_found");
  EXPECT_EQ(client_.calls, 0);
  // Nor by the way of a document.
  Publish("a");
  client_.pages[std::string(kIssuer) + "/.well-known/openid-configuration"] =
      std::string(R"({"issuer":")") + kIssuer + R"(","jwks_uri":"https://169.254.169.254/keys"})";
  EXPECT_EQ(CodeOf("a"), "not_found");
  EXPECT_EQ(client_.calls, 1);
}

TEST_F(KeySourcesTest, EmbeddedKeysCanBeReplacedWhileTheServerRuns) {
  sources_.AddEmbedded(kIssuer, NewKeys("a"));
  sources_.AddEmbedded(kIssuer, NewKeys("b"));
  EXPECT_EQ(CodeOf("b"), "found");
}

TEST_F(KeySourcesTest, UnknownKeysAreFetchedAtMostEveryTenSeconds) {
  Publish("a");
  EXPECT_EQ(CodeOf("a"), "found");
  for (int i = 0; i < 50; ++i) EXPECT_EQ(CodeOf("x" + std::to_string(i)), "not_found");
  EXPECT_EQ(client_.calls, 2);
  Publish("b");
  clock_.Advance(std::chrono::seconds(11));
  EXPECT_EQ(CodeOf("b"), "found");
}

TEST_F(KeySourcesTest, OldKeysStayGoodForAnHourWhenTheIssuerIsGone) {
  Publish("a");
  EXPECT_EQ(CodeOf("a"), "found");
  client_.pages.clear();
  clock_.Advance(std::chrono::minutes(50));
  EXPECT_EQ(CodeOf("a"), "found");
  EXPECT_EQ(CodeOf("b"), "unavailable");  // it may be there by now
  clock_.Advance(std::chrono::minutes(11));
  EXPECT_EQ(CodeOf("a"), "unavailable");
}

TEST_F(KeySourcesTest, RefusesDocumentsOfAnotherIssuerAndKeysWithoutTls) {
  Publish("a");
  const std::string url = std::string(kIssuer) + "/.well-known/openid-configuration";
  client_.pages[url] = R"({"issuer":"https://other.test","jwks_uri":"https://keys.example.test/keys"})";
  EXPECT_EQ(CodeOf("a"), "unavailable");
  clock_.Advance(std::chrono::seconds(11));
  client_.pages[url] = std::string(R"({"issuer":")") + kIssuer + R"(","jwks_uri":"http://keys.example.test/keys"})";
  EXPECT_EQ(CodeOf("a"), "unavailable");
  clock_.Advance(std::chrono::seconds(21));
  Publish("a");
  EXPECT_EQ(CodeOf("a"), "found");
}

TEST_F(KeySourcesTest, AsksNobodyWithoutTls) {
  EXPECT_EQ(CodeOf("a", "http://a.test"), "unavailable");
  EXPECT_EQ(client_.calls, 0);
}

TEST_F(KeySourcesTest, AConfiguredUrlIsAskedDirectlyAndMayBePlainHttp) {
  sources_.AddConfigured(kIssuer, "http://127.0.0.1:8001/openid/v1/jwks");
  client_.pages["http://127.0.0.1:8001/openid/v1/jwks"] = NewKeys("a").ToJson();
  EXPECT_EQ(CodeOf("a"), "found");
  EXPECT_EQ(client_.calls, 1);
}

TEST_F(KeySourcesTest, AnIssuerThatEndsInASlashHasItsDocumentBelowIt) {
  const std::string issuer = "https://slash.example.test/";
  client_.pages[issuer + ".well-known/openid-configuration"] =
      R"({"issuer":"https://slash.example.test/","jwks_uri":"https://keys.example.test/keys"})";
  client_.pages["https://keys.example.test/keys"] = NewKeys("a").ToJson();
  EXPECT_EQ(CodeOf("a", issuer), "found");
}

TEST_F(KeySourcesTest, AnswersThatAreNoDocumentsGiveNoKeys) {
  Publish("a");
  client_.status = 404;
  EXPECT_EQ(CodeOf("a"), "unavailable");
  client_.status = 200;
  const std::string url = std::string(kIssuer) + "/.well-known/openid-configuration";
  for (const char* document : {"", "no json", "[]", R"({"issuer":7})"}) {
    client_.pages[url] = document;
    clock_.Advance(std::chrono::seconds(121));
    EXPECT_EQ(CodeOf("a"), "unavailable") << document;
  }
  Publish("a");
  client_.pages["https://keys.example.test/keys"] = "no keys";
  clock_.Advance(std::chrono::seconds(121));
  EXPECT_EQ(CodeOf("a"), "unavailable");
}

TEST_F(KeySourcesTest, ADiscoveryThatTakesAllItsTimeFetchesNoKeys) {
  Publish("a");
  client_.on_send = [this] { clock_.Advance(std::chrono::seconds(5)); };
  EXPECT_EQ(CodeOf("a"), "unavailable");
  EXPECT_EQ(client_.calls, 1);
}

TEST_F(KeySourcesTest, IssuersAreForgottenWhenThereAreTooMany) {
  sources_.AddEmbedded(kIssuer, NewKeys("a"));
  for (int i = 0; i < 4100; ++i) {
    clock_.Advance(std::chrono::microseconds(1));
    EXPECT_NE(CodeOf("a", "https://i" + std::to_string(i) + ".localhost"), "found");
  }
  EXPECT_EQ(CodeOf("a"), "found");
}

// A cluster that calls itself by the plane's own issuer.
TEST_F(KeySourcesTest, NobodyReplacesTheKeysOfAnEmbeddedIssuerButItsTokensAreReviewed) {
  sources_.AddEmbedded(kIssuer, NewKeys("a"));
  int fetched = 0, reviewed = 0;
  sources_.AddFetched(
      kIssuer, "the cluster",
      [&](std::chrono::milliseconds) -> Result<std::string> {
        ++fetched;
        return NewKeys("stolen").ToJson();
      },
      [&](std::string_view, const std::string&) -> Result<void> {
        ++reviewed;
        return {};
      });
  EXPECT_EQ(CodeOf("a"), "found");
  EXPECT_EQ(CodeOf("stolen"), "not_found");
  EXPECT_EQ(fetched, 0);
  // The review stays when the keys are replaced by the plane.
  sources_.AddEmbedded(kIssuer, NewKeys("b"));
  EXPECT_EQ(CodeOf("b"), "found");
  EXPECT_TRUE(sources_.Review(kIssuer, "token", "audience").ok());
  EXPECT_EQ(reviewed, 1);
}

TEST_F(KeySourcesTest, KeysThatSomebodyElseFetchesAreFetchedSo) {
  int fetched = 0;
  sources_.AddFetched(kIssuer, "the cluster", [&](std::chrono::milliseconds) -> Result<std::string> {
    return ++fetched == 1 ? NewKeys("k1").ToJson() : NewKeys("k2").ToJson();
  });
  EXPECT_EQ(CodeOf("k1"), "found");
  EXPECT_EQ(client_.calls, 0);
  clock_.Advance(std::chrono::seconds(11));
  EXPECT_EQ(CodeOf("k2"), "found");
  EXPECT_EQ(fetched, 2);
}

}  // namespace
}  // namespace rolecall::server
