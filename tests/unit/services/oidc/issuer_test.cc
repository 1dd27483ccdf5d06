#include "services/oidc/issuer.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "crypto/jwt.h"

namespace rolecall::services::oidc {
namespace {

namespace bj = boost::json;

const Time kNow = FromUnixSeconds(1700000000);
const std::string kUrl = "https://oidc.example.test/id/A1";

// The same for all tests: an RSA key takes long to make.
SigningKeys OneKey() {
  static const SigningKeys keys = SigningKeys::Generate(kNow).value();
  return keys;
}
Issuer NewIssuer() { return Issuer::Make(kUrl, OneKey()).value(); }

TokenGrant Grant() {
  return {.subject = {.name_space = "apps",
                      .service_account = "web",
                      .service_account_uid = "",
                      .pod_name = "web-0",
                      .pod_uid = ""},
          .audiences = {"sts.amazonaws.com"}};
}

http::Request Get(const std::string& target) {
  http::Request request;
  request.method = "GET";
  request.target = target;
  return request;
}

TEST(Issuer, MintsTokensShapedAsKubernetesDoes) {
  FakeRandom random;
  Issuer issuer = NewIssuer();
  crypto::Jwt token = crypto::Jwt::Parse(issuer.Mint(Grant(), kNow, random)->Reveal()).value();
  const bj::object& claims = token.claims();
  EXPECT_EQ(claims.at("iss"), bj::value(kUrl));
  EXPECT_EQ(claims.at("sub"), bj::value("system:serviceaccount:apps:web"));
  EXPECT_EQ(claims.at("aud"), (bj::value(bj::array{"sts.amazonaws.com"})));
  EXPECT_EQ(claims.at("iat").as_int64(), 1700000000);
  EXPECT_EQ(claims.at("nbf").as_int64(), 1700000000);
  EXPECT_EQ(claims.at("exp").as_int64(), 1700003600);
  const bj::object& kubernetes = claims.at("kubernetes.io").as_object();
  EXPECT_EQ(kubernetes.at("namespace"), bj::value("apps"));
  EXPECT_EQ(kubernetes.at("serviceaccount").at("name"), bj::value("web"));
  EXPECT_EQ(kubernetes.at("serviceaccount").at("uid").as_string().size(), 36u);
  EXPECT_EQ(kubernetes.at("pod").at("name"), bj::value("web-0"));
  const crypto::KeySet keys = issuer.public_keys();
  const crypto::PublicKey* key = keys.Find(token.key_id());
  ASSERT_NE(key, nullptr);
  EXPECT_TRUE(token.VerifySignature(*key));
}

TEST(Issuer, EachTokenHasAnIdOfItsOwn) {
  FakeRandom random;
  Issuer issuer = NewIssuer();
  EXPECT_NE(issuer.Mint(Grant(), kNow, random)->Reveal(), issuer.Mint(Grant(), kNow, random)->Reveal());
}

TEST(Issuer, RefusesTokensOutOfBounds) {
  FakeRandom random;
  Issuer issuer = NewIssuer();
  auto code = [&](auto change) {
    TokenGrant grant = Grant();
    change(grant);
    Result<Secret> token = issuer.Mint(grant, kNow, random);
    return token.ok() ? "minted" : ErrorCodeName(token.error().code);
  };
  EXPECT_STREQ(code([](TokenGrant&) {}), "minted");
  EXPECT_STREQ(code([](TokenGrant& grant) { grant.audiences.clear(); }), "invalid_argument");
  EXPECT_STREQ(code([](TokenGrant& grant) { grant.audiences = {""}; }), "invalid_argument");
  EXPECT_STREQ(code([](TokenGrant& grant) { grant.lifetime = std::chrono::seconds(599); }), "invalid_argument");
  EXPECT_STREQ(code([](TokenGrant& grant) { grant.lifetime = std::chrono::seconds(86401); }), "invalid_argument");
  EXPECT_STREQ(code([](TokenGrant& grant) { grant.subject.service_account = "a:b"; }), "invalid_argument");
  EXPECT_STREQ(code([](TokenGrant& grant) { grant.subject.name_space = ""; }), "invalid_argument");
  EXPECT_STREQ(code([](TokenGrant& grant) { grant.subject.pod_name = "A"; }), "invalid_argument");
}

TEST(Issuer, PublishesItsDocumentsBelowItsPath) {
  Issuer issuer = NewIssuer();
  bj::value discovery = bj::parse(issuer.Answer(Get("/id/A1/.well-known/openid-configuration"), false)->body);
  EXPECT_EQ(discovery.at("issuer"), bj::value(kUrl));
  EXPECT_EQ(discovery.at("jwks_uri"), bj::value(kUrl + "/keys"));
  EXPECT_EQ(discovery.at("id_token_signing_alg_values_supported"), (bj::value(bj::array{"RS256"})));
  crypto::KeySet keys = crypto::KeySet::Parse(issuer.Answer(Get("/id/A1/keys"), false)->body).value();
  EXPECT_EQ(keys.keys().front().key_id, issuer.public_keys().keys().front().key_id);
  EXPECT_TRUE(issuer.Answer(Get("/id/A1/openid/v1/jwks"), false));
}

TEST(Issuer, AnswersNothingElse) {
  Issuer issuer = NewIssuer();
  EXPECT_FALSE(issuer.Answer(Get("/.well-known/openid-configuration"), false));
  EXPECT_TRUE(issuer.Answer(Get("/.well-known/openid-configuration"), true));
  EXPECT_FALSE(issuer.Answer(Get("/id/A2/keys"), false));
  EXPECT_FALSE(issuer.Answer(Get("/id/A1"), true));
  http::Request post = Get("/id/A1/keys");
  post.method = "POST";
  EXPECT_FALSE(issuer.Answer(post, true));
}

TEST(Issuer, RefusesUrlsThatAreNoIssuers) {
  EXPECT_TRUE(Issuer::Make("https://a.test", OneKey()).ok());
  for (const char* url : {"http://a.test", "https://", "https:///a", "https://a.test/", "https://a.test/x?y", "a.test",
                          "https://a.test/x#y", "https://a test"}) {
    EXPECT_FALSE(Issuer::Make(url, OneKey()).ok()) << url;
  }
}

TEST(Issuer, UrlsHaveBounds) {
  const std::string start = "https://a.test/";
  EXPECT_TRUE(Issuer::Make(start + std::string(255 - start.size(), 'x'), OneKey()).ok());
  Result<Issuer> longer = Issuer::Make(start + std::string(256 - start.size(), 'x'), OneKey());
  ASSERT_FALSE(longer.ok());
  EXPECT_EQ(longer.error().code, ErrorCode::kInvalidArgument);
  EXPECT_NE(longer.error().message.find("is longer than 255 characters"), std::string::npos);
}

TEST(Issuer, AudiencesHaveBounds) {
  FakeRandom random;
  Issuer issuer = NewIssuer();
  TokenGrant grant = Grant();
  grant.audiences = std::vector<std::string>(16, std::string(1024, 'a'));
  EXPECT_TRUE(issuer.Mint(grant, kNow, random).ok());
  grant.audiences.push_back("one more");
  EXPECT_EQ(issuer.Mint(grant, kNow, random).error().message, "a token needs 1 to 16 audiences");
  grant.audiences = {std::string(1025, 'a')};
  EXPECT_EQ(issuer.Mint(grant, kNow, random).error().message, "an audience has 1 to 1024 characters");
}

TEST(Issuer, IdsThatAreGivenAreTakenAndOthersAreMadeFromTheName) {
  FakeRandom random;
  Issuer issuer = NewIssuer();
  const auto kubernetes = [&](const TokenGrant& grant) {
    return crypto::Jwt::Parse(issuer.Mint(grant, kNow, random)->Reveal())->claims().at("kubernetes.io").as_object();
  };
  TokenGrant grant = Grant();
  const bj::object made = kubernetes(grant);
  EXPECT_EQ(kubernetes(grant), made);
  EXPECT_NE(made.at("pod").at("uid"), made.at("serviceaccount").at("uid"));
  grant.subject.service_account_uid = "uid-1";
  grant.subject.pod_uid = "uid-2";
  EXPECT_EQ(kubernetes(grant).at("serviceaccount").at("uid"), bj::value("uid-1"));
  EXPECT_EQ(kubernetes(grant).at("pod").at("uid"), bj::value("uid-2"));
  grant.subject.pod_name = "";
  EXPECT_FALSE(kubernetes(grant).contains("pod"));
}

TEST(Issuer, NamesAreThoseOfKubernetes) {
  FakeRandom random;
  Issuer issuer = NewIssuer();
  const auto mints = [&](const std::string& name) {
    TokenGrant grant = Grant();
    grant.subject.service_account = name;
    return issuer.Mint(grant, kNow, random).ok();
  };
  for (const std::string& good : {std::string("a"), std::string("a-1.b"), std::string(253, 'a')}) {
    EXPECT_TRUE(mints(good)) << good;
  }
  for (const std::string& bad : {std::string("-a"), std::string("a-"), std::string(".a"), std::string("a."),
                                 std::string("A"), std::string("a_b"), std::string(254, 'a')}) {
    EXPECT_FALSE(mints(bad)) << bad;
  }
}

TEST(Issuer, WithoutAPathIsAtTheRoot) {
  Issuer issuer = Issuer::Make("https://a.test", OneKey()).value();
  EXPECT_TRUE(issuer.Answer(Get("/.well-known/openid-configuration"), false));
  EXPECT_TRUE(issuer.Answer(Get("/keys?x=y"), false));
  http::Request head = Get("/keys");
  head.method = "HEAD";
  EXPECT_EQ(issuer.Answer(head, false)->headers.Get("Content-Type"), "application/jwk-set+json");
}

TEST(SigningKeys, SurviveTheirDocument) {
  SigningKeys keys = OneKey().WithNewKey(kNow + std::chrono::hours(1)).value();
  SigningKeys again = SigningKeys::FromDocument(keys.ToDocument()).value();
  ASSERT_EQ(again.list().size(), 2u);
  EXPECT_EQ(again.list()[1].key.public_key().KeyId(), keys.list()[1].key.public_key().KeyId());
  EXPECT_EQ(again.list()[1].created, kNow + std::chrono::hours(1));
}

TEST(SigningKeys, RefuseDamagedDocuments) {
  for (const char* text : {"", "{}", R"({"keys":{}})", R"({"keys":[]})", R"({"keys":[7]})", R"({"keys":[{}]})",
                           R"({"keys":[{"pem":"x","created":1}]})"}) {
    EXPECT_EQ(SigningKeys::FromDocument(Secret(text)).error().code, ErrorCode::kDataLoss) << text;
  }
}

// The document of `count` keys, the later the older, all the same.
Secret DocumentOf(int count) {
  const bj::value key = bj::parse(OneKey().ToDocument().Reveal()).at("keys").at(0);
  bj::array keys;
  for (int i = 0; i < count; ++i) {
    bj::object copy = key.as_object();
    copy["created"] = 1000 - i;
    keys.push_back(std::move(copy));
  }
  return Secret(bj::serialize(bj::object{{"keys", std::move(keys)}}));
}

TEST(SigningKeys, AreSixteenAtMost) {
  SigningKeys sixteen = SigningKeys::FromDocument(DocumentOf(16)).value();
  EXPECT_EQ(sixteen.WithNewKey(kNow).error().code, ErrorCode::kResourceExhausted);
  EXPECT_EQ(SigningKeys::FromDocument(DocumentOf(17)).error().code, ErrorCode::kDataLoss);
}

TEST(SigningKeys, AreInTheOrderOfTheirCreation) {
  SigningKeys keys = SigningKeys::FromDocument(DocumentOf(3)).value();
  ASSERT_EQ(keys.list().size(), 3u);
  EXPECT_EQ(UnixSeconds(keys.list().front().created), 998);
  EXPECT_EQ(UnixSeconds(keys.list().back().created), 1000);
}

TEST(SigningKeys, ANewKeyIsPublishedADayBeforeItSigns) {
  FakeRandom random;
  SigningKeys keys = OneKey();
  Issuer rotated = Issuer::Make(kUrl, keys.WithNewKey(kNow + std::chrono::hours(48)).value()).value();
  EXPECT_EQ(rotated.public_keys().keys().size(), 2u);
  std::string old_id = rotated.public_keys().keys()[0].key_id;
  std::string new_id = rotated.public_keys().keys()[1].key_id;
  auto signer = [&](int hours) {
    Secret token = rotated.Mint(Grant(), kNow + std::chrono::hours(hours), random).value();
    return crypto::Jwt::Parse(token.Reveal())->key_id().value();
  };
  EXPECT_EQ(signer(49), old_id);
  EXPECT_EQ(signer(71), old_id);
  EXPECT_EQ(signer(72), new_id);
}

TEST(SigningKeys, ANewIssuerSignsAtOnceAndWithRsaWhenThatKeyIsThere) {
  FakeRandom random;
  SigningKeys first = SigningKeys::GenerateFirst(kNow).value();
  EXPECT_EQ(first.SignerAt(kNow).key.type(), crypto::KeyType::kP256);
  Issuer issuer = Issuer::Make(kUrl, first).value();
  const auto mint = [&](Time now) { return crypto::Jwt::Parse(issuer.Mint(Grant(), now, random)->Reveal()).value(); };
  const crypto::Jwt early = mint(kNow);
  EXPECT_EQ(early.algorithm(), crypto::SignatureAlgorithm::kEs256);
  issuer.Renew(first.WithNewKey(kNow + std::chrono::seconds(1)).value());
  EXPECT_EQ(issuer.signing_keys().SignerAt(kNow).key.type(), crypto::KeyType::kRsa);
  for (int hours : {0, 23, 24, 48}) {
    const crypto::Jwt later = mint(kNow + std::chrono::hours(hours) + std::chrono::seconds(1));
    EXPECT_EQ(later.algorithm(), crypto::SignatureAlgorithm::kRs256);
    EXPECT_TRUE(later.VerifySignature(*issuer.public_keys().Find(later.key_id())));
  }
  // What was signed first is still good, for those who read the published documents.
  const crypto::KeySet published = crypto::KeySet::Parse(issuer.Answer(Get("/id/A1/keys"), false)->body).value();
  EXPECT_TRUE(early.VerifySignature(*published.Find(early.key_id())));
  const std::string discovery = issuer.Answer(Get("/id/A1/.well-known/openid-configuration"), false)->body;
  EXPECT_NE(discovery.find(R"("id_token_signing_alg_values_supported":["ES256","RS256"])"), discovery.npos)
      << discovery;
  // After a restart too.
  EXPECT_EQ(SigningKeys::FromDocument(issuer.signing_keys().ToDocument())->list().size(), 2u);
}

// Publish, wait, sign, retire: each step at its time and not before.
TEST(SigningKeys, AreRotatedInFourSteps) {
  const KeyRotation weekly{.kind = crypto::KeyKind::kP256, .every = std::chrono::hours(168)};
  const auto after = [](int hours) { return kNow + std::chrono::hours(hours); };
  const auto rotated = [&](const SigningKeys& keys, int hours) { return keys.Rotated(weekly, after(hours)).value(); };
  const SigningKeys first = SigningKeys::GenerateFirst(kNow).value();
  const std::string old_key = first.list().front().key.public_key().KeyId();
  EXPECT_EQ(rotated(first, 167), std::nullopt);
  const SigningKeys both = rotated(first, 168).value();
  ASSERT_EQ(both.list().size(), 2u);
  const std::string new_key = both.list().back().key.public_key().KeyId();
  const auto signer = [&](int hours) { return both.SignerAt(after(hours)).key.public_key().KeyId(); };
  EXPECT_EQ(signer(168), old_key);
  EXPECT_EQ(signer(168 + 23), old_key);
  EXPECT_EQ(signer(168 + 24), new_key);
  // The old key's last token is made at 192 hours and lives for 24 more.
  EXPECT_EQ(rotated(both, 168 + 24 + 24), std::nullopt);
  const SigningKeys last = rotated(both, 168 + 24 + 24 + 1).value();
  ASSERT_EQ(last.list().size(), 1u);
  EXPECT_EQ(last.list().front().key.public_key().KeyId(), new_key);
}

// As a plane has them that was told another algorithm soon after its first start.
TEST(SigningKeys, OfAFirstDayAreRetiredTogetherAndTheNextIsCountedFromTheNewest) {
  const auto after = [](int hours) { return kNow + std::chrono::hours(hours); };
  const KeyRotation rotation{.kind = crypto::KeyKind::kP384, .every = kShortestRotation};
  const SigningKeys three = SigningKeys::GenerateFirst(kNow)
                                .value()
                                .WithNewKey(kNow, crypto::KeyKind::kP256)
                                .value()
                                .Rotated(rotation, after(1))
                                .value()
                                .value();
  ASSERT_EQ(three.list().size(), 3u);
  EXPECT_EQ(three.Rotated(rotation, after(49)).value().value().list().size(), 2u)
      << "its successor is as old as the first";
  EXPECT_EQ(three.Rotated(rotation, after(50)).value().value().list().size(), 1u);
  const std::string kept = three.list().back().key.public_key().KeyId();
  const SigningKeys next = three.Rotated(rotation, after(73)).value().value();
  ASSERT_EQ(next.list().size(), 2u);
  EXPECT_EQ(next.list().front().key.public_key().KeyId(), kept);
  EXPECT_EQ(next.SignerAt(after(73 + 23)).key.public_key().KeyId(), kept);
  EXPECT_NE(next.SignerAt(after(73 + 24)).key.public_key().KeyId(), kept);
}

TEST(SigningKeys, OfAnotherKindAreJoinedByOneOfTheRightKindAndStayWithoutRotation) {
  const SigningKeys first = SigningKeys::GenerateFirst(kNow).value();
  const KeyRotation never{.kind = crypto::KeyKind::kP384};
  const SigningKeys both = first.Rotated(never, kNow).value().value();
  ASSERT_EQ(both.list().size(), 2u);
  EXPECT_EQ(both.SignerAt(kNow).key.DefaultAlgorithm(), crypto::SignatureAlgorithm::kEs384);
  EXPECT_EQ(both.Rotated(never, kNow + std::chrono::hours(100000)).value(), std::nullopt);
}

}  // namespace
}  // namespace rolecall::services::oidc
