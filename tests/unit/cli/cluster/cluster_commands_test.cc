// cluster init, rotate-keys and plan-trust, as whole commands. The issuers here are addresses where nobody listens:
// what AWS would read by them is tested in published_issuer_test.cc.
#include <boost/json.hpp>

#include "cli/cluster/issuer_files.h"
#include "crypto/key.h"
#include "tests/unit/cli/fake_cluster.h"
#include "tests/unit/cli/sound_directory.h"

namespace rolecall::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kIssuer[] = "https://127.0.0.1:1/id/A";
constexpr char kRegistered[] = "https://127.0.0.1/id/A";  // IAM takes none with a port

class ClusterCommands : public SoundDirectory {
 protected:
  // A key that is there need not be made: RSA keys take their time.
  void WriteKeys(const std::string& directory) {
    const crypto::PrivateKey key = crypto::PrivateKey::Generate(crypto::KeyKind::kP256).value();
    Write(directory + "/sa.key", std::string(key.ToPem().Reveal()));
    Write(directory + "/sa.pub", key.public_key().ToPem());
    key_id_ = key.public_key().KeyId();
  }
  std::vector<std::string> PublishedKeys(const std::string& directory) {
    const crypto::KeySet keys = crypto::KeySet::Parse(Read(directory + "/openid/v1/jwks")).value();
    std::vector<std::string> ids;
    for (const crypto::PublishedKey& key : keys.keys()) ids.push_back(key.key_id);
    return ids;
  }
  int PlanTrust(std::vector<std::string> more) {
    std::vector<std::string> words = {"cluster",      "plan-trust",       "-role",    "shop", "-account",
                                      "111122223333", "-service-account", "shop/cart"};
    words.insert(words.end(), more.begin(), more.end());
    return Run(words);
  }
  // Clusters of which one role does not hold all.
  static std::vector<std::string> ManyClusters(std::vector<std::string> more) {
    for (int i = 1; i <= 12; ++i) {
      const std::string number = std::to_string(i);
      more.push_back("-cluster=c" + number + "=https://oidc.cluster.example/id/CLUSTER" + number);
    }
    return more;
  }
  std::string key_id_;
};

TEST_F(ClusterCommands, InitPublishesTheKeysAndPrintsTheFlagsAndSaysThatAwsCannotReadThemYet) {
  WriteKeys("keys");
  EXPECT_EQ(Run({"cluster", "init", "-issuer", kIssuer, "-new-key", "keys", "-output", "site", "-pki", "/pki"}),
            kExitDifferent)
      << err();
  EXPECT_EQ(PublishedKeys("site"), std::vector<std::string>{key_id_});
  EXPECT_EQ(boost::json::parse(Read("site/.well-known/openid-configuration")).at("issuer"), kIssuer);
  EXPECT_THAT(out(), AllOf(StartsWith("--service-account-issuer=https://127.0.0.1:1/id/A\n"),
                           HasSubstr("--service-account-signing-key-file=/pki/sa.key\n")));
  EXPECT_THAT(err(), AllOf(HasSubstr("Published 1 key(s) of https://127.0.0.1:1/id/A: site\n"),
                           HasSubstr("Not yet to be read as AWS does: ")));
}

TEST_F(ClusterCommands, InitMakesAKeyOnceAndTheSecretHalfIsTheOwnersAlone) {
  const std::vector<std::string> init = {"cluster", "init", "-issuer", kIssuer, "-new-key", "keys"};
  EXPECT_EQ(Run(init), kExitOk) << err();
  const std::string first = Read("keys/sa.key");
  EXPECT_TRUE(crypto::PrivateKey::FromPem(Secret(first)).ok());
  EXPECT_EQ(std::filesystem::status("keys/sa.key").permissions(), std::filesystem::perms(0600));
  EXPECT_THAT(Read("keys/sa.pub"), StartsWith("-----BEGIN PUBLIC KEY-----"));
  EXPECT_EQ(Run(init), kExitOk) << err();
  EXPECT_EQ(Read("keys/sa.key"), first);
}

