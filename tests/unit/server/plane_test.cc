// The whole plane in one process, asked over real sockets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <boost/json.hpp>
#include <filesystem>
#include <sstream>
#include <thread>

#include "aws/client/profiles.h"
#include "aws/sigv4/sigv4.h"
#include "base/encoding.h"
#include "server/run.h"
#include "tests/support/fake_api.h"

namespace rolecall::server {
namespace {

using testing::HasSubstr;
using testing::Not;

class PlaneTest : public testing::Test {
 protected:
  void SetUp() override {
    char path[] = "/tmp/rolecall-plane-XXXXXX";
    directory_ = mkdtemp(path);
    options_.listen = "127.0.0.1:0";
    options_.data_dir = directory_ + "/data";
    options_.account_id = "054000737513";
    options_.region = "eu-central-1";
    options_.threads = 2;
  }
  void TearDown() override {
    plane_.reset();
    std::filesystem::remove_all(directory_);
  }

  Dependencies OurDependencies() { return {clock_, random_, files_, out_, err_}; }
  void Start() {
    Result<std::unique_ptr<Plane>> plane = Plane::Start(options_, OurDependencies());
    ASSERT_TRUE(plane.ok()) << plane.error().message;
    plane_ = *std::move(plane);
    ReadCredentials();
  }
  void ReadCredentials() {
    FakeEnvironment environment;
    aws::Profiles profiles =
        aws::LoadProfiles(files_, environment,
                          {.config_files = {"/dev/null"}, .credentials_files = {plane_->credentials_file()}})
            .value();
    const aws::Section& section = *profiles.Find("default");
    credentials_.access_key_id = section.at("aws_access_key_id");
    credentials_.secret_access_key = Secret(section.at("aws_secret_access_key"));
  }

  http::Response Send(http::ClientRequest request) {
    request.url = plane_->endpoint() + request.url;
    return client_.Send(request).value();
  }
  http::Response Signed(http::ClientRequest request, const std::string& service) {
    request.url = plane_->endpoint() + request.url;
    aws::SignHeaders(request, credentials_, {"eu-central-1", service}, clock_.Now(), aws::PayloadHash::kComputed);
    return client_.Send(request).value();
  }
  http::Response Query(const std::string& service, const std::string& form) {
    return Signed({.method = "POST",
                   .url = "/",
                   .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                   .body = form},
                  service);
  }
  http::Response WhoAmI() { return Query("sts", "Action=GetCallerIdentity&Version=2011-06-15"); }

  SystemClock clock_;
  SystemRandom random_;
  SystemFileSystem files_;
  std::ostringstream out_;
  std::ostringstream err_;
  std::string directory_;
  ServeOptions options_;
  std::unique_ptr<Plane> plane_;
  aws::Credentials credentials_;
  http::CurlClient client_{http::ClientOptions{}};
};

TEST_F(PlaneTest, AnswersRootWithItsIdentity) {
  Start();
  http::Response answer = WhoAmI();
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.body, HasSubstr("arn:aws:iam::054000737513:root"));
  EXPECT_EQ(answer.headers.Get("x-amzn-RequestId").size(), 36u);
  EXPECT_THAT(plane_->ReadyLine(), HasSubstr("rolecall: ready on http://127.0.0.1:"));
  EXPECT_THAT(plane_->ReadyLine(), Not(HasSubstr(std::string(credentials_.secret_access_key.Reveal()))));
}

TEST_F(PlaneTest, RefusesWrongSecretsUnknownKeysAndNoSignature) {
  Start();
  aws::Credentials good = credentials_;
  credentials_.secret_access_key = Secret("wrong");
  EXPECT_THAT(WhoAmI().body, HasSubstr("SignatureDoesNotMatch"));
  credentials_ = good;
  credentials_.access_key_id = "AKIAIOSFODNN7EXAMPLE";
  EXPECT_THAT(WhoAmI().body, HasSubstr("InvalidClientTokenId"));
  credentials_ = good;
  credentials_.session_token = Secret("made up");
  EXPECT_THAT(WhoAmI().body, HasSubstr("InvalidClientTokenId"));
  http::Response unsigned_answer = Send({.method = "POST",
                                         .url = "/",
                                         .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                                         .body = "Action=ListRoles&Version=2010-05-08"});
  EXPECT_EQ(unsigned_answer.status, 403);
  EXPECT_THAT(unsigned_answer.body, HasSubstr("MissingAuthenticationToken"));
}

TEST_F(PlaneTest, NamesServicesThatItDoesNotHave) {
  Start();
  http::Response answer = Query("sqs", "Action=ListQueues&Version=2012-11-05");
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, HasSubstr("UnknownService"));
}

