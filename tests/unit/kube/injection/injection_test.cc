#include "kube/injection/injection.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace rolecall::kube {
namespace {

using boost::json::parse;
using boost::json::value;

constexpr const char* kRole = "arn:aws:iam::054000737513:role/k8s-main/ExternalSecrets";

class Injection : public ::testing::Test {
 protected:
  Injection() {
    settings_.regional_sts_endpoint = false;
    Annotate({{"eks.amazonaws.com/role-arn", kRole}});
  }
  void Annotate(std::map<std::string, std::string> annotations) { source_.Add({"ns", "sa"}, {std::move(annotations)}); }
  // The pod after the patch.
  value Injected(std::string_view pod) {
    value document = parse(pod);
    const InjectionResult result = Inject(document, "ns", source_, settings_, random_);
    warnings_ = result.warnings;
    EXPECT_TRUE(Apply(result.patch, document).ok());
    return document;
  }

  WebhookSettings settings_;
  IdentitySource source_;
  FakeRandom random_;
  std::vector<std::string> warnings_;
};

TEST_F(Injection, AddsEnvironmentVolumeAndMount) {
  settings_.regional_sts_endpoint = true;
  settings_.default_region = "eu-central-1";
  EXPECT_EQ(Injected(R"({"kind":"Pod","spec":{"serviceAccountName":"sa","containers":[{"name":"a"}]}})"), parse(R"({
    "kind":"Pod","spec":{"serviceAccountName":"sa","containers":[{"name":"a","env":[
      {"name":"AWS_STS_REGIONAL_ENDPOINTS","value":"regional"},
      {"name":"AWS_DEFAULT_REGION","value":"eu-central-1"},{"name":"AWS_REGION","value":"eu-central-1"},
      {"name":"AWS_ROLE_ARN","value":"arn:aws:iam::054000737513:role/k8s-main/ExternalSecrets"},
      {"name":"AWS_WEB_IDENTITY_TOKEN_FILE","value":"/var/run/secrets/eks.amazonaws.com/serviceaccount/token"}],
      "volumeMounts":[{"name":"aws-iam-token","readOnly":true,"mountPath":"/var/run/secrets/eks.amazonaws.com/serviceaccount"}]}],
    "volumes":[{"name":"aws-iam-token","projected":{"sources":[{"serviceAccountToken":
      {"audience":"sts.amazonaws.com","expirationSeconds":86400,"path":"token"}}]}}]}})"));
}

TEST_F(Injection, KeepsUnknownFieldsAndPutsTheVolumeFirst) {
  const value pod = Injected(R"({"spec":{"serviceAccountName":"sa","volumes":[{"name":"data"}],
    "initContainers":[{"name":"i","restartPolicy":"Always","future":{"x":1},"env":[{"name":"A","value":"b"}]}],"containers":[]}})");
  const value& container = pod.at("spec").at("initContainers").at(0);
  EXPECT_EQ(container.at("future"), parse(R"({"x":1})"));
  EXPECT_EQ(container.at("env").at(0).at("name"), "A");
  EXPECT_EQ(container.at("env").at(1).at("name"), "AWS_ROLE_ARN");
  EXPECT_EQ(pod.at("spec").at("volumes").at(0).at("name"), "aws-iam-token");
  EXPECT_EQ(pod.at("spec").at("volumes").at(1).at("name"), "data");
}

// A pod of `count` containers that say nothing of themselves.
value PodOf(std::size_t count) {
  value pod = parse(R"({"spec":{"serviceAccountName":"sa","containers":[]}})");
  boost::json::array& containers = pod.at("spec").at("containers").as_array();
  containers.resize(count, boost::json::object());
  return pod;
}

TEST_F(Injection, WhatIsAddedIsLinearInThePodAndBounded) {
  const InjectionResult some = Inject(PodOf(100), "ns", source_, settings_, random_);
  const InjectionResult more = Inject(PodOf(200), "ns", source_, settings_, random_);
  EXPECT_FALSE(more.is_too_large);
  EXPECT_LE(more.added_bytes, some.added_bytes * 2 + 1000);
  // The estimate is one of the JSON that is sent.
  const std::size_t sent = FormatPatch(more.patch).size();
  EXPECT_GT(more.added_bytes, sent * 8 / 10);
  EXPECT_LT(more.added_bytes, sent * 12 / 10);

  const InjectionResult all = Inject(PodOf(100000), "ns", source_, settings_, random_);
  EXPECT_TRUE(all.is_too_large);
  EXPECT_LT(FormatPatch(all.patch).size(), kMaxAddedBytes * 12 / 10);
}

