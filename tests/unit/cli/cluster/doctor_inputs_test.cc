// What the doctor reads of files and of a cluster, and what it says of what it may not read.
#include "cli/cluster/doctor_inputs.h"

#include <boost/json.hpp>
#include <set>

#include "crypto/jwt.h"
#include "tests/support/fake_site.h"
#include "tests/unit/cli/fake_cluster.h"
#include "tests/unit/cli/sound_directory.h"

namespace rolecall::cli {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kAccounts[] = "/api/v1/serviceaccounts";
constexpr char kPods[] = "POST /api/v1/namespaces/shop/pods";
constexpr char kTokens[] = "POST /api/v1/namespaces/shop/serviceaccounts/app/token";
constexpr char kIssuerUrl[] = "https://oidc.test";

std::string AccountList(const std::string& annotations) {
  return R"([{"metadata":{"name":"plain","namespace":"shop"}},{"metadata":{"name":"app","namespace":"shop",)"
         R"("managedFields":[{"manager":"kubectl"}],"annotations":{)" +
         annotations + "}}}]";
}
std::string RoleAnnotation() { return R"("eks.amazonaws.com/role-arn":")" + std::string(kRoleArn) + "\""; }

class DoctorInputsTest : public SoundDirectory {
 protected:
  void SetUp() override {
    SoundDirectory::SetUp();
    cluster_.List(kAccounts, "ServiceAccount", AccountList(RoleAnnotation()));
    cluster_.Say("GET /version", R"({"gitVersion":"v1.31.2"})");
    cluster_.Say("GET /.well-known/openid-configuration", R"({"issuer":"https://oidc.test"})");
    site_.answers["https://oidc.test/.well-known/openid-configuration"].body =
        R"({"issuer":"https://oidc.test","jwks_uri":"https://oidc.test/keys"})";
    site_.answers["https://oidc.test/keys"].body = crypto::KeySet({{"k1", key_.public_key()}}).ToJson();
    SayToken(0, "k1");
    cluster_.Say(kPods, R"({"spec":{"containers":[{"env":[{"name":"AWS_WEB_IDENTITY_TOKEN_FILE","value":"/t"}]}]}})",
                 201);
  }
  // A token that was made `age` seconds ago.
  void SayToken(std::int64_t age, const std::string& key_id) {
    const std::string token = crypto::SignJwt({{"iat", UnixSeconds(clock_.Now()) - age}}, key_, key_id).value();
    cluster_.Say(kTokens, R"({"status":{"token":")" + token + R"(","expirationTimestamp":"2027-01-15T09:00:00Z"}})",
                 201);
  }
  Result<void> ReadCluster() {
    kube::Around around;
    kube::ApiClient api(cluster_.access(), around.use());
    return inputs_.ReadCluster(api);
  }
  std::set<std::string> Codes() {
    report_ = inputs_.Report(nullptr).value();
    std::set<std::string> codes;
    for (const access::LintFinding& finding : report_.findings) codes.emplace(finding.rule->code);
    return codes;
  }
  const access::LintFinding& Finding(std::string_view code) {
    for (const access::LintFinding& finding : report_.findings) {
      if (finding.rule->code == code) return finding;
    }
    ADD_FAILURE() << "no finding " << code;
    return report_.findings.at(0);
  }

  const crypto::PrivateKey key_ = crypto::PrivateKey::Generate(crypto::KeyKind::kP256).value();
  const kube::WebhookSettings settings_;
  FakeCluster cluster_;
  FakeSite site_;
  CommandContext context_ = Context();
  DoctorInputs inputs_{context_, settings_, site_};
  access::LintReport report_;
};

TEST_F(DoctorInputsTest, AFolderIsReadWithAllBelowItButHiddenOnesAndWhatIsNoManifest) {
  Write("m/deep/er/a.yml", kServiceAccount);
  Write("m/list.json", R"({"apiVersion":"v1","kind":"List","items":[)"
                       R"({"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop"}},)"
                       R"({"apiVersion":"v1","kind":"Namespace","metadata":{"name":"bank"}}]})");
  Write("m/values.yaml", "replicas: 2\n");
  Write("m/.git/b.yaml", "apiVersion: [\n");
  Write("m/notes.txt", "apiVersion: [\n");
  ASSERT_TRUE(inputs_.ReadFiles({"m"}).ok());
  ASSERT_EQ(inputs_.accounts().service_accounts.size(), 1u);
  EXPECT_EQ(inputs_.accounts().service_accounts[0].role_arn, kRoleArn);
  EXPECT_THAT(Codes(), IsEmpty());
  EXPECT_EQ(report_.documents, 3);
  Write("m/bad.yaml", "apiVersion: [\n");
  EXPECT_THAT(inputs_.ReadFiles({"m"}).error().message, HasSubstr("m/bad.yaml"));
  EXPECT_EQ(inputs_.ReadFiles({"nowhere"}).error().code, ErrorCode::kNotFound);
}

TEST_F(DoctorInputsTest, AClusterInOrderHasNoFindings) {
  cluster_.List("/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations", "MutatingWebhookConfiguration",
                "[]");
  ASSERT_TRUE(ReadCluster().ok());
  EXPECT_EQ(inputs_.accounts().service_accounts.size(), 2u);
  EXPECT_THAT(inputs_.notes(), IsEmpty());
  EXPECT_EQ(Codes(), std::set<std::string>{"webhook-missing"}) << "its list is whole and empty";
}

TEST_F(DoctorInputsTest, TheDryRunIsForAPodOfTheAnnotatedAccountAndNothingIsStored) {
  ASSERT_TRUE(ReadCluster().ok());
  int pods = 0;
  for (const http::Request& request : cluster_.requests()) {
    EXPECT_FALSE(request.path().ends_with("/secrets"));
    if (!request.target.starts_with("/api/v1/namespaces/shop/pods")) continue;
    ++pods;
    EXPECT_EQ(request.target, "/api/v1/namespaces/shop/pods?dryRun=All");
    EXPECT_EQ(boost::json::parse(request.body).at("spec").at("serviceAccountName"), "app");
  }
  EXPECT_EQ(pods, 1);
}

TEST_F(DoctorInputsTest, APodThatWouldHaveNoTokenIsFound) {
  cluster_.Say(kPods, R"({"spec":{"containers":[{"name":"main","env":[{"name":"HOME","value":"/"}]}]}})", 201);
  ASSERT_TRUE(ReadCluster().ok());
  EXPECT_THAT(Codes(), Contains("webhook-dry-run"));
  EXPECT_THAT(Finding("webhook-dry-run").message, HasSubstr("no token of role " + std::string(kRoleArn)));
}

TEST_F(DoctorInputsTest, AWebhookThatRefusesThePodIsFoundAndAnotherRefusalIsOnlyNoted) {
  cluster_.Refuse(kPods, 500, "InternalError", "failed calling webhook pod-identity-webhook: no endpoints");
  ASSERT_TRUE(ReadCluster().ok());
  EXPECT_THAT(Codes(), Contains("webhook-dry-run"));
  EXPECT_THAT(Finding("webhook-dry-run").message, HasSubstr("no endpoints"));
  EXPECT_THAT(inputs_.notes(), IsEmpty());
  DoctorInputs other(context_, settings_, site_);
  cluster_.Refuse(kPods, 403, "Forbidden", "pods is forbidden");
  kube::Around around;
  kube::ApiClient api(cluster_.access(), around.use());
  ASSERT_TRUE(other.ReadCluster(api).ok());
  EXPECT_THAT(other.notes(), Contains(HasSubstr("what a pod of shop/app would get was not found out: ")));
  EXPECT_THAT(other.Report(nullptr)->findings, IsEmpty());
}

TEST_F(DoctorInputsTest, ATokenSignedWithAKeyThatIsNotPublishedIsFoundAndSoAreClocksThatDiffer) {
  SayToken(3600, "k2");
  ASSERT_TRUE(ReadCluster().ok());
  EXPECT_THAT(Codes(), AllOf(Contains("issuer-key-missing"), Contains("clock-skew")));
  EXPECT_THAT(Finding("clock-skew").message, HasSubstr("3600 seconds ahead"));
  EXPECT_EQ(Finding("issuer-key-missing").subject, kIssuerUrl);
}

TEST_F(DoctorInputsTest, WithoutATokenNothingIsSaidOfKeysAndClocks) {
  cluster_.Refuse(kTokens, 403, "Forbidden", "no");
  ASSERT_TRUE(ReadCluster().ok());
  EXPECT_THAT(inputs_.notes(), Contains(HasSubstr("no token could be looked at: ")));
  EXPECT_THAT(Codes(), IsEmpty());
  cluster_.Say(kTokens, R"({"status":{"token":"no jwt","expirationTimestamp":"2027-01-15T09:00:00Z"}})", 201);
  ASSERT_TRUE(ReadCluster().ok());
  EXPECT_THAT(Codes(), IsEmpty());
}

TEST_F(DoctorInputsTest, WithoutAnAnnotatedAccountNoTokenAndNoPodAreAskedFor) {
  cluster_.List(kAccounts, "ServiceAccount", AccountList(""));
  ASSERT_TRUE(ReadCluster().ok());
  for (const http::Request& request : cluster_.requests()) EXPECT_EQ(request.method, "GET") << request.target;
  EXPECT_THAT(Codes(), IsEmpty());
}

TEST_F(DoctorInputsTest, AnIssuerThatCannotBeReadByItsNameIsFound) {
  site_.answers["https://oidc.test/keys"].status = 403;
  ASSERT_TRUE(ReadCluster().ok());
  EXPECT_EQ(Codes(), std::set<std::string>{"issuer-unreachable"});
}

TEST_F(DoctorInputsTest, AnIssuerThatTheClusterDoesNotTellIsNotedAndNotJudged) {
  cluster_.Refuse("GET /.well-known/openid-configuration", 403, "Forbidden", "no");
  ASSERT_TRUE(ReadCluster().ok());
  cluster_.Say("GET /.well-known/openid-configuration", "[]");
  ASSERT_TRUE(ReadCluster().ok());
  EXPECT_THAT(inputs_.notes(), testing::ElementsAre(HasSubstr("the cluster's issuer is not known: "),
                                                    HasSubstr("the discovery document names no issuer")));
  EXPECT_THAT(site_.requests, IsEmpty());
}

TEST_F(DoctorInputsTest, AKindThatMayNotBeReadIsNotedAndServiceAccountsMustBe) {
  cluster_.Refuse("GET /api/v1/nodes", 403, "Forbidden", "nodes is forbidden");
  ASSERT_TRUE(ReadCluster().ok());
  EXPECT_THAT(inputs_.notes(), Contains(AllOf(HasSubstr("Node objects cannot be read and are not judged: "),
                                              HasSubstr("nodes is forbidden"))));
  cluster_.Refuse("GET /api/v1/serviceaccounts", 403, "Forbidden", "no");
  EXPECT_EQ(ReadCluster().error().code, ErrorCode::kPermissionDenied);
}

// A cluster's objects have no lines and no file that could be mended: a command does it.
TEST_F(DoctorInputsTest, FindingsOfLintInAClusterCarryTheCommandThatMendsThem) {
  cluster_.List(kAccounts, "ServiceAccount",
                AccountList(RoleAnnotation() + R"(,"eks.amazonaws.com/token-expiration":"60")"));
  ASSERT_TRUE(ReadCluster().ok());
  EXPECT_THAT(Codes(), Contains("role-annotation-expiration"));
  const access::LintFinding& finding = Finding("role-annotation-expiration");
  EXPECT_EQ(finding.repair,
            "kubectl -n shop annotate --overwrite serviceaccount app eks.amazonaws.com/token-expiration='600'");
  EXPECT_FALSE(finding.range.has_place());
  EXPECT_THAT(finding.edits, IsEmpty());
}

TEST_F(DoctorInputsTest, WorkloadsOfAnnotatedAccountsAreLintedAndThoseOfOthersAreNot) {
  const auto deployment = [](const std::string& name, const std::string& account) {
    return R"({"metadata":{"name":")" + name + R"(","namespace":"shop"},"spec":{"template":{"spec":)" +
           R"({"serviceAccountName":")" + account + R"(","containers":[{"name":"main","image":"i","env":)" +
           R"([{"name":"AWS_ACCESS_KEY_ID","value":"AKIAIOSFODNN7EXAMPLE"}]}]}}}})";
  };
  cluster_.List("/apis/apps/v1/deployments", "Deployment",
                "[" + deployment("web", "app") + "," + deployment("other", "plain") + "]");
  ASSERT_TRUE(ReadCluster().ok());
  report_ = inputs_.Report(nullptr).value();
  std::set<std::string> subjects;
  for (const access::LintFinding& finding : report_.findings) {
    subjects.insert(finding.subject);
    EXPECT_THAT(finding.message, Not(HasSubstr("AKIAIOSFODNN7EXAMPLE")));
    EXPECT_FALSE(finding.repair.empty()) << finding.rule->code;
  }
  EXPECT_EQ(subjects, std::set<std::string>{"Deployment shop/web"});
}

}  // namespace
}  // namespace rolecall::cli