TEST_F(PlaneTest, TellsTheAvailabilityZonesOfItsRegionAndNothingElseOfEc2) {
  Start();
  http::Response zones = Query("ec2", "Action=DescribeAvailabilityZones&Version=2016-11-15");
  EXPECT_EQ(zones.status, 200) << zones.body;
  EXPECT_THAT(zones.body, HasSubstr("<zoneState>available</zoneState>"));
  http::Response instances = Query("ec2", "Action=DescribeInstances&Version=2016-11-15");
  EXPECT_EQ(instances.status, 501);
  EXPECT_THAT(instances.body, HasSubstr("<Response><Errors><Error><Code>NotImplemented</Code>"));
}

TEST_F(PlaneTest, MintsTokensForSignedCallersOnly) {
  Start();
  http::ClientRequest request{.method = "POST",
                              .url = "/api/v1/namespaces/apps/serviceaccounts/web/token",
                              .headers = {{"Content-Type", "application/json"}},
                              .body = R"({"spec":{"audiences":["sts.amazonaws.com"],"expirationSeconds":600}})"};
  http::Response answer = Signed(request, "rolecall");
  EXPECT_EQ(answer.status, 201) << answer.body;
  EXPECT_THAT(answer.body, HasSubstr("\"token\":\"eyJ"));
  EXPECT_EQ(Send(request).status, 403);
  request.body = R"({"spec":{"expirationSeconds":1}})";
  EXPECT_EQ(Signed(request, "rolecall").status, 400);
  request.body = "{";
  EXPECT_EQ(Signed(request, "rolecall").status, 400);
}

TEST_F(PlaneTest, ExchangesItsOwnTokens) {
  options_.issuers = {"https://oidc.example.test/id/A1"};
  Start();
  http::Response minted =
      Signed({.method = "POST", .url = "/api/v1/namespaces/apps/serviceaccounts/web/token"}, "rolecall");
  std::string token(boost::json::parse(minted.body).at("status").at("token").as_string());
  EXPECT_EQ(Query("iam",
                  "Action=CreateOpenIDConnectProvider&Version=2010-05-08&ClientIDList.member.1=sts.amazonaws.com"
                  "&Url=https%3A%2F%2Foidc.example.test%2Fid%2FA1")
                .status,
            200);
  const std::string trust =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":)"
      R"({"Federated":"arn:aws:iam::054000737513:oidc-provider/oidc.example.test/id/A1"},"Condition":{"StringEquals":)"
      R"({"oidc.example.test/id/A1:sub":"system:serviceaccount:apps:web"}}}]})";
  EXPECT_EQ(
      Query("iam", "Action=CreateRole&Version=2010-05-08&RoleName=web&AssumeRolePolicyDocument=" + PercentEncode(trust))
          .status,
      200);
  auto assume = [&](const std::string& text) {
    return Send({.method = "POST",
                 .url = "/",
                 .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                 .body = "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleSessionName=s1&RoleArn=arn%3Aaws%3A"
                         "iam%3A%3A054000737513%3Arole%2Fweb&WebIdentityToken=" +
                         text});
  };
  http::Response assumed = assume(token);
  EXPECT_EQ(assumed.status, 200) << assumed.body;
  EXPECT_THAT(assumed.body, HasSubstr("arn:aws:sts::054000737513:assumed-role/web/s1"));
  token[token.size() / 2] = token[token.size() / 2] == 'A' ? 'B' : 'A';
  EXPECT_EQ(assume(token).status, 400);
  http::Response other =
      Signed({.method = "POST", .url = "/api/v1/namespaces/apps/serviceaccounts/other/token"}, "rolecall");
  EXPECT_EQ(assume(std::string(boost::json::parse(other.body).at("status").at("token").as_string())).status, 403);
}

