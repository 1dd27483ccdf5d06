// Commands of identity with -kubernetes: token, exec and who-can beside a cluster's API server.
#include <boost/json.hpp>

#include "tests/unit/cli/fake_cluster.h"
#include "tests/unit/cli/sound_directory.h"

namespace rolecall::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kTokens[] = "POST /api/v1/namespaces/shop/serviceaccounts/app/token";
constexpr char kAccountPath[] = "GET /api/v1/namespaces/shop/serviceaccounts/app";
constexpr char kPodPath[] = "GET /api/v1/namespaces/shop/pods/web";

class ClusterIdentity : public SoundDirectory {
 protected:
  void SetUp() override {
    SoundDirectory::SetUp();
    Write("kubeconfig", cluster_.Kubeconfig());
    cluster_.Say(kTokens, R"({"status":{"token":"the-token","expirationTimestamp":"2027-01-15T09:00:00Z"}})", 201);
    cluster_.Say(kAccountPath, R"({"kind":"ServiceAccount","apiVersion":"v1","metadata":{"name":"app","namespace":)"
                               R"("shop","annotations":{"eks.amazonaws.com/role-arn":")" +
                                   std::string(kRoleArn) + "\"}}}");
  }
  boost::json::value Ordered() {
    for (const http::Request& request : cluster_.requests()) {
      if (request.method + " " + std::string(request.path()) == kTokens) {
        return boost::json::parse(request.body).at("spec");
      }
    }
    return nullptr;
  }
  int Exec(std::vector<std::string> more) {
    more.insert(more.begin(), {"exec", "--service-account", "shop/app", "-kubernetes=kubeconfig"});
    return Run(more);
  }

  FakeCluster cluster_;
};

TEST_F(ClusterIdentity, ATokenIsTheClustersAndBoundToThePodThatIsNamed) {
  EXPECT_EQ(Run({"token", "mint", "-kubernetes=kubeconfig", "--service-account", "shop/app", "--audience", "me",
                 "--expiration", "900", "--pod", "web"}),
            kExitOk)
      << err();
  EXPECT_EQ(out(), "the-token\n");
  const boost::json::value order = Ordered();
  EXPECT_EQ(order.at("audiences"), boost::json::array{"me"});
  EXPECT_EQ(order.at("expirationSeconds"), 900);
  EXPECT_EQ(order.at("boundObjectRef").at("name"), "web");
  cluster_.Refuse(kTokens, 403, "Forbidden", "serviceaccounts/token is forbidden");
  EXPECT_EQ(Run({"token", "mint", "-kubernetes=kubeconfig", "--service-account", "shop/app"}), kExitError);
  EXPECT_THAT(err(), AllOf(HasSubstr("serviceaccounts/token is forbidden"), Not(HasSubstr("hush"))));
  EXPECT_EQ(out(), "");
}

