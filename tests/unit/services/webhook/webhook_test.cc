#include "services/webhook/webhook.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <set>

#include "base/encoding.h"

namespace rolecall::services::webhook {
namespace {

namespace bj = boost::json;

constexpr char kReview[] =
    R"({"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u1","namespace":"apps","object":)"
    R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"serviceAccountName":"web","containers":[{"name":"c","image":"i"}]}}}})";

std::string ServiceAccount(const std::string& name, const std::string& role) {
  return "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: " + name +
         "\n  namespace: apps\n  annotations:\n    eks.amazonaws.com/role-arn: arn:aws:iam::054000737513:role/" + role +
         "\n";
}

class WebhookTest : public ::testing::Test {
 protected:
  Webhook Make(kube::WebhookSettings settings = {}, std::vector<std::string> manifests = {"/m"}) {
    return Webhook(std::move(settings), std::move(manifests), files_, clock_, random_);
  }
  void Write(const std::string& path, const std::string& text) {
    ASSERT_TRUE(files_.Write(path, text, FileMode::kPublic).ok());
  }
  static http::Response Post(Webhook& webhook, const std::string& body = kReview) {
    return webhook.Handle(
        {.method = "POST", .target = "/mutate", .headers = {{"Content-Type", "application/json"}}, .body = body});
  }
  // The patch that a review is answered with, as text; "" if the pod is left alone.
  static std::string Patch(Webhook& webhook) {
    const http::Response answer = Post(webhook);
    EXPECT_EQ(answer.status, 200);
    const bj::value review = bj::parse(answer.body);
    EXPECT_TRUE(review.at("response").at("allowed").as_bool());
    const bj::value* patch = review.at("response").as_object().if_contains("patch");
    return patch == nullptr ? "" : Base64Decode(patch->as_string()).value_or("no base64");
  }
  static bool Gives(Webhook& webhook, const std::string& role) {
    return Patch(webhook).find("arn:aws:iam::054000737513:role/" + role + "\"") != std::string::npos;
  }

  MemoryFileSystem files_;
  FakeClock clock_{FromUnixSeconds(1795000000)};
  FakeRandom random_;
};

TEST_F(WebhookTest, GivesPodsTheRoleOfTheirServiceAccount) {
  Write("/m/web.yaml", ServiceAccount("web", "Web"));
  Webhook webhook = Make();
  ASSERT_TRUE(webhook.Load().ok());
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
  Write("/m/web.yaml", ServiceAccount("web", "Web"));
  Webhook webhook = Make();
  ASSERT_TRUE(webhook.Load().ok());
  EXPECT_EQ(webhook.RoleOf({"apps", "web"}), "arn:aws:iam::054000737513:role/Web");
  EXPECT_EQ(webhook.RoleOf({"apps", "other"}), "");
  EXPECT_EQ(webhook.RoleOf({"other", "web"}), "");
}

// Pod identity associations count beside the manifests, and at once.
TEST_F(WebhookTest, GivesPodsOfAssociatedServiceAccountsPodIdentity) {
  std::set<kube::ServiceAccountName> associated;
  Webhook webhook({}, {}, files_, clock_, random_,
                  [&](const kube::ServiceAccountName& name) { return associated.count(name) != 0; });
  EXPECT_EQ(Patch(webhook), "");
  associated.insert({"apps", "web"});
  const std::string patch = Patch(webhook);
  for (const char* part : {"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.23/v1/credentials",
                           "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "pods.eks.amazonaws.com"}) {
    EXPECT_NE(patch.find(part), std::string::npos) << part;
  }
  ASSERT_TRUE(webhook.Load().ok());
  EXPECT_NE(Patch(webhook), "");
  associated.clear();
  EXPECT_EQ(Patch(webhook), "");
}

TEST_F(WebhookTest, LeavesPodsOfOtherServiceAccountsAlone) {
  Write("/m/other.yaml", ServiceAccount("other", "Other"));
  Webhook webhook = Make();
  ASSERT_TRUE(webhook.Load().ok());
  EXPECT_EQ(Patch(webhook), "");
}

TEST_F(WebhookTest, KnowsNobodyWithoutManifests) {
  Webhook webhook = Make({}, {});
  ASSERT_TRUE(webhook.Load().ok());
  clock_.Advance(std::chrono::hours(1));
  EXPECT_EQ(Patch(webhook), "");
}

TEST_F(WebhookTest, ReadsSeveralFilesAndDirectories) {
  Write(
      "/m/web.json",
      R"({"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"web","namespace":"apps","annotations":{"eks.amazonaws.com/role-arn":"arn:aws:iam::054000737513:role/Web"}}})");
  Write("/n/other.yaml", ServiceAccount("other", "Other"));
  Webhook webhook = Make({}, {"/n", "/m/web.json"});
  ASSERT_TRUE(webhook.Load().ok());
  EXPECT_TRUE(Gives(webhook, "Web"));
}

