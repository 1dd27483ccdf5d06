#include "access/doctor/doctor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/encoding.h"
#include "crypto/key.h"
#include "kube/manifest.h"
#include "tests/support/self_signed.h"

namespace rolecall::access {
namespace {

constexpr char kArn[] = "arn:aws:iam::111122223333:role/App";
constexpr char kAccount[] = R"(
apiVersion: v1
kind: ServiceAccount
metadata: {name: app, namespace: demo, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/App"}}
---
)";
// A pod as a cluster has it; CONTAINER and SPEC are put in.
std::string Running(const std::string& container, const std::string& spec = "") {
  return std::string(kAccount) +
         "apiVersion: v1\nkind: Pod\nmetadata: {name: app-1, namespace: demo, uid: u1}\n"
         "spec: {serviceAccountName: app, containers: [{name: main, image: i" +
         (container.empty() ? "" : ", " + container) + "}]" + (spec.empty() ? "" : ", " + spec) + "}\n";
}
std::string Env(const std::string& more) {
  return "env: [{name: AWS_ROLE_ARN, value: '" + std::string(kArn) +
         "'}, {name: AWS_WEB_IDENTITY_TOKEN_FILE, value: /t}, {name: AWS_REGION, value: eu-west-1}" +
         (more.empty() ? "" : ", " + more) + "]";
}
std::string Variable(const std::string& name, const std::string& value) {
  return "{name: " + name + ", value: '" + value + "'}";
}

class Doctor : public testing::Test {
 protected:
  // The codes that are found, each once.
  std::vector<std::string> Codes(const std::string& manifests) {
    facts_.objects.clear();
    std::vector<boost::json::value> objects = kube::ParseManifests("f", manifests).value();
    for (boost::json::value& object : objects) {
      facts_.objects.push_back({std::move(object), ""});
    }
    report_ = {};
    Diagnose(facts_, has_model_ ? &model_ : nullptr, report_);
    std::vector<std::string> codes;
    for (const LintFinding& finding : report_.findings) {
      codes.emplace_back(finding.rule->code);
      EXPECT_FALSE(finding.repair.empty()) << finding.rule->code;
      EXPECT_FALSE(finding.subject.empty()) << finding.rule->code;
      EXPECT_FALSE(finding.message.empty()) << finding.rule->code;
    }
    std::ranges::sort(codes);
    codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
    return codes;
  }
  using List = std::vector<std::string>;
  const std::string& Repair() const { return report_.findings.at(0).repair; }
  void AddRole(const std::string& subject, const std::string& more = "") {
    Role role;
    role.arn = kArn;
    role.name = "App";
    role.account = "111122223333";
    role.trust.text =
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/k.test"},)"
        R"("Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"k.test:aud":"sts.amazonaws.com","k.test:sub":")" +
        subject + "\"" + more + "}}}]}";
    model_.roles.push_back(role);
    has_model_ = true;
  }

