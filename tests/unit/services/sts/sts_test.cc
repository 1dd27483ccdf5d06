#include "services/sts/sts.h"

#include <boost/json.hpp>

#include "crypto/jwt.h"
#include "directory/ids.h"
#include "tests/support/plane.h"

namespace rolecall::services::sts {
namespace {

namespace bj = boost::json;
using services::Caller;

constexpr char kIssuer[] = "oidc.example.com/id/A1";
constexpr char kSubject[] = "system:serviceaccount:external-secrets:aws-secretsmanager";
constexpr char kRoleArn[] = "arn:aws:iam::054000737513:role/k8s-main/ExternalSecrets";

class OneKey final : public KeySource {
 public:
  OneKey() : key(*crypto::PrivateKey::Generate(crypto::KeyKind::kP256)) {}
  Result<crypto::PublicKey> Find(std::string_view issuer, const std::optional<std::string>& key_id) override {
    if (issuer != std::string("https://") + kIssuer || key_id != "k1") return Error{ErrorCode::kNotFound, "no key"};
    return key.public_key();
  }
  crypto::PrivateKey key;
};

class StsTest : public ::testing::Test {
 protected:
  StsTest() : sts_(MakeSts(keys_)) {
    std::string trust =
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::054000737513:oidc-provider/ISS"},"Action":["sts:AssumeRoleWithWebIdentity"],"Condition":{"StringEquals":{"ISS:sub":"SUB","ISS:aud":"sts.amazonaws.com"}}}]})";
    for (const auto& [from, to] : {std::pair("ISS", kIssuer), std::pair("SUB", kSubject)}) {
      for (std::size_t at; (at = trust.find(from)) != trust.npos;) trust.replace(at, 3, to);
    }
    PutRole("ExternalSecrets", "/k8s-main/", trust);
    Write([&](directory::Transaction& transaction) {
      directory::OidcProvider provider;
      provider.account = kAccount;
      provider.url = kIssuer;
      provider.client_ids = {"sts.amazonaws.com"};
      transaction.Put(std::move(provider));
    });
  }

  void Write(const std::function<void(directory::Transaction&)>& action) {
    ASSERT_TRUE(plane_.directory()
                    .Write([&](directory::Transaction& transaction) {
                      action(transaction);
                      return true;
                    })
                    .ok());
  }

  void PutRole(const std::string& name, const std::string& path, const std::string& trust,
               const std::string& inline_policy = "") {
    Write([&](directory::Transaction& transaction) {
      directory::Role role;
      role.account = kAccount;
      role.name = name;
      role.path = path;
      role.id = directory::MakeUniqueId(plane_.random(), "AROA");
      role.trust = directory::MakeStoredPolicy(trust, policy::DocumentKind::kTrust, "trust");
      if (!inline_policy.empty()) {
        role.inline_policies.push_back(
            {"p", directory::MakeStoredPolicy(inline_policy, policy::DocumentKind::kIdentity, "p")});
      }
      transaction.Put(std::move(role));
    });
  }

  Caller PutUser(const std::string& name, const std::string& inline_policy) {
    Write([&](directory::Transaction& transaction) {
      directory::User user;
      user.account = kAccount;
      user.name = name;
      user.id = directory::MakeUniqueId(plane_.random(), "AIDA");
      user.inline_policies.push_back(
          {"p", directory::MakeStoredPolicy(inline_policy, policy::DocumentKind::kIdentity, "p")});
      transaction.Put(std::move(user));
    });
    Caller caller;
    caller.kind = Caller::Kind::kUser;
    caller.account = kAccount;
    caller.user = plane_.directory().snapshot()->users.Find(directory::NameKey(kAccount, name));
    caller.arn = caller.user->arn();
    caller.user_id = caller.user->id;
    return caller;
  }

  bj::object Claims() {
    const std::int64_t now = UnixSeconds(plane_.clock().Now());
    return {{"iss", std::string("https://") + kIssuer},
            {"sub", kSubject},
            {"aud", bj::array{"sts.amazonaws.com"}},
            {"iat", now},
            {"nbf", now},
            {"exp", now + 3600}};
  }
  std::string Token(const bj::object& claims) { return *crypto::SignJwt(claims, keys_.key, "k1"); }

