#include "access/explain/explain.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "access/explain/fix.h"
#include "tests/unit/access/chain_fixture.h"

namespace rolecall::access {
namespace {

using testing::Chain;
using testing::kIssuer;
using testing::kManaged;
using testing::kProvider;
using testing::kRole;
using testing::kSecret;
using testing::SubAndAud;
using testing::Trust;

TEST(Explain, AGoodChainIsAllowed) {
  Chain chain;
  const ExplainAnswer answer = chain.Ask();
  EXPECT_TRUE(answer.allowed) << ToText(chain.question, answer, nullptr, false);
  EXPECT_EQ(answer.links.size(), 8u);
}

// The service account and its role.

TEST(Explain, NamesAMissingOrMistypedAnnotation) {
  Chain missing;
  missing.question.role_arn = "";
  missing.model.service_accounts[0].annotations.clear();
  EXPECT_EQ(missing.Cause(), "service account: annotation-missing");
  Chain typo;
  typo.question.role_arn = "";
  typo.model.service_accounts[0].annotations = {{"eks.amazonaws.com/rolearn", kRole}};
  EXPECT_EQ(typo.Cause(), "service account: annotation-typo");
  Chain form;
  form.question.role_arn = "App";
  EXPECT_EQ(form.Cause(), "service account: annotation-form");
}

TEST(Explain, ASimilarServiceAccountIsOffered) {
  Chain chain;
  chain.question.account = {{"nss", "app"}};
  chain.question.role_arn = "";
  EXPECT_EQ(chain.Cause(), "service account: service-account-missing");
  EXPECT_NE(chain.Ask().failed()->verdict.find("did you mean ns/app?"), std::string::npos);
}

TEST(Explain, NamesWhatIsDifferentAboutTheRole) {
  Chain account;
  account.question.role_arn = "arn:aws:iam::111111111111:role/k8s/App";
  EXPECT_EQ(account.Cause(), "role: role-account");
  Chain path;
  path.question.role_arn = "arn:aws:iam::054000737513:role/App";
  EXPECT_EQ(path.Cause(), "role: role-name");
  EXPECT_NE(path.Ask().failed()->verdict.find("with the path /k8s/"), std::string::npos);
  Chain missing;
  missing.model.roles.clear();
  EXPECT_EQ(missing.Cause(), "role: role-missing");
}

// The provider and the token.

TEST(Explain, IssuersAreComparedExactlyAndNearOnesNamed) {
  const auto cause = [](const std::string& issuer) {
    Chain chain;
    chain.question.token.issuer = issuer;
    return chain.Cause();
  };
  EXPECT_EQ(cause("https://oidc.example.com/id/A/"), "provider: issuer-trailing-slash");
  EXPECT_EQ(cause("https://oidc.example.com/id/a"), "provider: issuer-case");
  EXPECT_EQ(cause("https://oidc.example.com/id/B"), "provider: issuer-other-cluster");
  EXPECT_EQ(cause("https://elsewhere.example.com"), "provider: provider-missing");
  EXPECT_EQ(cause("http://oidc.example.com/id/A"), "provider: issuer-scheme");
}

TEST(Explain, AProviderInAnotherAccountDoesNotCount) {
  Chain chain;
  chain.model.providers[0].arn = "arn:aws:iam::111111111111:oidc-provider/oidc.example.com/id/A";
  EXPECT_EQ(chain.Cause(), "provider: provider-account");
}

TEST(Explain, AProviderThatNobodyListsIsTakenAsRegistered) {
  Chain chain;
  chain.model.providers.clear();
  chain.model.providers_complete = false;
  EXPECT_EQ(chain.Cause(), "allowed");
}

TEST(Explain, NamesWhatIsWrongWithTheToken) {
  Chain audience;
  audience.question.token.audiences = {"sts.amazon.com"};
  EXPECT_EQ(audience.Cause(), "token: token-audience");
  Chain none;
  none.question.token.audiences.clear();
  EXPECT_EQ(none.Cause(), "token: token-no-aud");
  Chain expired;
  expired.question.token.expires_at = expired.question.now - 301;
  EXPECT_EQ(expired.Cause(), "token: token-expired");
  Chain tolerated;
  tolerated.question.token.expires_at = tolerated.question.now - 299;
  EXPECT_EQ(tolerated.Cause(), "allowed");
  Chain future;
  future.question.token.issued_at = future.question.now + 400;
  EXPECT_EQ(future.Cause(), "token: token-from-the-future");
  Chain other;
  other.question.token.subject = "system:serviceaccount:ns:default";
  EXPECT_EQ(other.Cause(), "token: token-subject");
  Chain malformed;
  malformed.question.token = FactsOfToken("not.a.token");
  EXPECT_EQ(malformed.Cause(), "provider: token-malformed");
}

// The trust policy.

std::string TrustCause(const std::string& trust) {
  Chain chain;
  chain.role().trust.text = trust;
  return chain.Cause();
}

TEST(Explain, NamesWhatTheTrustPolicyMisses) {
  EXPECT_EQ(TrustCause(Trust(SubAndAud("system:serviceaccount:nss:app"))), "trust policy: trust-subject-namespace");
  EXPECT_EQ(TrustCause(Trust(SubAndAud("system:serviceaccount:ns:ap"))), "trust policy: trust-subject-name");
  EXPECT_EQ(TrustCause(Trust(SubAndAud("system:serviceaccount:x:y"))), "trust policy: trust-subject");
  EXPECT_EQ(TrustCause(Trust(SubAndAud("system:serviceaccount:ns:*"))), "trust policy: trust-wildcard-without-like");
  EXPECT_EQ(TrustCause(Trust(SubAndAud("system:serviceaccount:ns:app", testing::kIssuer, "sts.amazon.com"))),
            "trust policy: trust-audience");
  EXPECT_EQ(TrustCause(Trust(SubAndAud("sts.amazonaws.com", testing::kIssuer, "system:serviceaccount:ns:app"))),
            "trust policy: trust-swapped-claims");
  EXPECT_EQ(TrustCause(Trust(R"({"StringEquals":{"oidc.example.com/id/A:namespace":"ns"}})")),
            "trust policy: trust-unknown-claim");
}

TEST(Explain, NamesKeysAndProvidersOfTheWrongForm) {
  EXPECT_EQ(TrustCause(Trust(SubAndAud("system:serviceaccount:ns:app", "https://oidc.example.com/id/A"))),
            "trust policy: trust-key-form");
  EXPECT_EQ(TrustCause(Trust(SubAndAud("system:serviceaccount:ns:app", "oidc.example.com/id/A/"))),
            "trust policy: trust-key-form");
  EXPECT_EQ(TrustCause(Trust(SubAndAud("system:serviceaccount:ns:app", "oidc.example.com/id/B"))),
            "trust policy: trust-other-cluster");
  EXPECT_EQ(TrustCause(Trust(SubAndAud("system:serviceaccount:ns:app"),
                             "arn:aws:iam::054000737513:oidc-provider/oidc.example.com/id/B")),
            "trust policy: trust-other-cluster");
  EXPECT_EQ(TrustCause(Trust(SubAndAud("system:serviceaccount:ns:app"),
                             "arn:aws:iam::054000737513:oidc-provider/https://oidc.example.com/id/A")),
            "trust policy: trust-provider-form");
  EXPECT_EQ(TrustCause(Trust(SubAndAud("system:serviceaccount:ns:app"),
                             "arn:aws:iam::111111111111:oidc-provider/oidc.example.com/id/A")),
            "trust policy: trust-provider-account");
}

TEST(Explain, NamesAWrongActionADenyAndAMalformedPolicy) {
  EXPECT_EQ(TrustCause(Trust(SubAndAud("system:serviceaccount:ns:app"), kProvider, "sts:AssumeRole")),
            "trust policy: trust-action");
  EXPECT_EQ(
      TrustCause(
          R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"arn:aws:iam::054000737513:root"}}]})"),
      "trust policy: trust-no-web-identity");
  EXPECT_EQ(TrustCause(R"({"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Principal":"*"},)" +
                       Trust(SubAndAud("system:serviceaccount:ns:app")).substr(37)),
            "trust policy: trust-deny");
  EXPECT_EQ(TrustCause("{}"), "trust policy: trust-malformed");
}

