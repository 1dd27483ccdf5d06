#include "services/outbound/outbound_tokens.h"

#include <boost/json.hpp>

#include "crypto/jwt.h"
#include "tests/support/service_fixture.h"

namespace rolecall::services::outbound {
namespace {

namespace bj = boost::json;
using services::testing::kAccount;

constexpr char kName[] = "11111111-2222-4333-8444-555555555555";

class OutboundTokensTest : public services::testing::ServiceFixture {
 protected:
  OutboundTokensTest() { SwitchOn(true); }
  void SwitchOn(bool on) {
    Write([&](directory::Transaction& transaction) {
      directory::Account account = *transaction.snapshot().accounts.Find(kAccount);
      account.outbound_issuer = std::string("https://") + kName + ".tokens.sts.global.api.aws";
      account.outbound_since.reset();
      if (on) account.outbound_since = clock().Now();
      transaction.Put(std::move(account));
    });
  }
  std::optional<http::Response> Get(const std::string& host, const std::string& target) {
    return tokens_.Answer({.method = "GET", .target = target, .headers = {{"Host", host}}});
  }
  crypto::KeySet Published() {
    const auto answer = Get("localhost", std::string("/_rolecall/outbound/") + kName + "/.well-known/jwks.json");
    EXPECT_TRUE(answer.has_value());
    return answer.has_value() ? *crypto::KeySet::Parse(answer->body) : crypto::KeySet();
  }
  crypto::Jwt Sign(crypto::SignatureAlgorithm algorithm) {
    return *crypto::Jwt::Parse(*tokens_.Sign({{"sub", "a"}}, algorithm));
  }
  OutboundTokens tokens_{directory(), std::chrono::hours(72)};
};

TEST_F(OutboundTokensTest, AreVerifiedByThePublishedKeys) {
  const crypto::KeySet keys = Published();
  EXPECT_EQ(keys.keys().size(), 2u);
  for (const auto algorithm : {crypto::SignatureAlgorithm::kRs256, crypto::SignatureAlgorithm::kEs384}) {
    const crypto::Jwt token = Sign(algorithm);
    EXPECT_EQ(token.algorithm(), algorithm);
    const crypto::PublicKey* key = keys.Find(token.key_id());
    ASSERT_NE(key, nullptr);
    EXPECT_TRUE(token.VerifySignature(*key));
  }
  // Another start has the same keys.
  OutboundTokens again(directory(), std::chrono::seconds(0));
  EXPECT_EQ(crypto::Jwt::Parse(*again.Sign({}, crypto::SignatureAlgorithm::kEs384))->key_id(),
            Sign(crypto::SignatureAlgorithm::kEs384).key_id());
}

TEST_F(OutboundTokensTest, DocumentsAreAtTheIssuersNameWhileItIsSwitchedOn) {
  const std::string host = std::string(kName) + ".tokens.sts.global.api.aws";
  const std::string path = "/.well-known/openid-configuration";
  const auto answer = Get(host + ":443", path);
  ASSERT_TRUE(answer.has_value());
  const bj::value document = bj::parse(answer->body);
  EXPECT_EQ(document.at("issuer"), bj::value("https://" + host));
  EXPECT_EQ(document.at("jwks_uri"), bj::value("https://" + host + "/.well-known/jwks.json"));
  EXPECT_FALSE(Get("22222222-2222-4333-8444-555555555555.tokens.sts.global.api.aws", path));
  EXPECT_FALSE(Get("localhost", path));
  EXPECT_FALSE(Get(host, "/"));
  EXPECT_FALSE(tokens_.Answer({.method = "POST", .target = path, .headers = {{"Host", host}}}));
  SwitchOn(false);
  EXPECT_FALSE(Get(host, path));
}

TEST_F(OutboundTokensTest, KeysAreReplacedInFourSteps) {
  const auto old_key = Sign(crypto::SignatureAlgorithm::kEs384).key_id();
  clock().Advance(std::chrono::hours(72));
  ASSERT_TRUE(tokens_.Rotate().ok());
  EXPECT_EQ(Sign(crypto::SignatureAlgorithm::kEs384).key_id(), old_key);
  clock().Advance(std::chrono::hours(24));
  const auto new_key = Sign(crypto::SignatureAlgorithm::kEs384).key_id();
  EXPECT_NE(new_key, old_key);
  EXPECT_NE(Published().Find(old_key), nullptr);
  clock().Advance(std::chrono::hours(25));
  ASSERT_TRUE(tokens_.Rotate().ok());
  EXPECT_EQ(Published().Find(old_key), nullptr);
  EXPECT_NE(Published().Find(new_key), nullptr);
}

}  // namespace
}  // namespace rolecall::services::outbound