TEST_F(Injection, WarningsAreBounded) {
  value pod = PodOf(1000);
  for (value& container : pod.at("spec").at("containers").as_array()) {
    container = parse(R"({"name":")" + std::string(500, 'n') + R"(","env":[{"name":"AWS_ROLE_ARN","value":"x"}]})");
  }
  const InjectionResult result = Inject(pod, "ns", source_, settings_, random_);
  EXPECT_EQ(result.warnings.size(), kMaxWarnings);
  EXPECT_EQ(result.warnings[0],
            "container (of too long a name) defines AWS_ROLE_ARN itself: its identity is not injected");
}

TEST_F(Injection, LeavesPodsAloneThatHaveNoIdentity) {
  for (const char* pod : {R"({"spec":{"serviceAccountName":"other","containers":[{"name":"a"}]}})",
                          R"({"spec":{"containers":[{"name":"a"}]}})", R"({"spec":{"template":{}}})", R"({})", "7"}) {
    const InjectionResult result = Inject(parse(pod), "ns", source_, settings_, random_);
    EXPECT_TRUE(result.patch.empty()) << pod;
    EXPECT_NE(result.identity.reason, "") << pod;
  }
  // The same name in another namespace is another service account.
  EXPECT_TRUE(Inject(parse(R"({"spec":{"serviceAccountName":"sa","containers":[{"name":"a"}]}})"), "elsewhere", source_,
                     settings_, random_)
                  .patch.empty());
}

TEST_F(Injection, NeverOverridesWhatTheContainerDefines) {
  const value pod = Injected(
      R"({"spec":{"serviceAccountName":"sa","containers":[{"name":"a","env":[{"name":"AWS_ROLE_ARN","value":"mine"}]}]}})");
  EXPECT_EQ(pod.at("spec").at("containers").at(0).at("env"), parse(R"([{"name":"AWS_ROLE_ARN","value":"mine"}])"));
  ASSERT_EQ(warnings_.size(), 1u);
}

TEST_F(Injection, SkipsTheContainersThatAreNamed) {
  const value pod = Injected(R"({"metadata":{"annotations":{"eks.amazonaws.com/skip-containers":"b,\"c\""}},
    "spec":{"serviceAccountName":"sa","containers":[{"name":"a"},{"name":"b"},{"name":"c"}]}})");
  EXPECT_TRUE(pod.at("spec").at("containers").at(0).as_object().contains("env"));
  EXPECT_FALSE(pod.at("spec").at("containers").at(1).as_object().contains("env"));
  EXPECT_FALSE(pod.at("spec").at("containers").at(2).as_object().contains("env"));
}

TEST_F(Injection, ThePodsExpirationBeatsTheServiceAccounts) {
  Annotate({{"eks.amazonaws.com/role-arn", kRole}, {"eks.amazonaws.com/token-expiration", "7200"}});
  const auto expiration = [&](std::string_view pod) {
    return Injected(pod)
        .at("spec")
        .at("volumes")
        .at(0)
        .at("projected")
        .at("sources")
        .at(0)
        .at("serviceAccountToken")
        .at("expirationSeconds");
  };
  EXPECT_EQ(expiration(R"({"spec":{"serviceAccountName":"sa","containers":[]}})"), 7200);
  EXPECT_EQ(expiration(R"({"metadata":{"annotations":{"eks.amazonaws.com/token-expiration":"3600"}},
                           "spec":{"serviceAccountName":"sa","containers":[]}})"),
            3600);
  EXPECT_EQ(expiration(R"({"metadata":{"annotations":{"eks.amazonaws.com/token-expiration":"10"}},
                           "spec":{"serviceAccountName":"sa","containers":[]}})"),
            600);
  EXPECT_EQ(expiration(R"({"metadata":{"annotations":{"eks.amazonaws.com/token-expiration":"1e3"}},
                           "spec":{"serviceAccountName":"sa","containers":[]}})"),
            7200);
}

TEST_F(Injection, NamesWindowsPathsOnWindows) {
  const value pod = Injected(
      R"({"spec":{"serviceAccountName":"sa","nodeSelector":{"kubernetes.io/os":"windows"},"containers":[{"name":"a"}]}})");
  EXPECT_EQ(pod.at("spec").at("containers").at(0).at("env").at(1).at("value"),
            "C:\\var\\run\\secrets\\eks.amazonaws.com\\serviceaccount\\token");
}