// Session, permissions, resource.

constexpr const char* kAllowsS3 =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]})";

TEST(Explain, NamesTheLayerThatStandsInTheWay) {
  Chain identity;
  identity.question.resource = "arn:aws:secretsmanager:eu-central-1:054000737513:secret:other/db-AbCdEf";
  EXPECT_EQ(identity.Cause(), "permissions: identity-policy");
  Chain boundary;
  boundary.role().boundary_arn = "arn:aws:iam::054000737513:policy/b";
  EXPECT_EQ(boundary.Cause(), "permissions: boundary-unknown");
  boundary.model.policies["arn:aws:iam::054000737513:policy/b"].document.text = kAllowsS3;
  EXPECT_EQ(boundary.Cause(), "permissions: boundary");
  Chain session;
  session.question.session_policies.push_back({"session policy s", kAllowsS3, true, {}, ""});
  EXPECT_EQ(session.Cause(), "session: session-policy");
  Chain duration;
  duration.question.duration = 7200;
  EXPECT_EQ(duration.Cause(), "session: session-duration");
  Chain deny;
  deny.policy().insert(37, R"({"Effect":"Deny","Action":"secretsmanager:*","Resource":"*"},)");
  EXPECT_EQ(deny.Cause(), "permissions: explicit-deny");
  Chain resource;
  resource.model.resources.push_back({kSecret, {}});
  resource.model.resources[0].policy.text =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"secretsmanager:GetSecretValue","Resource":"*"}]})";
  EXPECT_EQ(resource.Cause(), "resource policy: explicit-deny");
  Chain foreign;
  foreign.question.resource = "arn:aws:secretsmanager:eu-central-1:111111111111:secret:app/db-AbCdEf";
  EXPECT_EQ(foreign.Cause(), "resource policy: resource-policy");
  Chain unknown;
  unknown.model.policies.clear();
  EXPECT_EQ(unknown.Cause(), "permissions: policy-unknown");
}

