#include "services/webhook/webhook.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <chrono>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/encoding.h"

namespace rolecall::services::webhook {
namespace {

namespace bj = boost::json;

constexpr char kReview[] =
    R"({"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u1","namespace":"apps","object":)"
    R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"serviceAccountName":"web","containers":[{"name":"c","image":"i"}]}}}})";

class WebhookTest : public ::testing::Test {
 protected:
  WebhookTest() { section_.MarkSynced(); }
  Webhook Make(kube::WebhookSettings settings = {}) {
    return Webhook({.settings = std::move(settings),
                    .board = board_,
                    .random = random_,
                    .on_review = [this](const Reviewed& reviewed) { reviewed_.emplace_back(reviewed.reason); }});
  }
  void Give(const std::string& role) {
    section_.Update([&](kube::IdentitySource& identities) {
      identities.Add({"apps", "web"}, {{{"eks.amazonaws.com/role-arn", "arn:aws:iam::054000737513:role/" + role}}});
    });
  }
  static http::Response Post(const Webhook& webhook, const std::string& body = kReview) {
    return webhook.Handle(
        {.method = "POST", .target = "/mutate", .headers = {{"Content-Type", "application/json"}}, .body = body});
  }
  // The patch that a review is answered with, as text; "" if the pod is left alone.
  static std::string Patch(const Webhook& webhook) {
    const http::Response answer = Post(webhook);
    EXPECT_EQ(answer.status, 200);
    const bj::value review = bj::parse(answer.body);
    EXPECT_TRUE(review.at("response").at("allowed").as_bool());
    const bj::value* patch = review.at("response").as_object().if_contains("patch");
    return patch == nullptr ? "" : Base64Decode(patch->as_string()).value_or("no base64");
  }

  kube::IdentityBoard board_;
  kube::IdentityBoard::Section& section_ = board_.AddSection("accounts");
  FakeRandom random_;
  std::vector<std::string> reviewed_;
};

TEST_F(WebhookTest, GivesPodsTheRoleOfTheirServiceAccount) {
  Give("Web");
  const Webhook webhook = Make();
  const http::Response answer = Post(webhook);
  EXPECT_EQ(answer.headers.Get("Content-Type"), "application/json");
  const bj::value review = bj::parse(answer.body);
  EXPECT_EQ(review.at("kind").as_string(), "AdmissionReview");
  EXPECT_EQ(review.at("response").at("uid").as_string(), "u1");
  EXPECT_EQ(review.at("response").at("patchType").as_string(), "JSONPatch");
  const std::string patch = Patch(webhook);
  for (const char* part : {"AWS_ROLE_ARN", "arn:aws:iam::054000737513:role/Web", "AWS_WEB_IDENTITY_TOKEN_FILE",
                           "/var/run/secrets/eks.amazonaws.com/serviceaccount/token", "sts.amazonaws.com"}) {
    EXPECT_NE(patch.find(part), std::string::npos) << part;
  }
}

TEST_F(WebhookTest, TellsTheRoleOfAServiceAccount) {
  Give("Web");
  const Webhook webhook = Make();
  EXPECT_EQ(webhook.RoleOf({"apps", "web"}), "arn:aws:iam::054000737513:role/Web");
  EXPECT_EQ(webhook.RoleOf({"apps", "other"}), "");
  EXPECT_EQ(webhook.RoleOf({"other", "web"}), "");
}

