#include "server/jwt_signer/jwt_signer.h"

#include <gtest/gtest.h>
#include <server/jwt_signer/external_jwt.pb.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/encoding.h"
#include "crypto/jwt.h"

namespace rolecall::server {
namespace {

namespace bj = boost::json;

constexpr char kIssuer[] = "https://oidc.example.test/id/A1";
constexpr std::int64_t kNow = 1700000000;
constexpr GrpcPeer kPeer{.user = 1001, .process = 4711};

class JwtSignerTest : public testing::Test {
 protected:
  static bj::object Claims() {
    return {{"iss", kIssuer},
            {"sub", "system:serviceaccount:demo:app"},
            {"aud", bj::array{"sts.amazonaws.com"}},
            {"iat", kNow},
            {"exp", kNow + 3600}};
  }
  GrpcAnswer Sign(const std::string& claims) {
    wire::SignJWTRequest request;
    request.set_claims(claims);
    return signer_.Answer(kPeer, "/v1.ExternalJWTSigner/Sign", request.SerializeAsString());
  }
  GrpcAnswer SignClaims(const bj::object& claims) { return Sign(Base64UrlEncode(bj::serialize(claims))); }
  // The whole token, put together as the API server does it.
  std::string Token() {
    const GrpcAnswer answer = SignClaims(Claims());
    EXPECT_EQ(answer.status, GrpcStatus::kOk) << answer.message;
    wire::SignJWTResponse response;
    EXPECT_TRUE(response.ParseFromString(answer.message));
    return response.header() + "." + Base64UrlEncode(bj::serialize(Claims())) + "." + response.signature();
  }
  wire::FetchKeysResponse Keys() {
    wire::FetchKeysResponse response;
    const GrpcAnswer answer = signer_.Answer(kPeer, "/v1.ExternalJWTSigner/FetchKeys", "");
    EXPECT_EQ(answer.status, GrpcStatus::kOk);
    EXPECT_TRUE(response.ParseFromString(answer.message));
    return response;
  }
  std::string RefusalOf(const bj::object& claims) {
    const GrpcAnswer answer = SignClaims(claims);
    EXPECT_EQ(answer.status, GrpcStatus::kInvalidArgument);
    return answer.message;
  }

