// Single sources of credentials, and what is said of answers that are none.
#include "aws/credentials/credential_sources.h"

#include <gtest/gtest.h>

#include "aws/credentials/credential_chain.h"
#include "aws/wire/shapes.h"
#include "tests/unit/aws/fake_http.h"

namespace rolecall::aws {
namespace {

TEST(RunShellCommand, GivesWhatTheCommandPrints) {
  const Result<std::string> printed = RunShellCommand("printf '%s' \"a b\"");
  ASSERT_TRUE(printed.ok()) << printed.error().message;
  EXPECT_EQ(*printed, "a b");
}

TEST(RunShellCommand, ACommandThatFailsOrPrintsTooMuchIsAnError) {
  EXPECT_EQ(RunShellCommand("printf x; exit 3").error().code, ErrorCode::kUnauthenticated);
  EXPECT_EQ(RunShellCommand("kill -9 $$").error().message, "credential_process failed");
  const Result<std::string> long_answer = RunShellCommand("head -c 70000 /dev/zero");
  EXPECT_EQ(long_answer.error().code, ErrorCode::kResourceExhausted);
}

TEST(ReadCredentialJson, SaysWhatIsMissing) {
  const auto read = [](const std::string& text) {
    const Result<Credentials> credentials = ReadCredentialJson(text, "x");
    return credentials.ok() ? "good" : credentials.error().message;
  };
  const std::string start = "the credentials from x are not usable: ";
  EXPECT_EQ(read("[]"), start + "not a JSON object");
  EXPECT_EQ(read("{"), start + "not a JSON object");
  EXPECT_EQ(read(R"({"Code":"AssumeRoleUnauthorizedAccess"})"), start + "AssumeRoleUnauthorizedAccess");
  EXPECT_EQ(read(R"({"AccessKeyId":"A","SecretAccessKey":7})"), start + "AccessKeyId or SecretAccessKey is missing");
  EXPECT_EQ(read(R"({"AccessKeyId":"A","SecretAccessKey":"s","Expiration":"soon"})"),
            start + "Expiration is not a time");
  EXPECT_EQ(read(R"({"AccessKeyId":"A","SecretAccessKey":"s","Expiration":"2026-11-23T19:11:14Z"})"), "good");
}

class SourcesTest : public testing::Test {
 protected:
  SourcesTest() : clock_(*ParseAmzDate("20261123T181114Z")), sleeper_(clock_) { options_.region = "eu-central-1"; }

  // The access key id of the chain, or the error.
  std::string Find() {
    const Profiles profiles;
    const ChainDependencies use{environment_, files_, http_, clock_, random_, sleeper_, nullptr};
    Result<std::unique_ptr<CredentialsProvider>> chain = MakeCredentialChain(options_, profiles, use);
    if (!chain.ok()) return chain.error().message;
    const Result<Credentials> credentials = (*chain)->Get();
    return credentials.ok() ? credentials->access_key_id : credentials.error().message;
  }
  void WriteFile(const std::string& path, const std::string& text) {
    ASSERT_TRUE(files_.Write(path, text, FileMode::kPrivate).ok());
  }

  FakeClock clock_;
  FakeSleeper sleeper_;
  FakeRandom random_;
  FakeEnvironment environment_;
  MemoryFileSystem files_;
  FakeHttp http_;
  ChainOptions options_;
};

TEST_F(SourcesTest, AWebIdentityByArgumentTakesTheRestFromTheEnvironment) {
  options_.web_identity = AssumeRoleWithWebIdentity();
  EXPECT_NE(Find().find("needs role_arn and web_identity_token or web_identity_token_file"), std::string::npos);
  environment_.Set("AWS_ROLE_ARN", "arn:aws:iam::1:role/x");
  environment_.Set("AWS_WEB_IDENTITY_TOKEN_FILE", "/token");
  WriteFile("/token", "  \n");
  EXPECT_EQ(Find(), "the web identity token /token is empty");
  options_.web_identity->token = "by.argument";
  options_.web_identity->policy = "{}";
  options_.web_identity->policy_arns = {"arn:aws:iam::aws:policy/P"};
  options_.web_identity->duration = std::chrono::seconds(900);
  http_.Then(200,
             "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult/>"
             "</AssumeRoleWithWebIdentityResponse>");
  EXPECT_EQ(Find(), "STS answered without credentials");
  ASSERT_EQ(http_.requests().size(), 1u);
  for (const char* part : {"WebIdentityToken=by.argument", "Policy=%7B%7D", "DurationSeconds=900",
                           "PolicyArns.member.1.arn=arn%3Aaws%3Aiam%3A%3Aaws%3Apolicy%2FP"}) {
    EXPECT_NE(http_.requests()[0].body.find(part), std::string::npos) << http_.requests()[0].body;
  }
}

TEST_F(SourcesTest, ATokenFileWithoutARoleIsAnError) {
  environment_.Set("AWS_WEB_IDENTITY_TOKEN_FILE", "/token");
  EXPECT_EQ(Find(), "AWS_WEB_IDENTITY_TOKEN_FILE is set but AWS_ROLE_ARN is not");
}

TEST_F(SourcesTest, ARoleIsAssumedWithEverythingThatWasGiven) {
  options_.static_credentials.access_key_id = "ARG";
  options_.static_credentials.secret_access_key = Secret("s");
  AssumeRole role;
  role.role_arn = "arn:aws:iam::1:role/x";
  role.source_identity = "ann";
  role.tags = {{"team", "a"}};
  role.transitive_tag_keys = {"team"};
  options_.assume_roles = {role};
  http_.Then(403, "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>");
  EXPECT_NE(Find().find("AccessDenied: no"), std::string::npos);
  const std::string& body = http_.requests().at(0).body;
  for (const char* part : {"SourceIdentity=ann", "Tags.member.1.Key=team", "Tags.member.1.Value=a",
                           "TransitiveTagKeys.member.1=team", "RoleSessionName=rolecall-"}) {
    EXPECT_NE(body.find(part), std::string::npos) << body;
  }
}

TEST_F(SourcesTest, AContainersEndpointMustBeWellFormed) {
  environment_.Set("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "v2/keys");
  EXPECT_EQ(Find(), "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI does not begin with '/'");
  environment_.Set("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/keys");
  environment_.Set("AWS_CONTAINER_AUTHORIZATION_TOKEN", "a\nX-Other: b");
  EXPECT_EQ(Find(), "the container's authorization token has line breaks");
  EXPECT_TRUE(http_.requests().empty());
  environment_.Set("AWS_CONTAINER_AUTHORIZATION_TOKEN", "a");
  http_.Then(500, "");
  EXPECT_EQ(Find(), "the container's credential endpoint answered with status 500");
  EXPECT_EQ(http_.requests().at(0).url, "http://169.254.170.2/v2/keys");
}

TEST_F(SourcesTest, AContainersFullUriMustBeOne) {
  environment_.Set("AWS_CONTAINER_CREDENTIALS_FULL_URI", "no url");
  EXPECT_EQ(Find(), "AWS_CONTAINER_CREDENTIALS_FULL_URI is not an http or https URL");
}

TEST_F(SourcesTest, AnInstanceWithoutARoleHasNoCredentials) {
  http_.Then(200, "session");
  http_.Then(200, "");
  const std::string problem = Find();
  EXPECT_NE(problem.find("no AWS credentials found"), std::string::npos);
  EXPECT_NE(problem.find("(the instance has no role)"), std::string::npos) << problem;
}

}  // namespace
}  // namespace rolecall::aws