TEST_F(ClusterCommands, InitPutsTheDocumentsIntoABucketAndRegistersTheProviderOnce) {
  StartPlane();
  Write("bucket.tf", "resource \"aws_s3_bucket\" \"issuer\" {\n  bucket = \"issuer\"\n}\n");
  std::filesystem::remove("main.tf");
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  WriteKeys("keys");
  const std::vector<std::string> init = {"cluster",     "init", "-issuer",     kRegistered, "-key",
                                         "keys/sa.pub", "-s3",  "issuer/id/A", "-register"};
  EXPECT_EQ(Run(init), kExitDifferent) << err();
  EXPECT_THAT(err(), AllOf(HasSubstr("s3://issuer/id/A\n"),
                           HasSubstr("Token provider: made arn:aws:iam::111122223333:oidc-provider/127.0.0.1/id/A")));
  std::vector<std::string> again = init;
  again.insert(again.end(), {"-audience", "vault"});
  EXPECT_EQ(Run(again), kExitDifferent) << err();
  EXPECT_THAT(err(), HasSubstr("oidc-provider/127.0.0.1/id/A is there, and takes vault"));
  environment_.Set("AWS_SECRET_ACCESS_KEY", "wrong");
  EXPECT_EQ(Run(init), kExitError);
  EXPECT_EQ(out(), "");
  EXPECT_EQ(Run({"cluster", "init", "-issuer", kRegistered, "-key", "keys/sa.pub", "-register"}), kExitError);
}