TEST_F(Injection, PodIdentityAccountsGetTheAgentsEndpoint) {
  ASSERT_TRUE(source_.SetContainerCredentials(R"({"identities":[{"namespace":"ns","serviceAccount":"sa"}]})"));
  const value pod =
      Injected(R"({"metadata":{"labels":{"a":"b"}},"spec":{"serviceAccountName":"sa","containers":[{"name":"a"}]}})");
  EXPECT_EQ(pod.at("metadata").at("labels").at("eks.amazonaws.com/pod-identity"), "enabled");
  EXPECT_EQ(pod.at("spec").at("containers").at(0).at("env").at(0).at("name"), "AWS_CONTAINER_CREDENTIALS_FULL_URI");
  const auto& token = pod.at("spec").at("volumes").at(0).at("projected").at("sources").at(0).at("serviceAccountToken");
  EXPECT_GE(token.at("expirationSeconds").as_int64(), 79200);
  EXPECT_LE(token.at("expirationSeconds").as_int64(), 86400);
}

// The API server asks again after other webhooks have changed the pod (reinvocationPolicy IfNeeded).
TEST_F(Injection, ASecondRoundFindsNothingMissingAndWarnsOfNothing) {
  settings_.default_region = "eu-central-1";
  for (const bool is_pod_identity : {false, true}) {
    if (is_pod_identity) {
      ASSERT_TRUE(source_.SetContainerCredentials(R"({"identities":[{"namespace":"ns","serviceAccount":"sa"}]})"));
    }
    for (const bool is_regional : {false, true}) {
      settings_.regional_sts_endpoint = is_regional;
      const value first = Injected(R"({"spec":{"serviceAccountName":"sa","containers":[{"name":"a"}]}})");
      EXPECT_TRUE(warnings_.empty());
      const InjectionResult second = Inject(first, "ns", source_, settings_, random_);
      EXPECT_TRUE(second.patch.empty()) << FormatPatch(second.patch);
      EXPECT_TRUE(second.warnings.empty()) << second.warnings.front();
      EXPECT_NE(second.identity.method, IdentityMethod::kNone);
    }
  }
}

TEST_F(Injection, ASecondRoundGivesAContainerThatCameBetweenItsIdentity) {
  value pod = Injected(R"({"spec":{"serviceAccountName":"sa","containers":[{"name":"a"}]}})");
  pod.at("spec").at("containers").as_array().push_back(parse(R"({"name":"sidecar"})"));
  const InjectionResult second = Inject(pod, "ns", source_, settings_, random_);
  ASSERT_EQ(second.patch.size(), 2u);
  EXPECT_EQ(second.patch[0].path, "/spec/containers/1/env");
  EXPECT_EQ(second.patch[1].path, "/spec/containers/1/volumeMounts");
  EXPECT_TRUE(second.warnings.empty());
}

// With two mounts at one path the API server would refuse the pod.
TEST_F(Injection, AMountAtTheTokensPathIsLeftAlone) {
  for (const char* path :
       {"/var/run/secrets/eks.amazonaws.com/serviceaccount", "/var/run/secrets/eks.amazonaws.com/serviceaccount/"}) {
    const value pod = Injected(
        R"({"spec":{"serviceAccountName":"sa","volumes":[{"name":"v"}],"containers":[{"name":"a","volumeMounts":[
           {"name":"v","mountPath":")" +
        std::string(path) + R"("}]}]}})");
    EXPECT_EQ(pod.at("spec").at("containers").at(0).at("volumeMounts").as_array().size(), 1u);
    EXPECT_EQ(pod.at("spec").at("containers").at(0).at("env").at(0).at("name"), "AWS_ROLE_ARN");
    ASSERT_EQ(warnings_.size(), 1u);
    EXPECT_EQ(warnings_[0],
              "container a already mounts something at /var/run/secrets/eks.amazonaws.com/serviceaccount: the token is "
              "not mounted over it");
  }
}

TEST_F(Injection, AVolumeOfTheTokensNameThatIsNoneIsTold) {
  Injected(
      R"({"spec":{"serviceAccountName":"sa","volumes":[{"name":"aws-iam-token","emptyDir":{}}],"containers":[]}})");
  ASSERT_EQ(warnings_.size(), 1u);
  EXPECT_EQ(warnings_[0], "the pod's own volume aws-iam-token holds no token: it stays as it is");
}

