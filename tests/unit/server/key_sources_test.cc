#include "server/key_sources.h"

#include <gtest/gtest.h>

#include <functional>

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
  int calls = 0;
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
  KeySources sources_{clock_, files_, client_};
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

TEST_F(KeySourcesTest, DiscoversAndCaches) {
  Publish("a");
  EXPECT_EQ(CodeOf("a"), "found");
  EXPECT_EQ(CodeOf("a"), "found");
  EXPECT_EQ(client_.calls, 2);
  clock_.Advance(std::chrono::minutes(6));
  EXPECT_EQ(CodeOf("a"), "found");
  EXPECT_EQ(client_.calls, 4);
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
  clock_.Advance(std::chrono::seconds(11));
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
    clock_.Advance(std::chrono::seconds(11));
    EXPECT_EQ(CodeOf("a"), "unavailable") << document;
  }
  Publish("a");
  client_.pages["https://keys.example.test/keys"] = "no keys";
  clock_.Advance(std::chrono::seconds(11));
  EXPECT_EQ(CodeOf("a"), "unavailable");
}

TEST_F(KeySourcesTest, ADiscoveryThatTakesAllItsTimeFetchesNoKeys) {
  Publish("a");
  client_.on_send = [this] { clock_.Advance(std::chrono::seconds(5)); };
  EXPECT_EQ(CodeOf("a"), "unavailable");
  EXPECT_EQ(client_.calls, 1);
}

TEST_F(KeySourcesTest, StrangersIssuersAreBounded) {
  for (int i = 0; i < 4096; ++i) EXPECT_EQ(CodeOf("a", "https://i" + std::to_string(i) + ".test"), "unavailable");
  const int before = client_.calls;
  EXPECT_EQ(CodeOf("a", "https://one-more.test"), "unavailable");
  EXPECT_EQ(client_.calls, before);
  // Those that are known are still looked up.
  clock_.Advance(std::chrono::seconds(11));
  EXPECT_EQ(CodeOf("a", "https://i0.test"), "unavailable");
  EXPECT_EQ(client_.calls, before + 1);
}

}  // namespace
}  // namespace rolecall::server