TEST(Explain, AResourcesPolicyThatIsNotKnownMakesTheAnswerUnknown) {
  Chain chain;
  chain.model.resources.push_back({kSecret, {}});
  chain.model.resources[0].policy.name = "policy of the secret";
  chain.model.resources[0].policy.known = false;
  EXPECT_EQ(chain.Cause(), "resource policy: resource-policy-unknown");
  EXPECT_STREQ(chain.Ask().decision(), "unknown");
  // A Deny of the caller's own decides whatever it says.
  chain.policy().insert(37, R"({"Effect":"Deny","Action":"secretsmanager:*","Resource":"*"},)");
  EXPECT_EQ(chain.Cause(), "permissions: explicit-deny");
  EXPECT_STREQ(chain.Ask().decision(), "denied");
}

TEST(Explain, AKeyPolicyThatIsNotKnownIsNeverTheDefaultOne) {
  constexpr char kKey[] = "arn:aws:kms:eu-central-1:054000737513:key/00000000-0000-0000-0000-000000000001";
  Chain chain;
  chain.policy().insert(37, R"({"Effect":"Allow","Action":"kms:Decrypt","Resource":"*"},)");
  chain.model.secrets.push_back({kSecret, kKey, {}});
  EXPECT_EQ(chain.Cause(), "allowed");
  chain.model.resources.push_back({kKey, {}});
  chain.model.resources[0].policy.known = false;
  EXPECT_EQ(chain.Cause(), "permissions: key-policy-unknown");
  // Asked about the key itself: the same.
  chain.question.action = "kms:Decrypt";
  chain.question.resource = kKey;
  EXPECT_EQ(chain.Cause(), "resource policy: resource-policy-unknown");
  chain.model.resources.clear();
  EXPECT_EQ(chain.Cause(), "allowed");
}

TEST(Explain, ABucketsPolicyCountsForItsObjects) {
  Chain chain;
  chain.question.action = "s3:GetObject";
  chain.question.resource = "arn:aws:s3:::data/a/b";
  EXPECT_EQ(chain.Cause(), "permissions: identity-policy");
  chain.model.resources.push_back({"arn:aws:s3:::data", {}});
  chain.model.resources[0].policy.text =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::054000737513:role/k8s/App"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::data/*"}]})";
  EXPECT_EQ(chain.Cause(), "allowed");
}

TEST(Explain, NamesTheStatementThatCameNearest) {
  Chain chain;
  chain.question.resource = "arn:aws:secretsmanager:eu-central-1:054000737513:secret:other/db-AbCdEf";
  const std::string text = ToText(chain.question, chain.Ask(), nullptr, false);
  EXPECT_NE(text.find("nearest: statement 1 of arn:aws:iam::054000737513:policy/k8s/App"), std::string::npos) << text;
  EXPECT_NE(text.find("DENIED"), std::string::npos);
}