TEST_F(PlaneTest, ServesItsOwnPages) {
  Start();
  EXPECT_EQ(Send({.url = "/healthz"}).body, "ok\n");
  EXPECT_EQ(Send({.url = "/readyz"}).status, 200);
  EXPECT_THAT(Send({.url = "/metrics"}).body, HasSubstr("rolecall_requests_total"));
  EXPECT_THAT(Send({.url = "/.well-known/openid-configuration"}).body, HasSubstr("\"issuer\""));
}

TEST_F(PlaneTest, ResetIsForEphemeralServersOnly) {
  Start();
  EXPECT_NE(Send({.method = "POST", .url = "/_rolecall/reset"}).status, 200);
  plane_.reset();
  options_.ephemeral = true;
  options_.admin_key = "admin1:secret1";
  Start();
  credentials_.access_key_id = "admin1";
  credentials_.secret_access_key = Secret("secret1");
  EXPECT_EQ(Query("iam", "Action=CreateUser&Version=2010-05-08&UserName=u").status, 200);
  EXPECT_EQ(Send({.method = "POST", .url = "/moto-api/reset"}).status, 200);
  http::Response users = Query("iam", "Action=ListUsers&Version=2010-05-08");
  EXPECT_EQ(users.status, 200);
  EXPECT_THAT(users.body, Not(HasSubstr("<UserName>u</UserName>")));
}

TEST_F(PlaneTest, FindsEverythingAgainAfterARestart) {
  Start();
  EXPECT_EQ(Query("iam", "Action=CreateUser&Version=2010-05-08&UserName=u").status, 200);
  std::string keys = Send({.url = "/keys"}).body;
  EXPECT_THAT(keys, HasSubstr("ES256"));  // at once; the RSA key follows
  for (int i = 0; i < 10000 && keys.find("RS256") == keys.npos; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    keys = Send({.url = "/keys"}).body;
  }
  EXPECT_THAT(keys, HasSubstr("RS256"));
  std::string root = credentials_.access_key_id;
  plane_.reset();
  Start();
  EXPECT_EQ(credentials_.access_key_id, root);
  EXPECT_EQ(Send({.url = "/keys"}).body, keys);
  EXPECT_EQ(Query("iam", "Action=GetUser&Version=2010-05-08&UserName=u").status, 200);
}

TEST_F(PlaneTest, RefusesASecondServerOnItsDataAndAPortInUse) {
  Start();
  EXPECT_EQ(Plane::Start(options_, OurDependencies()).error().code, ErrorCode::kConflict);
  ServeOptions other = options_;
  other.data_dir = directory_ + "/other";
  other.listen = "127.0.0.1:" + std::to_string(plane_->port());
  EXPECT_EQ(Plane::Start(other, OurDependencies()).error().code, ErrorCode::kAlreadyExists);
}

TEST_F(PlaneTest, RefusesADamagedStore) {
  Start();
  plane_.reset();
  ASSERT_TRUE(files_.Write(options_.data_dir + "/rolecall.db", "this is no database", FileMode::kPrivate).ok());
  EXPECT_FALSE(Plane::Start(options_, OurDependencies()).ok());
}

TEST_F(PlaneTest, AuditsEveryCallWithoutSecrets) {
  Start();
  EXPECT_EQ(WhoAmI().status, 200);
  Signed(
      {.method = "POST",
       .url = "/",
       .headers = {{"Content-Type", "application/x-amz-json-1.1"}, {"X-Amz-Target", "secretsmanager.CreateSecret"}},
       .body = R"({"Name":"n","SecretString":"hidden-text","ClientRequestToken":"0123456789abcdef0123456789abcdef"})"},
      "secretsmanager");
  plane_->Stop();
  std::string log = files_.Read(options_.data_dir + "/audit.log", 1 << 20).value();
  EXPECT_THAT(log, HasSubstr("\"eventName\":\"GetCallerIdentity\""));
  EXPECT_THAT(log, HasSubstr("\"eventName\":\"CreateSecret\""));
  EXPECT_THAT(log, Not(HasSubstr("hidden-text")));
  EXPECT_THAT(log, Not(HasSubstr(std::string(credentials_.secret_access_key.Reveal()))));
  std::istringstream lines(log);
  for (std::string line; std::getline(lines, line);) EXPECT_NO_THROW(boost::json::parse(line)) << line;
}