// What the API server takes is 600 to 2^32 seconds.
TEST_F(Injection, ExpirationsAreWithinWhatTheApiServerTakes) {
  const auto expiration = [&](const std::string& of_account, const std::string& of_pod) {
    Annotate({{"eks.amazonaws.com/role-arn", kRole}, {"eks.amazonaws.com/token-expiration", of_account}});
    const value pod = Injected(R"({"metadata":{"annotations":{"eks.amazonaws.com/token-expiration":")" + of_pod +
                               R"("}},"spec":{"serviceAccountName":"sa","containers":[]}})");
    return pod.at_pointer("/spec/volumes/0/projected/sources/0/serviceAccountToken/expirationSeconds").as_int64();
  };
  EXPECT_EQ(expiration("9999999999", ""), 4294967296);
  ASSERT_EQ(warnings_.size(), 1u);
  EXPECT_EQ(
      warnings_[0],
      "annotation eks.amazonaws.com/token-expiration of service account ns/sa is \"9999999999\", more than the API "
      "server takes: 4294967296 seconds are used");
  EXPECT_EQ(expiration("4294967296", ""), 4294967296);
  EXPECT_TRUE(warnings_.empty());
  EXPECT_EQ(expiration("599", ""), 600);
  EXPECT_EQ(warnings_.size(), 1u);
  EXPECT_EQ(expiration("1h", ""), 86400);
  ASSERT_EQ(warnings_.size(), 1u);
  EXPECT_TRUE(warnings_[0].ends_with("is \"1h\", no number of seconds: 86400 are used")) << warnings_[0];
  EXPECT_EQ(expiration("3600", "99999999999"), 4294967296);
  ASSERT_EQ(warnings_.size(), 1u);
  EXPECT_TRUE(warnings_[0].starts_with("the pod's annotation ")) << warnings_[0];
}

TEST_F(Injection, WarnsOfAnnotationsThatItCannotRead) {
  Annotate(
      {{"eks.amazonaws.com/role-arn", "arn:aws:iam::1:user/x\n"}, {"eks.amazonaws.com/sts-regional-endpoints", "yes"}});
  Injected(R"({"metadata":{"annotations":{"eks.amazonaws.com/skip-containers":"a\""}},
               "spec":{"serviceAccountName":"sa","containers":[]}})");
  ASSERT_EQ(warnings_.size(), 3u);
  EXPECT_EQ(warnings_[0],
            "annotation eks.amazonaws.com/sts-regional-endpoints of service account ns/sa is \"yes\", neither true nor "
            "false: the webhook's setting counts");
  EXPECT_EQ(warnings_[1], "role-arn \"arn:aws:iam::1:user/x?\" does not look like the ARN of a role");
  EXPECT_NE(warnings_[2].find("skip-containers is \"a\"\""), std::string::npos) << warnings_[2];
}

