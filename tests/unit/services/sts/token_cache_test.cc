// Tokens that were verified, and what is still looked at when one comes again.
#include "services/sts/token_cache.h"

#include "services/sts/web_token.h"
#include "tests/unit/services/sts/sts_fixture.h"

namespace rolecall::services::sts {
namespace {

// An issuer that gives copies of the same key, as key sets do.
class OnePublishedKey final : public KeySource {
 public:
  explicit OnePublishedKey(crypto::PublicKey first) : key(std::move(first)) {}
  Result<crypto::PublicKey> Find(std::string_view, const std::optional<std::string>&) override {
    if (failure.has_value()) return *failure;
    return key;
  }
  crypto::PublicKey key;
  std::optional<Error> failure;
};

class TokenCacheTest : public StsTest {
 protected:
  TokenCacheTest() : published_(keys_.key.public_key()), checker_(published_) {}
  // "good", or the error.
  std::string Check(const std::string& token) {
    services::Checked<WebIdentity> identity = checker_.Check(token, kAccount, kRoleArn, *snapshot(), clock().Now());
    if (!identity.ok()) return identity.error().code;
    EXPECT_EQ(identity->subject, kSubject);
    return "good";
  }

  OnePublishedKey published_;
  TokenChecker checker_;
};

TEST_F(TokenCacheTest, ATokenThatComesAgainIsGoodAgain) {
  const std::string token = Token(Claims());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Check(token), "good");
  EXPECT_EQ(Check(token + "\n"), "good");
  std::string other = token;
  other.back() = other.back() == 'A' ? 'Q' : 'A';
  EXPECT_EQ(Check(other), "InvalidIdentityToken");
  EXPECT_EQ(Check(token), "good");
}

TEST_F(TokenCacheTest, ItsTimesAreLookedAtEachTime) {
  const std::string token = Token(Claims());
  EXPECT_EQ(Check(token), "good");
  clock().Advance(std::chrono::seconds(3600 + kClockToleranceSeconds));
  EXPECT_EQ(Check(token), "ExpiredTokenException");
}

TEST_F(TokenCacheTest, ItsKeyMustStillBePublished) {
  const std::string token = Token(Claims());
  EXPECT_EQ(Check(token), "good");
  published_.failure = Error{ErrorCode::kNotFound, "withdrawn"};
  EXPECT_EQ(Check(token), "InvalidIdentityToken");
  published_.failure = Error{ErrorCode::kUnavailable, "slow"};
  EXPECT_EQ(Check(token), "IDPCommunicationError");
  published_.failure.reset();
  // Another key under the same id is another key; the same one read anew is the same.
  published_.key = crypto::PrivateKey::Generate(crypto::KeyKind::kP256)->public_key();
  EXPECT_EQ(Check(token), "InvalidIdentityToken");
  published_.key = keys_.key.public_key();
  EXPECT_EQ(Check(token), "good");
}

TEST_F(TokenCacheTest, ItsProviderMustStillBeRegistered) {
  const std::string token = Token(Claims());
  EXPECT_EQ(Check(token), "good");
  Write([&](directory::Transaction& transaction) {
    transaction.Delete(*transaction.snapshot().oidc_providers.Find(std::string("arn:aws:iam::") + kAccount +
                                                                   ":oidc-provider/" + kIssuer));
  });
  EXPECT_EQ(Check(token), "InvalidIdentityToken");
}

// The first time the signature is verified, the second time what was read is kept, from then on it is used.
TEST_F(TokenCacheTest, WhatWasReadIsKeptOfATokenThatComesAgain) {
  TokenCache cache;
  const TokenCache::Digest digest = TokenCache::DigestOf("one");
  EXPECT_FALSE(cache.Find(digest).key.has_value());
  cache.Keep(digest, {published_.key, nullptr});
  ASSERT_TRUE(cache.Find(digest).key.has_value());
  EXPECT_TRUE(cache.Find(digest).key->IsCopyOf(published_.key));
  EXPECT_EQ(cache.Find(digest).token, nullptr);
  const auto token = std::make_shared<const crypto::Jwt>(crypto::Jwt::Parse(Token(Claims())).value());
  cache.Keep(digest, {published_.key, token});
  EXPECT_EQ(cache.Find(digest).token, token);
  EXPECT_FALSE(cache.Find(TokenCache::DigestOf("other")).key.has_value());
}

TEST_F(TokenCacheTest, WhatIsKeptIsBounded) {
  TokenCache cache;
  std::vector<TokenCache::Digest> digests;
  for (std::size_t i = 0; i < 3 * TokenCache::kPlaces; ++i) {
    digests.push_back(TokenCache::DigestOf(std::to_string(i)));
    cache.Keep(digests.back(), {published_.key, nullptr});
    ASSERT_TRUE(cache.Find(digests.back()).key.has_value());
  }
  std::size_t kept = 0;
  for (const TokenCache::Digest& digest : digests) kept += cache.Find(digest).key.has_value() ? 1 : 0;
  EXPECT_LE(kept, TokenCache::kPlaces);
  EXPECT_GT(kept, TokenCache::kPlaces / 2);
}

}  // namespace
}  // namespace rolecall::services::sts
