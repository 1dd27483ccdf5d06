// What the page is told, from a directory and from a plane; and where the command refuses to serve it.
#include <boost/json.hpp>
#include <thread>

#include "cli/web/plane_pages.h"
#include "tests/unit/cli/fake_cluster.h"
#include "tests/unit/cli/sound_directory.h"

namespace rolecall::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class WebCommandTest : public SoundDirectory {
 protected:
  void SetUp() override {
    SoundDirectory::SetUp();
    flags_.directory = ".";
    flags_.manifests = {"service-account.yaml"};
  }
  boost::json::object Parsed(const Result<std::string>& answer) {
    EXPECT_TRUE(answer.ok()) << answer.error().message;
    return answer.ok() ? boost::json::parse(*answer).as_object() : boost::json::object();
  }

  CommandContext context_ = Context();
  AccessFlags flags_;
  ClusterFlags cluster_;
};

TEST_F(WebCommandTest, ADirectoryShowsWhoMayWhat) {
  PlanePages pages(context_, flags_, cluster_, nullptr);
  const boost::json::object access = Parsed(pages.Access());
  const boost::json::object& role = access.at("roles").as_array().at(0).as_object();
  EXPECT_EQ(role.at("openings").as_array().at(0).as_object().at("who"), "shop/app");
  const boost::json::object grants = Parsed(pages.Principal(std::string(role.at("arn").as_string())));
  EXPECT_EQ(grants.at("grants").as_array().at(0).as_object().at("actions").as_array().at(0),
            "secretsmanager:GetSecretValue");
  EXPECT_EQ(pages.Principal("arn:aws:iam::111122223333:role/nobody").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(pages.About(), R"({"who":"","until":"","review":true})");
  EXPECT_FALSE(pages.Status().ok());
  EXPECT_FALSE(pages.History().ok());
}

TEST_F(WebCommandTest, WhoCanBecomeAServiceAccountComesFromRbac) {
  {
    PlanePages pages(context_, flags_, cluster_, nullptr);
    const boost::json::object nothing = Parsed(pages.Takeovers("shop/app"));
    EXPECT_EQ(nothing.at("known"), false);
    EXPECT_FALSE(pages.Takeovers("app").ok());
  }
  Write("rbac.yaml", R"(apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: deployer, namespace: shop}
rules:
- {apiGroups: [""], resources: [pods], verbs: [create]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: deployers, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: deployer}
subjects:
- {apiGroup: rbac.authorization.k8s.io, kind: Group, name: deployers}
)");
  flags_.manifests.push_back("rbac.yaml");
  PlanePages pages(context_, flags_, cluster_, nullptr);
  const boost::json::object found = Parsed(pages.Takeovers("shop/app"));
  EXPECT_EQ(found.at("known"), true);
  const boost::json::object& takeover = found.at("takeovers").as_array().at(0).as_object();
  EXPECT_EQ(takeover.at("who"), "Group deployers");
  EXPECT_EQ(takeover.at("steps").at(0).at("method"), "create-pod");
}

TEST_F(WebCommandTest, ADenialIsExplainedWithTheChangeThatHelps) {
  PlanePages pages(context_, flags_, cluster_, nullptr);
  const boost::json::object answer = Parsed(pages.Explain(kRoleArn, "secretsmanager:DeleteSecret", kSecretArn));
  EXPECT_EQ(answer.at("decision"), "denied");
  EXPECT_EQ(answer.at("failed_link"), "permissions");
  EXPECT_EQ(answer.at("fix").at("patch").at(0).at("value").at("Action"), "secretsmanager:DeleteSecret");
  EXPECT_FALSE(pages.Explain("", "", "").ok());
}

TEST_F(WebCommandTest, APlanesRequestsComeAsEvents) {
  Write("audit.log",
        R"({"eventTime":"2026-11-29T03:22:49Z","eventSource":"iam.amazonaws.com","eventName":"DeleteRole"})"
        "\nno record\n");
  PlanePages pages(context_, flags_, cluster_, std::make_unique<watch::FileFollower>("audit.log", 1000));
  const boost::json::object page = Parsed(pages.Events(0, std::chrono::seconds(30)));
  ASSERT_EQ(page.at("events").as_array().size(), 1u);
  EXPECT_EQ(page.at("events").as_array()[0].as_object().at("operation"), "DeleteRole");
}

TEST_F(WebCommandTest, ALivePlaneShowsItsStateItsAccountAndItsLoad) {
  ApplyToPlane();
  flags_.directory.clear();
  PlanePages pages(context_, flags_, cluster_, nullptr);
  EXPECT_EQ(Parsed(pages.Status()).at("ready"), true);
  EXPECT_EQ(Parsed(pages.Access()).at("roles").at(0).at("arn"), kRoleArn);
  EXPECT_TRUE(Parsed(pages.History()).contains("requests"));
}

TEST_F(WebCommandTest, APlanesMetricsAreReadFromTheStart) {
  FakeCluster plane;
  flags_.directory.clear();
  flags_.endpoint = plane.url();
  environment_.Set("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
  environment_.Set("AWS_SECRET_ACCESS_KEY", "example-key");
  const PlanePages pages(context_, flags_, cluster_, nullptr);
  for (int i = 0; i < 600 && plane.requests().empty(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(100));
  ASSERT_FALSE(plane.requests().empty());
  EXPECT_EQ(plane.requests().front().target, "/metrics");
}

TEST_F(WebCommandTest, WhatCannotBeReadIsAnErrorAndNoEmptyAccount) {
  flags_.directory = "nowhere";
  PlanePages pages(context_, flags_, cluster_, nullptr);
  EXPECT_EQ(pages.Access().error().message, "what is configured cannot be read");
}

TEST_F(WebCommandTest, WhatIsNoPlanIsRefused) {
  PlanePages pages(context_, flags_, cluster_, nullptr);
  EXPECT_EQ(pages.Review("a.json", "{}").error().code, ErrorCode::kInvalidArgument);
  const Result<std::string> state = pages.Review("a.json", R"({"format_version":"1.0","values":{"root_module":{}}})");
  EXPECT_EQ(Parsed(state).at("files").as_array().at(0).as_object().at("kind"), "state");
}

TEST_F(WebCommandTest, ThePageIsForThisMachineAlone) {
  EXPECT_EQ(Run({"web", "--dir", ".", "--listen", "0.0.0.0:0"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("the page is for this machine alone"));
  EXPECT_EQ(Run({"web", "x"}), kExitError);
}

TEST_F(WebCommandTest, WithoutAPlaneAndADirectoryThereIsNothingToShow) {
  EXPECT_EQ(Run({"web"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("no identity plane is named"));
}

TEST_F(WebCommandTest, APlaneOrALogIsFollowedUntilTheInterrupt) {
  interrupt_.Raise();
  Write("audit.log", "");
  EXPECT_EQ(Run({"web", "-dir", ".", "-log", "audit.log"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("Open http://127.0.0.1:"));
  StartPlane();
  EXPECT_EQ(Run({"web", "-listen", "localhost:0"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("Open http://localhost:"));
  EXPECT_THAT(out(), HasSubstr("(The link works once. Ctrl-C ends the page.)"));
  EXPECT_EQ(Run({"web", "-listen", "localhost"}), kExitError);
  EXPECT_EQ(out(), "");
}

TEST_F(WebCommandTest, ItEndsWithTheInterrupt) {
  interrupt_.Raise();
  EXPECT_EQ(Run({"web", "--dir", "."}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("Open http://127.0.0.1:"));
}

class PlaneLinkTest : public CommandLineTest {
 protected:
  void SetUp() override {
    CommandLineTest::SetUp();
    environment_.Set("AWS_ENDPOINT_URL", fake_plane_.url());
    environment_.Set("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
    environment_.Set("AWS_SECRET_ACCESS_KEY", "example-key");
    environment_.Set("AWS_REGION", "eu-central-1");
  }
  FakeCluster fake_plane_;
};

TEST_F(PlaneLinkTest, ThePlaneIsAskedForTheLinkAndItIsPrinted) {
  fake_plane_.Say("POST /_rolecall/console", R"({"path":"/console/?once=abc"})");
  EXPECT_EQ(Run({"web", "-plane"}), kExitOk) << err();
  EXPECT_EQ(out(), "Open " + fake_plane_.url() + "/console/?once=abc\n(The link works once, within two minutes.)\n");
  ASSERT_EQ(fake_plane_.requests().size(), 1u);
  EXPECT_THAT(std::string(fake_plane_.requests()[0].headers.Get("authorization")),
              HasSubstr("Credential=AKIAIOSFODNN7EXAMPLE/"));
  // What a plane answers may not steer a terminal.
  fake_plane_.Say("POST /_rolecall/console", R"({"path":"/console/\u001b[2J"})");
  EXPECT_EQ(Run({"web", "-plane"}), kExitOk) << err();
  EXPECT_THAT(out(), Not(HasSubstr("\x1b")));
}

TEST_F(PlaneLinkTest, WhatIsNoLinkIsAnError) {
  for (const char* body : {"no json", "[]", "{}", R"({"path":7})"}) {
    fake_plane_.Say("POST /_rolecall/console", body);
    EXPECT_EQ(Run({"web", "-plane"}), kExitError) << body;
    EXPECT_EQ(out(), "");
    EXPECT_THAT(err(), HasSubstr("the plane at " + fake_plane_.url() + " gave no link"));
  }
  fake_plane_.Say("POST /_rolecall/console", R"({"__type":"NotFoundException","message":"no such path"})", 404);
  EXPECT_EQ(Run({"web", "-plane"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("The plane has no page: start it with `rolecall serve --console`."));
  fake_plane_.Say("POST /_rolecall/console", R"({"__type":"AccessDeniedException","message":"not authorized"})", 403);
  EXPECT_EQ(Run({"web", "-plane"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("not authorized"));
  EXPECT_THAT(err(), Not(HasSubstr("serve --console")));
}

TEST_F(PlaneLinkTest, NothingElseGoesWithIt) {
  for (const std::vector<std::string>& more : {std::vector<std::string>{"-dir", "."}, {"-log", "audit.log"}}) {
    std::vector<std::string> words = {"web", "-plane"};
    words.insert(words.end(), more.begin(), more.end());
    EXPECT_EQ(Run(words), kExitError);
    EXPECT_THAT(err(), HasSubstr("-plane: a plane is asked, and nothing else"));
  }
  environment_.Set("AWS_ENDPOINT_URL", "");
  EXPECT_EQ(Run({"web", "-plane"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("no identity plane is named"));
  EXPECT_TRUE(fake_plane_.requests().empty());
}

}  // namespace
}  // namespace rolecall::cli
