#include "kube/client/api_client.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "kube/client/object.h"
#include "kube/client/tokens.h"
#include "tests/support/fake_api.h"

namespace rolecall::kube {
namespace {

class KubeApiClient : public testing::Test {
 protected:
  ApiClient& Client(FakeApi::Handler handler, ClusterAccess access = {}) {
    api_ = std::make_unique<FakeApi>(std::move(handler));
    access.server = api_->url();
    client_ = std::make_unique<ApiClient>(std::move(access), around_.use());
    return *client_;
  }
  Around around_;
  std::unique_ptr<FakeApi> api_;
  std::unique_ptr<ApiClient> client_;
};

TEST_F(KubeApiClient, SaysWhoAsksAndWhatItTakes) {
  ClusterAccess access;
  access.token = Secret("abc");
  access.impersonation = {{"Impersonate-User", "jane"}};
  ApiClient& client = Client([](const http::Request&) { return Json(200, R"({"kind":"Pod"})"); }, access);
  EXPECT_EQ(TextAt(client.Get(ObjectPath("/api/v1", "a b", "pods", "x/y")).value(), {"kind"}), "Pod");
  const http::Request request = api_->requests().at(0);
  EXPECT_EQ(request.target, "/api/v1/namespaces/a%20b/pods/x%2Fy");
  EXPECT_EQ(request.headers.Get("Authorization"), "Bearer abc");
  EXPECT_EQ(request.headers.Get("Impersonate-User"), "jane");
  EXPECT_EQ(request.headers.Get("Accept"), "application/json");
}

TEST_F(KubeApiClient, RefusalsReadAsKubectlPrintsThem) {
  ApiClient& client = Client([](const http::Request& request) {
    if (request.target == "/404") return Json(404, StatusText(404, "NotFound", R"(pods \"x\" not found)"));
    if (request.target == "/401") return Json(401, StatusText(401, "Unauthorized", "Unauthorized"));
    if (request.target == "/422") {
      return Json(422,
                  R"({"kind":"Status","reason":"Invalid","message":"spec: bad","details":{"kind":"Pod","name":"p"}})");
    }
    if (request.target == "/409") return Json(409, StatusText(409, "AlreadyExists", "it exists"));
    if (request.target == "/503") return Json(503, "<html>");
    return Json(500, "boom");
  });
  EXPECT_EQ(client.Get("/404").error().error.message, "Error from server (NotFound): pods \"x\" not found");
  EXPECT_EQ(client.Get("/404").error().error.code, ErrorCode::kNotFound);
  EXPECT_EQ(client.Get("/401").error().error.message, "error: You must be logged in to the server (Unauthorized)");
  EXPECT_EQ(client.Get("/422").error().error.message, "The Pod \"p\" is invalid: spec: bad");
  EXPECT_EQ(client.Get("/409").error().error.code, ErrorCode::kAlreadyExists);
  EXPECT_EQ(client.Get("/503").error().error.message,
            "Error from server (ServiceUnavailable): the server is currently unable to handle the request");
  EXPECT_EQ(client.Get("/500").error().error.message,
            "Error from server (InternalError): an error on the server (\"boom\") has prevented the request from "
            "succeeding");
}

TEST_F(KubeApiClient, NobodyThereIsToldAsKubectlTellsIt) {
  ClusterAccess access;
  access.server = "http://127.0.0.1:1";
  ApiClient client(access, around_.use());
  const ApiFailure failure = client.Get("/api").error();
  EXPECT_EQ(failure.status, 0);
  EXPECT_EQ(failure.error.message.find("Unable to connect to the server: "), 0u);
}

TEST_F(KubeApiClient, WhatTheServerAsksToBeTriedAgainIsTriedAgainAndNothingElse) {
  std::atomic<int> asked{0};
  ApiClient& client = Client([&](const http::Request& request) {
    ++asked;
    if (request.target == "/plain") return Json(500, "");
    if (request.target == "/once" && asked > 1) return Json(200, "{}");
    http::Response busy = Json(429, StatusText(429, "TooManyRequests", "slow down"));
    busy.headers.Add("Retry-After", "2");
    return busy;
  });
  EXPECT_TRUE(client.Get("/once").ok());
  EXPECT_EQ(around_.slept, std::chrono::seconds(2));
  asked = 0;
  EXPECT_EQ(client.Get("/busy").error().status, 429);
  EXPECT_EQ(asked, kMostTries);
  asked = 0;
  EXPECT_EQ(client.Get("/plain").error().status, 500);
  EXPECT_EQ(asked, 1);
}

TEST_F(KubeApiClient, RefusedTokenIsReadAgainOnce) {
  ASSERT_TRUE(around_.files.Write("/t", "old", FileMode::kPrivate).ok());
  ClusterAccess access;
  access.token_file = "/t";
  ApiClient& client = Client(
      [&](const http::Request& request) {
        if (request.headers.Get("Authorization") == "Bearer new") return Json(200, "{}");
        EXPECT_TRUE(around_.files.Write("/t", request.target == "/renewed" ? "new" : "old", FileMode::kPrivate).ok());
        return Json(401, StatusText(401, "Unauthorized", "Unauthorized"));
      },
      access);
  EXPECT_EQ(client.Get("/stays").error().status, 401);
  EXPECT_EQ(api_->requests().size(), 2u);
  EXPECT_TRUE(client.Get("/renewed").ok());
}

TEST_F(KubeApiClient, AppliesOnTheServersSide) {
  ApiClient& client = Client([](const http::Request& request) { return Json(200, request.body); });
  const boost::json::value object = {{"kind", "ServiceAccount"}};
  ASSERT_TRUE(client.Apply("/x", object, {.field_manager = "me", .force = true, .dry_run = true}).ok());
  const http::Request request = api_->requests().at(0);
  EXPECT_EQ(request.method, "PATCH");
  EXPECT_EQ(request.target, "/x?fieldManager=me&force=true&dryRun=All");
  EXPECT_EQ(request.headers.Get("Content-Type"), "application/apply-patch+yaml");
  EXPECT_EQ(request.body, R"({"kind":"ServiceAccount"})");
}

TEST_F(KubeApiClient, AnswerThatIsNoJsonOrTooLargeIsAnError) {
  ApiClient& client = Client([](const http::Request& request) {
    return Json(200, request.target == "/large" ? std::string(2000, ' ') : "<html>");
  });
  EXPECT_FALSE(client.Get("/html").ok());
  EXPECT_EQ(client.Ask({.path = "/large", .max_bytes = 1000}).error().error.code, ErrorCode::kResourceExhausted);
}

TEST_F(KubeApiClient, TokenIsAskedForWithAudiencesTimeAndBoundObject) {
  ApiClient& client = Client([](const http::Request&) {
    return Json(201, R"({"status":{"token":"jwt","expirationTimestamp":"2027-01-15T09:00:00Z"}})");
  });
  const IssuedToken token = RequestToken(client, "demo", "app",
                                         {.audiences = {"sts.amazonaws.com", "vault"},
                                          .expiration = 1200,
                                          .bound_to = BoundObject{.kind = "Pod", .name = "p", .uid = "u"}})
                                .value();
  EXPECT_TRUE(token.token.Equals("jwt"));
  EXPECT_EQ(FormatIso8601(token.expires), "2027-01-15T09:00:00Z");
  const http::Request request = api_->requests().at(0);
  EXPECT_EQ(request.target, "/api/v1/namespaces/demo/serviceaccounts/app/token");
  EXPECT_EQ(
      request.body,
      R"({"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"audiences":["sts.amazonaws.com",)"
      R"("vault"],"expirationSeconds":1200,"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"p","uid":"u"}}})");
}