// Pod identity associations count beside the accounts, and at once.
TEST_F(WebhookTest, GivesPodsOfAssociatedServiceAccountsPodIdentity) {
  std::set<kube::ServiceAccountName> associated;
  section_.Update([&](kube::IdentitySource& identities) {
    identities.AlsoContainerCredentials(
        [&](const kube::ServiceAccountName& name) { return associated.count(name) != 0; });
  });
  const Webhook webhook = Make();
  EXPECT_EQ(Patch(webhook), "");
  associated.insert({"apps", "web"});
  const std::string patch = Patch(webhook);
  for (const char* part : {"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.23/v1/credentials",
                           "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "pods.eks.amazonaws.com"}) {
    EXPECT_NE(patch.find(part), std::string::npos) << part;
  }
  associated.clear();
  EXPECT_EQ(Patch(webhook), "");
}

TEST_F(WebhookTest, AReviewSeesWhatIsPublishedWhenItBegins) {
  const Webhook webhook = Make();
  EXPECT_EQ(Patch(webhook), "");
  Give("Old");
  EXPECT_NE(Patch(webhook).find("role/Old"), std::string::npos);
  Give("New");
  EXPECT_NE(Patch(webhook).find("role/New"), std::string::npos);
}

TEST_F(WebhookTest, TellsWhyOfEveryRequest) {
  const Webhook webhook = Make();
  Post(webhook);
  Give("Web");
  Post(webhook);
  Post(webhook, "{");
  webhook.Handle({.method = "GET", .target = "/mutate"});
  webhook.Handle({.method = "POST", .target = "/mutate", .body = kReview});
  EXPECT_EQ(reviewed_, (std::vector<std::string>{"unknown_service_account", "web_identity", "unreadable", "method",
                                                 "content_type"}));
}

TEST_F(WebhookTest, ValidatesOnlyWhereRolesCanBeJudged) {
  Give("Web");
  const Webhook plain = Make();
  EXPECT_TRUE(plain.Serves("/mutate"));
  EXPECT_FALSE(plain.Serves("/validate"));
  const Webhook judging({.settings = {},
                         .board = board_,
                         .random = random_,
                         .judge =
                             [](const kube::RoleQuestion&) {
                               return kube::RoleVerdict{kube::RoleVerdict::Kind::kNo, "no such role"};
                             },
                         .only_warns = false});
  EXPECT_TRUE(judging.Serves("/validate"));
  const http::Response answer = judging.Handle(
      {.method = "POST", .target = "/validate", .headers = {{"Content-Type", "application/json"}}, .body = kReview});
  EXPECT_FALSE(bj::parse(answer.body).at("response").at("allowed").as_bool());
  EXPECT_NE(Patch(judging), "") << "/mutate is as it was";
}

TEST_F(WebhookTest, TakesPostOnly) {
  const Webhook webhook = Make();
  for (const char* method : {"GET", "PUT", "HEAD", "DELETE"}) {
    const http::Response refused = webhook.Handle({.method = method, .target = "/mutate"});
    EXPECT_EQ(refused.status, 405) << method;
    EXPECT_EQ(refused.headers.Get("Content-Type"), "text/plain; charset=utf-8");
  }
}

TEST_F(WebhookTest, TakesJsonOnly) {
  const Webhook webhook = Make();
  for (const char* type : {"", "text/plain", "application/yaml"}) {
    http::Request request{.method = "POST", .target = "/mutate", .body = kReview};
    if (*type != '\0') request.headers.Set("Content-Type", type);
    const http::Response refused = webhook.Handle(request);
    EXPECT_EQ(refused.status, 415) << type;
    EXPECT_EQ(refused.body, "Invalid Content-Type, expected `application/json`\n");
  }
}

TEST_F(WebhookTest, AQuestionThatCannotBeReadIsRefusedInTheAnswer) {
  const Webhook webhook = Make();
  for (const char* body : {"", "{", "[]", "{}"}) {
    const http::Response answer = Post(webhook, body);
    EXPECT_EQ(answer.status, 200) << body;
    EXPECT_FALSE(bj::parse(answer.body).at("response").at("allowed").as_bool()) << body;
  }
}

TEST_F(WebhookTest, DecidesNothingBeforeEverySourceIsRead) {
  Give("Web");
  kube::IdentityBoard::Section& late = board_.AddSection("the cluster's service accounts");
  const Webhook webhook = Make();
  const http::Response answer = Post(webhook);
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.body, "the cluster's service accounts are not read yet\n");
  EXPECT_EQ(reviewed_, (std::vector<std::string>{"not_synced"}));
  late.MarkSynced();
  EXPECT_NE(Patch(webhook).find("role/Web"), std::string::npos);
}

TEST_F(WebhookTest, WaitsAMomentForAServiceAccountThatIsOnItsWay) {
  const Webhook webhook({.settings = {},
                         .board = board_,
                         .random = random_,
                         .on_review = [this](const Reviewed& one) { reviewed_.emplace_back(one.reason); },
                         .lookup_grace = std::chrono::seconds(10)});
  std::thread source([this] {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    Give("Web");
  });
  EXPECT_NE(Patch(webhook).find("role/Web"), std::string::npos);
  source.join();
  EXPECT_EQ(reviewed_, (std::vector<std::string>{"web_identity"}));
}

TEST_F(WebhookTest, WaitsNotForEver) {
  const Webhook webhook(
      {.settings = {}, .board = board_, .random = random_, .lookup_grace = std::chrono::milliseconds(20)});
  EXPECT_EQ(Patch(webhook), "");
}

}  // namespace
}  // namespace rolecall::services::webhook