TEST(Explain, ARoleOrUserCanAskAlone) {
  Chain chain;
  chain.question.account.reset();
  EXPECT_EQ(chain.Cause(), "allowed");
  chain.question.role_arn = "";
  Member user;
  user.arn = "arn:aws:iam::054000737513:user/ann";
  user.name = "ann";
  user.groups = {"readers"};
  chain.model.users.push_back(user);
  chain.question.principal_arn = user.arn;
  EXPECT_EQ(chain.Cause(), "permissions: identity-policy");
  Member group;
  group.name = "readers";
  group.attached = {{kManaged, {}}};
  chain.model.groups.push_back(group);
  EXPECT_EQ(chain.Cause(), "allowed");
}

TEST(Explain, TheTextNamesCausePlaceAndEveryCondition) {
  Chain chain;
  chain.role().trust.text = Trust(SubAndAud("system:serviceaccount:nss:app"));
  chain.role().trust.origin.kind = Origin::Kind::kConfiguration;
  chain.role().trust.origin.address = "aws_iam_role.app";
  chain.role().trust.origin.range = {std::make_shared<const std::string>("main.tf"), {12, 1, 0}, {12, 9, 8}};
  const ExplainAnswer answer = chain.Ask();
  const std::optional<Fix> fix = FindFix(chain.question, answer, Trial());
  ASSERT_TRUE(fix);
  EXPECT_EQ(
      ToText(chain.question, answer, &*fix, false),
      R"(DENIED  ns/app  secretsmanager:GetSecretValue  on  arn:aws:secretsmanager:eu-central-1:054000737513:secret:app/db-AbCdEf

  Cause: App does not let this token assume it: it wants the namespace nss, the service account is in ns [trust-subject-namespace]
  Where: main.tf:12 (aws_iam_role.app)
  Fix:   in the trust policy of App, let sub be system:serviceaccount:ns:app instead of system:serviceaccount:nss:app

  trust policy of App:
  [{"op":"replace","path":"/Statement/0/Condition/StringEquals/oidc.example.com~1id~1A:sub","value":"system:serviceaccount:ns:app"}]

  ok    service account ns/app is annotated with arn:aws:iam::054000737513:role/k8s/App
  ok    role            arn:aws:iam::054000737513:role/k8s/App exists (AROAQZEVR3TU7U26A2MUZ)
  ok    provider        arn:aws:iam::054000737513:oidc-provider/oidc.example.com/id/A is registered
  ok    token           would have subject system:serviceaccount:ns:app, audience sts.amazonaws.com
          issuer https://oidc.example.com/id/A
          valid until 2027-01-15T09:00:00Z
  FAIL  trust policy    App does not let this token assume it: it wants the namespace nss, the service account is in ns
          nearest: statement 1 of trust policy of App: does not apply  [main.tf:12]
            StringEquals oidc.example.com/id/A:sub wants "system:serviceaccount:nss:app", got "system:serviceaccount:ns:app"
            FAIL oidc.example.com/id/A:sub  StringEquals  expected system:serviceaccount:nss:app  actual system:serviceaccount:ns:app
            ok   oidc.example.com/id/A:aud  StringEquals  expected sts.amazonaws.com  actual sts.amazonaws.com
  -     session         not reached
  -     permissions     not reached
  -     resource policy not reached
)");
}

TEST(Explain, TheJsonHasTheConditionsOfTheTrustPolicy) {
  Chain chain;
  chain.role().trust.text = Trust(SubAndAud("system:serviceaccount:ns:other"));
  const ExplainAnswer answer = chain.Ask();
  const boost::json::value json = boost::json::parse(ToJson(chain.question, answer, nullptr));
  EXPECT_EQ(json.at("code").as_string(), "trust-subject-name");
  EXPECT_EQ(json.at("failed_link").as_string(), "trust policy");
  const boost::json::value& row = json.at("chain").at(4).at("statements").at(0).at("conditions").at(0);
  EXPECT_EQ(row.at("claim").as_string(), "oidc.example.com/id/A:sub");
  EXPECT_EQ(row.at("expected").at(0).as_string(), "system:serviceaccount:ns:other");
  EXPECT_EQ(row.at("actual").at(0).as_string(), "system:serviceaccount:ns:app");
  EXPECT_EQ(row.at("verdict").as_string(), "fail");
}

