#include "server/token_service.h"

#include <boost/json.hpp>

#include "crypto/jwt.h"
#include "tests/support/service_fixture.h"

namespace rolecall::server {
namespace {

namespace bj = boost::json;
using services::testing::Allow;
using services::testing::Reply;

constexpr char kFirst[] = "https://oidc.example.test/id/A1";
constexpr char kSecond[] = "https://oidc.example.test/id/B2";
constexpr char kPath[] = "/api/v1/namespaces/apps/serviceaccounts/web/token";

// The same for all tests: their keys take long to make.
const std::vector<services::oidc::Issuer>& Issuers() {
  static const services::oidc::SigningKeys keys =
      services::oidc::SigningKeys::Generate(FromUnixSeconds(1700000000)).value();
  static const std::vector<services::oidc::Issuer> issuers{services::oidc::Issuer::Make(kFirst, keys).value(),
                                                           services::oidc::Issuer::Make(kSecond, keys).value()};
  return issuers;
}

class TokenServiceTest : public services::testing::ServiceFixture {
 protected:
  Reply Post(const std::string& body, const std::string& target = kPath) { return PostAs(Root(), body, target); }
  Reply PostAs(const services::Caller& caller, const std::string& body, const std::string& target = kPath) {
    return Send(service_, caller, {.method = "POST", .target = target, .body = body});
  }
  // The claims of the token that was granted.
  static bj::object Claims(const Reply& reply) {
    auto token = crypto::Jwt::Parse(reply.At("status/token"));
    EXPECT_TRUE(token.ok()) << reply.body;
    return token.ok() ? token->claims() : bj::object();
  }

  TokenService service_{Issuers()};
};

TEST_F(TokenServiceTest, GrantsWhatKubernetesWouldGrant) {
  Reply reply = Post(R"({"spec":{"audiences":["a","b"],"expirationSeconds":600}})");
  ASSERT_EQ(reply.status, 201) << reply.body;
  EXPECT_EQ(reply.At("kind"), "TokenRequest");
  EXPECT_EQ(reply.At("metadata/namespace"), "apps");
  EXPECT_EQ(reply.At("metadata/name"), "web");
  EXPECT_EQ(reply.At("spec/expirationSeconds"), "600");
  EXPECT_EQ(reply.At("status/expirationTimestamp"), "2026-11-18T11:16:40Z");
  EXPECT_EQ(reply.Header("Cache-Control"), "no-store");
  bj::object claims = Claims(reply);
  EXPECT_EQ(claims.at("sub"), bj::value("system:serviceaccount:apps:web"));
  EXPECT_EQ(claims.at("aud"), (bj::value(bj::array{"a", "b"})));
  EXPECT_EQ(claims.at("iss"), bj::value(kFirst));
  EXPECT_EQ(claims.at("exp").as_int64() - claims.at("iat").as_int64(), 600);
}

TEST_F(TokenServiceTest, AnEmptyRequestIsATokenForStsOfAnHour) {
  for (const char* body :
       {"", "{}", R"({"spec":{}})", R"({"spec":{"audiences":null,"expirationSeconds":null,"boundObjectRef":null}})"}) {
    Reply reply = Post(body);
    ASSERT_EQ(reply.status, 201) << body;
    bj::object claims = Claims(reply);
    EXPECT_EQ(claims.at("aud"), (bj::value(bj::array{"sts.amazonaws.com"}))) << body;
    EXPECT_EQ(claims.at("exp").as_int64() - claims.at("iat").as_int64(), 3600) << body;
  }
}

TEST_F(TokenServiceTest, ATokenMayBeBoundToAPod) {
  bj::object claims = Claims(Post(R"({"spec":{"boundObjectRef":{"kind":"Pod","name":"web-0","uid":"0123-45"}}})"));
  EXPECT_EQ(claims.at("kubernetes.io").at("pod").at("name"), bj::value("web-0"));
  EXPECT_EQ(claims.at("kubernetes.io").at("pod").at("uid"), bj::value("0123-45"));
}

TEST_F(TokenServiceTest, SaysWhatIsWrongWithARequest) {
  for (const auto& [body, message] : std::vector<std::pair<std::string, std::string>>{
           {"{", "the body is not a JSON object"},
           {"[]", "the body is not a JSON object"},
           {std::string(70000, ' '), "the request is too large"},
           {R"({"spec":7})", "spec is not an object"},
           {R"({"spec":{"audiences":"a"}})", "spec.audiences is not a list"},
           {R"({"spec":{"audiences":[7]}})", "spec.audiences is not a list of strings"},
           {R"({"spec":{"expirationSeconds":"1h"}})", "spec.expirationSeconds is not a number"},
           {R"({"spec":{"expirationSeconds":599}})", "a token lives 600 to 86400 seconds"},
           {R"({"spec":{"boundObjectRef":7}})", "spec.boundObjectRef is not an object"},
           {R"({"spec":{"boundObjectRef":{"kind":"Secret"}}})",
            "spec.boundObjectRef: tokens can be bound to a Pod only"},
           {R"({"spec":{"boundObjectRef":{"kind":"Pod","name":7}}})", "spec.boundObjectRef: name and uid are strings"},
       }) {
    EXPECT_EQ(Post(body).Outcome(), "400 ValidationException: " + message);
  }
  EXPECT_EQ(Post("", "/api/v1/namespaces/Apps/serviceaccounts/web/token").error_code, "ValidationException");
}

TEST_F(TokenServiceTest, TheIssuerMayBeNamed) {
  const std::string named = std::string(kPath) + "?issuer=";
  EXPECT_EQ(Claims(Post("", named + kSecond)).at("iss"), bj::value(kSecond));
  EXPECT_EQ(Claims(Post("", std::string(kPath) + "?other=x")).at("iss"), bj::value(kFirst));
  for (const char* issuer : {"https://other.test", "%zz"}) {
    EXPECT_EQ(Post("", named + issuer).Outcome(), "400 ValidationException: This server is not that issuer.") << issuer;
  }
}

TEST_F(TokenServiceTest, HasOneOperation) {
  for (const char* target :
       {"/api/v1/namespaces/apps/serviceaccounts/web", "/api/v1/namespaces/apps/token", "/api/v1/pods/token", "/"}) {
    EXPECT_EQ(Post("", target).Outcome(), "404 NotFound: There is no such operation of this server.") << target;
  }
  EXPECT_EQ(Send(service_, Root(), {.method = "GET", .target = kPath}).Outcome(),
            "405 MethodNotAllowed: Tokens are made by POST.");
}

TEST_F(TokenServiceTest, NeedsThePermissionForTheServiceAccount) {
  EXPECT_EQ(PostAs(Anonymous(), "").status, 403);
  EXPECT_EQ(PostAs(NewUser("nobody"), "").Outcome(),
            "403 AccessDenied: User: arn:aws:iam::054000737513:user/nobody is not authorized to perform: "
            "rolecall:CreateToken on resource: arn:aws:rolecall:eu-central-1:054000737513:serviceaccount/apps/web "
            "because no identity-based policy allows the rolecall:CreateToken action");
  services::Caller apps = NewUser("apps", Allow("rolecall:CreateToken", "arn:aws:rolecall:*:*:serviceaccount/apps/*"));
  EXPECT_EQ(PostAs(apps, "").status, 201);
  EXPECT_EQ(PostAs(apps, "", "/api/v1/namespaces/other/serviceaccounts/web/token").status, 403);
}

}  // namespace
}  // namespace rolecall::server
