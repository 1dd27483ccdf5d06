// CORS rules of a bucket, as browsers meet them.
#include "tests/unit/services/s3/s3_fixture.h"

namespace rolecall::services::s3 {
namespace {

class S3Cors : public S3Test {
 protected:
  S3Cors() {
    NewBucket();
    EXPECT_EQ(Ask("PUT", "/state?cors",
                  "<CORSConfiguration><CORSRule><AllowedMethod>PUT</AllowedMethod><AllowedMethod>GET</AllowedMethod>"
                  "<AllowedOrigin>https://*.example.com</AllowedOrigin><AllowedHeader>x-amz-*</AllowedHeader>"
                  "<ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>3000</MaxAgeSeconds></CORSRule></CORSConfiguration>")
                  .status,
              200);
  }
  Reply Preflight(const std::string& origin, const std::string& method, const std::string& headers = "",
                  const std::string& target = "/state/key") {
    return AskAs(
        Anonymous(), "OPTIONS", target, "",
        {{"Origin", origin}, {"Access-Control-Request-Method", method}, {"Access-Control-Request-Headers", headers}});
  }
};

TEST_F(S3Cors, APreflightIsAnsweredByTheRuleThatFits) {
  const Reply reply = Preflight("https://app.example.com", "PUT", "X-Amz-Date, x-amz-acl");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.Header("Access-Control-Allow-Origin"), "https://app.example.com");
  EXPECT_EQ(reply.Header("Access-Control-Allow-Methods"), "PUT, GET");
  EXPECT_EQ(reply.Header("Access-Control-Allow-Headers"), "x-amz-date, x-amz-acl");
  EXPECT_EQ(reply.Header("Access-Control-Expose-Headers"), "ETag");
  EXPECT_EQ(reply.Header("Access-Control-Max-Age"), "3000");
  EXPECT_EQ(reply.Header("Access-Control-Allow-Credentials"), "true");
}

TEST_F(S3Cors, APreflightThatNoRuleFitsIsForbidden) {
  for (const Reply& reply : {Preflight("https://example.org", "GET"), Preflight("https://app.example.com", "DELETE"),
                             Preflight("https://app.example.com", "GET", "authorization")}) {
    EXPECT_EQ(reply.status, 403);
    EXPECT_EQ(reply.error_code, "AccessForbidden");
    EXPECT_EQ(reply.Header("Access-Control-Allow-Origin"), "");
  }
  NewBucket("plain");
  ExpectError(Preflight("https://app.example.com", "GET", "", "/plain/key"), 403, "AccessForbidden",
              "CORSResponse: CORS is not enabled for this bucket.");
  ExpectError(AskAs(Anonymous(), "OPTIONS", "/state/key"), 400, "BadRequest",
              "Insufficient information. Origin request header needed.");
}

TEST_F(S3Cors, OtherAnswersCarryTheHeadersToo) {
  NewObject("/state/key");
  EXPECT_EQ(Ask("GET", "/state/key", "", {{"Origin", "https://app.example.com"}}).Header("Access-Control-Allow-Origin"),
            "https://app.example.com");
  EXPECT_EQ(Ask("GET", "/state/key", "", {{"Origin", "https://example.org"}}).Header("Access-Control-Allow-Origin"),
            "");
  EXPECT_EQ(Ask("GET", "/state/key").Header("Access-Control-Allow-Origin"), "");
}

TEST_F(S3Cors, AnOriginForEverybodyIsAStar) {
  ASSERT_EQ(Ask("PUT", "/state?cors",
                "<CORSConfiguration><CORSRule><AllowedMethod>GET</AllowedMethod><AllowedOrigin>*</AllowedOrigin>"
                "</CORSRule></CORSConfiguration>")
                .status,
            200);
  const Reply reply = Preflight("https://any.org", "GET");
  EXPECT_EQ(reply.Header("Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(reply.Header("Access-Control-Allow-Credentials"), "");
}

}  // namespace
}  // namespace rolecall::services::s3
