#include "kube/client/kubeconfig.h"

#include <gtest/gtest.h>

#include "kube/client/cluster_access.h"

namespace rolecall::kube {
namespace {

constexpr char kMain[] = R"(apiVersion: v1
kind: Config
clusters:
- name: main
  cluster: {server: "https://10.0.0.1:6443/", certificate-authority: pki/ca.crt, tls-server-name: kube.test}
- name: data
  cluster: {server: "https://10.0.0.2", certificate-authority-data: Q0EgREFUQQ==, proxy-url: "socks5://127.0.0.1:1080"}
- name: open
  cluster: {server: "https://10.0.0.3", insecure-skip-tls-verify: true}
- name: both
  cluster: {server: "https://10.0.0.4", insecure-skip-tls-verify: true, certificate-authority-data: Q0E=}
users:
- name: cert
  user: {client-certificate: pki/me.crt, client-key-data: S0VZ}
- name: half
  user: {client-certificate: pki/me.crt}
- name: token
  user: {token: abc, as: jane, as-groups: [devs, ops], as-user-extra: {Scopes: [view]}}
- name: two
  user: {token: abc, username: a, password: b}
- name: gone
  user: {auth-provider: {name: gcp}}
- name: exec
  user:
    exec: {apiVersion: client.authentication.k8s.io/v1, command: ./bin/get-token, args: [a, b], env: [{name: X, value: "1"}],
           interactiveMode: Never, provideClusterInfo: true}
contexts:
- name: main
  context: {cluster: main, user: cert, namespace: demo}
- {name: data, context: {cluster: data, user: token}}
- {name: open, context: {cluster: open, user: exec}}
- {name: both, context: {cluster: both, user: token}}
- {name: half, context: {cluster: main, user: half}}
- {name: two, context: {cluster: main, user: two}}
- {name: gone, context: {cluster: main, user: gone}}
- {name: nobody, context: {cluster: main, user: nobody}}
- {name: nowhere, context: {cluster: nowhere, user: token}}
current-context: main
)";

class KubeKubeconfig : public testing::Test {
 protected:
  Result<ClusterAccess> Find(const std::string& context) {
    ROLECALL_TRY(const Kubeconfig config, LoadKubeconfig("/home/a/.kube/config", environment_, files_));
    return AccessFromKubeconfig(config, context, files_);
  }
  std::string WhyNot(const std::string& context) {
    Result<ClusterAccess> found = Find(context);
    return found.ok() ? "it is there" : found.error().message;
  }
  FakeEnvironment environment_{{{"HOME", "/home/a"}}};
  MemoryFileSystem files_{{{"/home/a/.kube/config", kMain},
                           {"/home/a/.kube/pki/ca.crt", "CA FILE"},
                           {"/home/a/.kube/pki/me.crt", "CERT FILE"}}};
};

TEST_F(KubeKubeconfig, CurrentContextGivesServerTrustAndCertificateFromFilesBesideIt) {
  const ClusterAccess access = Find("").value();
  EXPECT_EQ(access.server, "https://10.0.0.1:6443");
  EXPECT_EQ(access.ca_pem, "CA FILE");
  EXPECT_EQ(access.server_name, "kube.test");
  EXPECT_EQ(access.client_cert_pem, "CERT FILE");
  EXPECT_TRUE(access.client_key_pem.Equals("KEY"));
  EXPECT_EQ(access.namespace_name, "demo");
}

TEST_F(KubeKubeconfig, NamedContextGivesDataTokenProxyAndImpersonation) {
  const ClusterAccess access = Find("data").value();
  EXPECT_EQ(access.ca_pem, "CA DATA");
  EXPECT_EQ(access.proxy_url, "socks5://127.0.0.1:1080");
  EXPECT_TRUE(access.token.Equals("abc"));
  EXPECT_EQ(access.namespace_name, "default");
  const std::vector<std::pair<std::string, std::string>> wanted = {{"Impersonate-User", "jane"},
                                                                   {"Impersonate-Group", "devs"},
                                                                   {"Impersonate-Group", "ops"},
                                                                   {"Impersonate-Extra-Scopes", "view"}};
  EXPECT_EQ(access.impersonation, wanted);
}

TEST_F(KubeKubeconfig, ExecPluginIsFoundFromTheFilesDirectory) {
  const ClusterAccess access = Find("open").value();
  EXPECT_TRUE(access.insecure);
  ASSERT_TRUE(access.exec.has_value());
  EXPECT_EQ(access.exec->command, "/home/a/.kube/./bin/get-token");
  EXPECT_EQ(access.exec->arguments, (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(access.exec->provide_cluster_info);
}

TEST_F(KubeKubeconfig, WhatCannotBeMeantIsRefusedInTheWordsOfKubectl) {
  EXPECT_EQ(WhyNot("none"), "invalid configuration: context \"none\" does not exist");
  EXPECT_EQ(WhyNot("nowhere"), "invalid configuration: cluster \"nowhere\" does not exist");
  EXPECT_EQ(WhyNot("nobody"), "invalid configuration: auth info \"nobody\" does not exist");
  EXPECT_EQ(WhyNot("both"),
            "invalid configuration: specifying a root certificates file with the insecure flag is not allowed");
  EXPECT_EQ(WhyNot("half"),
            "invalid configuration: client-key-data or client-key must be specified for half to use the clientCert "
            "authentication method.");
  EXPECT_NE(WhyNot("two").find("more than one authentication method found for two"), std::string::npos);
  EXPECT_NE(WhyNot("gone").find("no Auth Provider found for name \"gcp\""), std::string::npos);
}

TEST_F(KubeKubeconfig, FirstFileOfTheListWinsWithWholeEntriesAndItsContext) {
  MemoryFileSystem files(
      {{"/a", "contexts: [{name: x, context: {cluster: c, user: u}}]\nusers: [{name: u, user: {token: first}}]\n"},
       {"/b",
        "current-context: x\nclusters: [{name: c, cluster: {server: 'https://c.test'}}]\n"
        "users: [{name: u, user: {token: second, username: x}}]\n"}});
  environment_.Set("KUBECONFIG", "/a:/not-there:/b");
  const Kubeconfig config = LoadKubeconfig("", environment_, files).value();
  EXPECT_EQ(config.origin, "/a:/b");
  const ClusterAccess access = AccessFromKubeconfig(config, "", files).value();
  EXPECT_EQ(access.server, "https://c.test");
  EXPECT_TRUE(access.token.Equals("first"));
  EXPECT_EQ(access.username, "");
}

TEST_F(KubeKubeconfig, FileThatWasAskedForMustBeThere) {
  EXPECT_EQ(LoadKubeconfig("/nowhere", environment_, files_).error().code, ErrorCode::kNotFound);
  environment_.Set("KUBECONFIG", "/nowhere");
  EXPECT_TRUE(LoadKubeconfig("", environment_, files_)->empty());
}

TEST_F(KubeKubeconfig, OtherKindsAndWrongTypesAreRefusedWithTheirPlace) {
  EXPECT_NE(ParseKubeconfig("f", "kind: Pod\napiVersion: v1\n").error().message.find("kind Config"), std::string::npos);
  EXPECT_EQ(ParseKubeconfig("f", "users: [{name: u, user: {token: [1]}}]").error().message,
            "f: users[u].user.token is not text");
  EXPECT_EQ(ParseKubeconfig("f", "clusters: {a: b}").error().message, "f: the document.clusters is not a list");
  EXPECT_FALSE(ParseKubeconfig("f", std::string(kMaxKubeconfigBytes + 1, ' ')).ok());
}

TEST_F(KubeKubeconfig, NoMessageTellsASecret) {
  const Result<Kubeconfig> read = ParseKubeconfig("f", "users: [{name: u, user: {token: hush, password: {a: hush}}}]");
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().message.find("hush"), std::string::npos);
}

TEST_F(KubeKubeconfig, PodFindsItsClusterAroundItself) {
  MemoryFileSystem files({{"/var/run/secrets/kubernetes.io/serviceaccount/ca.crt", "CA"},
                          {"/var/run/secrets/kubernetes.io/serviceaccount/token", "T"},
                          {"/var/run/secrets/kubernetes.io/serviceaccount/namespace", "eks\n"}});
  FakeEnvironment pod({{"KUBERNETES_SERVICE_HOST", "fd00::1"}, {"KUBERNETES_SERVICE_PORT", "443"}, {"HOME", "/root"}});
  const ClusterAccess access = FindCluster({}, pod, files).value();
  EXPECT_EQ(access.server, "https://[fd00::1]:443");
  EXPECT_EQ(access.ca_pem, "CA");
  EXPECT_EQ(access.token_file, "/var/run/secrets/kubernetes.io/serviceaccount/token");
  EXPECT_EQ(access.namespace_name, "eks");
  // Somebody who has a kubeconfig means that.
  MemoryFileSystem both(
      std::map<std::string, std::string>{{"/root/.kube/config",
                                          "current-context: x\ncontexts: [{name: x, context: {cluster: c}}]\n"
                                          "clusters: [{name: c, cluster: {server: 'https://c.test'}}]\n"}});
  EXPECT_EQ(FindCluster({}, pod, both)->server, "https://c.test");
}

TEST_F(KubeKubeconfig, NothingAtAllIsSaid) {
  MemoryFileSystem none;
  const Result<ClusterAccess> access = FindCluster({}, environment_, none);
  ASSERT_FALSE(access.ok());
  EXPECT_EQ(access.error().code, ErrorCode::kNotFound);
  EXPECT_NE(access.error().message.find("no configuration has been provided"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::kube
