#include "providers/kubernetes/configuration.h"

#include <gtest/gtest.h>

#include "base/environment.h"
#include "base/file_system.h"

namespace rolecall::providers::kubernetes {
namespace {

using value::Value;

constexpr char kFile[] = R"(apiVersion: v1
kind: Config
clusters:
- {name: one, cluster: {server: "https://one.example:6443", certificate-authority-data: b25l}}
- {name: two, cluster: {server: "https://two.example:6443"}}
users:
- {name: jane, user: {token: janes}}
- {name: joe, user: {token: joes}}
contexts:
- {name: a, context: {cluster: one, user: jane}}
- {name: b, context: {cluster: two, user: joe}}
current-context: a
)";

class KubernetesConfiguration : public testing::Test {
 protected:
  KubernetesConfiguration() { Put("/home/me/kube/config", kFile); }
  void Put(const std::string& path, const std::string& text) {
    ASSERT_TRUE(files_.Write(path, text, FileMode::kPrivate).ok());
  }
  Result<kube::ClusterAccess> Access() { return AccessOf(config_, environment_, files_); }

  const value::Type type_ = engine::ImpliedType(ConfigurationSchema());
  Object config_{type_, Value::Null(type_)};
  FakeEnvironment environment_{{{"HOME", "/home/me"}}};
  MemoryFileSystem files_;
};

TEST_F(KubernetesConfiguration, AHostWithItsCertificatesIsEnough) {
  config_.SetText("host", "10.0.0.1:6443");
  config_.SetText("cluster_ca_certificate", "ca");
  config_.SetText("client_certificate", "cert");
  config_.SetText("client_key", "key");
  config_.SetText("tls_server_name", "api");
  const auto access = Access();
  ASSERT_TRUE(access.ok()) << access.error().message;
  EXPECT_EQ(access->server, "https://10.0.0.1:6443");
  EXPECT_EQ(access->ca_pem, "ca");
  EXPECT_EQ(access->client_cert_pem, "cert");
  EXPECT_EQ(access->client_key_pem.Reveal(), "key");
  EXPECT_EQ(access->server_name, "api");
}

TEST_F(KubernetesConfiguration, ABareHostWithoutTlsIsPlain) {
  config_.SetText("host", "127.0.0.1:8080");
  EXPECT_EQ(Access()->server, "http://127.0.0.1:8080");
  config_.SetFlag("insecure", true);
  EXPECT_EQ(Access()->server, "https://127.0.0.1:8080");
  EXPECT_TRUE(Access()->insecure);
}

TEST_F(KubernetesConfiguration, AKubeconfigsContextIsTheCurrentOneOrTheNamed) {
  config_.SetText("config_path", "~/kube/config");
  EXPECT_EQ(Access()->server, "https://one.example:6443");
  EXPECT_EQ(Access()->token.Reveal(), "janes");
  config_.SetText("config_context", "b");
  EXPECT_EQ(Access()->token.Reveal(), "joes");
  config_.SetText("config_context_cluster", "one");
  EXPECT_EQ(Access()->server, "https://one.example:6443");
  EXPECT_EQ(Access()->token.Reveal(), "joes");
  config_.SetText("config_context", "c");
  EXPECT_EQ(Access().error().message, "invalid configuration: context \"c\" does not exist");
}

TEST_F(KubernetesConfiguration, ArgumentsGoOverTheFile) {
  config_.SetText("config_path", "~/kube/config");
  config_.SetText("host", "https://other.example");
  config_.SetText("token", "given");
  EXPECT_EQ(Access()->server, "https://other.example");
  EXPECT_EQ(Access()->token.Reveal(), "given");
  EXPECT_EQ(Access()->ca_pem, "one");
  config_.SetFlag("insecure", true);
  EXPECT_EQ(Access()->ca_pem, "");
}

TEST_F(KubernetesConfiguration, VariablesStandInForArguments) {
  environment_.Set("KUBE_HOST", "https://env.example");
  environment_.Set("KUBE_TOKEN", "env");
  EXPECT_EQ(Access()->server, "https://env.example");
  EXPECT_EQ(Access()->token.Reveal(), "env");
  config_.SetText("token", "given");
  EXPECT_EQ(Access()->token.Reveal(), "given");
}

TEST_F(KubernetesConfiguration, OfSeveralFilesTheFirstToNameWins) {
  Put("/second",
      "apiVersion: v1\nkind: Config\nclusters:\n- {name: one, cluster: {server: \"https://no\"}}\n"
      "- {name: three, cluster: {server: \"https://three\"}}\n");
  environment_.Set("KUBE_CONFIG_PATHS", "/home/me/kube/config:/second");
  EXPECT_EQ(Access()->server, "https://one.example:6443");
  config_.SetText("config_context_cluster", "three");
  EXPECT_EQ(Access()->server, "https://three");
}

TEST_F(KubernetesConfiguration, AnExecPluginIsAskedInsteadOfTheFilesUser) {
  config_.SetText("config_path", "~/kube/config");
  const value::Type element = config_.TypeOf("exec").element();
  Object exec(element, Value::Null(element));
  exec.SetText("api_version", "client.authentication.k8s.io/v1");
  exec.SetText("command", "aws");
  exec.SetTexts("args", {"eks", "get-token"});
  exec.SetTextMap("env", {{"AWS_PROFILE", "p"}});
  config_.Set("exec", Value::List(element, {exec.ToValue()}));
  const auto access = Access();
  ASSERT_TRUE(access.ok()) << access.error().message;
  ASSERT_TRUE(access->exec.has_value());
  EXPECT_EQ(access->exec->command, "aws");
  EXPECT_EQ(access->exec->arguments, (std::vector<std::string>{"eks", "get-token"}));
  EXPECT_EQ(access->exec->environment.front().second, "p");
  EXPECT_EQ(access->token.Reveal(), "");
}

TEST_F(KubernetesConfiguration, NothingAtAllIsToldAndKubeconfigIsNotLookedFor) {
  environment_.Set("KUBECONFIG", "/home/me/kube/config");
  EXPECT_NE(Access().error().message.find("no configuration has been provided"), std::string::npos);
  config_.SetText("config_path", "/missing");
  EXPECT_EQ(Access().error().code, ErrorCode::kNotFound);
}

TEST_F(KubernetesConfiguration, APodHasItsServiceAccount) {
  environment_.Set("KUBERNETES_SERVICE_HOST", "10.0.0.1");
  environment_.Set("KUBERNETES_SERVICE_PORT", "443");
  for (const char* name : {"token", "ca.crt"}) {
    Put(std::string("/var/run/secrets/kubernetes.io/serviceaccount/") + name, "x");
  }
  EXPECT_EQ(Access()->server, "https://10.0.0.1:443");
}

TEST_F(KubernetesConfiguration, WhatContradictsItselfIsRefused) {
  Problems problems;
  config_.SetText("config_path", "a");
  config_.SetTexts("config_paths", {"b"});
  config_.SetTexts("ignore_labels", {"("});
  CheckConfiguration(config_, problems);
  EXPECT_EQ(problems.size(), 2u);
}

}  // namespace
}  // namespace rolecall::providers::kubernetes