// Its own service accounts come from the cluster, beside no manifest: it is ready when it has read them.
TEST_F(PlaneTest, KnowsTheServiceAccountsOfTheClusterThatItIsOf) {
  const auto changes = std::make_shared<kube::Stream>();
  kube::FakeApi cluster([&](const http::Request& request) {
    if (request.target.find("watch=true") != std::string::npos) return kube::Streamed(changes);
    if (request.path() != "/api/v1/serviceaccounts") {
      return kube::Json(404, kube::StatusText(404, "NotFound", "not found"));
    }
    return kube::Json(200, R"({"kind":"ServiceAccountList","apiVersion":"v1","metadata":{"resourceVersion":"7"},)"
                           R"("items":[{"metadata":{"namespace":"demo","name":"app","annotations":)"
                           R"({"eks.amazonaws.com/role-arn":"arn:aws:iam::054000737513:role/App"}}}]})");
  });
  options_.kubernetes = true;
  options_.kubeconfig = directory_ + "/kubeconfig";
  ASSERT_TRUE(files_.Write(options_.kubeconfig, cluster.Kubeconfig(), FileMode::kPrivate).ok());
  Start();
  int status = 0;
  for (int i = 0; i < 600 && status != 200; ++i) {
    status = Send({.url = "/readyz"}).status;
    if (status != 200) std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  ASSERT_EQ(status, 200);
  http::ClientRequest review{.method = "POST", .url = "/mutate"};
  review.headers.Add("Content-Type", "application/json");
  review.body =
      R"({"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","namespace":"demo","object":)"
      R"({"spec":{"serviceAccountName":"app","containers":[{"name":"c"}]}}}})";
  const boost::json::value answer = boost::json::parse(Send(review).body);
  EXPECT_THAT(Base64Decode(std::string(answer.at("response").at("patch").as_string())).value_or(""),
              HasSubstr("arn:aws:iam::054000737513:role/App"));
  plane_.reset();
  changes->End();
}

TEST_F(PlaneTest, AKubeconfigThatIsNotThereKeepsItFromStarting) {
  options_.kubernetes = true;
  options_.kubeconfig = directory_ + "/none";
  const Result<std::unique_ptr<Plane>> plane = Plane::Start(options_, OurDependencies());
  ASSERT_FALSE(plane.ok());
  EXPECT_THAT(plane.error().message, HasSubstr("/none"));
  options_.kubernetes = false;
  options_.oidc_kubeconfigs = {directory_ + "/other"};
  EXPECT_FALSE(Plane::Start(options_, OurDependencies()).ok());
}

// API servers have their tokens signed over a socket that is this user's alone.
TEST_F(PlaneTest, ASignersSocketIsToldAndGoesWithThePlane) {
  const std::string path = directory_ + "/signer.sock";
  options_.jwt_signers = {"unix:" + path};
  Start();
  EXPECT_THAT(plane_->ReadyLine(), HasSubstr(" jwt-signer unix:" + path));
  EXPECT_TRUE(std::filesystem::is_socket(path));
  EXPECT_EQ(std::filesystem::status(path).permissions() & std::filesystem::perms(0077), std::filesystem::perms::none);
  plane_.reset();
  EXPECT_FALSE(std::filesystem::exists(path));
  options_.jwt_signers = {"unix:" + directory_ + "/no/such/folder/signer.sock"};
  const Result<std::unique_ptr<Plane>> plane = Plane::Start(options_, OurDependencies());
  ASSERT_FALSE(plane.ok());
  EXPECT_THAT(plane.error().message, testing::StartsWith("--jwt-signer: "));
}

}  // namespace
}  // namespace rolecall::server
