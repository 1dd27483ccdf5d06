// AssumeRoleWithSAML: what of a signed response counts, and whom the role trusts.
#include "tests/unit/services/saml/saml_fixture.h"
#include "tests/unit/services/sts/sts_fixture.h"

namespace rolecall::services::sts {
namespace {

using saml::testing::AttributeXml;
using saml::testing::Idp;
using saml::testing::Replaced;
using saml::testing::ResponseXml;
using saml::testing::Said;
using saml::testing::Signed;

constexpr char kRole[] = "arn:aws:iam::054000737513:role/people";
constexpr char kProvider[] = "arn:aws:iam::054000737513:saml-provider/idp";
constexpr char kAws[] = "https://aws.amazon.com/SAML/Attributes/";
constexpr char kNotBySaml[] = "403 AccessDenied: Not authorized to perform sts:AssumeRoleWithSAML";

const Idp& TheIdp() {
  static const auto* const kIdp = new Idp();
  return *kIdp;
}

class SamlTest : public StsTest {
 protected:
  SamlTest() {
    Write([](directory::Transaction& transaction) {
      directory::SamlProvider provider;
      provider.account = kAccount;
      provider.name = "idp";
      provider.metadata = TheIdp().Metadata();
      transaction.Put(std::move(provider));
    });
    TrustIf("");
  }
  void TrustIf(const std::string& conditions, const std::string& actions = R"("sts:AssumeRoleWithSAML")") {
    PutRole("people", "/",
            R"({"Effect":"Allow","Principal":{"Federated":")" + std::string(kProvider) + R"("},"Action":[)" + actions +
                "]" + (conditions.empty() ? "" : R"(,"Condition":{)" + conditions + "}") + "}");
  }
  Reply Assume(const std::string& xml, const QueryParameterList& more = {}, const std::string& role = kRole) {
    QueryParameterList parameters{{"RoleArn", role}, {"PrincipalArn", kProvider}, {"SAMLAssertion", Base64Encode(xml)}};
    parameters.insert(parameters.end(), more.begin(), more.end());
    return AskSts(Anonymous(), "AssumeRoleWithSAML", parameters);
  }
  Reply Assume(const Said& said, const QueryParameterList& more = {}) {
    return Assume(ResponseXml(Signed(TheIdp(), said)), more);
  }
  static Said With(const std::string& attributes) {
    Said said;
    said.attributes += attributes;
    return said;
  }
};

TEST_F(SamlTest, ASignedResponseBecomesASession) {
  const Reply reply = Assume(Said());
  ASSERT_EQ(reply.Outcome(), "200");
  EXPECT_EQ(reply.At("AssumedRoleUser/Arn"), "arn:aws:sts::054000737513:assumed-role/people/ann@example.com");
  EXPECT_EQ(reply.At("Subject"), "ann");
  EXPECT_EQ(reply.At("SubjectType"), "persistent");
  EXPECT_EQ(reply.At("Issuer"), saml::testing::kEntity);
  EXPECT_EQ(reply.At("Audience"), "https://signin.aws.amazon.com/saml");
  EXPECT_EQ(reply.At("NameQualifier"), Base64Encode(crypto::Sha1("https://idp.example.com/saml054000737513/idp")));
  EXPECT_EQ(SessionIn(reply).session->federated_provider, kProvider);
  EXPECT_EQ(reply.At("Credentials/Expiration"), FormatIso8601(clock().Now() + std::chrono::hours(1)));
}

TEST_F(SamlTest, TheRoleMustTrustTheProviderAndTheAssertionNameBoth) {
  PutRole("people", "/", R"({"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRoleWithSAML"})");
  EXPECT_EQ(Assume(Said()).Outcome(), kNotBySaml);
  TrustIf("");
  Said other;
  other.attributes = Replaced(other.attributes, "role/people", "role/admins");
  EXPECT_EQ(Assume(other).Outcome(), kNotBySaml);
  other = Said();
  other.attributes = Replaced(other.attributes, "saml-provider/idp", "saml-provider/other");
  EXPECT_EQ(Assume(other).Outcome(), kNotBySaml);
  // The other order of the pair is as good; a role that is not there like one that does not trust.
  other = Said();
  other.attributes =
      Replaced(other.attributes, std::string(kRole) + "," + kProvider, std::string(kProvider) + ", " + kRole);
  EXPECT_EQ(Assume(other).Outcome(), "200");
  other.attributes = Replaced(other.attributes, "role/people", "role/none");
  EXPECT_EQ(Assume(ResponseXml(Signed(TheIdp(), other)), {}, "arn:aws:iam::054000737513:role/none").Outcome(),
            kNotBySaml);
}

TEST_F(SamlTest, ConditionsSeeTheAssertion) {
  const std::string oid = AttributeXml("urn:oid:1.3.6.1.4.1.5923.1.1.1.1", "staff");
  for (const auto& [condition, holds] : std::vector<std::pair<std::string, bool>>{
           {R"("StringEquals":{"saml:aud":"https://signin.aws.amazon.com/saml"})", true},
           {R"("StringEquals":{"saml:aud":"https://other"})", false},
           {R"("StringEquals":{"saml:iss":"https://idp.example.com/saml"})", true},
           {R"("StringEquals":{"saml:sub":"ann"})", true},
           {R"("StringEquals":{"saml:sub":"eve"})", false},
           {R"("StringEquals":{"saml:sub_type":"persistent"})", true},
           {R"("StringEquals":{"saml:doc":"054000737513/idp"})", true},
           {R"("Null":{"saml:namequalifier":"false"})", true},
           {R"("ForAnyValue:StringEquals":{"saml:edupersonaffiliation":"staff"})", true},
           {R"("ForAnyValue:StringEquals":{"saml:edupersonaffiliation":"student"})", false},
           {R"("Null":{"saml:edupersonnickname":"true"})", true},
           {R"("StringEquals":{"sts:RoleSessionName":"ann@example.com"})", true}}) {
    TrustIf(condition);
    EXPECT_EQ(Assume(With(oid)).Outcome(), holds ? "200" : kNotBySaml) << condition;
  }
}

TEST_F(SamlTest, TagsAndSourceIdentityNeedTheirPermissions) {
  const Said said = With(AttributeXml(std::string(kAws) + "PrincipalTag:team", "core") +
                         AttributeXml(std::string(kAws) + "TransitiveTagKeys", "team") +
                         AttributeXml(std::string(kAws) + "SourceIdentity", "ann"));
  EXPECT_EQ(Assume(said).Outcome(), "403 AccessDenied: Not authorized to perform sts:TagSession");
  TrustIf("", R"("sts:AssumeRoleWithSAML","sts:TagSession")");
  EXPECT_EQ(Assume(said).Outcome(), "403 AccessDenied: Not authorized to perform sts:SetSourceIdentity");
  TrustIf("", R"("sts:AssumeRoleWithSAML","sts:TagSession","sts:SetSourceIdentity")");
  const Reply reply = Assume(said);
  ASSERT_EQ(reply.Outcome(), "200");
  const Caller session = SessionIn(reply);
  EXPECT_EQ(session.session->tags, (directory::Tags{{"team", "core"}}));
  EXPECT_EQ(session.session->source_identity, "ann");
}

TEST_F(SamlTest, EveryStatedTimeMustHold) {
  const auto code = [&](auto change) {
    Said said;
    change(said);
    return Assume(said).error_code;
  };
  EXPECT_EQ(code([](Said& said) { said.issued = "2026-11-18T11:01:40Z"; }), "ExpiredTokenException");
  EXPECT_EQ(code([](Said& said) { said.issued = "2026-11-18T11:01:41Z"; }), "");
  EXPECT_EQ(code([](Said& said) { said.ends = "2026-11-18T11:06:40Z"; }), "ExpiredTokenException");
  EXPECT_EQ(code([](Said& said) { said.issued = "2026-11-18T11:11:41Z"; }), "InvalidIdentityToken");
  EXPECT_EQ(code([](Said& said) { said.issued = "yesterday"; }), "InvalidIdentityToken");
  EXPECT_EQ(code([](Said& said) { said.session_ends = "2026-11-18T11:06:40Z"; }), "ExpiredTokenException");
  EXPECT_EQ(Assume(Said()).Outcome(), "200");
  clock().Advance(std::chrono::minutes(5));
  EXPECT_EQ(Assume(Said()).error_message, "Token must be redeemed within 5 minutes of issuance");
}

TEST_F(SamlTest, TheSessionEndsWithTheIdentityProvidersAndByItsWish) {
  Said said;
  said.session_ends = "2026-11-18T11:26:40Z";
  EXPECT_EQ(Assume(said).At("Credentials/Expiration"), "2026-11-18T11:26:40Z");
  const Said wish = With(AttributeXml(std::string(kAws) + "SessionDuration", "900"));
  EXPECT_EQ(Assume(wish).At("Credentials/Expiration"), "2026-11-18T11:21:40Z");
  EXPECT_EQ(Assume(wish, {{"DurationSeconds", "1800"}}).At("Credentials/Expiration"), "2026-11-18T11:36:40Z");
  EXPECT_EQ(Assume(Said(), {{"DurationSeconds", "7200"}}).error_code, "ValidationError");
  EXPECT_EQ(Assume(With(AttributeXml(std::string(kAws) + "SessionDuration", "899"))).error_code,
            "InvalidIdentityToken");
}

TEST_F(SamlTest, WhatIsNotForAwsIsRefused) {
  const auto message = [&](auto change) {
    Said said;
    change(said);
    return Assume(said).error_message;
  };
  EXPECT_EQ(message([](Said& said) { said.issuer = "https://evil.example.com"; }),
            "Issuer not present in specified provider");
  for (const char* url : {"https://signin.aws.amazon.com.evil.org/saml", "http://signin.aws.amazon.com/saml",
                          "https://evil/signin.aws.amazon.com/saml", "https://a.b.signin.aws.amazon.com/saml"}) {
    EXPECT_NE(message([&](Said& said) { said.recipient = url; }), "") << url;
    EXPECT_NE(message([&](Said& said) { said.audience = url; }), "") << url;
  }
  EXPECT_EQ(message([](Said& said) { said.audience = "urn:amazon:webservices"; }), "");
  EXPECT_EQ(message([](Said& said) { said.recipient = "https://eu-west-1.signin.aws.amazon.com/saml"; }), "");
  EXPECT_EQ(message([](Said& said) { said.attributes = Replaced(said.attributes, "ann@example.com", "not a name"); }),
            "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}");
  EXPECT_EQ(message([](Said& said) { said.attributes = Replaced(said.attributes, "RoleSessionName", "Other"); }),
            "RoleSessionName is required in AuthnResponse");
  EXPECT_EQ(Assume(ResponseXml(Signed(TheIdp(), Said()), "urn:oasis:names:tc:SAML:2.0:status:Responder")).error_code,
            "IDPRejectedClaim");
  EXPECT_EQ(Assume(Replaced(ResponseXml(Signed(TheIdp(), Said())), ">ann<", ">eve<")).error_message,
            "Response signature invalid");
  EXPECT_EQ(Assume(std::string("<a/>")).error_message, "Invalid SAML response");
  EXPECT_EQ(AskSts(Anonymous(), "AssumeRoleWithSAML",
                   {{"RoleArn", kRole}, {"PrincipalArn", kProvider}, {"SAMLAssertion", "!!!!"}})
                .error_message,
            "Invalid base64 SAMLResponse");
  EXPECT_EQ(AskSts(Anonymous(), "AssumeRoleWithSAML",
                   {{"RoleArn", kRole},
                    {"PrincipalArn", "arn:aws:iam::054000737513:saml-provider/none"},
                    {"SAMLAssertion", "AAAA"}})
                .error_message,
            "Specified provider doesn't exist");
}

// New metadata counts at once, and the old keys no more.
TEST_F(SamlTest, ChangedMetadataHasOtherKeys) {
  EXPECT_EQ(Assume(Said()).Outcome(), "200");
  const Idp other;
  Write([&](directory::Transaction& transaction) {
    directory::SamlProvider provider = *transaction.snapshot().saml_providers.Find(kProvider);
    provider.metadata = other.Metadata();
    transaction.Put(std::move(provider));
  });
  EXPECT_EQ(Assume(Said()).error_message, "Response signature invalid");
  EXPECT_EQ(Assume(ResponseXml(Signed(other, Said()))).Outcome(), "200");
}

}  // namespace
}  // namespace rolecall::services::sts