TEST_F(KubeApiClient, AnswerWithoutATokenIsAnErrorAndShowsNothing) {
  ApiClient& client = Client([](const http::Request&) { return Json(201, R"({"status":{"token":"hush"}})"); });
  const ApiResult<IssuedToken> token = RequestToken(client, "demo", "app", {});
  ASSERT_FALSE(token.ok());
  EXPECT_EQ(token.error().error.message.find("hush"), std::string::npos);
}

TEST_F(KubeApiClient, ReviewedTokenIsGoodOnlyForTheAudiencesThatTheServerNames) {
  std::string audiences;
  ApiClient& client = Client([&](const http::Request&) {
    return Json(
        201,
        R"({"status":{"authenticated":true,"audiences":[)" + audiences +
            R"(],"user":{"username":"system:serviceaccount:demo:app","extra":{"authentication.kubernetes.io/pod-name":["p"]}}}})");
  });
  audiences = R"("sts.amazonaws.com")";
  const TokenVerdict good = ReviewToken(client, Secret("t"), {"sts.amazonaws.com"}).value();
  EXPECT_TRUE(good.authenticated);
  EXPECT_EQ(good.extra.at("authentication.kubernetes.io/pod-name"), std::vector<std::string>{"p"});
  audiences = "";
  EXPECT_FALSE(ReviewToken(client, Secret("t"), {"sts.amazonaws.com"})->authenticated);
  EXPECT_TRUE(ReviewToken(client, Secret("t"), {})->authenticated);
}

}  // namespace
}  // namespace rolecall::kube
