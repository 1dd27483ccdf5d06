// GetWebIdentityToken: what the token says, and who may have it.
#include "services/authorize.h"
#include "tests/unit/services/sts/sts_fixture.h"

namespace rolecall::services::sts {
namespace {

constexpr char kOutboundIssuer[] = "https://11111111-2222-4333-8444-555555555555.tokens.sts.global.api.aws";
constexpr char kNamespaceClaim[] = "https://sts.amazonaws.com/";

class WebIdentityTokenTest : public StsTest {
 protected:
  WebIdentityTokenTest() { SwitchOn(true); }
  void SwitchOn(bool on) {
    Write([&](directory::Transaction& transaction) {
      directory::Account account = *transaction.snapshot().accounts.Find(kAccount);
      account.outbound_issuer = kOutboundIssuer;
      account.outbound_since.reset();
      if (on) account.outbound_since = clock().Now();
      transaction.Put(std::move(account));
    });
  }
  Reply Ask(const Caller& caller, const QueryParameterList& more = {}) {
    QueryParameterList parameters{{"Audience.member.1", "https://api.example.com"}, {"SigningAlgorithm", "ES384"}};
    parameters.insert(parameters.end(), more.begin(), more.end());
    return AskSts(caller, "GetWebIdentityToken", parameters);
  }
  bj::object ClaimsIn(const Reply& reply) {
    const auto token = crypto::Jwt::Parse(reply.At("WebIdentityToken"));
    EXPECT_TRUE(token.ok()) << reply.Outcome();
    if (!token.ok()) return {};
    EXPECT_TRUE(token->VerifySignature(signer_.key.public_key()));
    return token->claims();
  }
};

TEST_F(WebIdentityTokenTest, SpeaksOfTheCaller) {
  const Reply reply = Ask(NewUser("ann", Allow("sts:GetWebIdentityToken")));
  ASSERT_EQ(reply.Outcome(), "200");
  const bj::object claims = ClaimsIn(reply);
  const std::int64_t now = UnixSeconds(clock().Now());
  EXPECT_EQ(claims.at("iss"), bj::value(kOutboundIssuer));
  EXPECT_EQ(claims.at("sub"), bj::value("arn:aws:iam::054000737513:user/ann"));
  EXPECT_EQ(claims.at("aud"), bj::value("https://api.example.com"));
  EXPECT_EQ(claims.at("iat").as_int64(), now);
  EXPECT_EQ(claims.at("exp").as_int64(), now + 300);
  EXPECT_EQ(claims.at(kNamespaceClaim).at("aws_account"), bj::value(kAccount));
  EXPECT_EQ(claims.at(kNamespaceClaim).at("source_region"), bj::value("eu-central-1"));
  EXPECT_EQ(reply.At("Expiration"), FormatIso8601(clock().Now() + std::chrono::seconds(300)));
  EXPECT_EQ(signer_.asked, crypto::SignatureAlgorithm::kEs384);
}

TEST_F(WebIdentityTokenTest, OfASessionSpeaksOfItsRole) {
  const Reply reply = Ask(NewRoleSession("App", Allow("sts:GetWebIdentityToken")),
                          {{"Audience.member.2", "b"}, {"DurationSeconds", "3600"}});
  const bj::object claims = ClaimsIn(reply);
  EXPECT_EQ(claims.at("sub"), bj::value("arn:aws:iam::054000737513:role/App"));
  EXPECT_EQ(claims.at("aud"), (bj::value(bj::array{"https://api.example.com", "b"})));
  EXPECT_EQ(claims.at(kNamespaceClaim).at("original_session_exp"),
            bj::value(FormatIso8601(clock().Now() + std::chrono::hours(1))));
}

TEST_F(WebIdentityTokenTest, DoesNotOutliveTheSession) {
  const Caller session = NewRoleSession("App", Allow("sts:GetWebIdentityToken"));
  clock().Advance(std::chrono::minutes(50));
  EXPECT_EQ(Ask(session, {{"DurationSeconds", "601"}}).error_code, "SessionDurationEscalationException");
  EXPECT_EQ(Ask(session, {{"DurationSeconds", "600"}}).Outcome(), "200");
}

TEST_F(WebIdentityTokenTest, TagsNeedAPermissionOfTheirOwn) {
  const QueryParameterList tags{{"Tags.member.1.Key", "job"}, {"Tags.member.1.Value", "7"}};
  services::testing::ExpectDenied(Ask(NewUser("ann", Allow("sts:GetWebIdentityToken")), tags),
                                  "sts:TagGetWebIdentityToken");
  const Caller user = NewUser("bob", Allow(R"(["sts:GetWebIdentityToken","sts:TagGetWebIdentityToken"])"));
  EXPECT_EQ(ClaimsIn(Ask(user, tags)).at(kNamespaceClaim).at("request_tags").at("job"), bj::value("7"));
}

TEST_F(WebIdentityTokenTest, IsBoundByConditionsOnAudienceAlgorithmAndDuration) {
  const auto allowed_if = [&](const std::string& name, const std::string& condition) {
    return Ask(NewUser(name, R"({"Effect":"Allow","Action":"sts:GetWebIdentityToken","Resource":"*","Condition":{)" +
                                 condition + "}}"))
        .Outcome();
  };
  EXPECT_EQ(allowed_if("a1", R"("ForAllValues:StringEquals":{"sts:IdentityTokenAudience":"https://api.example.com"})"),
            "200");
  EXPECT_NE(allowed_if("a2", R"("ForAllValues:StringEquals":{"sts:IdentityTokenAudience":"other"})"), "200");
  EXPECT_EQ(allowed_if("b1", R"("StringEquals":{"sts:SigningAlgorithm":"ES384"})"), "200");
  EXPECT_NE(allowed_if("b2", R"("StringEquals":{"sts:SigningAlgorithm":"RS256"})"), "200");
  EXPECT_EQ(allowed_if("c1", R"("NumericLessThanEquals":{"sts:DurationSeconds":"300"})"), "200");
  EXPECT_NE(allowed_if("c2", R"("NumericLessThanEquals":{"sts:DurationSeconds":"299"})"), "200");
}

TEST_F(WebIdentityTokenTest, IsRefusedWhileTheFeatureIsOff) {
  SwitchOn(false);
  const Reply reply = Ask(Root());
  EXPECT_EQ(reply.status, 403);
  EXPECT_EQ(reply.error_code, "OutboundWebIdentityFederationDisabledException");
  services::testing::ExpectDenied(Ask(NewUser("ann")), "sts:GetWebIdentityToken");
}

TEST_F(WebIdentityTokenTest, HasBounds) {
  const Caller root = Root();
  const auto code = [&](const QueryParameterList& parameters) {
    return AskSts(root, "GetWebIdentityToken", parameters).error_code;
  };
  const std::pair<std::string, std::string> audience{"Audience.member.1", "a"}, algorithm{"SigningAlgorithm", "ES384"};
  EXPECT_EQ(code({algorithm}), "ValidationError");
  EXPECT_EQ(code({{"Audience", ""}, algorithm}), "ValidationError");
  EXPECT_EQ(code({audience}), "ValidationError");
  EXPECT_EQ(code({audience, {"SigningAlgorithm", "ES256"}}), "ValidationError");
  EXPECT_EQ(code({audience, algorithm, {"DurationSeconds", "59"}}), "ValidationError");
  EXPECT_EQ(code({audience, algorithm, {"DurationSeconds", "3601"}}), "ValidationError");
  QueryParameterList tags{audience, algorithm};
  for (int i = 1; i <= 50; ++i) {
    const std::string member = "Tags.member." + std::to_string(i);
    tags.emplace_back(member + ".Key", "key-" + std::to_string(i) + std::string(100, 'k'));
    tags.emplace_back(member + ".Value", std::string(256, 'v'));
  }
  EXPECT_EQ(code(tags), "JWTPayloadSizeExceededException");
}

TEST_F(WebIdentityTokenTest, IsNoOneElsesWhereKeysCannotBeKept) {
  signer_.failure = Error{ErrorCode::kUnavailable, "full"};
  EXPECT_EQ(Ask(Root()).status, 503);
}

// Of a denial as EC2's: decoded by who may, of that account.
TEST_F(StsTest, DecodesTheMessageOfADenial) {
  const http::Request request{.method = "POST", .target = "/"};
  const Caller ann = NewUser("ann", R"({"Sid":"NoEc2","Effect":"Deny","Action":"ec2:*","Resource":"*"})");
  services::Call call = MakeCall(request, ann);
  const auto denial = services::Authorize(call, {.action = "ec2:RunInstances"});
  ASSERT_TRUE(denial.has_value());
  EXPECT_EQ(denial->code, "UnauthorizedOperation");
  constexpr std::string_view kMark = "Encoded authorization failure message: ";
  const std::size_t at = denial->message.find(kMark);
  ASSERT_NE(at, std::string::npos) << denial->message;
  const std::string encoded = denial->message.substr(at + kMark.size());
  EXPECT_EQ(encoded.find("NoEc2"), std::string::npos);
  const QueryParameterList parameters{{"EncodedMessage", encoded}};
  services::testing::ExpectDenied(AskSts(ann, "DecodeAuthorizationMessage", parameters),
                                  "sts:DecodeAuthorizationMessage");
  const bj::value decoded = bj::parse(AskSts(Root(), "DecodeAuthorizationMessage", parameters).At("DecodedMessage"));
  EXPECT_EQ(decoded.at("explicitDeny"), bj::value(true));
  EXPECT_EQ(decoded.at("matchedStatements").at("items").at(0).at("statementId"), bj::value("NoEc2"));
  EXPECT_EQ(decoded.at("context").at("principal").at("arn"), bj::value(ann.arn));
  EXPECT_EQ(decoded.at("context").at("action"), bj::value("ec2:RunInstances"));
  for (const auto& [caller, text] :
       {std::pair{Root(kOtherAccount), encoded}, {Root(), encoded + "AAAA"}, {Root(), "x"}}) {
    EXPECT_EQ(AskSts(caller, "DecodeAuthorizationMessage", {{"EncodedMessage", text}}).error_code,
              "InvalidAuthorizationMessageException");
  }
}

}  // namespace
}  // namespace rolecall::services::sts