  Answered Exchange(const std::string& token, QueryParameterList more = {}) {
    QueryParameterList parameters{{"RoleArn", kRoleArn}, {"RoleSessionName", "session-1"}, {"WebIdentityToken", token}};
    parameters.insert(parameters.end(), more.begin(), more.end());
    return plane_.Ask(*sts_, Caller(), "AssumeRoleWithWebIdentity", parameters);
  }
  Answered AskSts(const Caller& caller, const std::string& action, QueryParameterList parameters) {
    return plane_.Ask(*sts_, caller, action, std::move(parameters));
  }
  Caller SessionIn(const Answered& answered) {
    return plane_.CallerOf(answered.At("Credentials/AccessKeyId"), answered.At("Credentials/SessionToken"));
  }

  Plane plane_;
  OneKey keys_;
  std::unique_ptr<services::Service> sts_;
};

TEST_F(StsTest, ExchangesATokenForASession) {
  Answered answered = Exchange(Token(Claims()));
  ASSERT_EQ(answered.status, 200) << answered.error_message;
  EXPECT_EQ(answered.At("SubjectFromWebIdentityToken"), kSubject);
  EXPECT_EQ(answered.At("Audience"), "sts.amazonaws.com");
  EXPECT_EQ(answered.At("AssumedRoleUser/Arn"), "arn:aws:sts::054000737513:assumed-role/ExternalSecrets/session-1");
  Answered identity = AskSts(SessionIn(answered), "GetCallerIdentity", {});
  EXPECT_EQ(identity.At("Arn"), "arn:aws:sts::054000737513:assumed-role/ExternalSecrets/session-1");
}

TEST_F(StsTest, ToleratesALineEndAfterTheToken) { EXPECT_EQ(Exchange(Token(Claims()) + "\n").status, 200); }

TEST_F(StsTest, RefusesAnotherServiceAccount) {
  bj::object claims = Claims();
  claims["sub"] = "system:serviceaccount:default:other";
  Answered answered = Exchange(Token(claims));
  EXPECT_EQ(answered.status, 403);
  EXPECT_EQ(answered.error_message, "Not authorized to perform sts:AssumeRoleWithWebIdentity");
}

TEST_F(StsTest, RefusesAForeignIssuer) {
  bj::object claims = Claims();
  claims["iss"] = "https://oidc.example.com/id/B2";
  Answered answered = Exchange(Token(claims));
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
  const std::int64_t now = UnixSeconds(plane_.clock().Now());
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
  EXPECT_EQ(plane_.Ask(*sts_, Caller(), "AssumeRoleWithWebIdentity", parameters).error_message,
            "Not authorized to perform sts:AssumeRoleWithWebIdentity");
}

TEST_F(StsTest, SaysWhatIsWrongWithParameters) {
  EXPECT_EQ(Exchange(Token(Claims()), {{"DurationSeconds", "7200"}}).error_message,
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
  EXPECT_EQ(Exchange("not-a-token").error_code, "InvalidIdentityToken");
  Answered answered = AskSts(Caller(), "AssumeRoleWithWebIdentity",
                             {{"RoleArn", kRoleArn}, {"RoleSessionName", "x y"}, {"WebIdentityToken", "abcd"}});
  EXPECT_EQ(answered.error_code, "ValidationError");
  EXPECT_NE(answered.error_message.find("'x y' at 'roleSessionName'"), std::string::npos);
}

TEST_F(StsTest, EverythingElseNeedsASignature) { EXPECT_EQ(AskSts(Caller(), "GetCallerIdentity", {}).status, 403); }

constexpr char kTrustsAccount[] =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"054000737513"},"Action":["sts:AssumeRole","sts:TagSession"],"Condition":{"StringEquals":{"sts:ExternalId":"e-1"}}}]})";
constexpr char kMayAssume[] =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sts:AssumeRole","sts:TagSession"],"Resource":"*"}]})";
const QueryParameterList kAssume{
    {"RoleArn", "arn:aws:iam::054000737513:role/a"}, {"RoleSessionName", "s1"}, {"ExternalId", "e-1"}};

