// What a web identity token may say, and in which forms.
#include "tests/unit/services/sts/sts_fixture.h"

namespace rolecall::services::sts {
namespace {

constexpr char kTags[] = "https://aws.amazon.com/tags";
constexpr char kPrincipalTag[] = "https://aws.amazon.com/tags/principal_tags/";
constexpr char kTransitive[] = "https://aws.amazon.com/tags/transitive_tag_keys";
constexpr char kSourceIdentity[] = "https://aws.amazon.com/source_identity";
constexpr char kRoles[] = "https://aws.amazon.com/roles";
constexpr char kAllActions[] = R"("sts:AssumeRoleWithWebIdentity","sts:TagSession","sts:SetSourceIdentity")";

class StsTokenClaims : public StsTest {
 protected:
  StsTokenClaims() { Trust("", kAllActions); }
};

TEST_F(StsTokenClaims, AnIssuerThatCannotBeAskedIsSaidSo) {
  for (ErrorCode code : {ErrorCode::kUnavailable, ErrorCode::kDeadlineExceeded}) {
    keys_.failure = Error{code, "no route"};
    EXPECT_EQ(Exchange(Token(Claims())).error_code, "IDPCommunicationError");
  }
  keys_.failure = Error{ErrorCode::kNotFound, "no such key"};
  Reply reply = Exchange(Token(Claims()));
  EXPECT_EQ(reply.error_code, "InvalidIdentityToken");
  EXPECT_EQ(reply.error_message.find("no such key"), std::string::npos);
}

TEST_F(StsTokenClaims, TokenThatItsIssuerNoLongerStandsByIsRefusedAndOnlyGoodOnesAreAskedAbout) {
  EXPECT_EQ(Exchange(Token(Claims())).error_code, "");
  EXPECT_EQ(keys_.reviewed_audiences, std::vector<std::string>{"sts.amazonaws.com"});
  keys_.verdict = Error{ErrorCode::kUnauthenticated, "The pod is gone"};
  const Reply gone = Exchange(Token(Claims()));
  EXPECT_EQ(gone.error_code + ": " + gone.error_message, "InvalidIdentityToken: The pod is gone");
  keys_.verdict = Error{ErrorCode::kUnavailable, "no route"};
  EXPECT_EQ(Exchange(Token(Claims())).error_code, "IDPCommunicationError");
  const std::size_t asked = keys_.reviewed_audiences.size();
  EXPECT_EQ(ExchangeWith("exp", 1).error_code, "ExpiredTokenException");
  EXPECT_EQ(keys_.reviewed_audiences.size(), asked);
}

TEST_F(StsTokenClaims, IssuersAreHttps) {
  EXPECT_EQ(
      ExchangeWith("iss", std::string("http://") + kIssuer).Outcome(),
      std::string("400 InvalidIdentityToken: No OpenIDConnect provider found in your account for http://") + kIssuer);
  EXPECT_EQ(ExchangeWith("iss", 7).error_message, "Missing a required claim: iss");
}

TEST_F(StsTokenClaims, AProviderOfAnotherAccountIsNotTheRoles) {
  QueryParameterList parameters{{"RoleArn", "arn:aws:iam::111122223333:role/a"},
                                {"RoleSessionName", "s1"},
                                {"WebIdentityToken", Token(Claims())}};
  EXPECT_EQ(AskSts(Anonymous(), "AssumeRoleWithWebIdentity", parameters).error_code, "InvalidIdentityToken");
}

TEST_F(StsTokenClaims, TheSubjectMayBeANumber) {
  EXPECT_EQ(ExchangeWith("sub", 42).At("SubjectFromWebIdentityToken"), "42");
  EXPECT_EQ(ExchangeWith("sub", std::uint64_t{1} << 63).At("SubjectFromWebIdentityToken"), "9223372036854775808");
}

TEST_F(StsTokenClaims, AudiencesThatAreNoneAreRefused) {
  for (const bj::value& audience :
       {bj::value(7), bj::value(bj::array{}), bj::value(bj::array{7}), bj::value("other")}) {
    EXPECT_EQ(Short(ExchangeWith("aud", audience)), "400 InvalidIdentityToken: Incorrect token audience");
  }
  EXPECT_EQ(Short(ExchangeWith("azp", 7)), "400 InvalidIdentityToken: Incorrect token audience");
  EXPECT_EQ(Short(ExchangeWith("azp", "another")), "400 InvalidIdentityToken: Incorrect token audience");
  EXPECT_EQ(ExchangeWith("aud", "sts.amazonaws.com").At("Audience"), "sts.amazonaws.com");
}

TEST_F(StsTokenClaims, TimesAreNumbersOrTheirTexts) {
  const std::int64_t now = UnixSeconds(clock().Now());
  EXPECT_EQ(Short(ExchangeWith("exp", std::to_string(now + 60))), "200");
  for (const char* name : {"iat", "exp", "nbf"}) {
    EXPECT_EQ(ExchangeWith(name, "soon").error_code, "InvalidIdentityToken") << name;
    EXPECT_EQ(ExchangeWith(name, bj::array{}).error_code, "InvalidIdentityToken") << name;
  }
  bj::object claims = Claims();
  claims.erase("nbf");
  EXPECT_EQ(Short(Exchange(Token(claims))), "200");
}

TEST_F(StsTokenClaims, TagsComeNestedOrFlat) {
  const bj::object nested{{"principal_tags", bj::object{{"team", bj::array{"a"}}}},
                          {"transitive_tag_keys", bj::array{"team"}}};
  bj::object flat = Claims();
  flat[std::string(kPrincipalTag) + "team"] = "a";
  flat[kTransitive] = bj::array{"team"};
  for (const bj::object& claims : {ClaimsWith(kTags, nested), flat}) {
    Reply reply = Exchange(Token(claims));
    ASSERT_EQ(reply.Outcome(), "200");
    Caller session = SessionIn(reply);
    EXPECT_EQ(session.session->tags, (directory::Tags{{"team", "a"}}));
    EXPECT_EQ(session.session->transitive_tag_keys, std::vector<std::string>{"team"});
  }
}

TEST_F(StsTokenClaims, TagsInAnotherFormAreRefused) {
  const bj::array two{"a", "b"};
  for (const bj::value& tags : {bj::value("text"), bj::value(bj::object{{"principal_tags", "text"}}),
                                bj::value(bj::object{{"principal_tags", bj::object{{"team", two}}}}),
                                bj::value(bj::object{{"transitive_tag_keys", 7}})}) {
    EXPECT_EQ(ExchangeWith(kTags, tags).Outcome(),
              "400 InvalidIdentityToken: principal_tags passed in claim is not in correct format.");
  }
  EXPECT_EQ(ExchangeWith(std::string(kPrincipalTag) + "team", two).error_code, "InvalidIdentityToken");
  EXPECT_EQ(ExchangeWith(kTransitive, 7).error_code, "InvalidIdentityToken");
  EXPECT_EQ(ExchangeWith(kTransitive, "team").error_code, "InvalidParameterValue");
}

TEST_F(StsTokenClaims, ASourceIdentityNeedsItsPermissionAndForm) {
  Reply reply = ExchangeWith(kSourceIdentity, "ann");
  ASSERT_EQ(reply.Outcome(), "200");
  EXPECT_EQ(reply.At("SourceIdentity"), "ann");
  for (const bj::value& wrong :
       {bj::value(7), bj::value("a"), bj::value("a b"), bj::value(std::string(65, 'a')), bj::value("aws:x")}) {
    EXPECT_EQ(ExchangeWith(kSourceIdentity, wrong).error_code, "InvalidIdentityToken");
  }
  Trust("");
  EXPECT_EQ(ExchangeWith(kSourceIdentity, "ann").error_code, "AccessDenied");
}

TEST_F(StsTokenClaims, ARolesClaimNamesTheRole) {
  const std::string other = "arn:aws:iam::054000737513:role/other";
  EXPECT_EQ(Short(ExchangeWith(kRoles, kRoleArn)), "200");
  EXPECT_EQ(Short(ExchangeWith(kRoles, bj::array{other, kRoleArn})), "200");
  EXPECT_EQ(Short(ExchangeWith(kRoles, other + ";" + kRoleArn)), "200");
  for (const bj::value& roles : {bj::value(other), bj::value(bj::array{}), bj::value(7), bj::value(other + ";")}) {
    EXPECT_EQ(ExchangeWith(kRoles, roles).error_code, "InvalidIdentityToken");
  }
}

TEST_F(StsTokenClaims, AreConditionsOfTheTrustPolicy) {
  struct Case {
    const char* condition;
    const char* claim;
    bj::value good, bad;
  };
  for (const Case& test : std::vector<Case>{
           {R"("StringEquals":{"ISS:sub":"SUB"})", "sub", kSubject, "other"},
           {R"("StringLike":{"ISS:email":"*@example.com"})", "email", "ann@example.com", "ann@example.org"},
           {R"("ForAnyValue:StringEquals":{"ISS:amr":"mfa"})", "amr", bj::array{"pwd", "mfa"}, bj::array{"pwd"}},
           {R"("StringEquals":{"ISS:aud":"sts.amazonaws.com"},"ForAnyValue:StringEquals":{"ISS:oaud":"b"})", "aud",
            bj::array{"sts.amazonaws.com", "b"}, bj::array{"sts.amazonaws.com", "c"}},
           {R"("StringEquals":{"sts:SourceIdentity":"ann"})", kSourceIdentity, "ann", "bob"},
           {R"("StringEquals":{"aws:RequestTag/team":"a"})", "https://aws.amazon.com/tags/principal_tags/team", "a",
            "b"},
       }) {
    SCOPED_TRACE(test.condition);
    Trust(test.condition, kAllActions);
    const auto exchange = [&](const bj::value& value) {
      bj::object claims = ClaimsWith(test.claim, value);
      claims["azp"] = "sts.amazonaws.com";
      return Short(Exchange(Token(claims)));
    };
    EXPECT_EQ(exchange(test.good), "200");
    EXPECT_EQ(exchange(test.bad), kNotAuthorized);
  }
}

TEST_F(StsTokenClaims, ConditionsSeeTheRequestToo) {
  Trust(R"("IpAddress":{"aws:SourceIp":"192.0.2.0/24"},"StringEquals":{"sts:RoleSessionName":"session-1"})");
  EXPECT_EQ(Short(Exchange(Token(Claims()))), "200");
  set_peer_address("198.51.100.1");
  EXPECT_EQ(Short(Exchange(Token(Claims()))), kNotAuthorized);
}

TEST_F(StsTokenClaims, OfGitHubAreConditionKeysForGitHubOnly) {
  const std::string condition = R"("StringEquals":{"ISS:repository":"org/app"})";
  Trust(condition);
  EXPECT_EQ(Short(ExchangeWith("repository", "org/app")), kNotAuthorized);
  keys_.issuer = "token.actions.githubusercontent.com";
  PutProvider(keys_.issuer);
  Trust(condition);
  EXPECT_EQ(Short(ExchangeWith("repository", "org/app")), "200");
  EXPECT_EQ(Short(ExchangeWith("repository", "org/other")), kNotAuthorized);
}

// AWS's own list: what it does not have never matches.
TEST_F(StsTokenClaims, OnlyClaimsThatAwsMakesKeysAreKeys) {
  const struct {
    const char *issuer, *claim;
    bool is_key;
  } cases[] = {
      {"token.actions.githubusercontent.com", "repository_owner", false},
      {"token.actions.githubusercontent.com", "runner_environment", false},
      {"token.actions.githubusercontent.com/acme", "repository_id", true},
      {"token.actions.acme.ghe.com", "actor", true},
      {"gitlab.com", "project_id", true},
      {"gitlab.com", "project_path", false},
      {"oidc.circleci.com/org/1-2", "oidc.circleci.com/project-id", true},
      {"agent.buildkite.com", "pipeline_slug", true},
      {"agent.acme.buildkite.dev", "cluster_id", true},
      {"agent.acme.buildkite.site", "pipeline_id", true},
      {"agent.a.b.buildkite.site", "pipeline_id", false},
      {"github.com/enterprises/acme", "job_workflow_ref", true},
      {"idcs-01.identity.oraclecloud.com", "rpst_id", true},
      {"example.com", "email", true},
      {"example.com", "azp", false},
  };
  for (const auto& test : cases) {
    SCOPED_TRACE(std::string(test.issuer) + " " + test.claim);
    keys_.issuer = test.issuer;
    PutProvider(keys_.issuer);
    Trust(R"("StringEquals":{"ISS:)" + std::string(test.claim) + R"(":"sts.amazonaws.com"})");
    EXPECT_EQ(Short(ExchangeWith(test.claim, "sts.amazonaws.com")), test.is_key ? "200" : kNotAuthorized);
    EXPECT_TRUE(!test.is_key || Short(ExchangeWith(test.claim, "other")) == kNotAuthorized);
  }
}

TEST_F(StsTokenClaims, AKeyMayBeAMemberOfAClaimOrATruth) {
  keys_.issuer = "accounts.google.com";
  PutProvider(keys_.issuer);
  Trust(R"("StringEquals":{"ISS:google/organization_number":"123"})");
  EXPECT_EQ(Short(ExchangeWith("google", bj::object{{"organization_number", 123}})), "200");
  EXPECT_EQ(Short(ExchangeWith("google", bj::object{{"organization_number", 124}})), kNotAuthorized);
  EXPECT_EQ(Short(ExchangeWith("google", "123")), kNotAuthorized);
  keys_.issuer = "gitlab.com";
  PutProvider(keys_.issuer);
  Trust(R"("Bool":{"ISS:ref_protected":"true"})");
  EXPECT_EQ(Short(ExchangeWith("ref_protected", true)), "200");
  EXPECT_EQ(Short(ExchangeWith("ref_protected", "true")), "200");
  EXPECT_EQ(Short(ExchangeWith("ref_protected", false)), kNotAuthorized);
}

TEST_F(StsTokenClaims, ATokenIsNotOlderThanADay) {
  const std::int64_t now = UnixSeconds(clock().Now());
  EXPECT_EQ(Short(ExchangeWith("iat", now - 86400 - 300)), "200");
  EXPECT_EQ(Short(ExchangeWith("iat", now - 86400 - 301)), "400 ExpiredTokenException: Token too old: 86701");
  EXPECT_EQ(Short(ExchangeWith("iat", now - 441398)), "400 ExpiredTokenException: Token too old: 441398");
}

TEST_F(StsTokenClaims, ProvidersThatAreNamedAreNotSupported) {
  EXPECT_EQ(Exchange(Token(Claims()), {{"ProviderId", "graph.facebook.com"}}).error_code, "InvalidParameterValue");
}

TEST_F(StsTokenClaims, ASessionOfATokenKeepsItsProvider) {
  Caller session = SessionIn(Exchange(Token(Claims()), {{"DurationSeconds", "900"}}));
  EXPECT_EQ(session.session->federated_provider, std::string("arn:aws:iam::054000737513:oidc-provider/") + kIssuer);
  EXPECT_EQ(FormatIso8601(session.session->expires), "2026-11-18T11:21:40Z");
  EXPECT_EQ(session.user_id, session.role->id + ":session-1");
}

TEST_F(StsTokenClaims, AMalformedRoleArnIsNamed) {
  EXPECT_EQ(AskSts(Anonymous(), "AssumeRoleWithWebIdentity",
                   {{"RoleArn", "nothing-valid-in-here"}, {"RoleSessionName", "s1"}, {"WebIdentityToken", "abcd"}})
                .Outcome(),
            "400 ValidationError: nothing-valid-in-here is invalid");
}

}  // namespace
}  // namespace rolecall::services::sts
