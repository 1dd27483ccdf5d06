#include "aws/sigv4/sigv4.h"

#include <gtest/gtest.h>

#include "aws/sigv4/authentication_error.h"
#include "aws/sigv4/sign_often.h"
#include "aws/wire/url.h"

namespace rolecall::aws {
namespace {

// The keys and requests of AWS's own published examples.
constexpr const char* kSigningSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
constexpr const char* kS3Secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

Time At(const char* amz_date) { return *ParseAmzDate(amz_date); }

Credentials Keys(const char* id, const char* secret) {
  Credentials credentials;
  credentials.access_key_id = id;
  credentials.secret_access_key = Secret(secret);
  return credentials;
}

// What the server gets when the client sends this.
http::Request Received(const http::ClientRequest& sent) {
  UrlParts url = *SplitUrl(sent.url);
  http::Request request;
  request.method = sent.method;
  request.target = url.path.empty() ? "/" : std::string(url.path);
  if (!url.query.empty()) request.target += "?" + std::string(url.query);
  request.headers = sent.headers;
  if (request.headers.Find("host") == nullptr) request.headers.Set("Host", HostHeader(url));
  request.body = sent.body;
  return request;
}

http::ClientRequest QueryCall() {
  http::ClientRequest request;
  request.method = "POST";
  request.url = "https://iam.amazonaws.com/";
  request.headers.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
  request.body = "Action=GetRole&RoleName=x&Version=2010-05-08";
  return request;
}

const SigningScope kIamScope{"us-east-1", "iam"};
constexpr const char* kNow = "20261123T181114Z";

http::Request Signed(const SigningScope& scope = kIamScope, const char* when = kNow) {
  http::ClientRequest request = QueryCall();
  SignHeaders(request, Keys("AKIDEXAMPLE", kSigningSecret), scope, At(when), PayloadHash::kComputed);
  return Received(request);
}

std::optional<AuthFailure> Verify(const http::Request& request, const char* now = kNow,
                                  const char* secret = kSigningSecret, std::string_view service = {},
                                  std::string_view region = {}) {
  Claim claim;
  if (auto failure = ParseClaim(request, claim)) return failure;
  CheckOptions options;
  options.now = At(now);
  options.service = service;
  options.region = region;
  return CheckClaim(claim, request, secret, options);
}

std::string ProblemOf(const std::optional<AuthFailure>& failure) {
  return failure ? AuthProblemName(failure->problem) : "none";
}

std::string SignatureOf(const http::Request& request) {
  Claim claim;
  EXPECT_EQ(ProblemOf(ParseClaim(request, claim)), "none");
  return claim.signature;
}

TEST(SigV4Sign, AgreesWithThePublishedIamExample) {
  http::ClientRequest request;
  request.url = "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08";
  request.headers.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
  SignHeaders(request, Keys("AKIDEXAMPLE", kSigningSecret), kIamScope, At("20150830T123600Z"), PayloadHash::kComputed);
  EXPECT_EQ(request.headers.Get("authorization"),
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
            "SignedHeaders=content-type;host;x-amz-date, "
            "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
}

TEST(SigV4Sign, AgreesWithThePublishedS3Example) {
  http::ClientRequest request;
  request.url = "https://examplebucket.s3.amazonaws.com/test.txt";
  request.headers.Set("Range", "bytes=0-9");
  SignHeaders(request, Keys("AKIAIOSFODNN7EXAMPLE", kS3Secret), {"us-east-1", "s3"}, At("20130524T000000Z"),
              PayloadHash::kComputed);
  EXPECT_EQ(SignatureOf(Received(request)), "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

TEST(SigV4Sign, AgreesWithThePublishedPresignedExample) {
  http::ClientRequest request;
  request.url = "https://examplebucket.s3.amazonaws.com/test.txt";
  std::string url = PresignUrl(request, Keys("AKIAIOSFODNN7EXAMPLE", kS3Secret), {"us-east-1", "s3"},
                               At("20130524T000000Z"), std::chrono::seconds(86400));
  EXPECT_TRUE(url.ends_with("X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404")) << url;
}

TEST(SigV4Sign, KeptKeysSignAsNewOnesOnEachDayInEachRegionForEachSecret) {
  SigningKeys keys;
  for (int round = 0; round < 2; ++round) {
    for (const char* now : {"20150830T123600Z", "20150831T123600Z"}) {
      for (const char* region : {"us-east-1", "eu-west-1"}) {
        for (const char* secret : {kSigningSecret, kS3Secret}) {
          http::ClientRequest kept, derived;
          kept.url = derived.url = "https://dynamodb.amazonaws.com/";
          const SigningScope scope{region, "dynamodb"};
          SignHeaders(kept, Keys("AKIDEXAMPLE", secret), scope, At(now), std::string(64, '0'), keys);
          SignHeaders(derived, Keys("AKIDEXAMPLE", secret), scope, At(now), std::string(64, '0'));
          EXPECT_EQ(SignatureOf(Received(kept)), SignatureOf(Received(derived))) << now << region;
        }
      }
    }
  }
}

TEST(SigV4Verify, AcceptsWhatItSigned) {
  EXPECT_EQ(ProblemOf(Verify(Signed(), kNow, kSigningSecret, "iam", "us-east-1")), "none");
}

TEST(SigV4Verify, RefusesAnotherSecret) {
  EXPECT_EQ(ProblemOf(Verify(Signed(), kNow, "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEy")), "signature_mismatch");
}

TEST(SigV4Verify, RefusesAChangedBody) {
  http::Request request = Signed();
  request.body += "&x=y";
  EXPECT_EQ(ProblemOf(Verify(request)), "signature_mismatch");
}

TEST(SigV4Verify, RefusesAChangedMethodPathQueryOrHeader) {
  http::Request method = Signed();
  method.method = "GET";
  EXPECT_EQ(ProblemOf(Verify(method)), "signature_mismatch");
  http::Request path = Signed();
  path.target = "/x";
  EXPECT_EQ(ProblemOf(Verify(path)), "signature_mismatch");
  http::Request query = Signed();
  query.target = "/?Action=DeleteRole";
  EXPECT_EQ(ProblemOf(Verify(query)), "signature_mismatch");
  http::Request header = Signed();
  header.headers.Set("Content-Type", "text/plain");
  EXPECT_EQ(ProblemOf(Verify(header)), "signature_mismatch");
  http::Request host = Signed();
  host.headers.Set("Host", "sts.amazonaws.com");
  EXPECT_EQ(ProblemOf(Verify(host)), "signature_mismatch");
}

TEST(SigV4Verify, RefusesAnAmzHeaderThatIsNotSigned) {
  http::Request request = Signed();
  request.headers.Set("X-Amz-Target", "secretsmanager.DeleteSecret");
  EXPECT_EQ(ProblemOf(Verify(request)), "unsigned_header");
}

TEST(SigV4Verify, AllowsFiveMinutesToEitherSide) {
  EXPECT_EQ(ProblemOf(Verify(Signed(), "20261123T181614Z")), "none");
  EXPECT_EQ(ProblemOf(Verify(Signed(), "20261123T181615Z")), "too_old");
  EXPECT_EQ(ProblemOf(Verify(Signed(), "20261123T180614Z")), "none");
  EXPECT_EQ(ProblemOf(Verify(Signed(), "20261123T180613Z")), "too_new");
}

TEST(SigV4Verify, AllowsS3FifteenMinutes) {
  SigningScope scope{"us-east-1", "s3"};
  EXPECT_EQ(ProblemOf(Verify(Signed(scope), "20261123T182614Z")), "none");
  EXPECT_EQ(ProblemOf(Verify(Signed(scope), "20261123T182615Z")), "too_old");
}

TEST(SigV4Verify, TellsAWrongServiceAndRegionApart) {
  EXPECT_EQ(ProblemOf(Verify(Signed(), kNow, kSigningSecret, "sts")), "scope_service");
  EXPECT_EQ(ProblemOf(Verify(Signed(), kNow, kSigningSecret, "iam", "eu-central-1")), "scope_region");
}

TEST(SigV4Verify, RefusesAScopeOfAnotherDay) {
  http::Request request = Signed();
  request.headers.Set("X-Amz-Date", "20261122T181114Z");
  EXPECT_EQ(ProblemOf(Verify(request, "20261122T181114Z")), "scope_date");
}

TEST(SigV4Verify, ChecksTheDeclaredHashOfAnS3Body) {
  http::ClientRequest sent = QueryCall();
  SignHeaders(sent, Keys("AKIDEXAMPLE", kSigningSecret), {"us-east-1", "s3"}, At(kNow), PayloadHash::kComputed);
  EXPECT_EQ(ProblemOf(Verify(Received(sent))), "none");
  http::Request request = Received(sent);
  request.body += "!";
  EXPECT_EQ(ProblemOf(Verify(request)), "content_hash_mismatch");
}

TEST(SigV4Verify, TakesAnUnsignedS3BodyOnlyWhenItSaysSo) {
  http::ClientRequest sent = QueryCall();
  SignHeaders(sent, Keys("AKIDEXAMPLE", kSigningSecret), {"us-east-1", "s3"}, At(kNow), PayloadHash::kUnsigned);
  http::Request request = Received(sent);
  request.body += "!";
  EXPECT_EQ(ProblemOf(Verify(request)), "none");
  request.headers.Remove("x-amz-content-sha256");
  EXPECT_EQ(ProblemOf(Verify(request)), "missing_content_hash");
}

TEST(SigV4Verify, DoesNotTakeUnsignedPayloadOutsideOfS3) {
  http::ClientRequest sent = QueryCall();
  sent.headers.Set("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD");
  SignHeaders(sent, Keys("AKIDEXAMPLE", kSigningSecret), kIamScope, At(kNow), PayloadHash::kComputed);
  http::Request request = Received(sent);
  EXPECT_EQ(ProblemOf(Verify(request)), "none");
  request.body += "&x=y";
  EXPECT_EQ(ProblemOf(Verify(request)), "signature_mismatch");
}

TEST(SigV4Verify, EncodesS3PathsOnceAndOthersTwice) {
  for (const char* service : {"s3", "eks"}) {
    http::ClientRequest sent;
    sent.url = "https://example.com/a%20b/%C3%A9/c%2Bd?list-type=2&prefix=env%3A%2F&x";
    SignHeaders(sent, Keys("AKIDEXAMPLE", kSigningSecret), {"us-east-1", service}, At(kNow), PayloadHash::kComputed);
    EXPECT_EQ(ProblemOf(Verify(Received(sent))), "none") << service;
  }
}

http::Request Presigned(std::chrono::seconds expires, const std::string& service = "sts") {
  http::ClientRequest sent;
  sent.url = "https://" + service + ".eu-central-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15";
  sent.headers.Set("x-k8s-aws-id", "main");
  http::ClientRequest call = sent;
  call.url = PresignUrl(sent, Keys("AKIDEXAMPLE", kSigningSecret), {"eu-central-1", service}, At(kNow), expires);
  return Received(call);
}

// Signed at 18:11:14. Until when it is good, by service and X-Amz-Expires.
TEST(SigV4Presigned, IsGoodForTheTimeOfItsService) {
  const struct {
    const char* service;
    int expires;
    const char* last;
    const char* too_late;
  } rows[] = {
      {"s3", 60, "20261123T181214Z", "20261123T181215Z"},
      {"s3", 604800, "20261130T181114Z", "20261130T181115Z"},
      {"sts", 60, "20261123T182614Z", "20261123T182615Z"},  // the tokens of EKS
      {"sts", 604800, "20261123T182614Z", "20261123T182615Z"},
      {"iam", 60, "20261123T181214Z", "20261123T181215Z"},
      {"iam", 604800, "20261123T182614Z", "20261123T182615Z"},
      {"secretsmanager", 3600, "20261123T182614Z", "20261123T182615Z"},
  };
  for (const auto& row : rows) {
    const http::Request request = Presigned(std::chrono::seconds(row.expires), row.service);
    EXPECT_EQ(ProblemOf(Verify(request, row.last)), "none") << row.service << row.expires;
    EXPECT_EQ(ProblemOf(Verify(request, row.too_late)), "presigned_expired") << row.service << row.expires;
  }
}

TEST(SigV4Presigned, IsRefusedForMoreThanAWeekAndForNoTime) {
  for (const char* service : {"s3", "sts"}) {
    EXPECT_EQ(ProblemOf(Verify(Presigned(kMaxPresignExpiry + std::chrono::seconds(1), service))), "expires_too_long");
  }
  EXPECT_EQ(ProblemOf(Verify(Presigned(std::chrono::seconds(0), "s3"))), "expires_too_long");
}

TEST(SigV4Claim, OlderSignaturesAreNotAnonymous) {
  http::Request url;
  url.target = "/b/k?AWSAccessKeyId=AKIDEXAMPLE&Signature=vjbyPxybdZaNmGa%2ByT272YEAiv4%3D&Expires=1795000000";
  http::Request header;
  header.target = "/b/k";
  header.headers.Add("Authorization", "AWS AKIDEXAMPLE:frJIUN8DYpKDtOLCwo//yllqDzg=");
  for (const http::Request& request : {url, header}) {
    EXPECT_TRUE(HasClaim(request)) << request.target;
    Claim claim;
    const std::optional<AuthFailure> failure = ParseClaim(request, claim);
    ASSERT_TRUE(failure.has_value());
    EXPECT_EQ(failure->problem, AuthProblem::kUnsupportedAlgorithm);
  }
  http::Request other;
  other.target = "/b/k?xSignature=1";
  EXPECT_FALSE(HasClaim(other));
}

TEST(SigV4Verify, AUrlAloneCannotSayThatTheBodyIsInChunks) {
  http::ClientRequest sent;
  sent.method = "PUT";
  sent.url = "https://s3.eu-central-1.amazonaws.com/b/k?X-Amz-Content-Sha256=STREAMING-UNSIGNED-PAYLOAD-TRAILER";
  sent.url =
      PresignUrl(sent, Keys("AKIDEXAMPLE", kSigningSecret), {"eu-central-1", "s3"}, At(kNow), std::chrono::seconds(60));
  EXPECT_EQ(ProblemOf(Verify(Received(sent))), "missing_content_hash");
}

TEST(SigV4Verify, TheHeaderOfS3IsCheckedWithoutTheBody) {
  http::ClientRequest sent;
  sent.method = "PUT";
  sent.url = "https://s3.eu-central-1.amazonaws.com/b/k";
  sent.body = "the body";
  SignHeaders(sent, Keys("AKIDEXAMPLE", kSigningSecret), {"eu-central-1", "s3"}, At(kNow), PayloadHash::kComputed);
  http::Request head = Received(sent);
  head.body.clear();
  Claim claim;
  ASSERT_FALSE(ParseClaim(head, claim).has_value());
  EXPECT_FALSE(CheckClaimHeader(claim, head, kSigningSecret, {.now = At(kNow)}).has_value());
  EXPECT_TRUE(CheckClaimHeader(claim, head, "another secret", {.now = At(kNow)}).has_value());
  EXPECT_TRUE(CheckClaim(claim, head, kSigningSecret, {.now = At(kNow)}).has_value());
}

TEST(SigV4Presigned, IsRefusedWithoutItsSignedHeader) {
  http::Request request = Presigned(std::chrono::seconds(60));
  request.headers.Set("x-k8s-aws-id", "other");
  EXPECT_EQ(ProblemOf(Verify(request)), "signature_mismatch");
}

TEST(SigV4Presigned, IsRefusedTogetherWithAHeader) {
  http::Request request = Presigned(std::chrono::seconds(60));
  request.headers.Set("Authorization", std::string(Signed().headers.Get("authorization")));
  EXPECT_EQ(ProblemOf(Verify(request)), "incomplete_query");
}

TEST(SigV4Claim, NamesWhatTheHeaderLacks) {
  http::Request request = Signed();
  request.headers.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKID/20261123/us-east-1/iam/aws4_request");
  Claim claim;
  auto failure = ParseClaim(request, claim);
  ASSERT_TRUE(failure.has_value());
  EXPECT_EQ(failure->problem, AuthProblem::kIncomplete);
  EXPECT_EQ(failure->detail,
            "Authorization header requires 'Signature' parameter. "
            "Authorization header requires 'SignedHeaders' parameter. ");
}

TEST(SigV4Claim, RefusesMalformedHeaders) {
  const std::string good(Signed().headers.Get("authorization"));
  const std::pair<std::string, std::string> kCases[] = {
      {"Bearer abc", "unsupported_algorithm"},
      {"AWS AKID:sig", "unsupported_algorithm"},
      {"AWS4-HMAC-SHA256", "incomplete"},
      {good.substr(0, good.find("/iam")) + "/aws4_request, SignedHeaders=host, Signature=00", "incomplete"},
      {good.substr(0, good.size() - 1), "signature_mismatch"},
      {good.substr(0, good.size() - 1) + "G", "signature_mismatch"},
  };
  for (const auto& one : kCases) {
    http::Request request = Signed();
    request.headers.Set("Authorization", one.first);
    EXPECT_EQ(ProblemOf(Verify(request)), one.second) << one.first;
  }
  EXPECT_EQ(ProblemOf(Verify(http::Request())), "missing");
}

TEST(SigV4Claim, ReadsADateHeaderInHttpsOwnForm) {
  http::Request request = Signed();
  request.headers.Remove("x-amz-date");
  request.headers.Set("Date", "Mon, 23 Nov 2026 18:11:14 GMT");
  Claim claim;
  EXPECT_EQ(ProblemOf(ParseClaim(request, claim)), "none");
  EXPECT_EQ(claim.amz_date, kNow);
  request.headers.Set("Date", "Monday");
  EXPECT_EQ(ProblemOf(ParseClaim(request, claim)), "incomplete");
}

TEST(SigV4Claim, RefusesTwoAuthorizations) {
  http::Request request = Signed();
  request.headers.Add("Authorization", std::string(request.headers.Get("authorization")));
  EXPECT_EQ(ProblemOf(Verify(request)), "incomplete");
}

TEST(SigningKeys, AnswerTheSameAsDerivingEachTime) {
  SigningKeys keys(1);
  SigningKey first = keys.Get(kSigningSecret, "20261123", "us-east-1", "iam");
  EXPECT_EQ(keys.Get(kSigningSecret, "20261123", "us-east-1", "iam"), first);
  EXPECT_NE(keys.Get(kSigningSecret, "20261124", "us-east-1", "iam"), first);
  EXPECT_NE(keys.Get("other", "20261123", "us-east-1", "iam"), first);
  EXPECT_EQ(keys.Get(kSigningSecret, "20261123", "us-east-1", "iam"), first);
}

TEST(AuthenticationError, SpeaksEachServicesLanguage) {
  AuthFailure mismatch{AuthProblem::kSignatureMismatch, ""};
  EXPECT_EQ(AuthenticationError(Protocol::kQuery, mismatch).code, "SignatureDoesNotMatch");
  EXPECT_EQ(AuthenticationError(Protocol::kJson11, mismatch).code, "InvalidSignatureException");
  EXPECT_EQ(AuthenticationError(Protocol::kS3, mismatch).code, "SignatureDoesNotMatch");
  AuthFailure unknown{AuthProblem::kUnknownAccessKey, ""};
  EXPECT_EQ(AuthenticationError(Protocol::kQuery, unknown).code, "InvalidClientTokenId");
  EXPECT_EQ(AuthenticationError(Protocol::kJson11, unknown).code, "UnrecognizedClientException");
  EXPECT_EQ(AuthenticationError(Protocol::kS3, unknown).code, "InvalidAccessKeyId");
  AuthFailure missing{AuthProblem::kMissing, ""};
  EXPECT_EQ(AuthenticationError(Protocol::kQuery, missing).status, 403);
  EXPECT_EQ(AuthenticationError(Protocol::kJson11, missing).code, "MissingAuthenticationTokenException");
  EXPECT_EQ(AuthenticationError(Protocol::kS3, missing).code, "AccessDenied");
}

}  // namespace
}  // namespace rolecall::aws