  FakeClock clock_{FromUnixSeconds(kNow)};
  services::oidc::Issuer issuer_ =
      services::oidc::Issuer::Make(kIssuer, services::oidc::SigningKeys::GenerateFirst(FromUnixSeconds(kNow)).value())
          .value();
  std::vector<AskedToken> records_;
  bool can_record_ = true;
  JwtSigner signer_{
      issuer_,
      clock_,
      {.can = [this] { return can_record_; }, .write = [this](const AskedToken& asked) { records_.push_back(asked); }}};
};

TEST_F(JwtSignerTest, WhatItSignsIsATokenOfTheIssuer) {
  const Result<crypto::Jwt> token = crypto::Jwt::Parse(Token());
  ASSERT_TRUE(token.ok());
  const crypto::KeySet keys = issuer_.public_keys();
  const crypto::PublicKey* key = keys.Find(token->key_id());
  ASSERT_NE(key, nullptr);
  EXPECT_TRUE(token->VerifySignature(*key));
  EXPECT_EQ(token->claims().at("sub"), bj::value("system:serviceaccount:demo:app"));
  ASSERT_EQ(records_.size(), 1u);
  EXPECT_EQ(records_[0].refusal, "");
}

TEST_F(JwtSignerTest, TheHeaderHasAlgKidAndTypAndNothingElse) {
  const Result<crypto::Jwt> token = crypto::Jwt::Parse(Token());
  ASSERT_TRUE(token.ok());
  EXPECT_EQ(token->header().size(), 3u);
  EXPECT_EQ(token->header().at("alg"), bj::value("ES256"));
  EXPECT_EQ(token->header().at("typ"), bj::value("JWT"));
}

TEST_F(JwtSignerTest, KeysAreThoseThatTheIssuerPublishes) {
  const wire::FetchKeysResponse response = Keys();
  ASSERT_EQ(response.keys_size(), 1);
  const crypto::PublishedKey published = issuer_.public_keys().keys().front();
  EXPECT_EQ(response.keys(0).key_id(), published.key_id);
  EXPECT_EQ(response.keys(0).key(), published.key.ToDer());
  EXPECT_FALSE(response.keys(0).exclude_from_oidc_discovery());
  EXPECT_EQ(response.data_timestamp().seconds(), kNow);
  EXPECT_GT(response.refresh_hint_seconds(), 0);
}

TEST_F(JwtSignerTest, ANewKeyIsPublishedADayBeforeItSigns) {
  clock_.Advance(std::chrono::hours(100));
  issuer_.Renew(issuer_.signing_keys().WithNewKey(clock_.Now(), crypto::KeyKind::kP384).value());
  EXPECT_EQ(Keys().keys_size(), 2);
  bj::object claims = Claims();
  claims["exp"] = UnixSeconds(clock_.Now()) + 3600;
  const auto algorithm = [&] {
    wire::SignJWTResponse response;
    EXPECT_TRUE(response.ParseFromString(SignClaims(claims).message));
    return std::string(bj::parse(Base64UrlDecode(response.header()).value()).at("alg").as_string());
  };
  EXPECT_EQ(algorithm(), "ES256");
  clock_.Advance(std::chrono::hours(24));
  claims["exp"] = UnixSeconds(clock_.Now()) + 3600;
  EXPECT_EQ(algorithm(), "ES384");
}

TEST_F(JwtSignerTest, TokensLiveADayAtMost) {
  wire::MetadataResponse metadata;
  ASSERT_TRUE(metadata.ParseFromString(signer_.Answer(kPeer, "/v1.ExternalJWTSigner/Metadata", "").message));
  EXPECT_EQ(metadata.max_token_expiration_seconds(), 86400);
  bj::object claims = Claims();
  claims["exp"] = kNow + metadata.max_token_expiration_seconds();
  EXPECT_EQ(SignClaims(claims).status, GrpcStatus::kOk);
  claims["exp"] = kNow + metadata.max_token_expiration_seconds() + 120;
  EXPECT_NE(RefusalOf(claims).find("86400 seconds"), std::string::npos);
}

TEST_F(JwtSignerTest, SignsNothingThatIsNoServiceAccountTokenOfItsIssuer) {
  const std::pair<const char*, bj::value> changes[] = {{"iss", "https://other.example.test"},
                                                       {"iss", 1},
                                                       {"sub", "system:node:a"},
                                                       {"sub", "system:serviceaccount:a"},
                                                       {"sub", "system:serviceaccount::a"},
                                                       {"sub", nullptr},
                                                       {"exp", kNow},
                                                       {"exp", "1700003600"},
                                                       {"sub", "system:serviceaccount:a:b:c"},
                                                       {"exp", 1.7e9}};
  for (const auto& [name, value] : changes) {
    bj::object claims = Claims();
    claims[name] = value;
    EXPECT_FALSE(RefusalOf(claims).empty()) << name << " " << value;
  }
  for (const char* name : {"iss", "sub", "exp"}) {
    bj::object claims = Claims();
    claims.erase(name);
    EXPECT_FALSE(RefusalOf(claims).empty()) << name;
  }
  EXPECT_TRUE(std::ranges::none_of(records_, [](const AskedToken& one) { return one.refusal.empty(); }));
  EXPECT_EQ(records_.size(), 13u);
}

TEST_F(JwtSignerTest, ClaimsThatOthersReadDifferentlyAreRefused) {
  const std::string good = bj::serialize(Claims());
  EXPECT_EQ(Sign(Base64UrlEncode(R"({"sub":"system:serviceaccount:kube-system:admin",)" + good.substr(1))).status,
            GrpcStatus::kInvalidArgument);
  EXPECT_EQ(Sign(Base64UrlEncode(good) + "=").status, GrpcStatus::kInvalidArgument);
  EXPECT_EQ(Sign(Base64UrlEncode(good) + ".x").status, GrpcStatus::kInvalidArgument);
  EXPECT_EQ(Sign("").status, GrpcStatus::kInvalidArgument);
  EXPECT_EQ(Sign(Base64UrlEncode("[]")).status, GrpcStatus::kInvalidArgument);
  bj::object large = Claims();
  large["more"] = std::string(kMaxClaims, 'x');
  EXPECT_EQ(RefusalOf(large), "the claims are larger than 16 KiB");
}

TEST_F(JwtSignerTest, TheOlderServiceNameIsTheSame) {
  EXPECT_EQ(signer_.Answer(kPeer, "/v1alpha1.ExternalJWTSigner/Metadata", "").status, GrpcStatus::kOk);
  EXPECT_EQ(signer_.Answer(kPeer, "/v2.ExternalJWTSigner/Metadata", "").status, GrpcStatus::kUnimplemented);
  EXPECT_EQ(signer_.Answer(kPeer, "/v1.ExternalJWTSigner/Other", "").status, GrpcStatus::kUnimplemented);
}

TEST_F(JwtSignerTest, ARequestThatIsNoMessageIsRefused) {
  EXPECT_EQ(signer_.Answer(kPeer, "/v1.ExternalJWTSigner/Sign", "\x0a\x7f").status, GrpcStatus::kInvalidArgument);
}

TEST_F(JwtSignerTest, ARecordSaysWhatWasAskedForAndWhatSigned) {
  bj::object claims = Claims();
  claims["jti"] = "id-1";
  claims["aud"] = bj::array{"sts.amazonaws.com", "vault"};
  claims["kubernetes.io"] = bj::object{{"namespace", "demo"}, {"pod", bj::object{{"name", "app-1"}, {"uid", "u"}}}};
  ASSERT_EQ(SignClaims(claims).status, GrpcStatus::kOk);
  ASSERT_EQ(records_.size(), 1u);
  const AskedToken asked = records_[0];
  EXPECT_EQ(asked.peer.user, kPeer.user);
  EXPECT_EQ(asked.peer.process, kPeer.process);
  EXPECT_EQ(asked.issuer, kIssuer);
  EXPECT_EQ(asked.subject, "system:serviceaccount:demo:app");
  EXPECT_EQ(asked.audiences, "sts.amazonaws.com, vault");
  EXPECT_EQ(asked.token_id, "id-1");
  EXPECT_EQ(asked.pod, "app-1");
  EXPECT_EQ(asked.expires, kNow + 3600);
  EXPECT_EQ(asked.key_id, issuer_.public_keys().keys().front().key_id);
}

TEST_F(JwtSignerTest, ARefusalIsRecordedAsItIsTold) {
  bj::object claims = Claims();
  claims["sub"] = "system:node:n1";
  claims["exp"] = std::int64_t{9223372036854775807};
  const std::string told = RefusalOf(claims);
  ASSERT_EQ(records_.size(), 1u);
  EXPECT_EQ(records_[0].refusal, told);
  EXPECT_EQ(records_[0].subject, "system:node:n1");
  EXPECT_EQ(records_[0].expires, std::nullopt) << "no time that could be written down";
  EXPECT_EQ(records_[0].key_id, "");
}

TEST_F(JwtSignerTest, WhatCannotBeRecordedIsNotSigned) {
  can_record_ = false;
  EXPECT_EQ(SignClaims(Claims()).status, GrpcStatus::kUnavailable);
  EXPECT_TRUE(records_.empty());
  EXPECT_EQ(Keys().keys_size(), 1) << "keys are public";
}

}  // namespace
}  // namespace rolecall::server
