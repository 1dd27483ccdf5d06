#include "server/cells/request_account.h"

#include <gtest/gtest.h>

#include "aws/sigv4/sigv4.h"
#include "base/encoding.h"
#include "base/random.h"
#include "directory/ids.h"

namespace rolecall::server {
namespace {

constexpr char kAccount[] = "111122223333";
constexpr char kForm[] = "application/x-www-form-urlencoded; charset=utf-8";
constexpr char kRole[] = "arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fapp";
const Time kNow = FromUnixSeconds(1795898783);

aws::Credentials KeyOf(std::string_view prefix, std::string_view account = kAccount) {
  FakeRandom random;
  aws::Credentials credentials;
  credentials.access_key_id = directory::MakeAccessKeyId(random, prefix, account);
  credentials.secret_access_key = Secret("secret");
  if (prefix == "ASIA") credentials.session_token = Secret("a/session+token=");
  return credentials;
}

http::Request Signed(const aws::Credentials& credentials, const std::string& service, const std::string& path = "/") {
  http::ClientRequest request{.method = "POST", .url = "https://plane.example" + path};
  aws::SignHeaders(request, credentials, {"eu-central-1", service}, kNow, aws::PayloadHash::kComputed);
  return {.method = "POST", .target = path, .headers = request.headers};
}

http::Request Presigned(const aws::Credentials& credentials, const std::string& service) {
  const http::ClientRequest request{.method = "GET", .url = "https://plane.example/bucket/key"};
  const std::string url =
      aws::PresignUrl(request, credentials, {"eu-central-1", service}, kNow, std::chrono::seconds(60));
  return {.method = "GET",
          .target = url.substr(std::string("https://plane.example").size()),
          .headers = {{"Host", "plane.example"}}};
}

http::Request Form(const std::string& body, const std::string& type = kForm) {
  return {.method = "POST", .target = "/", .headers = {{"Content-Type", type}}, .body = body};
}

std::string Account(const http::Request& request) { return AccountOfRequest(request).value_or(""); }

TEST(RequestAccount, IsThatOfTheKeyThatSigned) {
  for (const char* service : {"iam", "sts", "s3", "secretsmanager", "eks-auth", "rolecall", "sqs"}) {
    EXPECT_EQ(Account(Signed(KeyOf("AKIA"), service)), kAccount) << service;
    EXPECT_EQ(Account(Signed(KeyOf("ASIA"), service)), kAccount) << service;
    EXPECT_EQ(Account(Presigned(KeyOf("AKIA"), service)), kAccount) << service;
    EXPECT_EQ(Account(Presigned(KeyOf("ASIA"), service)), kAccount) << service;
  }
  EXPECT_EQ(Account(Signed(KeyOf("AKIA", "000000000001"), "iam")), "000000000001");
  // It is the key, whatever role is named.
  http::Request both = Signed(KeyOf("AKIA", "000000000001"), "sts");
  both.headers.Set("Content-Type", kForm);
  both.body = std::string("Action=AssumeRole&RoleArn=") + kRole;
  EXPECT_EQ(Account(both), "000000000001");
}

TEST(RequestAccount, IsNobodysWhereTheSignatureCannotBeRead) {
  const http::Request good = Signed(KeyOf("AKIA"), "iam");
  http::Request twice = good;
  twice.headers.Add("authorization", std::string(good.headers.Get("Authorization")));
  EXPECT_EQ(Account(twice), "");
  http::Request two_ways = Presigned(KeyOf("AKIA"), "s3");
  two_ways.headers.Add("Authorization", std::string(good.headers.Get("Authorization")));
  EXPECT_EQ(Account(two_ways), "");
  http::Request doubled = Presigned(KeyOf("AKIA"), "s3");
  doubled.target += "&X-Amz-Credential=" + KeyOf("AKIA", "000000000001").access_key_id;
  EXPECT_EQ(Account(doubled), "");
  for (const char* authorization :
       {"", "Bearer eyJ", "AWS AKIAEXAMPLE:abc", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 Credential=//////",
        "AWS4-ECDSA-P256-SHA256 Credential=AKIA/20261130/iam/aws4_request, SignedHeaders=host, Signature=00"}) {
    http::Request bad = good;
    bad.headers.Set("Authorization", authorization);
    EXPECT_EQ(Account(bad), "") << authorization;
  }
  for (const char* id : {"test", "AKIA", "AKIA0000000000000000", "akiaaaaaaaaaaaaaaaaa", "AKIAIOSFODNN7EXAMPLEX"}) {
    aws::Credentials other = KeyOf("AKIA");
    other.access_key_id = id;
    EXPECT_EQ(Account(Signed(other, "iam")), "") << id;
  }
}

TEST(RequestAccount, OfAWebIdentityIsThatOfTheRole) {
  for (const char* action : {"AssumeRoleWithWebIdentity", "AssumeRoleWithSAML"}) {
    const std::string text = std::string("Action=") + action + "&Version=2011-06-15&RoleArn=" + kRole + "&X=1";
    EXPECT_EQ(Account(Form(text)), kAccount) << action;
    EXPECT_EQ(Account({.method = "GET", .target = "/?" + text}), kAccount) << action;
  }
  EXPECT_EQ(Account(Form("RoleArn=arn:aws:iam::111122223333:role/a/b&Action=AssumeRoleWithWebIdentity")), kAccount);
  EXPECT_EQ(Account(Form("Role%41rn=arn:aws-cn:iam::111122223333:role/a&%41ction=AssumeRoleWithSAML")), kAccount);
  // Pages and buckets are the plane's that is asked.
  const std::string query = std::string("?Action=AssumeRoleWithWebIdentity&RoleArn=") + kRole;
  for (const char* path : {"/metrics", "/moto-api/reset", "/bucket/key", "//", "*", ""}) {
    EXPECT_EQ(Account({.method = "GET", .target = path + query}), "") << path;
  }
  // Whatever large thing stands before it.
  EXPECT_EQ(Account(Form("Action=AssumeRoleWithSAML&SAMLAssertion=" + std::string(100000, 'A') + "&RoleArn=" + kRole)),
            kAccount);
}

TEST(RequestAccount, OfAWebIdentityIsNobodysWhereItCanBeReadInTwoWays) {
  const std::string good = std::string("Action=AssumeRoleWithWebIdentity&RoleArn=") + kRole;
  for (const std::string& bad : {
           good + "&RoleArn=arn:aws:iam::000000000001:role/a",
           good + "&Role%41rn=arn:aws:iam::000000000001:role/a",
           good + "&Action=AssumeRoleWithSAML",
           good + "&RoleArn=",
           std::string("RoleArn=&") + good,
           std::string("Action=AssumeRoleWithWebIdentity"),
           std::string("RoleArn=") + kRole,
           std::string("Action=AssumeRole&RoleArn=") + kRole,
           std::string("Action=AssumeRoleWithWebIdentity&RoleArn=%zz"),
           std::string("Action=AssumeRoleWithWebIdentity&RoleArn=arn:aws:iam::1:role/a"),
           std::string("Action=AssumeRoleWithWebIdentity&RoleArn=arn:aws:s3::111122223333:role/a"),
           std::string("Action=AssumeRoleWithWebIdentity&RoleArn=111122223333"),
           std::string(200000, 'a') + "&" + good,
       }) {
    EXPECT_EQ(Account(Form(bad)), "") << bad.substr(0, 200);
  }
  std::string many = "Action=AssumeRoleWithWebIdentity";
  for (int i = 0; i < 5000; ++i) many += "&a=b";
  EXPECT_EQ(Account(Form(many + "&RoleArn=" + kRole)), "");
  // No form, so its body is no call.
  EXPECT_EQ(Account(Form(good, "application/json")), "");
}

TEST(RequestAccount, OfWhatTheNodeItselfIsAskedIsNobodys) {
  for (const char* path : {"/_rolecall/log", "/_rolecall/copy", "/_rolecall/promote", "/_rolecall/status",
                           "/_rolecall/audit?after=1", "/_rolecall/console", "/_rolecall/credentials?role_arn=x"}) {
    EXPECT_EQ(Account(Signed(KeyOf("AKIA"), "rolecall", path)), "") << path;
  }
  EXPECT_EQ(Account(Signed(KeyOf("AKIA"), "rolecall", "/api/v1/namespaces/a/serviceaccounts/b/token")), kAccount);
  EXPECT_EQ(Account({.method = "GET", .target = "/bucket/key"}), "");
  EXPECT_EQ(Account({.method = "OPTIONS", .target = "*"}), "");
  EXPECT_EQ(Account({.method = "GET", .target = ""}), "");
}

}  // namespace
}  // namespace rolecall::server
