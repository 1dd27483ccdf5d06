#include "kube/client/exec_plugin.h"

#include <gtest/gtest.h>

#include "kube/client/credentials.h"

namespace rolecall::kube {
namespace {

constexpr char kV1[] = "client.authentication.k8s.io/v1";

ClusterAccess Running(const std::string& script) {
  ClusterAccess access;
  access.server = "https://c.test";
  access.exec =
      ExecPlugin{.api_version = kV1, .command = "sh", .install_hint = "install it", .arguments = {"-c", script}};
  return access;
}

std::string Credential(const std::string& status) {
  return std::string(R"(echo '{"kind":"ExecCredential","apiVersion":")") + kV1 + R"(","status":{)" + status + "}}'";
}

class KubeExecPlugin : public testing::Test {
 protected:
  std::string WhyNot(const std::string& script) {
    const Result<ExecAnswer> answer = RunExecPlugin(Running(script), environment_);
    return answer.ok() ? "it worked" : answer.error().message;
  }
  SystemEnvironment environment_;
};

TEST_F(KubeExecPlugin, TokenAndExpiryAreRead) {
  const ExecAnswer answer =
      RunExecPlugin(Running(Credential(R"("token":"t1","expirationTimestamp":"2027-01-15T08:00:00Z")")), environment_)
          .value();
  EXPECT_TRUE(answer.token.Equals("t1"));
  EXPECT_EQ(FormatIso8601(*answer.expires), "2027-01-15T08:00:00Z");
}

TEST_F(KubeExecPlugin, IsToldOfTheClusterAndHasItsOwnVariables) {
  ClusterAccess access = Running(R"(case "$KUBERNETES_EXEC_INFO" in *'"server":"https://c.test"'*) [ "$X" = 1 ] && )" +
                                 Credential(R"("token":"t")") + ";; esac");
  access.exec->environment = {{"X", "1"}};
  access.exec->provide_cluster_info = true;
  EXPECT_TRUE(RunExecPlugin(access, environment_).ok());
  access.exec->provide_cluster_info = false;
  EXPECT_FALSE(RunExecPlugin(access, environment_).ok());
}

TEST_F(KubeExecPlugin, WhatIsNoCredentialIsRefusedWithoutShowingIt) {
  EXPECT_NE(WhyNot("echo hush").find("printed no JSON object"), std::string::npos);
  EXPECT_EQ(WhyNot("echo hush").find("hush"), std::string::npos);
  EXPECT_NE(WhyNot(Credential(R"("clientCertificateData":"x")")).find("only certificate or key"), std::string::npos);
  EXPECT_NE(WhyNot(Credential("")).find("didn't return a token or cert/key pair"), std::string::npos);
  EXPECT_NE(WhyNot("exit 3").find("failed with exit code 3"), std::string::npos);
  EXPECT_FALSE(ReadExecCredential(R"({"kind":"ExecCredential","apiVersion":"v2","status":{"token":"t"}})", kV1).ok());
}

TEST_F(KubeExecPlugin, ProgramThatIsNotThereComesWithItsHint) {
  ClusterAccess access = Running("");
  access.exec->command = "rolecall-no-such-program";
  const Result<ExecAnswer> answer = RunExecPlugin(access, environment_);
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, ErrorCode::kNotFound);
  EXPECT_NE(answer.error().message.find("install it"), std::string::npos);
}

TEST_F(KubeExecPlugin, EndsWithItsTimeAndItsBound) {
  const Result<ExecAnswer> late = RunExecPlugin(Running("sleep 30"), environment_, std::chrono::milliseconds(100));
  EXPECT_EQ(late.error().code, ErrorCode::kDeadlineExceeded);
  const Result<ExecAnswer> loud =
      RunExecPlugin(Running("while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done"), environment_);
  EXPECT_EQ(loud.error().code, ErrorCode::kResourceExhausted);
}

TEST_F(KubeExecPlugin, VersionsAndModesThatAreNotSpokenAreRefusedUnrun) {
  ClusterAccess access = Running("exit 0");
  access.exec->api_version = "client.authentication.k8s.io/v1alpha1";
  EXPECT_EQ(RunExecPlugin(access, environment_).error().code, ErrorCode::kInvalidArgument);
  access = Running("exit 0");
  access.exec->always_interactive = true;
  EXPECT_EQ(RunExecPlugin(access, environment_).error().code, ErrorCode::kUnimplemented);
}

// Counts its runs in a file, and gives tokens t1, t2 … of ten minutes from 2027-01-15T08:00:00Z on.
TEST_F(KubeExecPlugin, IsRunAgainBeforeItsTokenExpiresAndWhenItWasRefused) {
  const std::string count = testing::TempDir() + "rolecall-exec-count";
  std::remove(count.c_str());
  const ClusterAccess access = Running(
      "echo x >> " + count + "; n=$(wc -l < " + count + "); " + "echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"" +
      kV1 + "\",\"status\":{\"token\":\"t'$n'\",\"expirationTimestamp\":\"2027-01-15T08:'$n'0:00Z\"}}'");
  MemoryFileSystem files;
  FakeClock clock(*ParseRfc3339("2027-01-15T08:00:00Z"));
  Credentials credentials(access, environment_, files, clock);
  const auto first = credentials.Get().value();
  EXPECT_TRUE(first->authorization.Equals("Bearer t1"));
  EXPECT_EQ(credentials.Get().value(), first);
  clock.Advance(std::chrono::minutes(10) - std::chrono::seconds(20));
  const auto second = credentials.Get().value();
  EXPECT_TRUE(second->authorization.Equals("Bearer t2"));
  EXPECT_TRUE(credentials.Refused(second));
  EXPECT_TRUE(credentials.Get().value()->authorization.Equals("Bearer t3"));
  std::remove(count.c_str());
}

TEST(KubeCredentials, TokenFileIsReadAgainAfterAMinuteAndTheLastOneStaysWhenItIsGone) {
  ClusterAccess access;
  access.token_file = "/t";
  FakeEnvironment environment;
  MemoryFileSystem files(std::map<std::string, std::string>{{"/t", "one\n"}});
  FakeClock clock(FromUnixSeconds(1800000000));
  Credentials credentials(access, environment, files, clock);
  EXPECT_TRUE(credentials.Get().value()->authorization.Equals("Bearer one"));
  ASSERT_TRUE(files.Write("/t", "two", FileMode::kPrivate).ok());
  clock.Advance(std::chrono::seconds(59));
  EXPECT_TRUE(credentials.Get().value()->authorization.Equals("Bearer one"));
  clock.Advance(std::chrono::seconds(2));
  EXPECT_TRUE(credentials.Get().value()->authorization.Equals("Bearer two"));
  ASSERT_TRUE(files.Remove("/t").ok());
  clock.Advance(std::chrono::seconds(61));
  EXPECT_TRUE(credentials.Get().value()->authorization.Equals("Bearer two"));
}

TEST(KubeCredentials, EmptyTokenFileIsAnErrorAndAPasswordIsBasic) {
  FakeEnvironment environment;
  MemoryFileSystem files(std::map<std::string, std::string>{{"/t", "\n"}});
  FakeClock clock(FromUnixSeconds(1800000000));
  ClusterAccess access;
  access.token_file = "/t";
  EXPECT_EQ(Credentials(access, environment, files, clock).Get().error().code, ErrorCode::kUnauthenticated);
  ClusterAccess basic;
  basic.username = "a";
  basic.password = Secret("b");
  EXPECT_TRUE(Credentials(basic, environment, files, clock).Get().value()->authorization.Equals("Basic YTpi"));
}

}  // namespace
}  // namespace rolecall::kube
