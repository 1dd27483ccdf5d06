#include "aws/credentials/credential_chain.h"

#include <gtest/gtest.h>

#include "aws/wire/shapes.h"
#include "tests/unit/aws/fake_http.h"

namespace rolecall::aws {
namespace {

class CredentialChainTest : public testing::Test {
 protected:
  CredentialChainTest() : clock_(*ParseAmzDate("20261123T181114Z")), sleeper_(clock_) {
    environment_.Set("HOME", "/h");
    options_.region = "eu-central-1";
  }

  // The access key id found, or the error.
  std::string Find() {
    Result<Profiles> profiles = LoadProfiles(files_, environment_, {});
    if (!profiles.ok()) return profiles.error().message;
    ChainDependencies use{environment_, files_, http_, clock_, random_, sleeper_, run_};
    Result<std::unique_ptr<CredentialsProvider>> chain = MakeCredentialChain(options_, *profiles, use);
    if (!chain.ok()) return chain.error().message;
    chain_ = std::move(*chain);
    return Again();
  }
  std::string Again() {
    Result<Credentials> credentials = chain_->Get();
    return credentials.ok() ? credentials->access_key_id : credentials.error().message;
  }

  void WriteFile(const std::string& path, const std::string& text) {
    ASSERT_TRUE(files_.Write(path, text, FileMode::kPrivate).ok());
  }

  void ThenSession(const std::string& action, const std::string& id, const std::string& expiration) {
    XmlWriter xml;
    xml.Open("Credentials").Text("AccessKeyId", id).Text("SecretAccessKey", "s").Text("SessionToken", "t");
    xml.Text("Expiration", expiration).Close();
    http::Response response = QueryResponse(action, kStsNamespace, xml.text(), "id");
    http_.Then(200, response.body);
  }

