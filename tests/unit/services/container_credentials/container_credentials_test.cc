// The container credentials endpoint: requests become a token exchange, its answer becomes what SDKs read.
#include "services/container_credentials/container_credentials.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "base/encoding.h"

namespace rolecall::services::container_credentials {
namespace {

namespace bj = boost::json;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kRole[] = "arn:aws:iam::054000737513:role/app";

std::string TokenOf(const bj::object& claims) {
  return Base64UrlEncode(R"({"alg":"RS256","kid":"1"})") + "." + Base64UrlEncode(bj::serialize(claims)) + "." +
         Base64UrlEncode("signature");
}

const std::string kToken = TokenOf({{"sub", "system:serviceaccount:shop:cart"}});

http::Request Get(const std::string& query, const std::string& authorization = kToken) {
  http::Request request{.method = "GET", .target = std::string(kPath) + (query.empty() ? "" : "?" + query)};
  if (!authorization.empty()) request.headers.Add("Authorization", authorization);
  request.peer_address = "192.0.2.7";
  return request;
}

std::string NoRole(const std::string&, const std::string&) { return ""; }

std::string FormOf(const http::Request& request, const RoleOf& role_of = NoRole) {
  const auto exchange = ToTokenExchange(request, role_of);
  return exchange.ok() ? exchange->request.body : std::to_string(exchange.error().status) + " " + exchange.error().body;
}

TEST(ContainerCredentials, TheAgentsPathIsABucketsForWhoSigns) {
  const auto is_request = [](const std::string& authorization) {
    http::Request request{.method = "GET", .target = "/v1/credentials"};
    if (!authorization.empty()) request.headers.Add("Authorization", authorization);
    return IsRequest(request);
  };
  EXPECT_TRUE(is_request("a.b.c"));
  EXPECT_FALSE(is_request(""));
  EXPECT_FALSE(is_request("AWS4-HMAC-SHA256 Credential=AKIA/20261118/eu-central-1/s3/aws4_request, ..."));
  EXPECT_FALSE(is_request("AWS AKIA:signature"));
}

TEST(ContainerCredentials, ATokenIsExchangedForTheRoleThatIsNamed) {
  const http::Request request = Get("role_arn=arn%3Aaws%3Aiam%3A%3A054000737513%3Arole%2Fapp");
  EXPECT_TRUE(IsRequest(request));
  const auto exchange = ToTokenExchange(request, NoRole);
  ASSERT_TRUE(exchange.ok());
  EXPECT_EQ(exchange->role_arn, kRole);
  EXPECT_EQ(exchange->request.method, "POST");
  EXPECT_EQ(exchange->request.target, "/");
  EXPECT_EQ(exchange->request.peer_address, "192.0.2.7");
  EXPECT_EQ(exchange->request.headers.Find("Authorization"), nullptr);
  EXPECT_EQ(exchange->request.body,
            "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A054000737513%3Arole%2Fapp"
            "&RoleSessionName=rolecall-container&WebIdentityToken=" +
                kToken);
}

TEST(ContainerCredentials, SessionAndDurationMayBeNamedAndNothingElseIsPassedOn) {
  const std::string form =
      FormOf(Get("role_arn=r&role_session_name=mine%26Policy%3Dx&duration_seconds=900&Policy=y&Action=Z"));
  EXPECT_THAT(form, HasSubstr("&RoleSessionName=mine%26Policy%3Dx&"));
  EXPECT_THAT(form, HasSubstr("&DurationSeconds=900"));
  EXPECT_THAT(form, Not(HasSubstr("&Policy=")));
  EXPECT_THAT(form, Not(HasSubstr("Action=Z")));
}

TEST(ContainerCredentials, WithoutARoleTheServiceAccountsOwnIsTaken) {
  const RoleOf role_of = [](const std::string& space, const std::string& name) {
    return space == "shop" && name == "cart" ? std::string(kRole) : "";
  };
  EXPECT_THAT(FormOf(Get(""), role_of), HasSubstr("&RoleArn=arn%3Aaws%3Aiam%3A%3A054000737513%3Arole%2Fapp&"));
  for (const bj::object& claims :
       {bj::object{{"sub", "system:serviceaccount:shop:other"}}, bj::object{{"sub", "x"}}, bj::object{{"sub", 5}},
        bj::object{}, bj::object{{"sub", "system:serviceaccount:shop:cart:x"}}}) {
    EXPECT_THAT(FormOf(Get("", TokenOf(claims)), role_of), ::testing::StartsWith("404 ")) << bj::serialize(claims);
  }
  EXPECT_THAT(FormOf(Get("", "no-token"), role_of), ::testing::StartsWith("404 "));
}

TEST(ContainerCredentials, WhatIsNoSuchRequestIsRefused) {
  http::Request post = Get("role_arn=r");
  post.method = "POST";
  EXPECT_THAT(FormOf(post), ::testing::StartsWith("405 "));
  EXPECT_THAT(FormOf(Get("role_arn=r", "")), HasSubstr("Service account token cannot be empty"));
  EXPECT_THAT(FormOf(Get("role_arn=r", "AWS4-HMAC-SHA256 Credential=x")), ::testing::StartsWith("400 "));
  EXPECT_THAT(FormOf(Get("role_arn=r", std::string(20001, 'x'))), ::testing::StartsWith("400 "));
  EXPECT_THAT(FormOf(Get("role_arn=%zz")), ::testing::StartsWith("400 "));
  http::Request other = Get("");
  other.target = "/_rolecall/credentials/x";
  EXPECT_FALSE(IsRequest(other));
}

TEST(ContainerCredentials, TheAnswerIsWhatSdksRead) {
  http::Response answer;
  answer.status = 200;
  answer.body =
      "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><AssumedRoleUser><Arn>arn:aws:sts::"
      "054000737513:assumed-role/app/s</Arn></AssumedRoleUser><Credentials><AccessKeyId>ASIA1</AccessKeyId>"
      "<SecretAccessKey>key</SecretAccessKey><SessionToken>token</SessionToken><Expiration>2026-11-18T12:00:00Z"
      "</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>";
  const http::Response credentials = ToCredentials(answer, kRole);
  EXPECT_EQ(credentials.status, 200);
  EXPECT_EQ(credentials.headers.Get("Content-Type"), "application/json");
  EXPECT_EQ(credentials.headers.Get("Cache-Control"), "no-store");
  EXPECT_EQ(bj::parse(credentials.body), (bj::object{{"AccessKeyId", "ASIA1"},
                                                     {"SecretAccessKey", "key"},
                                                     {"Token", "token"},
                                                     {"Expiration", "2026-11-18T12:00:00Z"},
                                                     {"AccountId", "054000737513"},
                                                     {"RoleArn", kRole}}));
}

TEST(ContainerCredentials, ARefusalKeepsItsStatusCodeAndText) {
  http::Response answer;
  answer.status = 403;
  answer.body =
      "<ErrorResponse><Error><Code>AccessDenied</Code><Message>Not authorized to perform "
      "sts:AssumeRoleWithWebIdentity</Message></Error></ErrorResponse>";
  const http::Response refused = ToCredentials(answer, kRole);
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(bj::parse(refused.body), (bj::object{{"code", "AccessDenied"},
                                                 {"message", "Not authorized to perform sts:AssumeRoleWithWebIdentity"},
                                                 {"HttpErrorCode", 403}}));
  answer.body = "not xml";
  EXPECT_EQ(ToCredentials(answer, kRole).status, 500);
  answer.status = 200;
  answer.body = "<x/>";
  EXPECT_EQ(ToCredentials(answer, kRole).status, 500);
}

}  // namespace
}  // namespace rolecall::services::container_credentials
