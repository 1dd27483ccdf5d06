#include "crypto/jwt.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/encoding.h"

namespace rolecall::crypto {
namespace {

namespace bj = boost::json;

std::string Compact(std::string_view header, std::string_view claims, std::string_view signature = "sig") {
  return Base64UrlEncode(header) + "." + Base64UrlEncode(claims) + "." + Base64UrlEncode(signature);
}

TEST(Jwt, VerifiesWhatWasSigned) {
  for (KeyKind kind : {KeyKind::kRsa2048, KeyKind::kP256, KeyKind::kP384, KeyKind::kP521}) {
    PrivateKey key = PrivateKey::Generate(kind).value();
    std::string text = SignJwt({{"sub", "me"}, {"exp", 1700000000}}, key, "k1").value();
    Jwt token = Jwt::Parse(text).value();
    EXPECT_EQ(token.key_id(), "k1");
    EXPECT_EQ(token.claims().at("sub").as_string(), "me");
    EXPECT_EQ(token.claims().at("exp").as_int64(), 1700000000);
    EXPECT_TRUE(token.VerifySignature(key.public_key()));
    EXPECT_FALSE(token.VerifySignature(PrivateKey::Generate(kind)->public_key()));
  }
}

TEST(Jwt, ChangedClaimsDoNotVerify) {
  PrivateKey key = PrivateKey::Generate(KeyKind::kP256).value();
  std::string text = SignJwt({{"sub", "me"}}, key, "k1").value();
  std::string changed =
      text.substr(0, text.find('.') + 1) + Base64UrlEncode(R"({"sub":"you"})") + text.substr(text.rfind('.'));
  Result<Jwt> token = Jwt::Parse(changed);
  ASSERT_TRUE(token.ok());
  EXPECT_FALSE(token->VerifySignature(key.public_key()));
}

TEST(Jwt, AnotherAlgorithmInTheHeaderDoesNotVerify) {
  PrivateKey key = PrivateKey::Generate(KeyKind::kRsa2048).value();
  std::string text = SignJwt({{"sub", "me"}}, key, "k1").value();
  std::string rest = text.substr(text.find('.'));
  Result<Jwt> token = Jwt::Parse(Base64UrlEncode(R"({"alg":"RS512","kid":"k1"})") + rest);
  ASSERT_TRUE(token.ok());
  EXPECT_FALSE(token->VerifySignature(key.public_key()));
}

TEST(Jwt, RefusesForbiddenHeaders) {
  EXPECT_TRUE(Jwt::Parse(Compact(R"({"alg":"RS256"})", "{}")).ok());
  for (const char* header : {R"({"alg":"none"})", R"({"alg":"HS256"})", R"({})", R"({"alg":1})",
                             R"({"alg":"RS256","crit":["b64"]})", R"({"alg":"RS256","kid":7})",
                             R"({"alg":"RS256","alg":"RS256"})", R"({"alg":"none","\u0061lg":"RS256"})", "[]", "x"}) {
    EXPECT_FALSE(Jwt::Parse(Compact(header, "{}")).ok()) << header;
  }
}

TEST(Jwt, RefusesForbiddenClaimsTexts) {
  const char* header = R"({"alg":"RS256"})";
  EXPECT_TRUE(Jwt::Parse(Compact(header, R"({"a":{"b":1,"c":{}},"d":"x:{\"","e":[{"f":1}]})")).ok());
  for (const char* claims : {"", "[]", R"("x")", R"({"sub":"a","sub":"b"})",
                             R"({"sub":"a"} )"
                             "x"}) {
    EXPECT_FALSE(Jwt::Parse(Compact(header, claims)).ok()) << claims;
  }
  EXPECT_FALSE(Jwt::Parse(Compact(header, R"({"a":)" + std::string(40, '[') + std::string(40, ']') + "}")).ok());
}

TEST(Jwt, CountsMembersWhateverStandsInTexts) {
  const char* header = R"({"alg":"RS256"})";
  for (const char* claims :
       {R"({"a":"\\","b":"\\\"}:{"})", R"({"":"","\\":":","\"":"\\\\"})", R"({"a":{"a":"}:"},"b":["{:"]})"}) {
    EXPECT_TRUE(Jwt::Parse(Compact(header, claims)).ok()) << claims;
  }
  EXPECT_FALSE(Jwt::Parse(Compact(header, R"({"a\\":"\\","b":"}","a\\":""})")).ok());
}

TEST(Jwt, ClaimsOfAnySizeOutliveTheTextAndTheFirstCopy) {
  bj::object claims;
  for (int i = 0; i < 200; ++i) claims[std::to_string(i)] = std::string(40, static_cast<char>('a' + i % 26));
  auto first =
      std::make_unique<Jwt>(Jwt::Parse(Compact(R"({"alg":"RS256","kid":"k"})", bj::serialize(claims))).value());
  const Jwt copy = *first;
  first.reset();
  EXPECT_EQ(copy.claims(), claims);
  EXPECT_EQ(copy.header().at("kid").as_string(), "k");
}

TEST(Jwt, ACopyOfAPartOutlivesTheToken) {
  const auto part = [](const std::string& text) { return Jwt::Parse(text)->claims().at("a").as_object(); };
  const bj::object copy =
      part(Compact(R"({"alg":"RS256"})", R"({"a":{"b":["c",{"d":"a text of some length, kept"}]}})"));
  EXPECT_EQ(bj::serialize(copy), R"({"b":["c",{"d":"a text of some length, kept"}]})");
}

TEST(Jwt, RefusesOtherShapes) {
  std::string good = Compact(R"({"alg":"RS256"})", "{}");
  for (const std::string& text : {std::string(), std::string("."), std::string(".."), good + ".", good + "=",
                                  " " + good, good.substr(0, good.rfind('.')), good.substr(0, good.rfind('.') + 1),
                                  Compact(R"({"alg":"RS256"})", R"({"a":")" + std::string(20000, 'a') + "\"}")}) {
    EXPECT_FALSE(Jwt::Parse(text).ok()) << text.substr(0, 80);
  }
}

}  // namespace
}  // namespace rolecall::crypto