TEST_F(ClusterIdentity, ExecRunsAsAPodOfTheClustersServiceAccount) {
  environment_.Set("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
  EXPECT_EQ(Exec({"--", "sh", "-c",
                  "cp \"$AWS_WEB_IDENTITY_TOKEN_FILE\" token; echo \"$AWS_ROLE_ARN ${AWS_ACCESS_KEY_ID:-none}\" >env"}),
            kExitOk)
      << err();
  EXPECT_EQ(Read("env"), std::string(kRoleArn) + " none\n");
  EXPECT_EQ(Read("token"), "the-token");
  EXPECT_EQ(Ordered().at("audiences"), boost::json::array{"sts.amazonaws.com"});
  EXPECT_FALSE(Ordered().as_object().contains("boundObjectRef"));
  EXPECT_EQ(Exec({"--", "sh", "-c", "exit 7"}), 7);
}

TEST_F(ClusterIdentity, ExecTakesTheEnvironmentOfThePodThatRunsAndBindsItsTokenToIt) {
  const auto pod = [](const std::string& account, const std::string& volumes) {
    return R"({"kind":"Pod","metadata":{"name":"web","namespace":"shop","uid":"u1"},"spec":{"serviceAccountName":")" +
           account +
           R"(","containers":[{"name":"main","env":[{"name":"AWS_ROLE_ARN","value":"arn:live"}]}],"volumes":[)" +
           volumes + "]}}";
  };
  const std::string volume = R"({"name":"aws-iam-token","projected":{"sources":[{"serviceAccountToken":)"
                             R"({"audience":"sts.amazonaws.com","expirationSeconds":7200,"path":"token"}}]}})";
  cluster_.Say(kPodPath, pod("app", volume));
  EXPECT_EQ(Exec({"-pod=web", "--", "sh", "-c", "echo \"$AWS_ROLE_ARN\" >env"}), kExitOk) << err();
  EXPECT_EQ(Read("env"), "arn:live\n");
  EXPECT_EQ(Ordered().at("boundObjectRef").at("uid"), "u1");
  EXPECT_EQ(Ordered().at("expirationSeconds"), 7200);
  cluster_.Say(kPodPath, pod("other", volume));
  EXPECT_EQ(Exec({"-pod=web", "--", "true"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("pod shop/web runs as other, not as app"));
  cluster_.Say(kPodPath, pod("app", ""));
  EXPECT_EQ(Exec({"-pod=web", "--", "true"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("pod web has no token of an AWS role: it was made before"));
  EXPECT_EQ(Exec({"-pod=gone", "--", "true"}), kExitError);
}

TEST_F(ClusterIdentity, ExecSaysWhatTheClusterLacks) {
  cluster_.Say(kAccountPath,
               R"({"kind":"ServiceAccount","apiVersion":"v1","metadata":{"name":"app","namespace":"shop"}})");
  EXPECT_EQ(Exec({"--", "true"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("service account shop/app has no annotation eks.amazonaws.com/role-arn in the cluster"));
  cluster_.Refuse(kAccountPath, 404, "NotFound", "serviceaccounts \"app\" not found");
  EXPECT_EQ(Exec({"--", "true"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("NotFound"));
  EXPECT_EQ(Run({"exec", "--service-account", "shop/app", "-pod=web", "--", "true"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("-pod goes with -kubernetes"));
}

TEST_F(ClusterIdentity, ExecWithoutATokenRunsNothing) {
  cluster_.Refuse(kTokens, 403, "Forbidden", "no");
  EXPECT_EQ(Exec({"--", "touch", "ran"}), kExitError);
  EXPECT_FALSE(Exists("ran"));
}

class WhoCanPaths : public ClusterIdentity {
 protected:
  static constexpr char kMayCreatePods[] =
      R"({"metadata":{"name":"deploy","namespace":"shop"},"rules":[{"verbs":["create"],"apiGroups":[""],"resources":["pods"]}]})";
  static constexpr char kDeployers[] =
      R"({"metadata":{"name":"deploy","namespace":"shop"},"roleRef":{"kind":"Role","name":"deploy"},)"
      R"("subjects":[{"kind":"Group","name":"deployers"}]})";
  void SayRbac() {
    const std::string rbac = "/apis/rbac.authorization.k8s.io/v1/";
    cluster_.List(rbac + "roles", "Role", std::string("[") + kMayCreatePods + "]");
    cluster_.List(rbac + "clusterroles", "ClusterRole", "[]");
    cluster_.List(rbac + "rolebindings", "RoleBinding", std::string("[") + kDeployers + "]");
    cluster_.List(rbac + "clusterrolebindings", "ClusterRoleBinding", "[]");
    cluster_.List("/api/v1/serviceaccounts", "ServiceAccount", "[]");
    cluster_.List("/api/v1/pods", "Pod", "[]");
  }
  int WhoCan(std::vector<std::string> more) {
    more.insert(more.begin(), {"who-can", "secretsmanager:GetSecretValue", kSecretArn, "--dir", ".", "-paths"});
    return Run(more);
  }
};

TEST_F(WhoCanPaths, WhoMayMakePodsInTheClusterCanBecomeItsServiceAccounts) {
  SayRbac();
  EXPECT_EQ(WhoCan({"-kubernetes=kubeconfig"}), kExitOk) << err();
  EXPECT_THAT(out(), AllOf(HasSubstr("shop/app"), HasSubstr("deployers")));
  EXPECT_EQ(WhoCan({"-kubernetes=kubeconfig", "-json"}), kExitOk) << err();
  EXPECT_THAT(boost::json::serialize(boost::json::parse(out())), HasSubstr("deployers"));
  EXPECT_EQ(WhoCan({}), kExitOk) << err();
  EXPECT_THAT(out(), Not(HasSubstr("deployers")));
}

TEST_F(WhoCanPaths, RbacOfManifestsCountsToo) {
  const std::string rbac =
      "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: deploy, namespace: shop}\n"
      "rules: [{verbs: [create], apiGroups: [''], resources: [pods]}]\n---\n"
      "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: deploy, namespace: shop}\n"
      "roleRef: {kind: Role, name: deploy}\nsubjects: [{kind: Group, name: deployers}]\n";
  Write("k8s/rbac.yaml", rbac);
  EXPECT_EQ(WhoCan({"-f=k8s"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("deployers"));
  EXPECT_EQ(WhoCan({"-f=k8s/rbac.yaml"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("deployers"));
}

TEST_F(WhoCanPaths, RolesAndBindingsThatCannotBeReadAreAnErrorAndPodsAGap) {
  EXPECT_EQ(WhoCan({"-kubernetes=kubeconfig"}), kExitError);
  SayRbac();
  cluster_.Refuse("GET /api/v1/pods", 403, "Forbidden", "no");
  EXPECT_EQ(WhoCan({"-kubernetes=kubeconfig"}), kExitOk) << err();
  EXPECT_THAT(out(), AllOf(HasSubstr("deployers"), HasSubstr("pods cannot be read")));
}

TEST_F(WhoCanPaths, PrincipalCanListsAllThatARoleMayDo) {
  EXPECT_EQ(Run({"principal-can", "app", "--dir", "."}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("secretsmanager:GetSecretValue"));
  EXPECT_EQ(Run({"principal-can", "-json", "app", "--dir", "."}), kExitOk) << err();
  EXPECT_THAT(boost::json::serialize(boost::json::parse(out())), HasSubstr("secretsmanager:GetSecretValue"));
  EXPECT_EQ(Run({"principal-can", "nobody", "--dir", "."}), kExitError);
  EXPECT_THAT(err(), HasSubstr("there is no role or user nobody"));
  EXPECT_EQ(Run({"principal-can", "app", "--dir", "nowhere"}), kExitError);
  EXPECT_EQ(Run({"principal-can"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("name a role or user"));
}

TEST_F(WhoCanPaths, PrincipalCanReadsALiveAccount) {
  ApplyToPlane();
  EXPECT_EQ(Run({"principal-can", kRoleArn}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("secretsmanager:GetSecretValue"));
  environment_.Set("AWS_SECRET_ACCESS_KEY", "wrong");
  EXPECT_EQ(Run({"principal-can", kRoleArn}), kExitError);
  EXPECT_EQ(out(), "");
}

}  // namespace
}  // namespace rolecall::cli