TEST_F(WebhookTest, TakesPostOnly) {
  Webhook webhook = Make();
  for (const char* method : {"GET", "PUT", "HEAD", "DELETE"}) {
    const http::Response refused = webhook.Handle({.method = method, .target = "/mutate"});
    EXPECT_EQ(refused.status, 405) << method;
    EXPECT_EQ(refused.headers.Get("Content-Type"), "text/plain; charset=utf-8");
  }
}

TEST_F(WebhookTest, TakesJsonOnly) {
  Webhook webhook = Make();
  for (const char* type : {"", "text/plain", "application/yaml"}) {
    http::Request request{.method = "POST", .target = "/mutate", .body = kReview};
    if (*type != '\0') request.headers.Set("Content-Type", type);
    const http::Response refused = webhook.Handle(request);
    EXPECT_EQ(refused.status, 415) << type;
    EXPECT_EQ(refused.body, "Invalid Content-Type, expected `application/json`\n");
  }
}

TEST_F(WebhookTest, AQuestionThatCannotBeReadIsRefusedInTheAnswer) {
  Webhook webhook = Make();
  for (const char* body : {"", "{", "[]", "{}"}) {
    const http::Response answer = Post(webhook, body);
    EXPECT_EQ(answer.status, 200) << body;
    EXPECT_FALSE(bj::parse(answer.body).at("response").at("allowed").as_bool()) << body;
  }
}

TEST_F(WebhookTest, SeesChangesOfTheFilesAfterTwoSeconds) {
  Write("/m/web.yaml", ServiceAccount("web", "Old"));
  Webhook webhook = Make();
  ASSERT_TRUE(webhook.Load().ok());
  Write("/m/web.yaml", ServiceAccount("web", "New"));
  clock_.Advance(std::chrono::milliseconds(1999));
  EXPECT_TRUE(Gives(webhook, "Old"));
  clock_.Advance(std::chrono::milliseconds(1));
  EXPECT_TRUE(Gives(webhook, "New"));
}

TEST_F(WebhookTest, KeepsTheLastGoodViewWhileAFileIsBroken) {
  Write("/m/web.yaml", ServiceAccount("web", "Web"));
  Webhook webhook = Make();
  ASSERT_TRUE(webhook.Load().ok());
  Write("/m/web.yaml", "{ not yaml");
  clock_.Advance(std::chrono::seconds(3));
  EXPECT_TRUE(Gives(webhook, "Web"));
  const Result<void> loaded = webhook.Load();
  ASSERT_FALSE(loaded.ok());
  EXPECT_NE(loaded.error().message.find("/m/web.yaml"), std::string::npos) << loaded.error().message;
  Write("/m/web.yaml", ServiceAccount("web", "Mended"));
  clock_.Advance(std::chrono::seconds(3));
  EXPECT_TRUE(Gives(webhook, "Mended"));
}

TEST_F(WebhookTest, NamesTheManifestThatIsMissing) {
  Webhook webhook = Make({}, {"/none.yaml"});
  const Result<void> loaded = webhook.Load();
  ASSERT_FALSE(loaded.ok());
  EXPECT_EQ(loaded.error().code, ErrorCode::kNotFound);
  EXPECT_NE(loaded.error().message.find("/none.yaml"), std::string::npos);
}

TEST_F(WebhookTest, ReadsTheListOfPodIdentitiesAgainToo) {
  kube::WebhookSettings settings;
  settings.container_credentials_config = "/identities.json";
  Write("/identities.json", R"({"identities":[]})");
  Webhook webhook = Make(settings, {});
  ASSERT_TRUE(webhook.Load().ok());
  EXPECT_EQ(Patch(webhook), "");
  Write("/identities.json", R"({"identities":[{"namespace":"apps","serviceAccount":"web"}]})");
  clock_.Advance(std::chrono::seconds(2));
  EXPECT_NE(Patch(webhook).find("AWS_CONTAINER_CREDENTIALS_FULL_URI"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::services::webhook