TEST_F(StsTest, AssumesARoleWithTheRightExternalIdOnly) {
  PutRole("a", "/", kTrustsAccount);
  Caller user = PutUser("u", kMayAssume);
  EXPECT_EQ(AskSts(user, "AssumeRole", kAssume).status, 200);
  QueryParameterList wrong = kAssume;
  wrong[2].second = "e-2";
  EXPECT_EQ(AskSts(user, "AssumeRole", wrong).error_code, "AccessDenied");
  Caller stranger =
      PutUser("v", R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]})");
  EXPECT_EQ(AskSts(stranger, "AssumeRole", kAssume).error_code, "AccessDenied");
}

TEST_F(StsTest, RootMayNotAssumeRoles) {
  PutRole("a", "/", kTrustsAccount);
  EXPECT_EQ(AskSts(plane_.Root(), "AssumeRole", kAssume).error_message, "Roles may not be assumed by root accounts.");
}

TEST_F(StsTest, TransitiveTagsStayThroughChainingAndCannotBeOverridden) {
  PutRole("a", "/", kTrustsAccount, kMayAssume);
  QueryParameterList tagged = kAssume;
  tagged.insert(tagged.end(),
                {{"Tags.member.1.Key", "team"}, {"Tags.member.1.Value", "x"}, {"TransitiveTagKeys.member.1", "team"}});
  Answered first = AskSts(PutUser("u", kMayAssume), "AssumeRole", tagged);
  ASSERT_EQ(first.status, 200) << first.error_message;
  Answered chained = AskSts(SessionIn(first), "AssumeRole", kAssume);
  ASSERT_EQ(chained.status, 200) << chained.error_message;
  EXPECT_EQ(SessionIn(chained).session->tags, (directory::Tags{{"team", "x"}}));
  EXPECT_EQ(AskSts(SessionIn(first), "AssumeRole", tagged).error_code, "InvalidParameterValue");
  QueryParameterList longer = kAssume;
  longer.emplace_back("DurationSeconds", "3601");
  EXPECT_NE(AskSts(SessionIn(first), "AssumeRole", longer).error_message.find("1 hour session limit"),
            std::string::npos);
}

TEST_F(StsTest, ADeletedAndRecreatedRoleEndsItsSessions) {
  PutRole("a", "/", kTrustsAccount);
  Answered first = AskSts(PutUser("u", kMayAssume), "AssumeRole", kAssume);
  ASSERT_EQ(first.status, 200);
  PutRole("a", "/", kTrustsAccount);  // another id
  aws::Claim claim;
  claim.access_key_id = first.At("Credentials/AccessKeyId");
  claim.session_token = first.At("Credentials/SessionToken");
  aws::AuthFailure failure;
  EXPECT_FALSE(
      services::FindCaller(plane_.directory(), *plane_.directory().snapshot(), claim, plane_.clock().Now(), failure)
          .has_value());
  EXPECT_EQ(failure.problem, aws::AuthProblem::kInvalidToken);
}

TEST_F(StsTest, MalformedRoleArnsAreNamed) {
  Answered answered =
      AskSts(PutUser("u", kMayAssume), "AssumeRole", {{"RoleArn", "nothing-valid-in-here"}, {"RoleSessionName", "s1"}});
  EXPECT_EQ(answered.error_message, "nothing-valid-in-here is invalid");
}

TEST_F(StsTest, SessionsOfGetSessionTokenMayNotUseIam) {
  Answered answered = AskSts(PutUser("u", kMayAssume), "GetSessionToken", {});
  ASSERT_EQ(answered.status, 200);
  EXPECT_EQ(AskSts(SessionIn(answered), "GetSessionToken", {}).error_code, "AccessDenied");
}

}  // namespace
}  // namespace rolecall::services::sts