// The rarer causes: one broken thing each.
TEST(Explain, EveryMistakeOfATrustPolicyHasItsCause) {
  const std::string subject = "system:serviceaccount:ns:app";
  const std::string arn = "arn:aws:iam::054000737513:oidc-provider/";
  const auto cause = [](const std::string& trust) {
    Chain chain;
    chain.role().trust.text = trust;
    return chain.Cause();
  };
  EXPECT_EQ(cause(Trust(SubAndAud(subject), arn + "oidc.example.com/id/A/")), "trust policy: trust-provider-form");
  EXPECT_EQ(cause(Trust(SubAndAud(subject), arn + "OIDC.example.com/id/A")), "trust policy: trust-provider-case");
  EXPECT_EQ(cause(Trust(SubAndAud(subject), arn + "elsewhere.example.com")), "trust policy: trust-provider");
  EXPECT_EQ(cause(Trust(R"({"StringEquals":{"oidc.example.com/id/A:aud":"system:serviceaccount:ns:app"}})")),
            "trust policy: trust-swapped-claims");
  EXPECT_EQ(cause(Trust(R"({"StringEquals":{"oidc.example.com/id/A:amr":"mfa"}})")),
            "trust policy: trust-unknown-claim");
  EXPECT_EQ(cause(Trust(R"({"Bool":{"aws:SecureTransport":"false"}})")), "trust policy: trust-condition");
  Chain unknown;
  unknown.role().trust.known = false;
  EXPECT_EQ(unknown.Cause(), "trust policy: trust-unknown");
}

TEST(Explain, TokensThatAreEarlyOrForSeveralAreRefused) {
  Chain early;
  early.question.token.not_before = early.question.now + 301;
  EXPECT_EQ(early.Cause(), "token: token-not-yet-valid");
  Chain several;
  several.question.token.audiences = {"sts.amazonaws.com", "other"};
  several.question.token.authorized_party = "";
  EXPECT_EQ(several.Cause(), "token: token-audiences");
}

TEST(Explain, AnAudienceThatTheManifestAsksForIsNamedAsItsOwn) {
  Chain chain;
  chain.model.service_accounts[0].audience = "vault";
  chain.question.token.audiences = {"vault"};
  EXPECT_EQ(chain.Cause(), "token: token-audience");
  EXPECT_NE(chain.Ask().failed()->verdict.find("it is that of the service account's annotation"), std::string::npos);
}

TEST(Explain, ASessionHasItsBounds) {
  Chain chain;
  chain.question.duration = 60;
  EXPECT_EQ(chain.Cause(), "session: session-duration");
  EXPECT_NE(chain.Ask().failed()->verdict.find("at least 900 s"), std::string::npos);
  chain.question.duration = 7200;
  EXPECT_NE(chain.Ask().failed()->verdict.find("MaxSessionDuration of App is 3600 s"), std::string::npos);
}

TEST(Explain, APolicyThatIsNoneIsSaidToBeSo) {
  Chain chain;
  chain.policy() = "{";
  EXPECT_EQ(chain.Ask().failed()->code, "policy-malformed");
}

TEST(Explain, AStatementInAFileOfItsOwnIsNamedByItsLine) {
  Chain chain;
  chain.model.policies[kManaged].document.file = "app.json";
  chain.policy() =
      "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\"Effect\": \"Allow\", \"Action\": "
      "\"secretsmanager:*\", \"Resource\": \"*\"}\n  ]\n}\n";
  EXPECT_NE(ToText(chain.question, chain.Ask(), nullptr, false).find("app.json:4"), std::string::npos);
}

TEST(Explain, KnowsWhatOnlyARequestDecides) {
  Chain chain;
  chain.policy() =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:*","Resource":"*","Condition":{"StringEquals":{"secretsmanager:VersionStage":"AWSCURRENT"}}}]})";
  const ExplainAnswer answer = chain.Ask();
  EXPECT_TRUE(answer.allowed);
  EXPECT_EQ(answer.conditions, std::vector<std::string>{"StringEquals secretsmanager:VersionStage = AWSCURRENT"});
  EXPECT_TRUE(ToText(chain.question, answer, nullptr, false).starts_with("ALLOWED IF"));
  EXPECT_NE(ToJson(chain.question, answer, nullptr).find(R"("decision":"allowedIf")"), std::string::npos);
  chain.role().trust.text = testing::Trust(
      R"({"StringEquals":{"oidc.example.com/id/A:sub":"system:serviceaccount:ns:app","sts:ExternalId":"x"}})");
  EXPECT_EQ(chain.Ask().conditions.size(), 2u);
  chain.policy() =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/a":"b"}}}]})";
  EXPECT_FALSE(chain.Ask().allowed);
}