TEST_F(ClusterCommands, InitTakesIssuerAndKeysFromTheCluster) {
  FakeCluster cluster;
  Write("kubeconfig", cluster.Kubeconfig());
  WriteKeys("keys");
  const crypto::KeySet keys = ReadIssuerKeys({"keys/sa.pub"}, files_).value();
  const std::vector<std::string> init = {"cluster", "init", "-kubernetes=kubeconfig", "-output", "site"};
  EXPECT_EQ(Run(init), kExitError);
  EXPECT_FALSE(Exists("site"));
  cluster.Say("GET /openid/v1/jwks", keys.ToJson());
  EXPECT_EQ(Run(init), kExitError);
  cluster.Say("GET /.well-known/openid-configuration", "{}");
  EXPECT_EQ(Run(init), kExitError);
  EXPECT_THAT(err(), HasSubstr("names no issuer"));
  cluster.Say("GET /.well-known/openid-configuration", R"({"issuer":"https://127.0.0.1:1/id/B"})");
  EXPECT_EQ(Run(init), kExitDifferent) << err();
  EXPECT_EQ(PublishedKeys("site"), std::vector<std::string>{key_id_});
  EXPECT_THAT(out(), StartsWith("--service-account-issuer=https://127.0.0.1:1/id/B\n"));
}

TEST_F(ClusterCommands, InitRefusesWhatCannotBe) {
  const std::pair<std::vector<std::string>, const char*> cases[] = {
      {{"x"}, "unexpected argument x"},
      {{"-platform", "windows"}, "-platform is one of flags, kubeadm, kind, k3s and talos"},
      {{"-issuer", kIssuer}, "where do the keys come from? -key FILE, -new-key DIR or -kubernetes"},
      {{"-issuer", kIssuer, "-key", "nowhere"}, "nowhere"},
      {{"-issuer", kIssuer, "-key", "service-account.yaml"}, "service-account.yaml"}};
  for (const auto& [words, text] : cases) {
    std::vector<std::string> command = {"cluster", "init"};
    command.insert(command.end(), words.begin(), words.end());
    EXPECT_EQ(Run(command), kExitError) << text;
    EXPECT_THAT(Errors(), HasSubstr(text));
  }
  WriteKeys("keys");
  EXPECT_EQ(Run({"cluster", "init", "-issuer", "http://a.test", "-key", "keys/sa.pub", "-output", "site"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("is not an https URL"));
  EXPECT_FALSE(Exists("site"));
}

TEST_F(ClusterCommands, RotateKeysDoesOneStepACallAndSaysWhatTheControlPlaneNeeds) {
  WriteKeys("keys");
  std::vector<std::string> rotate = {"cluster", "rotate-keys", "-issuer", kIssuer, "-keys", "keys", "-output", "site"};
  EXPECT_EQ(Run(rotate), kExitDifferent) << err();
  EXPECT_THAT(err(), AllOf(StartsWith("Step 1 of 3: "), HasSubstr("Published 2 key(s): site\n"),
                           HasSubstr("Not yet to be read as AWS does: ")));
  EXPECT_THAT(out(), HasSubstr("--service-account-key-file=/etc/kubernetes/pki/next.pub\n"));
  EXPECT_EQ(Run(rotate), kExitError);
  EXPECT_THAT(err(), HasSubstr("(-now waits for nothing)"));
  rotate.insert(rotate.end(), {"-publish-for", "30m", "-token-lifetime", "1h"});
  clock_.Advance(std::chrono::minutes(30));
  EXPECT_EQ(Run(rotate), kExitDifferent) << err();
  EXPECT_THAT(err(), AllOf(StartsWith("Step 2 of 3: "), HasSubstr("Published 2 key(s): site\n")));
  EXPECT_THAT(out(), HasSubstr("--service-account-key-file=/etc/kubernetes/pki/old-"));
  EXPECT_EQ(PublishedKeys("site")[1], key_id_);
  clock_.Advance(std::chrono::hours(1));
  EXPECT_EQ(Run(rotate), kExitDifferent) << err();
  EXPECT_THAT(err(), AllOf(StartsWith("Step 3 of 3: "), HasSubstr("Published 1 key(s): site\n")));
  EXPECT_THAT(PublishedKeys("site"), Not(testing::Contains(key_id_)));
}

TEST_F(ClusterCommands, RotateKeysSaysWhatIsMissingAndTouchesNothing) {
  const std::pair<std::vector<std::string>, const char*> cases[] = {
      {{"x"}, "unexpected argument x"},
      {{"-platform", "windows"}, "-platform is one of"},
      {{"-issuer", kIssuer}, "-issuer and -keys must be given"},
      {{"-issuer", kIssuer, "-keys", "keys"}, "where to publish? -output or -s3"},
      {{"-issuer", "https://a.test/", "-keys", "keys", "-output", "site"}, "ends with a slash"},
      {{"-issuer", kIssuer, "-keys", "nowhere", "-output", "site"}, "nowhere/sa.key"}};
  WriteKeys("keys");
  for (const auto& [words, text] : cases) {
    std::vector<std::string> command = {"cluster", "rotate-keys"};
    command.insert(command.end(), words.begin(), words.end());
    EXPECT_EQ(Run(command), kExitError) << text;
    EXPECT_THAT(Errors(), HasSubstr(text));
  }
  EXPECT_FALSE(Exists("keys/next.key"));
  EXPECT_FALSE(Exists("site"));
}

TEST_F(ClusterCommands, PlanTrustTellsHowFarOneRoleIsFromTheQuota) {
  EXPECT_EQ(PlanTrust({"-cluster", "a=https://oidc.a.test", "-cluster", "b=oidc.b.test"}), kExitOk) << err();
  EXPECT_THAT(out(),
              AllOf(StartsWith("One trust policy for all: "), HasSubstr(" of 2,048 characters, "),
                    HasSubstr("\nRoom for "), HasSubstr("  a: shop/cart\n  b: shop/cart\n"),
                    HasSubstr("oidc-provider/oidc.b.test"), HasSubstr("OpenID Connect providers: 2 (quota 100")));
  EXPECT_EQ(PlanTrust({"-cluster", "a=https://oidc.a.test", "-json"}), kExitOk) << err();
  const boost::json::value plan = boost::json::parse(out());
  EXPECT_EQ(plan.at("quota"), 2048);
  EXPECT_EQ(plan.at("roles").at(0).at("clusters").at(0).at("service_accounts"), (boost::json::array{"shop/cart"}));
  EXPECT_EQ(plan.at("roles").at(0).at("characters").to_number<int>() +
                plan.at("roles").at(0).at("characters_left").to_number<int>(),
            2048);
  EXPECT_EQ(plan.at("characters_of_one_policy"), plan.at("roles").at(0).at("characters"));
  EXPECT_EQ(plan.at("roles").at(0).at("assume_role_policy").at("Statement").at(0).at("Principal").at("Federated"),
            "arn:aws:iam::111122223333:oidc-provider/oidc.a.test");
}

TEST_F(ClusterCommands, PlanTrustLaysWhatDoesNotFitIntoSeveralRoles) {
  EXPECT_EQ(PlanTrust(ManyClusters({})), kExitDifferent) << err();
  EXPECT_THAT(out(), AllOf(HasSubstr(": too long\n"), HasSubstr("Laid into "),
                           HasSubstr("  a raised quota          one role with ")));
  EXPECT_EQ(PlanTrust(ManyClusters({"-quota", "8192"})), kExitOk) << out();
  EXPECT_EQ(PlanTrust(ManyClusters({"-json"})), kExitDifferent);
  const boost::json::value plan = boost::json::parse(out());
  std::size_t clusters = 0;
  for (const boost::json::value& role : plan.at("roles").as_array()) clusters += role.at("clusters").as_array().size();
  EXPECT_EQ(clusters, 12u);
}

// What is printed for Terraform is a configuration that this program itself takes.
TEST_F(ClusterCommands, PlanTrustsTerraformIsAConfiguration) {
  EXPECT_EQ(PlanTrust(ManyClusters({"-terraform", "-service-account", "shop/pay@c1,c2"})), kExitDifferent) << err();
  const std::string configuration = out();
  EXPECT_THAT(configuration, HasSubstr("resource \"aws_iam_role\" \"shop"));
  std::filesystem::remove("main.tf");
  Write("trust.tf", configuration);
  EXPECT_EQ(Run({"validate"}), kExitOk) << out() << err();
  EXPECT_EQ(Run({"cluster", "plan-trust", "-role", "1.x", "-account", "111122223333", "-service-account", "shop/cart",
                 "-cluster", "a=https://oidc.a.test", "-terraform"}),
            kExitOk)
      << err();
  EXPECT_THAT(out(), HasSubstr("resource \"aws_iam_role\" \"_1_x\" {\n  name = \"1.x\"\n"));
}

TEST_F(ClusterCommands, PlanTrustRefusesWhatItCannotRead) {
  const std::pair<std::vector<std::string>, const char*> cases[] = {
      {{"x"}, "unexpected argument x"},
      {{"-json", "-terraform"}, "-json and -terraform exclude each other"},
      {{"-cluster", "=https://a.test"}, "is not NAME=ISSUER"},
      {{"-cluster", "a"}, "is not NAME=ISSUER"},
      {{"-cluster", "a=http://plain.test"}, "plain.test"},
      {{"-cluster", "a=https://a.test", "-quota", "-1"}, "quota"},
      {{"-cluster", "a=https://a.test", "-service-account", "pay"}, "is not NAMESPACE/NAME"},
      {{"-cluster", "a=https://a.test", "-service-account", "shop@a/pay"}, "is not NAMESPACE/NAME"},
      {{"-cluster", "a=https://a.test", "-service-account", "shop/pay@b"}, "there is no cluster b"}};
  for (const auto& [words, text] : cases) {
    EXPECT_EQ(PlanTrust(words), kExitError) << text;
    EXPECT_THAT(Errors(), HasSubstr(text));
    EXPECT_EQ(out(), "") << text;
  }
}

}  // namespace
}  // namespace rolecall::cli