TEST_F(Injection, GivesTheEndpointsOfAnotherPlane) {
  settings_.endpoint_url = "https://plane.test";
  settings_.sts_endpoint_url = "https://sts.plane.test";
  settings_.ca_bundle_config_map = "plane-ca";
  const value pod = Injected(R"({"spec":{"serviceAccountName":"sa","containers":[{"name":"a"},
    {"name":"b","env":[{"name":"AWS_ENDPOINT_URL","value":"own"},{"name":"AWS_CA_BUNDLE","value":"own"}]}]}})");
  const value& env = pod.at("spec").at("containers").at(0).at("env");
  EXPECT_EQ(env, parse(R"([{"name":"AWS_ENDPOINT_URL","value":"https://plane.test"},
    {"name":"AWS_ENDPOINT_URL_STS","value":"https://sts.plane.test"},
    {"name":"AWS_ROLE_ARN","value":"arn:aws:iam::054000737513:role/k8s-main/ExternalSecrets"},
    {"name":"AWS_WEB_IDENTITY_TOKEN_FILE","value":"/var/run/secrets/eks.amazonaws.com/serviceaccount/token"},
    {"name":"AWS_CA_BUNDLE","value":"/var/run/secrets/eks.amazonaws.com/serviceaccount/ca.crt"}])"));
  EXPECT_EQ(pod.at_pointer("/spec/volumes/0/projected/sources/1"),
            parse(R"({"configMap":{"name":"plane-ca","items":[{"key":"ca.crt","path":"ca.crt"}]}})"));
  for (const value& variable : pod.at_pointer("/spec/containers/1/env").as_array()) {
    EXPECT_NE(variable, parse(R"({"name":"AWS_ENDPOINT_URL","value":"https://plane.test"})"));
    EXPECT_NE(variable.at("value"), "/var/run/secrets/eks.amazonaws.com/serviceaccount/ca.crt");
  }
}

TEST_F(Injection, TheSessionIsCalledAsThePod) {
  settings_.role_session_name = true;
  const auto session = [&](const std::string& metadata) {
    const value pod =
        Injected(R"({"metadata":)" + metadata + R"(,"spec":{"serviceAccountName":"sa","containers":[{"name":"a"}]}})");
    const value& variable = pod.at_pointer("/spec/containers/0/env/2");
    EXPECT_EQ(variable.at("name"), "AWS_ROLE_SESSION_NAME");
    const auto* text = variable.as_object().if_contains("value");
    return text == nullptr ? boost::json::serialize(variable.at("valueFrom")) : std::string(text->as_string());
  };
  const char* const kByDownwardApi = R"({"fieldRef":{"fieldPath":"metadata.name"}})";
  EXPECT_EQ(session(R"({"name":"web-0"})"), kByDownwardApi);
  EXPECT_EQ(session(R"({"generateName":"web-5d4f-"})"), kByDownwardApi);
  EXPECT_EQ(session(R"({"name":")" + std::string(64, 'a') + R"("})"), kByDownwardApi);
  EXPECT_EQ(session(R"({"name":"a"})"), "a.ns");
  const std::string one = session(R"({"name":")" + std::string(100, 'a') + R"(1"})");
  const std::string other = session(R"({"name":")" + std::string(100, 'a') + R"(2"})");
  EXPECT_EQ(one.size(), 64u);
  EXPECT_TRUE(one.starts_with(std::string(55, 'a') + "-")) << one;
  EXPECT_NE(one, other);
}

TEST_F(Injection, PodsThatDoNotRunAsRootGetAGroup) {
  settings_.fs_group = 10001;
  const auto group = [&](const std::string& spec) {
    const value pod = Injected(R"({"spec":{"serviceAccountName":"sa",)" + spec + "}}");
    boost::system::error_code error;
    const value* found = pod.find_pointer("/spec/securityContext/fsGroup", error);
    return found == nullptr ? 0 : found->as_int64();
  };
  EXPECT_EQ(group(R"("containers":[{"name":"a"}])"), 0);
  EXPECT_EQ(group(R"("securityContext":{"runAsUser":0},"containers":[])"), 0);
  EXPECT_EQ(group(R"("securityContext":{"runAsUser":1000},"containers":[])"), 10001);
  EXPECT_EQ(group(R"("securityContext":{"runAsNonRoot":true},"containers":[])"), 10001);
  EXPECT_EQ(group(R"("containers":[{"name":"a","securityContext":{"runAsUser":7}}])"), 10001);
  EXPECT_EQ(group(R"("securityContext":{"runAsUser":1000,"fsGroup":5},"containers":[])"), 5);
  EXPECT_EQ(group(R"("os":{"name":"windows"},"securityContext":{"runAsNonRoot":true},"containers":[])"), 0);
}

TEST_F(Injection, OnlyPodsThatAreSelectedAreChanged) {
  settings_.pod_selector = *LabelSelector::Parse("inject=yes");
  const value other = parse(
      R"({"metadata":{"labels":{"inject":"no"}},"spec":{"serviceAccountName":"sa","containers":[{"name":"a"}]}})");
  const InjectionResult left = Inject(other, "ns", source_, settings_, random_);
  EXPECT_TRUE(left.patch.empty());
  EXPECT_EQ(left.identity.reason_code, "not_selected");
  EXPECT_EQ(left.identity.method, IdentityMethod::kNone);
  const value selected = parse(
      R"({"metadata":{"labels":{"inject":"yes"}},"spec":{"serviceAccountName":"sa","containers":[{"name":"a"}]}})");
  EXPECT_FALSE(Inject(selected, "ns", source_, settings_, random_).patch.empty());
}

TEST_F(Injection, FieldsOfAnotherTypeAreNotRead) {
  for (const char* spec : {R"({"serviceAccountName":7})", R"({"serviceAccountName":"sa","containers":{}})",
                           R"({"serviceAccountName":"sa","containers":[7]})",
                           R"({"serviceAccountName":"sa","containers":[{"env":[{"name":{}}]}]})",
                           R"({"serviceAccountName":"sa","volumes":"x","containers":[]})"}) {
    const InjectionResult result =
        Inject(boost::json::object{{"spec", parse(spec)}}, "ns", source_, settings_, random_);
    EXPECT_TRUE(result.patch.empty()) << spec;
    EXPECT_EQ(result.identity.reason_code, "unreadable") << spec;
  }
  // Null counts as missing.
  const value pod = Injected(R"({"metadata":null,"spec":{"serviceAccountName":"sa","volumes":null,"initContainers":null,
    "containers":[{"name":"a","env":null,"volumeMounts":null}]}})");
  EXPECT_EQ(pod.at_pointer("/spec/containers/0/env").as_array().size(), 2u);
  EXPECT_EQ(pod.at_pointer("/spec/volumes").as_array().size(), 1u);
}

}  // namespace
}  // namespace rolecall::kube
