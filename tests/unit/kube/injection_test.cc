#include "kube/injection.h"

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
  const std::size_t sent = boost::json::serialize(ToJson(more.patch)).size();
  EXPECT_GT(more.added_bytes, sent * 8 / 10);
  EXPECT_LT(more.added_bytes, sent * 12 / 10);

  const InjectionResult all = Inject(PodOf(100000), "ns", source_, settings_, random_);
  EXPECT_TRUE(all.is_too_large);
  EXPECT_LT(boost::json::serialize(ToJson(all.patch)).size(), kMaxAddedBytes * 12 / 10);
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

TEST(IdentitySource, MapsByConfigMapExactlyThenByPattern) {
  IdentitySource source;
  ASSERT_TRUE(source.SetConfigMap(
      R"({"ns/a":{"RoleARN":"r1"},"*/a":{"rolearn":"r2"},"te*/a":{"RoleARN":"r3"},"bad":{},"ns/n":null})"));
  EXPECT_EQ(source.FindMapped({"ns", "a"})->role_arn, "r1");
  EXPECT_EQ(source.FindMapped({"zz", "a"})->role_arn, "r2");
  EXPECT_EQ(source.FindMapped({"test", "a"})->role_arn, "r3");
  EXPECT_EQ(source.FindMapped({"zz", "a"}, true), nullptr);
  EXPECT_EQ(source.FindMapped({"ns", "b"}), nullptr);
  EXPECT_FALSE(source.SetConfigMap("{not json"));
  EXPECT_EQ(source.FindMapped({"ns", "a"})->role_arn, "r1") << "an unreadable map changes nothing";
}

TEST(IsRoleArn, TellsRolesFromOtherThings) {
  EXPECT_TRUE(IsRoleArn(kRole));
  EXPECT_TRUE(IsRoleArn("arn:aws-cn:iam::054000737513:role/x"));
  for (const char* text :
       {"", "role/x", "arn:aws:iam::05400073751:role/x", "arn:aws:iam::054000737513:user/x",
        "arn:aws:iam::054000737513:role/", "arn:aws:iam::054000737513:role/a b", " arn:aws:iam::054000737513:role/x"}) {
    EXPECT_FALSE(IsRoleArn(text)) << text;
  }
}

TEST(ParseServiceAccountName, WantsTwoParts) {
  EXPECT_EQ(ParseServiceAccountName("a/b"), (ServiceAccountName{"a", "b"}));
  for (const char* text : {"", "a", "/b", "a/", "a/b/c"}) EXPECT_FALSE(ParseServiceAccountName(text)) << text;
}

}  // namespace
}  // namespace rolecall::kube
