#include "tests/unit/services/sts/sts_fixture.h"

namespace rolecall::services::sts {
namespace {

TEST_F(StsTest, ExchangesATokenForASession) {
  Reply answered = Exchange(Token(Claims()));
  ASSERT_EQ(answered.status, 200) << answered.error_message;
  EXPECT_EQ(answered.At("SubjectFromWebIdentityToken"), kSubject);
  EXPECT_EQ(answered.At("Audience"), "sts.amazonaws.com");
  EXPECT_EQ(answered.At("AssumedRoleUser/Arn"), "arn:aws:sts::054000737513:assumed-role/ExternalSecrets/session-1");
  Reply identity = AskSts(SessionIn(answered), "GetCallerIdentity", {});
  EXPECT_EQ(identity.At("Arn"), "arn:aws:sts::054000737513:assumed-role/ExternalSecrets/session-1");
}

TEST_F(StsTest, ToleratesALineEndAfterTheToken) { EXPECT_EQ(Exchange(Token(Claims()) + "\n").status, 200); }

TEST_F(StsTest, RefusesAnotherServiceAccount) {
  bj::object claims = Claims();
  claims["sub"] = "system:serviceaccount:default:other";
  Reply answered = Exchange(Token(claims));
  EXPECT_EQ(answered.status, 403);
  EXPECT_EQ(
      answered.error_message,
      "Not authorized to perform sts:AssumeRoleWithWebIdentity (presented: issuer https://oidc.example.com/id/A1, "
      "subject system:serviceaccount:default:other, audience sts.amazonaws.com)");
}

TEST_F(StsTest, OfALongSubjectOnlyTheBeginningIsRepeated) {
  bj::object claims = Claims();
  claims["sub"] = std::string(255, 'x') + "\u00e9" + std::string(4000, 'y');
  const Reply answered = Exchange(Token(claims));
  EXPECT_EQ(answered.error_code, "AccessDenied");
  EXPECT_NE(answered.error_message.find("subject " + std::string(255, 'x') + ", audience"), std::string::npos)
      << answered.error_message;
}

TEST_F(StsTest, TokensOfOutboundFederationDoNotComeBackIn) {
  keys_.issuer = "11111111-2222-4333-8444-555555555555.tokens.sts.global.api.aws";
  PutProvider(keys_.issuer);
  Trust(R"("StringEquals":{"ISS:sub":"SUB"})");
  EXPECT_EQ(Exchange(Token(Claims())).error_code, "InvalidIdentityToken");
}

TEST_F(StsTest, WhetherTheTokenListsTheRoleIsACondition) {
  Trust(R"("Bool":{"sts:RoleAuthorizedByIdp":"true"})");
  EXPECT_EQ(Short(Exchange(Token(Claims()))), kNotAuthorized);
  EXPECT_EQ(Short(ExchangeWith("https://aws.amazon.com/roles", kRoleArn)), "200");
}

TEST_F(StsTest, RefusesAForeignIssuer) {
  bj::object claims = Claims();
  claims["iss"] = "https://oidc.example.com/id/B2";
  Reply answered = Exchange(Token(claims));
  EXPECT_EQ(answered.error_code, "InvalidIdentityToken");
  EXPECT_EQ(answered.error_message,
            "No OpenIDConnect provider found in your account for https://oidc.example.com/id/B2");
}

TEST_F(StsTest, RefusesAnotherKeysSignature) {
  auto other = *crypto::PrivateKey::Generate(crypto::KeyKind::kP256);
  EXPECT_EQ(Exchange(*crypto::SignJwt(Claims(), other, "k1")).error_code, "InvalidIdentityToken");
  EXPECT_EQ(Exchange(*crypto::SignJwt(Claims(), keys_.key, "k2")).error_code, "InvalidIdentityToken");
}

TEST_F(StsTest, ChecksTheAudience) {
  bj::object claims = Claims();
  claims["aud"] = bj::array{"https://kubernetes.default.svc"};
  EXPECT_EQ(Exchange(Token(claims)).error_message, "Incorrect token audience");
  claims["aud"] = bj::array{"sts.amazonaws.com", "b"};
  EXPECT_EQ(Exchange(Token(claims)).error_message,
            "Token audience contains more than one audience while authorized party is not present");
  claims["azp"] = "sts.amazonaws.com";
  EXPECT_EQ(Exchange(Token(claims)).status, 200);
}

TEST_F(StsTest, ForgivesFiveMinutesOfClockDifferenceAndNoMore) {
  bj::object claims = Claims();
  const std::int64_t now = UnixSeconds(clock().Now());
  claims["exp"] = now - 299;
  EXPECT_EQ(Exchange(Token(claims)).status, 200);
  claims["exp"] = now - 300;
  EXPECT_EQ(Exchange(Token(claims)).error_code, "ExpiredTokenException");
  claims = Claims();
  claims["iat"] = now + 301;
  EXPECT_EQ(Exchange(Token(claims)).error_message, "Token issued in the future: " + std::to_string(now + 301));
  claims = Claims();
  claims["nbf"] = now + 301;
  EXPECT_EQ(Exchange(Token(claims)).error_code, "InvalidIdentityToken");
}

TEST_F(StsTest, NamesTheClaimThatIsMissing) {
  for (const char* name : {"iss", "sub", "aud", "iat", "exp"}) {
    bj::object claims = Claims();
    claims.erase(name);
    EXPECT_EQ(Exchange(Token(claims)).error_message, std::string("Missing a required claim: ") + name);
  }
}

TEST_F(StsTest, SessionTagsInATokenNeedTagSession) {
  bj::object claims = Claims();
  claims["https://aws.amazon.com/tags"] = {{"principal_tags", {{"team", bj::array{"a"}}}}};
  EXPECT_EQ(Exchange(Token(claims)).error_code, "AccessDenied");
  claims["https://aws.amazon.com/tags"] = {{"principal_tags", {{"team", 7}}}};
  EXPECT_EQ(Exchange(Token(claims)).error_message, "principal_tags passed in claim is not in correct format.");
}

TEST_F(StsTest, AMissingRoleIsRefusedLikeADistrustingOne) {
  QueryParameterList parameters{{"RoleArn", "arn:aws:iam::054000737513:role/ExternalSecrets"},
                                {"RoleSessionName", "session-1"},
                                {"WebIdentityToken", Token(Claims())}};
  const Reply missing = AskSts(Anonymous(), "AssumeRoleWithWebIdentity", parameters);
  Trust(R"("StringEquals":{"ISS:sub":"nobody"})");
  EXPECT_EQ(missing.error_message, Exchange(Token(Claims())).error_message);
  EXPECT_EQ(Short(missing), kNotAuthorized);
}

TEST_F(StsTest, SaysWhatIsWrongWithParameters) {
  EXPECT_EQ(Exchange(Token(Claims()), {{"DurationSeconds", "7200"}}).error_message,
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
  EXPECT_EQ(Exchange("not-a-token").error_code, "InvalidIdentityToken");
  Reply answered = AskSts(Anonymous(), "AssumeRoleWithWebIdentity",
                          {{"RoleArn", kRoleArn}, {"RoleSessionName", "x y"}, {"WebIdentityToken", "abcd"}});
  EXPECT_EQ(answered.error_code, "ValidationError");
  EXPECT_NE(answered.error_message.find("'x y' at 'roleSessionName'"), std::string::npos);
}

TEST_F(StsTest, EverythingElseNeedsASignature) { EXPECT_EQ(AskSts(Anonymous(), "GetCallerIdentity", {}).status, 403); }

}  // namespace
}  // namespace rolecall::services::sts