TEST(Explain, ASecretUnderAKeyNeedsTheKeyToo) {
  Chain chain;
  const std::string key = "arn:aws:kms:eu-central-1:054000737513:key/11111111-2222-3333-4444-555555555555";
  chain.model.secrets.push_back({kSecret, key, {}});
  EXPECT_EQ(chain.Cause(), "permissions: kms-decrypt");
  chain.model.secrets[0].kms_key = "alias/other";
  const ExplainAnswer alias = chain.Ask();
  EXPECT_TRUE(alias.allowed);
  EXPECT_NE(ToText(chain.question, alias, nullptr, false).find("needs kms:Decrypt on alias/other too"),
            std::string::npos);
  chain.model.secrets[0].kms_key = key;
  chain.policy().insert(37, R"({"Effect":"Allow","Action":"kms:Decrypt","Resource":")" + key + R"("},)");
  EXPECT_EQ(chain.Cause(), "allowed");
  // The key's own policy decides.
  chain.model.resources.push_back({key, {}});
  chain.model.resources[0].policy.text =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::054000737513:role/other"},"Action":"kms:*","Resource":"*"}]})";
  EXPECT_EQ(chain.Cause(), "permissions: kms-decrypt");
}

TEST(Explain, SaysWhatIsNotKnownOfWhatItStandsOn) {
  Chain chain;
  chain.role().trust.unknown_parts = {"var.subject"};
  const ExplainAnswer answer = chain.Ask();
  ASSERT_EQ(answer.unknown.size(), 1u);
  EXPECT_NE(answer.unknown[0].find("var.subject"), std::string::npos);
  EXPECT_NE(ToText(chain.question, answer, nullptr, false).find("Not known: "), std::string::npos);
}

// A part that is not known and would make another answer: nobody can say.
TEST(Explain, WhatIsNotKnownOfAPolicyMakesTheAnswerUnknownWhereItDecides) {
  Chain chain;
  PolicyDocument& document = chain.model.policies[kManaged].document;
  document.unknown_parts = {"var.name"};
  document.text =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"arn:aws:secretsmanager:*:*:secret:@unknown.var.name@/*"}]})";
  EXPECT_EQ(chain.Cause(), "permissions: policy-unknown");
  EXPECT_STREQ(chain.Ask().decision(), "unknown");
  document.text =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:*","Resource":"*"},{"Effect":"Deny","Action":"*","Resource":"arn:aws:secretsmanager:*:*:secret:@unknown.var.name@/*"}]})";
  EXPECT_EQ(chain.Cause(), "permissions: policy-unknown") << "it may be forbidden";
  document.text =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:*","Resource":"*"},{"Effect":"Deny","Action":"*","Resource":"arn:aws:s3:::@unknown.var.name@/*"}]})";
  EXPECT_EQ(chain.Cause(), "allowed") << "whatever is not known is about buckets";
}

TEST(Explain, WhatIsNotKnownOfATrustPolicyMakesTheAnswerUnknownWhereItDecides) {
  Chain chain;
  chain.role().trust.unknown_parts = {"var.namespace"};
  chain.role().trust.text = Trust(SubAndAud("system:serviceaccount:@unknown.var.namespace@:app"));
  EXPECT_EQ(chain.Cause(), "trust policy: trust-unknown");
  chain.role().trust.text = Trust(SubAndAud("system:serviceaccount:@unknown.var.namespace@:other"));
  EXPECT_EQ(chain.Cause(), "trust policy: trust-subject") << "the name is another whatever the namespace";
  chain.role().trust.text = Trust(SubAndAud("system:serviceaccount:ns:app", kIssuer, "@unknown.var.audience@"));
  EXPECT_EQ(chain.Cause(), "trust policy: trust-unknown");
}

TEST(Explain, ARoleThatIsMadeElsewhereIsNotMissing) {
  Chain chain;
  Role elsewhere;
  elsewhere.name = "App";
  elsewhere.trust.known = false;
  chain.model.roles = {elsewhere};
  EXPECT_EQ(chain.Cause(), "role: role-unknown");
  EXPECT_STREQ(chain.Ask().decision(), "unknown");
}

TEST(Explain, PodsThatHaveARoleByPodIdentityAreNotDenied) {
  Chain chain;
  chain.question.role_arn.clear();
  chain.model.service_accounts.clear();
  EXPECT_EQ(chain.Cause(), "service account: service-account-missing");
  chain.model.pod_identities.push_back({"ns", "app", "prod", kRole, {}});
  EXPECT_EQ(chain.Cause(), "service account: pod-identity-unknown");
  EXPECT_STREQ(chain.Ask().decision(), "unknown");
}

}  // namespace
}  // namespace rolecall::access