  FakeClock clock_;
  FakeSleeper sleeper_;
  FakeRandom random_;
  FakeEnvironment environment_;
  MemoryFileSystem files_;
  FakeHttp http_;
  ChainOptions options_;
  CommandRunner run_;
  std::unique_ptr<CredentialsProvider> chain_;
};

TEST_F(CredentialChainTest, ArgumentsBeatTheEnvironment) {
  environment_.Set("AWS_ACCESS_KEY_ID", "ENV");
  environment_.Set("AWS_SECRET_ACCESS_KEY", "s");
  EXPECT_EQ(Find(), "ENV");
  options_.static_credentials.access_key_id = "ARG";
  options_.static_credentials.secret_access_key = Secret("s");
  EXPECT_EQ(Find(), "ARG");
}

TEST_F(CredentialChainTest, HalfAKeyIsAnErrorAndNotPassedOver) {
  environment_.Set("AWS_ACCESS_KEY_ID", "ENV");
  WriteFile("/h/.aws/credentials", "[default]\naws_access_key_id=FILE\naws_secret_access_key=s\n");
  EXPECT_NE(Find().find("incomplete"), std::string::npos);
}

TEST_F(CredentialChainTest, AProfileByArgumentBeatsTheEnvironment) {
  environment_.Set("AWS_ACCESS_KEY_ID", "ENV");
  environment_.Set("AWS_SECRET_ACCESS_KEY", "s");
  WriteFile("/h/.aws/credentials", "[dev]\naws_access_key_id=FILE\naws_secret_access_key=s\n");
  options_.profile = "dev";
  EXPECT_EQ(Find(), "FILE");
  options_.profile = "nobody";
  EXPECT_EQ(Find(), "the AWS profile \"nobody\" does not exist in /h/.aws/config, /h/.aws/credentials");
}

TEST_F(CredentialChainTest, WebIdentitySendsTheTokenWithoutItsNewlineAndUnsigned) {
  environment_.Set("AWS_ROLE_ARN", "arn:aws:iam::1:role/x");
  environment_.Set("AWS_WEB_IDENTITY_TOKEN_FILE", "/token");
  environment_.Set("AWS_ROLE_SESSION_NAME", "me");
  WriteFile("/token", "a.b.c\n");
  ThenSession("AssumeRoleWithWebIdentity", "ASIA1", "2026-11-23T19:11:14Z");
  EXPECT_EQ(Find(), "ASIA1");
  const http::ClientRequest& sent = http_.requests().at(0);
  EXPECT_EQ(sent.url, "https://sts.eu-central-1.amazonaws.com/");
  EXPECT_EQ(sent.headers.Find("authorization"), nullptr);
  EXPECT_EQ(sent.body,
            "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fx&"
            "RoleSessionName=me&WebIdentityToken=a.b.c");
}

TEST_F(CredentialChainTest, SessionsAreKeptAndRenewedBeforeTheyExpire) {
  environment_.Set("AWS_ROLE_ARN", "arn:aws:iam::1:role/x");
  environment_.Set("AWS_WEB_IDENTITY_TOKEN_FILE", "/token");
  WriteFile("/token", "a.b.c");
  ThenSession("AssumeRoleWithWebIdentity", "ASIA1", "2026-11-23T19:11:14Z");
  ThenSession("AssumeRoleWithWebIdentity", "ASIA2", "2026-11-23T20:11:14Z");
  EXPECT_EQ(Find(), "ASIA1");
  clock_.Advance(std::chrono::minutes(54));
  EXPECT_EQ(Again(), "ASIA1");
  clock_.Advance(std::chrono::minutes(2));
  EXPECT_EQ(Again(), "ASIA2");
}

TEST_F(CredentialChainTest, AFailedRenewalKeepsWhatIsStillValid) {
  environment_.Set("AWS_ROLE_ARN", "arn:aws:iam::1:role/x");
  environment_.Set("AWS_WEB_IDENTITY_TOKEN_FILE", "/token");
  WriteFile("/token", "a.b.c");
  ThenSession("AssumeRoleWithWebIdentity", "ASIA1", "2026-11-23T19:11:14Z");
  EXPECT_EQ(Find(), "ASIA1");
  clock_.Advance(std::chrono::minutes(57));
  EXPECT_EQ(Again(), "ASIA1");
  clock_.Advance(std::chrono::minutes(4));
  EXPECT_NE(Again(), "ASIA1");
}

TEST_F(CredentialChainTest, AMissingTokenFileIsTheError) {
  environment_.Set("AWS_ROLE_ARN", "arn:aws:iam::1:role/x");
  environment_.Set("AWS_WEB_IDENTITY_TOKEN_FILE", "/token");
  EXPECT_NE(Find().find("the web identity token cannot be read"), std::string::npos);
}

TEST_F(CredentialChainTest, AProfilesRoleIsAssumedWithItsSourceProfile) {
  WriteFile("/h/.aws/config",
            "[profile dev]\nrole_arn=arn:aws:iam::1:role/x\nsource_profile=base\nexternal_id=e\n"
            "[profile base]\naws_access_key_id=BASE\naws_secret_access_key=s\n");
  environment_.Set("AWS_PROFILE", "dev");
  ThenSession("AssumeRole", "ASIA1", "2026-11-23T19:11:14Z");
  EXPECT_EQ(Find(), "ASIA1");
  EXPECT_NE(http_.requests().at(0).headers.Get("authorization").find("Credential=BASE/"), std::string::npos);
  EXPECT_NE(http_.requests().at(0).body.find("ExternalId=e"), std::string::npos);
}

TEST_F(CredentialChainTest, ACircleOfSourceProfilesEnds) {
  WriteFile("/h/.aws/config", "[profile a]\nrole_arn=r\nsource_profile=b\n[profile b]\nrole_arn=r\nsource_profile=a\n");
  environment_.Set("AWS_PROFILE", "a");
  EXPECT_NE(Find().find("does not end"), std::string::npos);
}

TEST_F(CredentialChainTest, SsoAndMfaAreRefusedWithAdvice) {
  WriteFile("/h/.aws/config",
            "[profile sso]\nsso_session=x\n[profile mfa]\nrole_arn=r\nsource_profile=sso\nmfa_serial=m\n");
  environment_.Set("AWS_PROFILE", "sso");
  EXPECT_NE(Find().find("aws sso login --profile sso"), std::string::npos);
  environment_.Set("AWS_PROFILE", "mfa");
  EXPECT_NE(Find().find("mfa_serial"), std::string::npos);
}

TEST_F(CredentialChainTest, ACredentialProcessIsRun) {
  WriteFile("/h/.aws/config", "[default]\ncredential_process = /bin/keys --x\n");
  EXPECT_EQ(Find(), "credential_process is not supported here");
  run_ = [](const std::string& command) -> Result<std::string> {
    EXPECT_EQ(command, "/bin/keys --x");
    return std::string(R"({"Version":1,"AccessKeyId":"PROC","SecretAccessKey":"s"})");
  };
  EXPECT_EQ(Find(), "PROC");
}

TEST_F(CredentialChainTest, TheContainersEndpointMustNotBeAPlainHttpHostElsewhere) {
  environment_.Set("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://example.com/x");
  EXPECT_NE(Find().find("plain http"), std::string::npos);
  environment_.Set("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.23/v1/credentials");
  environment_.Set("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "/token");
  WriteFile("/token", "tok\n");
  http_.Then(200, R"({"AccessKeyId":"CONT","SecretAccessKey":"s","Token":"t","Expiration":"2026-11-23T19:11:14Z"})");
  EXPECT_EQ(Find(), "CONT");
  EXPECT_EQ(http_.requests().at(0).headers.Get("authorization"), "tok");
}

TEST_F(CredentialChainTest, TheInstanceIsAskedLastAndWithATokenOnly) {
  WriteFile("/h/.aws/config", "[default]\nregion = x\n");
  http_.Then(200, "session");
  http_.Then(200, "my-role");
  http_.Then(200, R"({"Code":"Success","AccessKeyId":"INST","SecretAccessKey":"s","Token":"t"})");
  EXPECT_EQ(Find(), "INST");
  EXPECT_EQ(http_.requests().at(0).method, "PUT");
  EXPECT_EQ(http_.requests().at(2).url, "http://169.254.169.254/latest/meta-data/iam/security-credentials/my-role");
  EXPECT_EQ(http_.requests().at(2).headers.Get("x-aws-ec2-metadata-token"), "session");
}

TEST_F(CredentialChainTest, WithNothingAnywhereTheErrorSaysWhereItLooked) {
  environment_.Set("AWS_EC2_METADATA_DISABLED", "true");
  EXPECT_NE(Find().find("no AWS credentials found: looked at"), std::string::npos);
  EXPECT_TRUE(http_.requests().empty());
}

TEST_F(CredentialChainTest, RolesByArgumentAreAssumedOneAfterTheOther) {
  environment_.Set("AWS_ACCESS_KEY_ID", "ENV");
  environment_.Set("AWS_SECRET_ACCESS_KEY", "s");
  options_.assume_roles.resize(2);
  options_.assume_roles[0].role_arn = "arn:aws:iam::1:role/a";
  options_.assume_roles[1].role_arn = "arn:aws:iam::2:role/b";
  ThenSession("AssumeRole", "ASIA1", "2026-11-23T19:11:14Z");
  ThenSession("AssumeRole", "ASIA2", "2026-11-23T19:11:14Z");
  EXPECT_EQ(Find(), "ASIA2");
  EXPECT_NE(http_.requests().at(1).headers.Get("authorization").find("Credential=ASIA1/"), std::string::npos);
}

TEST_F(CredentialChainTest, AProfilesRoleMayTakeItsKeysFromElsewhere) {
  WriteFile("/h/.aws/config", "[profile dev]\nrole_arn=r\ncredential_source=Environment\nduration_seconds=900\n");
  options_.profile = "dev";
  EXPECT_NE(Find().find("takes its keys from the environment, which has none"), std::string::npos);
  environment_.Set("AWS_ACCESS_KEY_ID", "AKID");
  EXPECT_NE(Find().find("without aws_secret_access_key"), std::string::npos);
  environment_.Set("AWS_SECRET_ACCESS_KEY", "s");
  ThenSession("AssumeRole", "ASIA2", "2026-11-23T19:11:14Z");
  EXPECT_EQ(Find(), "ASIA2");
  EXPECT_NE(http_.requests().at(0).headers.Get("authorization").find("Credential=AKID/"), std::string::npos);
  EXPECT_NE(http_.requests().at(0).body.find("DurationSeconds=900"), std::string::npos);
}

TEST_F(CredentialChainTest, AProfilesRoleMayBeAssumedWithThatOfAPodOrAnInstance) {
  WriteFile("/h/.aws/config",
            "[profile pod]\nrole_arn=r\ncredential_source=EcsContainer\n"
            "[profile vm]\nrole_arn=r\ncredential_source=Ec2InstanceMetadata\n");
  environment_.Set("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1/creds");
  options_.profile = "pod";
  http_.Then(200, R"({"AccessKeyId":"CONT","SecretAccessKey":"s","Token":"t","Expiration":"2026-11-23T19:11:14Z"})");
  ThenSession("AssumeRole", "ASIA4", "2026-11-23T19:11:14Z");
  EXPECT_EQ(Find(), "ASIA4");
  EXPECT_EQ(http_.requests().at(0).url, "http://127.0.0.1/creds");
  EXPECT_NE(http_.requests().at(1).headers.Get("authorization").find("Credential=CONT/"), std::string::npos);

  options_.profile = "vm";
  options_.instance_metadata_endpoint = "http://169.254.169.254/";
  http_.Then(200, "session");
  http_.Then(200, "my-role");
  http_.Then(200, R"({"Code":"Success","AccessKeyId":"INST","SecretAccessKey":"s","Token":"t"})");
  ThenSession("AssumeRole", "ASIA5", "2026-11-23T19:11:14Z");
  EXPECT_EQ(Find(), "ASIA5");
  EXPECT_EQ(http_.requests().at(2).url, "http://169.254.169.254/latest/api/token");
  EXPECT_NE(http_.requests().at(5).headers.Get("authorization").find("Credential=INST/"), std::string::npos);
}

TEST_F(CredentialChainTest, AProfilesWebIdentityIsReadFromItsFile) {
  WriteFile("/h/.aws/config", "[profile dev]\nrole_arn=r\nweb_identity_token_file=~/token\nrole_session_name=me\n");
  WriteFile("/h/token", "the-token\n");
  options_.profile = "dev";
  ThenSession("AssumeRoleWithWebIdentity", "ASIA3", "2026-11-23T19:11:14Z");
  EXPECT_EQ(Find(), "ASIA3");
  EXPECT_NE(http_.requests().at(0).body.find("WebIdentityToken=the-token"), std::string::npos);
  EXPECT_NE(http_.requests().at(0).body.find("RoleSessionName=me"), std::string::npos);
}

TEST_F(CredentialChainTest, ProfilesThatContradictThemselvesAreNamed) {
  const std::pair<const char*, const char*> mistakes[] = {
      {"credential_source=Moon\n", "credential_source = Moon; possible are Environment"},
      {"credential_source=Environment\nsource_profile=p\n", "has both source_profile and credential_source"},
      {"source_profile=p\nduration_seconds=1h\n", "duration_seconds that is no number"},
      {"source_profile=p\nduration_seconds=900 s\n", "duration_seconds that is no number"}};
  for (const auto& [lines, what] : mistakes) {
    WriteFile("/h/.aws/config", "[profile dev]\nrole_arn=r\n" + std::string(lines) +
                                    "[profile p]\naws_access_key_id=A\naws_secret_access_key=s\n");
    options_.profile = "dev";
    EXPECT_NE(Find().find(what), std::string::npos) << lines;
  }
}

}  // namespace
}  // namespace rolecall::aws
