// The commands that need a plane, or make what a pod needs: token, exec, env, inject, serve, simulate.
#include <boost/json.hpp>

#include "tests/unit/cli/sound_directory.h"

namespace rolecall::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

using PlaneCommandsTest = SoundDirectory;

TEST_F(PlaneCommandsTest, ATokenIsMintedAndDecoded) {
  StartPlane();
  EXPECT_EQ(Run({"token", "mint", "--service-account", "shop/app", "--audience", "me", "--expiration", "600"}), kExitOk)
      << err();
  const std::string token = out();
  EXPECT_EQ(Run({"token", "decode"}, token), kExitOk) << err();
  EXPECT_THAT(out(), AllOf(StartsWith("header: {\"alg\":"), HasSubstr("\"sub\":\"system:serviceaccount:shop:app\""),
                           HasSubstr("\"aud\":[\"me\"]"), HasSubstr("exp: 2027-01-15T08:10:00Z (in 600 s)\n")));
  Write("token", token);
  EXPECT_EQ(Run({"token", "decode", "-json", "token"}), kExitOk) << err();
  EXPECT_EQ(boost::json::parse(out()).at("claims").at("sub"), "system:serviceaccount:shop:app");
}

TEST_F(PlaneCommandsTest, TokensThatCannotBeAreRefused) {
  EXPECT_EQ(Run({"token", "mint"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("--service-account NAMESPACE/NAME is missing or not of that form"));
  EXPECT_EQ(Run({"token", "mint", "x"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("unexpected argument x"));
  EXPECT_EQ(Run({"token", "mint", "--service-account", "a/b"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("no identity plane is named"));
  StartPlane();
  EXPECT_EQ(Run({"token", "mint", "--service-account", "a/b", "--expiration", "1"}), kExitError);
  EXPECT_THAT(err(), StartsWith("rolecall: "));
  environment_.Set("AWS_SECRET_ACCESS_KEY", "wrong");
  EXPECT_EQ(Run({"token", "mint", "--service-account", "a/b"}), kExitError);
  EXPECT_EQ(Run({"token", "decode"}, "not a token"), kExitError);
  EXPECT_THAT(err(), HasSubstr("not a valid JWT"));
  EXPECT_EQ(Run({"token", "decode", "nowhere"}), kExitError);
  EXPECT_EQ(Run({"token", "decode", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.secret"}), kExitError);
  EXPECT_THAT(err(), AllOf(HasSubstr("is a token, not a file"), Not(HasSubstr("eyJ"))));
  EXPECT_EQ(Run({"token", "decode", "a", "b"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("name one file at most"));
}

TEST_F(PlaneCommandsTest, CredentialProcessPrintsWhatAwssToolsRead) {
  environment_.Set("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE");
  environment_.Set("AWS_SECRET_ACCESS_KEY", "example-key");
  EXPECT_EQ(Run({"credential-process"}), kExitOk) << err();
  EXPECT_EQ(boost::json::parse(out()),
            (boost::json::object{{"Version", 1}, {"AccessKeyId", "AKIAEXAMPLE"}, {"SecretAccessKey", "example-key"}}));
  environment_.Set("AWS_SESSION_TOKEN", "example-token");
  EXPECT_EQ(Run({"credential-process"}), kExitOk) << err();
  EXPECT_EQ(boost::json::parse(out()).at("SessionToken"), "example-token");
}

TEST_F(PlaneCommandsTest, CredentialProcessSaysWhatIsWrongAndPrintsNothing) {
  const std::pair<std::vector<std::string>, const char*> cases[] = {
      {{"x"}, "unexpected argument x"},
      {{"-web-identity-token-file", "t"}, "-role-arn is missing"},
      {{"-web-identity-token-file", "t", "-service-account", "a/b"}, "exclude each other"},
      {{"-service-account", "app"}, "is not of the form NAMESPACE/NAME"},
      {{"-service-account", "a/b"}, "no identity plane is named"}};
  for (const auto& [words, text] : cases) {
    std::vector<std::string> command{"credential-process"};
    command.insert(command.end(), words.begin(), words.end());
    EXPECT_EQ(Run(command), kExitError) << text;
    EXPECT_THAT(err(), HasSubstr(text));
    EXPECT_EQ(out(), "") << text;
  }
  StartPlane();
  EXPECT_EQ(Run({"credential-process", "-service-account", "shop/none"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("service account shop/none has no role; name one with -role-arn"));
  EXPECT_EQ(out(), "");
}

TEST_F(PlaneCommandsTest, ExecRunsWithThePodsIdentityAndNotTheCallers) {
  StartPlane({"service-account.yaml"});
  EXPECT_EQ(Run({"exec", "--service-account", "shop/app", "--", "sh", "-c",
                 "cp \"$AWS_WEB_IDENTITY_TOKEN_FILE\" token; echo \"$AWS_ROLE_ARN ${AWS_ACCESS_KEY_ID:-none}\" >env"}),
            kExitOk)
      << err();
  EXPECT_EQ(Read("env"), std::string(kRoleArn) + " none\n");
  EXPECT_EQ(Run({"token", "decode", "token"}), kExitOk);
  EXPECT_THAT(out(), HasSubstr("\"sub\":\"system:serviceaccount:shop:app\""));
  EXPECT_EQ(Run({"exec", "--service-account", "shop/app", "--", "sh", "-c", "exit 7"}), 7);
}

TEST_F(PlaneCommandsTest, ExecTakesTheManifestsPodAndContainer) {
  StartPlane();
  Write("pod.yaml", kPod);
  const std::vector<std::string> words = {"exec", "--service-account", "shop/app", "-f", "service-account.yaml",
                                          "-f",   "pod.yaml"};
  std::vector<std::string> run = words;
  run.insert(run.end(), {"--container", "main", "--", "sh", "-c", "echo \"$GREETING $AWS_ROLE_ARN\" >env"});
  EXPECT_EQ(Run(run), kExitOk) << err();
  EXPECT_EQ(Read("env"), "hello " + std::string(kRoleArn) + "\n");
  run = words;
  run.insert(run.end(), {"--container", "none", "--", "true"});
  EXPECT_EQ(Run(run), kExitError);
  EXPECT_THAT(err(), HasSubstr("the pod has no container none"));
  EXPECT_EQ(Run({"exec", "--service-account", "shop/other", "-f", "pod.yaml", "--", "true"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("Pod shop/web runs as shop/app, not as shop/other"));
}

TEST_F(PlaneCommandsTest, ExecSaysWhatIsMissing) {
  EXPECT_EQ(Run({"exec", "--service-account", "app", "--", "true"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("--service-account NAMESPACE/NAME is missing or not of that form"));
  EXPECT_EQ(Run({"exec", "--service-account", "shop/app"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("no command to run; write it after --"));
  EXPECT_EQ(Run({"exec", "--service-account", "shop/app", "--", "true"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("no identity plane is named"));
  StartPlane();
  EXPECT_EQ(Run({"exec", "--service-account", "shop/app", "--", "true"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("service account shop/app has no role: no annotation eks.amazonaws.com/role-arn"));
  EXPECT_EQ(Run({"exec", "--service-account", "shop/app", "-f", "service-account.yaml", "--", "no-such-command"}),
            kExitError);
  EXPECT_THAT(err(), HasSubstr("no-such-command"));
}

TEST_F(PlaneCommandsTest, EnvPrintsWhatServeLeftInItsDataDirectory) {
  EXPECT_EQ(Run({"env", "-data-dir=data"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("there is no data/credentials: no plane has run on this data directory"));
  Write("data/credentials",
        "[default]\naws_access_key_id = AKIA1\naws_secret_access_key = it's\nregion = eu-central-1\nendpoint_url = "
        "http://127.0.0.1:1\n");
  EXPECT_EQ(Run({"env", "-data-dir=data"}), kExitOk) << err();
  EXPECT_EQ(out(),
            "export AWS_ENDPOINT_URL='http://127.0.0.1:1'\nexport AWS_ENDPOINT_URL_STS='http://127.0.0.1:1'\n"
            "export AWS_ACCESS_KEY_ID='AKIA1'\n"
            "export AWS_SECRET_ACCESS_KEY='it'\\''s'\nexport AWS_REGION='eu-central-1'\n"
            "export AWS_DEFAULT_REGION='eu-central-1'\n");
  environment_.Set("XDG_STATE_HOME", "state");
  Write("state/rolecall/credentials", "[default]\nregion = us-east-1\n");
  EXPECT_EQ(Run({"env"}), kExitOk) << err();
  EXPECT_EQ(out(), "export AWS_REGION='us-east-1'\nexport AWS_DEFAULT_REGION='us-east-1'\n");
  EXPECT_EQ(Run({"env", "-data-dir=data", "-profile=none"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("data/credentials has no profile none"));
  EXPECT_EQ(Run({"env", "-unset"}), kExitOk);
  EXPECT_THAT(out(), StartsWith("unset AWS_ENDPOINT_URL AWS_ENDPOINT_URL_STS "));
  EXPECT_EQ(Run({"env", "x"}), kExitError);
}

TEST_F(PlaneCommandsTest, InjectChangesPodsAndLeavesTheRest) {
  Write("pod.yaml", kPod);
  EXPECT_EQ(Run({"inject", "-aws-default-region=eu-west-1", "-f", "service-account.yaml", "-f", "pod.yaml"}), kExitOk)
      << err();
  EXPECT_THAT(out(), AllOf(StartsWith(kServiceAccount),
                           HasSubstr("    - name: AWS_ROLE_ARN\n      value: " + std::string(kRoleArn)),
                           HasSubstr("      value: eu-west-1\n")));
  EXPECT_EQ(Run({"inject", "-json", "-token-audience=me", "-f", "service-account.yaml", "-f", "-"}, kPod), kExitOk)
      << err();
  EXPECT_THAT(out(), HasSubstr("\"audience\":\"me\""));
}

TEST_F(PlaneCommandsTest, InjectSaysWhyAPodStaysAsItIs) {
  EXPECT_EQ(Run({"inject", "-f", "-"}, kPod), kExitOk);
  EXPECT_THAT(err(), HasSubstr("Note: Pod shop/web stays as it is: "));
  EXPECT_THAT(out(), Not(HasSubstr("AWS_ROLE_ARN")));
  EXPECT_EQ(Run({"inject"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("no manifest is named; use -f FILE"));
  EXPECT_EQ(Run({"inject", "-f", "nowhere.yaml"}), kExitError);
  EXPECT_EQ(Run({"inject", "-f", "-"}, "a: [\n"), kExitError);
  EXPECT_EQ(Run({"inject", "-f", "-", "x"}, kPod), kExitError);
  EXPECT_EQ(Run({"inject", "-watch-container-credentials-config=nowhere", "-f", "-"}, kPod), kExitError);
}

TEST_F(PlaneCommandsTest, ServeRefusesFlagsThatCannotBe) {
  EXPECT_EQ(Run({"serve", "x"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("unexpected argument x"));
  EXPECT_EQ(Run({"serve", "-listen=nowhere"}), kExitError);
  EXPECT_THAT(err(), StartsWith("rolecall serve: "));
  EXPECT_EQ(Run({"serve", "-admin-key=a:b", "-data-dir=data"}), kExitError);
  EXPECT_EQ(Run({"serve", "-threads=many"}), kExitError);
}

TEST_F(PlaneCommandsTest, SimulateAnswersFromItsInput) {
  EXPECT_EQ(Run({"simulate"}, R"({"request":{"principal":null,"action":"s3:GetObject"}})"), kExitOk);
  EXPECT_THAT(out(), StartsWith(R"({"decision": "implicitDeny")"));
  EXPECT_EQ(Run({"simulate", "-explain", "x"}), kExitError);
  EXPECT_EQ(Run({"simulate", "--principal-policies-from", "env"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("no identity plane is named"));
}

TEST_F(PlaneCommandsTest, SimulateAsksThePlaneForThePrincipalsPolicies) {
  Write("user.tf", R"(resource "aws_iam_user" "u" {
  name                 = "u"
  permissions_boundary = aws_iam_policy.boundary.arn
}
resource "aws_iam_policy" "boundary" {
  name   = "boundary"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] })
}
resource "aws_iam_group" "g" {
  name = "g"
}
resource "aws_iam_group_policy" "g" {
  name   = "g"
  group  = aws_iam_group.g.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:Get*", Resource = "*" }] })
}
resource "aws_iam_user_group_membership" "u" {
  user   = aws_iam_user.u.name
  groups = [aws_iam_group.g.name]
}
)");
  ApplyToPlane();
  const auto decide = [&](const std::string& principal, const std::string& action, const std::string& resource) {
    EXPECT_EQ(Run({"simulate", "--batch", "--principal-policies-from", "env"},
                  R"({"request":{"principal":")" + principal + R"(","action":")" + action + R"(","resource":{"arn":")" +
                      resource + R"(","accountId":"111122223333"}}})" + "\n"),
              kExitOk)
        << out() << err();
    return out();
  };
  EXPECT_THAT(decide("arn:aws:iam::111122223333:user/u", "s3:GetObject", "arn:aws:s3:::b/k"),
              HasSubstr(R"("decision": "allowed")"));
  EXPECT_THAT(decide("arn:aws:iam::111122223333:user/u", "s3:PutObject", "arn:aws:s3:::b/k"),
              HasSubstr(R"("decision": "implicitDeny")"));
  EXPECT_THAT(decide("arn:aws:sts::111122223333:assumed-role/app/session", "secretsmanager:GetSecretValue", kSecretArn),
              HasSubstr(R"("decision": "allowed")"));
  EXPECT_EQ(Run({"simulate", "--principal-policies-from", "env"},
                R"({"request":{"principal":"arn:aws:iam::111122223333:role/none","action":"s3:GetObject"}})"),
            kExitError);
  EXPECT_THAT(out(), HasSubstr("the endpoint has no Role none"));
}

}  // namespace
}  // namespace rolecall::cli