  kube::WebhookSettings settings_;
  DoctorFacts facts_{.settings = settings_, .now = FromUnixSeconds(1800000000), .objects = {}, .complete = {}};
  IdentityModel model_;
  bool has_model_ = false;
  LintReport report_;
};

TEST_F(Doctor, HealthyPodHasNoFindings) {
  EXPECT_EQ(Codes(Running(Env(""))), List{});
  EXPECT_EQ(Codes(kAccount), List{});
}

TEST_F(Doctor, PodWithoutItsTokenIsStaleAndItsOwnerIsRestarted) {
  EXPECT_EQ(Codes(Running("")), List{"pod-stale"});
  std::string owned = Running("");
  owned.replace(owned.find("uid: u1"), 7,
                "uid: u1, labels: {pod-template-hash: abc}, ownerReferences: [{kind: ReplicaSet, name: web-abc}]");
  EXPECT_EQ(Codes(owned), List{"pod-stale"});
  EXPECT_EQ(Repair(), "kubectl -n demo rollout restart deployment/web");
  std::string ended = Running("") + "status: {phase: Succeeded}\n";
  EXPECT_EQ(Codes(ended), List{});
  std::string planned = Running("");
  planned.replace(planned.find(", uid: u1"), 9, "");  // a manifest: the webhook has not seen it
  EXPECT_EQ(Codes(planned), List{});
}

TEST_F(Doctor, RoleThatWasChangedAfterThePodWasMadeIsFound) {
  std::string other = Running(Env(""));
  other.replace(other.rfind("role/App"), 8, "role/Old");
  EXPECT_EQ(Codes(other), List{"pod-role-changed"});
}

TEST_F(Doctor, EnvironmentsThatWorkAgainstTheRoleAreFound) {
  const auto with = [&](const std::string& variable) { return Codes(Running(Env(variable))); };
  EXPECT_EQ(with(Variable("AWS_ENDPOINT_URL", "http://p") + ", " + Variable("AWS_ENDPOINT_URL_STS", "http://p")),
            List{});
  EXPECT_EQ(with(Variable("AWS_ENDPOINT_URL", "http://p")), List{"pod-endpoint-sts"});
  EXPECT_EQ(with(Variable("AWS_ENDPOINT_URL_STS", "http://p") + ", " +
                 Variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")),
            List{"pod-endpoints-ignored"});
  EXPECT_EQ(with(Variable("AWS_STS_REGIONAL_ENDPOINTS", "legacy")), List{"pod-sts-global"});
  EXPECT_EQ(with(Variable("AWS_CONTAINER_CREDENTIALS_FULL_URI", "https://x")), List{"pod-two-identities"});
  std::string no_region = Env("");
  no_region.replace(no_region.find("AWS_REGION"), 10, "OTHER");
  EXPECT_EQ(Codes(Running(no_region)), List{"pod-region"});
}

TEST_F(Doctor, ProxyBeforeTheAgentIsFoundUnlessItIsExcepted) {
  const std::string agent = "env: [" + Variable("AWS_REGION", "x") + ", " +
                            Variable("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.23/v1/credentials") +
                            ", " + Variable("HTTP_PROXY", "http://proxy") + ", " + Variable("NO_PROXY", "a.test");
  EXPECT_EQ(Codes(Running(agent + "]")), List{"pod-proxy"});
  EXPECT_NE(Repair().find("NO_PROXY=169.254.170.23,a.test"), std::string::npos);
  EXPECT_EQ(Codes(Running(agent + ", " + Variable("no_proxy", "b, 169.254.170.23") + "]")), List{});
}

TEST_F(Doctor, AgentThatIsNotThereOrCannotBindIsFound) {
  const std::string user =
      Running("env: [" + Variable("AWS_REGION", "x") + ", " +
              Variable("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.23/v1/credentials") + "]");
  EXPECT_EQ(Codes(user), List{});  // nobody knows the DaemonSets
  facts_.complete = {"DaemonSet", "Node"};
  EXPECT_EQ(Codes(user), List{"agent-missing"});
  const std::string agent = user +
                            "---\nkind: DaemonSet\nmetadata: {name: eks-pod-identity-agent, namespace: kube-system}\n"
                            "spec: {template: {spec: {containers: [{name: a, args: [server]}]}}}\n";
  const std::string v4 = "---\nkind: Node\nmetadata: {name: n}\nstatus: {addresses: [{address: 10.0.0.1}]}\n";
  EXPECT_EQ(Codes(agent + v4), List{"agent-ipv6"});
  EXPECT_EQ(Codes(agent + "---\nkind: Node\nmetadata: {name: n}\nstatus: {addresses: [{address: 'fd00::1'}]}\n"),
            List{});
}

TEST_F(Doctor, AccessKeysFromAConfigMapAreFound) {
  const std::string pod = Running(Env("") + ", envFrom: [{configMapRef: {name: keys}}]");
  EXPECT_EQ(Codes(pod), List{});
  EXPECT_EQ(
      Codes(pod + "---\nkind: ConfigMap\nmetadata: {name: keys, namespace: demo}\ndata: {AWS_ACCESS_KEY_ID: A}\n"),
      List{"pod-env-keys"});
}

TEST_F(Doctor, OldSdkAndNodeNetworkAreFound) {
  std::string old = Running(Env(""));
  old.replace(old.find("image: i"), 8, "image: 'public.ecr.aws/x/amazon/aws-cli:1.16.200'");
  EXPECT_EQ(Codes(old), List{"pod-sdk-old"});
  old.replace(old.find("1.16.200"), 8, "1.16.232");
  EXPECT_EQ(Codes(old), List{});
  EXPECT_EQ(Codes(Running(Env(""), "hostNetwork: true")), List{"pod-host-network"});
}

TEST_F(Doctor, TokenThatItsUserCannotReadIsFound) {
  const std::string user = "securityContext: {runAsNonRoot: true}";
  EXPECT_EQ(Codes(Running(Env(""), user)), List{});
  facts_.server_version = "v1.18.20";
  EXPECT_EQ(Codes(Running(Env(""), user)), List{"pod-token-unreadable"});
  EXPECT_EQ(Codes(Running(Env(""), "securityContext: {runAsUser: 1000, fsGroup: 1}")), List{});
  facts_.server_version = "v1.31.0";
  EXPECT_EQ(Codes(Running(Env(""), user)), List{});
  const std::string closed = user + ", volumes: [{name: aws-iam-token, projected: {defaultMode: 256}}]";
  EXPECT_EQ(Codes(Running(Env(""), closed)), List{"pod-token-unreadable"});
}

TEST_F(Doctor, FieldsThatAWebhookDroppedAreFound) {
  std::string pod = Running(Env(""));
  pod.replace(pod.find("uid: u1"), 7, "uid: u1, ownerReferences: [{kind: ReplicaSet, name: web}]");
  const std::string set =
      "---\nkind: ReplicaSet\nmetadata: {name: web, namespace: demo, ownerReferences: [{kind: Deployment, name: w}]}\n"
      "spec: {template: {spec: {serviceAccountName: app, containers: [{name: main, image: i, startupProbe: {}}]}}}\n";
  EXPECT_EQ(Codes(pod + set), List{"pod-fields-dropped"});
}

TEST_F(Doctor, WorkloadWithoutItsServiceAccountIsFoundOnlyIfAllAreKnown) {
  const std::string web = std::string(kAccount) +
                          "kind: Deployment\nmetadata: {name: web, namespace: demo}\n"
                          "spec: {template: {spec: {serviceAccountName: other, containers: [{name: c}]}}}\n";
  EXPECT_EQ(Codes(web), List{});
  facts_.complete = {"ServiceAccount"};
  EXPECT_EQ(Codes(web), List{"pod-account-missing"});
}

std::string Hook(const std::string& fields, const std::string& name = "pod-identity-webhook") {
  return "---\nkind: MutatingWebhookConfiguration\nmetadata: {name: " + name +
         "}\nwebhooks: [{name: pod-identity-webhook.amazonaws.com, failurePolicy: Fail, admissionReviewVersions: [v1],"
         " rules: [{operations: [CREATE], apiGroups: [''], apiVersions: [v1], resources: [pods]}]" +
         (fields.empty() ? "" : ", " + fields) + "}]\n";
}

TEST_F(Doctor, WebhookThatIsNotThereIsFoundOnlyIfAllAreKnown) {
  EXPECT_EQ(Codes(kAccount), List{});
  facts_.complete = {"MutatingWebhookConfiguration"};
  EXPECT_EQ(Codes(kAccount), List{"webhook-missing"});
  EXPECT_EQ(Codes(kAccount + Hook("clientConfig: {url: 'https://x'}")), List{});
}

TEST_F(Doctor, WebhooksFaultsAreFound) {
  const auto with = [&](const std::string& fields) { return Codes(kAccount + Hook(fields)); };
  std::string ignores = Hook("");
  ignores.replace(ignores.find("Fail"), 4, "Ignore");
  EXPECT_EQ(Codes(kAccount + ignores), List{"webhook-ignores"});
  std::string old = Hook("");
  old.replace(old.find("[v1]"), 4, "[v1beta1]");
  EXPECT_EQ(Codes(kAccount + old), List{"webhook-version"});
  EXPECT_EQ(Codes(kAccount + Hook("") + Hook("", "second")), List{"webhook-twice"});
  EXPECT_EQ(with("clientConfig: {caBundle: bm9uZQ==}"), List{"webhook-ca"});
  const auto ca = [&](std::int64_t seconds) {
    const crypto::PrivateKey key = crypto::PrivateKey::Generate(crypto::KeyKind::kP256).value();
    const std::string pem =
        MakeSelfSigned(key, "DNS:a.test", FromUnixSeconds(1700000000), facts_.now + std::chrono::seconds(seconds));
    return "clientConfig: {caBundle: " + Base64Encode(pem) + "}";
  };
  EXPECT_EQ(with(ca(-5)), List{"webhook-ca"});
  EXPECT_EQ(with(ca(86400)), List{"webhook-ca-expires"});
  EXPECT_EQ(with(ca(86400 * 60)), List{});
}

TEST_F(Doctor, WebhookThatLeavesANamespaceWithRolesOutIsFound) {
  const std::string space = "---\nkind: Namespace\nmetadata: {name: demo, labels: {team: a}}\n";
  const auto with = [&](const std::string& selector) { return Codes(kAccount + Hook(selector) + space); };
  EXPECT_EQ(with("namespaceSelector: {matchLabels: {team: a}}"), List{});
  EXPECT_EQ(with("namespaceSelector: {matchLabels: {team: b}}"), List{"webhook-excludes"});
  EXPECT_EQ(with("namespaceSelector: {matchExpressions: [{key: team, operator: NotIn, values: [a]}]}"),
            List{"webhook-excludes"});
  EXPECT_EQ(with("namespaceSelector: {matchExpressions: [{key: off, operator: DoesNotExist}]}"), List{});
  std::string rules = Hook("");
  rules.replace(rules.find("[pods]"), 6, "[jobs]");
  EXPECT_EQ(Codes(kAccount + rules + space), List{"webhook-excludes"});
}

TEST_F(Doctor, WebhooksServiceNeedsAReadyEndpoint) {
  const std::string hook = Hook("clientConfig: {caBundle: '', service: {namespace: eks, name: hook}}");
  const auto slice = [](const std::string& ready) {
    return "---\nkind: EndpointSlice\nmetadata: {name: hook-1, namespace: eks, labels: {kubernetes.io/service-name: "
           "hook}}\n"
           "endpoints: [{conditions: {ready: " +
           ready + "}}]\n";
  };
  facts_.complete = {"EndpointSlice"};
  EXPECT_EQ(Codes(kAccount + hook), List{"webhook-no-endpoints"});
  EXPECT_EQ(Codes(kAccount + hook + slice("false")), List{"webhook-no-endpoints"});
  EXPECT_EQ(Codes(kAccount + hook + slice("true")), List{});
}

TEST_F(Doctor, SecretStoresFaultsAreFound) {
  const auto store = [](const std::string& reference, const std::string& aws) {
    return std::string(kAccount) + "kind: SecretStore\nmetadata: {name: s, namespace: demo}\nspec: {provider: {aws: {" +
           aws + "auth: {jwt: {serviceAccountRef: {" + reference + "}}}}}}\n";
  };
  EXPECT_EQ(Codes(store("name: app", "")), List{});
  EXPECT_EQ(Codes(store("name: app, audiences: [vault]", "")), List{"store-audiences"});
  facts_.complete = {"ServiceAccount"};
  EXPECT_EQ(Codes(store("name: other", "")), List{"store-account-role"});
  AddRole("system:serviceaccount:demo:app");
  EXPECT_EQ(Codes(store("name: app", "role: '" + std::string(kArn) + "', sessionTags: [{key: a, value: b}], ")),
            List{"store-session-tags"});
}

TEST_F(Doctor, RoleAndServiceAccountThatDoNotFindEachOtherAreFound) {
  AddRole("system:serviceaccount:demo:app");
  EXPECT_EQ(Codes(kAccount), List{});
  EXPECT_EQ(Codes("kind: ServiceAccount\nmetadata: {name: app, namespace: demo}\n"), List{"account-role-unused"});
  EXPECT_EQ(Repair(), "kubectl -n demo annotate serviceaccount app eks.amazonaws.com/role-arn=" + std::string(kArn));
  EXPECT_EQ(Codes("kind: ServiceAccount\nmetadata: {name: other, namespace: demo}\n"), List{});
  facts_.complete = {"ServiceAccount"};
  EXPECT_EQ(Codes("kind: ServiceAccount\nmetadata: {name: other, namespace: demo}\n"), List{"account-role-unused"});
}

TEST_F(Doctor, SessionNameThatTheTrustAsksForMustBeSet) {
  AddRole("system:serviceaccount:demo:app", R"(,"sts:RoleSessionName":"app")");
  EXPECT_EQ(Codes(Running(Env(""))), List{"pod-session-name"});
  EXPECT_EQ(Codes(Running(Env(Variable("AWS_ROLE_SESSION_NAME", "app")))), List{});
}

TEST_F(Doctor, IssuersFaultsAreFound) {
  const auto with = [&](IssuerFacts issuer) {
    facts_.issuer = std::move(issuer);
    return Codes(kAccount);
  };
  const crypto::KeySet keys({{"k1", crypto::PrivateKey::Generate(crypto::KeyKind::kP256)->public_key()}});
  const IssuerFacts good{.issuer = "https://oidc.test/id/A",
                         .discovery_url = "https://oidc.test/id/A/.well-known/openid-configuration",
                         .unreachable = {},
                         .document = {},
                         .keys = keys,
                         .token_key_id = "k1",
                         .clock_skew = 2};
  EXPECT_EQ(with(good), List{});
  IssuerFacts bad = good;
  bad.token_key_id = "k2";
  EXPECT_EQ(with(bad), List{"issuer-key-missing"});
  bad = good;
  bad.keys = crypto::KeySet();
  EXPECT_EQ(with(bad), List{"issuer-keys"});
  bad = good;
  bad.clock_skew = -300;
  EXPECT_EQ(with(bad), List{"clock-skew"});
  bad = good;
  bad.unreachable = "status 403";
  EXPECT_EQ(with(bad), List{"issuer-unreachable"});
  bad = good;
  bad.document = "another issuer";
  EXPECT_EQ(with(bad), List{"issuer-document"});
  for (const char* local : {"https://kubernetes.default.svc", "https://10.0.0.1:6443", "https://localhost"}) {
    bad = good;
    bad.issuer = local;
    EXPECT_EQ(with(bad), List{"issuer-address-local"}) << local;
  }
}

TEST_F(Doctor, IssuerWithoutAProviderIsFoundWithTheOneThatWasMeant) {
  facts_.issuer = IssuerFacts{.issuer = "https://oidc.test/id/A",
                              .discovery_url = "x",
                              .unreachable = {},
                              .document = {},
                              .keys = {},
                              .token_key_id = {},
                              .clock_skew = {}};
  has_model_ = true;
  EXPECT_EQ(Codes(kAccount), List{});  // not all providers are known
  model_.providers_complete = true;
  EXPECT_EQ(Codes(kAccount), List{"issuer-no-provider"});
  model_.providers.push_back({"arn:aws:iam::1:oidc-provider/oidc.test/id/a/", "oidc.test/id/a/", {}, {}});
  EXPECT_EQ(Codes(kAccount), List{"issuer-no-provider"});
  EXPECT_NE(report_.findings[0].message.find("differs from it in case, port or a slash"), std::string::npos);
  model_.providers[0].url = "oidc.test/id/A";
  EXPECT_EQ(Codes(kAccount), List{});
  model_.providers.resize(95, model_.providers[0]);
  EXPECT_EQ(Codes(kAccount), List{"provider-quota"});
}

TEST_F(Doctor, DryRunThatGivesNothingIsAFinding) {
  AddDryRunFinding("demo/app", "no token", report_);
  ASSERT_EQ(report_.findings.size(), 1u);
  EXPECT_EQ(report_.findings[0].rule->code, "webhook-dry-run");
  EXPECT_FALSE(report_.findings[0].repair.empty());
}

TEST_F(Doctor, ReportsCarryTheRepair) {
  (void)Codes(Running(""));
  const std::string repair = Repair();
  EXPECT_NE(LintText(report_, {}).find("repair: " + repair), std::string::npos);
  const boost::json::value json = boost::json::parse(LintJson(report_));
  EXPECT_EQ(json.at("findings").at(0).at("repair").as_string(), repair);
  const boost::json::value sarif = boost::json::parse(LintSarif(report_, ""));
  EXPECT_EQ(sarif.at("runs").at(0).at("results").at(0).at("properties").at("repair").as_string(), repair);
}

TEST_F(Doctor, EveryCheckOfTheTableIsMadeSomewhereAndNamedOnce) {
  std::vector<std::string> codes;
  for (const policy::LintRule& rule : DoctorRules()) codes.emplace_back(rule.code);
  EXPECT_TRUE(std::ranges::is_sorted(codes));
  EXPECT_EQ(std::ranges::adjacent_find(codes), codes.end());
  EXPECT_GT(codes.size(), 35u);
}

TEST(DoctorMatrix, SaysWhoIsTrustedAndWhoIsNot) {
  IdentityModel model;
  Role role;
  role.arn = kArn;
  role.name = "App";
  role.account = "111122223333";
  role.trust.text =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/k.test"},)"
      R"("Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"k.test:aud":"sts.amazonaws.com","k.test:sub":["system:serviceaccount:demo:app","system:serviceaccount:demo:bare"]}}}]})";
  model.roles.push_back(role);
  model.roles_complete = true;
  for (const auto& [name, arn] :
       {std::pair("app", kArn), {"bare", ""}, {"other", kArn}, {"lost", "arn:aws:iam::111122223333:role/Gone"}}) {
    ServiceAccount account;
    account.namespace_name = "demo";
    account.name = name;
    account.role_arn = arn;
    model.service_accounts.push_back(account);
  }
  std::vector<std::string> lines;
  for (const MatrixRow& row : IdentityMatrix(model, {})) lines.push_back(row.account + " " + row.verdict);
  EXPECT_EQ(lines, (std::vector<std::string>{"demo/app trusted", "demo/bare not annotated", "demo/lost no such role",
                                             "demo/other not trusted"}));
}

}  // namespace
}  // namespace rolecall::access
