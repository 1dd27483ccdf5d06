#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/environment.h"
#include "base/file_system.h"
#include "providers/kubernetes/provider.h"
#include "tests/unit/providers/framework/harness.h"
#include "tests/unit/providers/kubernetes/small_cluster.h"

namespace rolecall::providers::kubernetes {
namespace {

namespace bj = boost::json;
using value::Type;
using value::Value;
using Texts = std::map<std::string, std::string>;

constexpr char kAccount[] = "kubernetes_service_account_v1";
constexpr char kSecret[] = "kubernetes_secret_v1";
constexpr char kNamespace[] = "kubernetes_namespace";
constexpr char kPath[] = "/api/v1/namespaces/demo/serviceaccounts/app";
constexpr char kRole[] = "eks.amazonaws.com/role-arn";

class KubernetesTest : public ProviderHarness {
 protected:
  KubernetesTest() {
    Use(MakeKubernetesProvider({environment_, files_, clock_, [this](std::chrono::milliseconds time) {
                                  clock_.Advance(time);
                                  ++sleeps_;
                                }}));
    Configure({{"host", cluster_.url()}});
  }
  void Configure(const Texts& texts, const std::map<std::string, std::vector<std::string>>& lists = {}) {
    const Type type = engine::ImpliedType(provider_->schema().configuration);
    Object config(type, Value::Null(type));
    for (const auto& [name, text] : texts) config.SetText(name, text);
    for (const auto& [name, list] : lists) config.SetTexts(name, list);
    provider_->ValidateConfiguration(config.ToValue(), diagnostics_);
    provider_->Configure(config.ToValue(), diagnostics_);
  }

  Object With(const std::string& type, const Texts& metadata, const Texts& annotations = {},
              const Texts& labels = {}) const {
    Object config = Empty(type);
    const Type element = config.TypeOf("metadata").element();
    Object block(element, Value::Null(element));
    for (const auto& [name, text] : metadata) block.SetText(name, text);
    if (!annotations.empty()) block.SetTextMap("annotations", annotations);
    if (!labels.empty()) block.SetTextMap("labels", labels);
    config.Set("metadata", Value::List(element, {block.ToValue()}));
    return config;
  }
  static Object Metadata(const Object& state) { return state.Blocks("metadata").at(0); }
  static std::string At(const bj::value& value, std::string_view pointer) {
    boost::system::error_code error;
    const bj::value* found = value.find_pointer(pointer, error);
    return found == nullptr ? "(none)" : found->is_string() ? std::string(found->get_string()) : bj::serialize(*found);
  }
  std::string Seen(std::string_view pointer) { return At(cluster_.At(kPath), pointer); }

  FakeEnvironment environment_;
  MemoryFileSystem files_;
  FakeClock clock_{FromUnixSeconds(1700000000)};
  int sleeps_ = 0;
  SmallCluster cluster_;
};

TEST_F(KubernetesTest, AServiceAccountIsMadeReadAndGone) {
  const Object config = With(kAccount, {{"name", "app"}, {"namespace", "demo"}}, {{kRole, "arn:aws:iam::1:role/app"}});
  const Object state = Create(kAccount, config);
  ASSERT_EQ(Problems(), "");
  EXPECT_EQ(state.Text("id"), "demo/app");
  EXPECT_EQ(Seen("/metadata/annotations/eks.amazonaws.com~1role-arn"), "arn:aws:iam::1:role/app");
  EXPECT_EQ(Seen("/automountServiceAccountToken"), "true");
  EXPECT_EQ(Metadata(state).Text("uid"), "uid-101");
  EXPECT_EQ(Metadata(state).Text("resource_version"), "101");
  EXPECT_EQ(state.Text("default_secret_name"), "");
  EXPECT_TRUE(Read(kAccount, state).Same(state.ToValue()));
  EXPECT_TRUE(IsQuiet(kAccount, state, config));
  cluster_.gone_after = 3;
  Destroy(kAccount, state);
  EXPECT_EQ(Problems(), "");
  EXPECT_FALSE(cluster_.Has(kPath));
  EXPECT_EQ(sleeps_, 3);
  EXPECT_TRUE(Read(kAccount, state).IsNull());
}

TEST_F(KubernetesTest, TheNamespaceIsDefaultUnlessItIsNamed) {
  const Object state = Create(kAccount, With(kAccount, {{"name", "app"}}));
  EXPECT_EQ(state.Text("id"), "default/app");
  EXPECT_TRUE(IsQuiet(kAccount, state, With(kAccount, {{"name", "app"}})));
}

TEST_F(KubernetesTest, APlanOfWhatIsNewKnowsWhatIsConfiguredAndNoMore) {
  const Object planned =
      Wrap(kAccount, Plan(kAccount, Nothing(kAccount), With(kAccount, {{"generate_name", "app-"}})).planned);
  EXPECT_TRUE(Metadata(planned).IsUnknown("name"));
  EXPECT_TRUE(Metadata(planned).IsUnknown("uid"));
  EXPECT_EQ(Metadata(planned).Text("namespace"), "default");
  EXPECT_TRUE(planned.IsUnknown("default_secret_name"));
  EXPECT_TRUE(planned.Flag("automount_service_account_token"));
  EXPECT_TRUE(cluster_.requests().empty());
}

TEST_F(KubernetesTest, AGeneratedNameIsTheServers) {
  const Object state = Create(kAccount, With(kAccount, {{"generate_name", "app-"}, {"namespace", "demo"}}));
  EXPECT_EQ(state.Text("id"), "demo/app-x1y2z");
  EXPECT_TRUE(IsQuiet(kAccount, state, With(kAccount, {{"generate_name", "app-"}, {"namespace", "demo"}})));
}

TEST_F(KubernetesTest, AChangeSendsWhatDiffersAndLeavesTheRest) {
  const Texts name = {{"name", "app"}, {"namespace", "demo"}};
  const Object before = Create(kAccount, With(kAccount, name, {{kRole, "a"}, {"x", "1"}, {"y", "1"}}));
  cluster_.At(kPath).as_object()["metadata"].as_object()["annotations"].as_object()["kubernetes.io/own"] = "k";
  Object config = With(kAccount, name, {{kRole, "b"}, {"y", "1"}}, {{"team", "shop"}});
  config.SetFlag("automount_service_account_token", false);
  const Object after = Apply(kAccount, before.ToValue(), config);
  ASSERT_EQ(Problems(), "");
  EXPECT_EQ(bj::serialize(cluster_.last_patch),
            R"({"metadata":{"annotations":{"x":null,"eks.amazonaws.com/role-arn":"b"},"labels":{"team":"shop"}},)"
            R"("automountServiceAccountToken":false})");
  EXPECT_EQ(Seen("/metadata/annotations/kubernetes.io~1own"), "k");
  EXPECT_EQ(Metadata(after).TextMap("annotations"), (Texts{{kRole, "b"}, {"y", "1"}}));
  EXPECT_TRUE(IsQuiet(kAccount, after, config));
}

TEST_F(KubernetesTest, NameAndNamespaceReplace) {
  const Object state = Create(kAccount, With(kAccount, {{"name", "app"}, {"namespace", "demo"}}));
  for (const Texts& changed : {Texts{{"name", "other"}, {"namespace", "demo"}}, Texts{{"name", "app"}}}) {
    const auto planned = Plan(kAccount, state.ToValue(), With(kAccount, changed));
    ASSERT_EQ(planned.requires_replace.size(), 1u);
    EXPECT_EQ(value::PathText(planned.requires_replace[0]),
              changed.contains("namespace") ? ".metadata[0].name" : ".metadata[0].namespace");
  }
  EXPECT_TRUE(Plan(kAccount, state.ToValue(), With(kAccount, {{"name", "app"}, {"namespace", "demo"}}, {{"a", "b"}}))
                  .requires_replace.empty());
}

TEST_F(KubernetesTest, DriftIsSeenButForWhatKubernetesSetsItself) {
  const Object state = Create(kAccount, With(kAccount, {{"name", "app"}, {"namespace", "demo"}}, {{kRole, "a"}}));
  auto& annotations = cluster_.At(kPath).as_object()["metadata"].as_object()["annotations"].as_object();
  annotations[kRole] = "stolen";
  annotations["app.kubernetes.io/x"] = "1";
  annotations["kubectl.kubernetes.io/last-applied-configuration"] = "{}";
  EXPECT_EQ(Metadata(Wrap(kAccount, Read(kAccount, state))).TextMap("annotations"),
            (Texts{{kRole, "stolen"}, {"app.kubernetes.io/x", "1"}}));
}

TEST_F(KubernetesTest, IgnoredKeysAreNotRead) {
  Configure({{"host", cluster_.url()}}, {{"ignore_annotations", {"^cni\\."}}, {"ignore_labels", {"team"}}});
  const Object state = Create(kAccount, With(kAccount, {{"name", "app"}, {"namespace", "demo"}}));
  auto& metadata = cluster_.At(kPath).as_object()["metadata"].as_object();
  metadata["annotations"] = {{"cni.projectcalico.org/ip", "1"}, {"other", "2"}};
  metadata["labels"] = {{"my-team", "1"}};
  const Object read = Metadata(Wrap(kAccount, Read(kAccount, state)));
  EXPECT_EQ(read.TextMap("annotations"), (Texts{{"other", "2"}}));
  EXPECT_TRUE(read.TextMap("labels").empty());
}

TEST_F(KubernetesTest, AnOldServersOwnSecretIsNoDrift) {
  const Object state = Create(kAccount, With(kAccount, {{"name", "app"}, {"namespace", "demo"}}));
  cluster_.At(kPath).as_object()["secrets"] = bj::array{{{"name", "app-token-a1b2c"}}, {{"name", "mine"}}};
  const Object read = Wrap(kAccount, Read(kAccount, state));
  EXPECT_EQ(read.Text("default_secret_name"), "app-token-a1b2c");
  ASSERT_EQ(read.Blocks("secret").size(), 1u);
  EXPECT_EQ(read.Blocks("secret")[0].Text("name"), "mine");
}

TEST_F(KubernetesTest, RefusalsAreTheServersOwnWords) {
  Create(kAccount, With(kAccount, {{"name", "app"}, {"namespace", "demo"}}));
  const Object second = Create(kAccount, With(kAccount, {{"name", "app"}, {"namespace", "demo"}}));
  EXPECT_EQ(second.Text("id"), "");
  EXPECT_EQ(Problems(), "\"/api/v1/namespaces/demo/serviceaccounts/app\" already exists: \n");
}

TEST_F(KubernetesTest, ImportIsByNamespaceAndName) {
  cluster_.At(kPath) = {{"metadata", {{"name", "app"}, {"namespace", "demo"}, {"annotations", {{kRole, "a"}}}}}};
  const Object config = With(kAccount, {{"name", "app"}, {"namespace", "demo"}}, {{kRole, "a"}});
  Object read = Wrap(kAccount, Read(kAccount, Import(kAccount, "demo/app")));
  ASSERT_EQ(Problems(), "");
  // What the account does not say is read as no, and is then said.
  EXPECT_FALSE(read.Flag("automount_service_account_token"));
  EXPECT_FALSE(IsQuiet(kAccount, read, config));
  cluster_.At(kPath).as_object()["automountServiceAccountToken"] = true;
  read = Wrap(kAccount, Read(kAccount, Import(kAccount, "demo/app")));
  EXPECT_TRUE(IsQuiet(kAccount, read, config));
  Import(kAccount, "app");
  EXPECT_EQ(Problems(), "Unexpected ID format (\"app\"), expected \"namespace/name\".: \n");
}

TEST_F(KubernetesTest, NamesAndKeysAreChecked) {
  EXPECT_NE(Validate(kAccount, With(kAccount, {{"name", "App"}})).find("RFC 1123"), std::string::npos);
  EXPECT_NE(Validate(kAccount, With(kAccount, {{"name", "a"}, {"generate_name", "b"}})).find("conflicts"),
            std::string::npos);
  EXPECT_NE(Validate(kAccount, With(kAccount, {{"name", "a"}}, {{"-x/y", "1"}})).find("qualified name"),
            std::string::npos);
  EXPECT_EQ(Validate(kAccount, With(kAccount, {{"name", "a.b-c"}}, {{kRole, "1"}})), "");
}

TEST_F(KubernetesTest, ANamespaceHasNoNamespace) {
  const Object state = Create(kNamespace, With(kNamespace, {{"name", "demo"}}, {}, {{"a", "b"}}));
  ASSERT_EQ(Problems(), "");
  EXPECT_EQ(state.Text("id"), "demo");
  EXPECT_TRUE(cluster_.Has("/api/v1/namespaces/demo"));
  EXPECT_TRUE(IsQuiet(kNamespace, state, With(kNamespace, {{"name", "demo"}}, {}, {{"a", "b"}})));
  // One that does not end in time is still there.
  cluster_.gone_after = 1000000;
  Destroy(kNamespace, state);
  EXPECT_EQ(Problems(), "Namespace (demo) still exists: \n");
}

TEST_F(KubernetesTest, WaitingForTheEndCanBeStopped) {
  const Object state = Create(kNamespace, With(kNamespace, {{"name", "demo"}}));
  cluster_.gone_after = 1000000;
  switch_.cancelled = true;
  Destroy(kNamespace, state);
  EXPECT_EQ(sleeps_, 0);
  EXPECT_NE(Problems().find("was stopped"), std::string::npos);
}

TEST_F(KubernetesTest, ASecretsDataIsPlainHereAndBase64There) {
  Object config = With(kSecret, {{"name", "db"}, {"namespace", "demo"}});
  config.SetTextMap("data", {{"user", "app"}});
  config.SetTextMap("binary_data", {{"key", Base64Encode("\xff\x01")}});
  const Object state = Create(kSecret, config);
  ASSERT_EQ(Problems(), "");
  const bj::value& made = cluster_.At("/api/v1/namespaces/demo/secrets/db");
  EXPECT_EQ(At(made, "/data/user"), Base64Encode("app"));
  EXPECT_EQ(At(made, "/data/key"), Base64Encode("\xff\x01"));
  EXPECT_EQ(At(made, "/type"), "Opaque");
  EXPECT_EQ(state.TextMap("data"), (Texts{{"user", "app"}}));
  EXPECT_TRUE(IsQuiet(kSecret, state, config));
  config.SetTextMap("data", {{"password", "p"}});
  const Object after = Apply(kSecret, state.ToValue(), config);
  EXPECT_EQ(bj::serialize(cluster_.last_patch), R"({"data":{"user":null,"password":"cA=="}})");
  EXPECT_EQ(after.TextMap("data"), (Texts{{"password", "p"}}));
  EXPECT_EQ(after.TextMap("binary_data"), (Texts{{"key", Base64Encode("\xff\x01")}}));
  EXPECT_TRUE(provider_->schema().resources.at(kSecret).block.attributes.at("data").sensitive);
}

TEST_F(KubernetesTest, WhatIsOnlyWrittenIsInNoState) {
  Object config = With(kSecret, {{"name", "db"}, {"namespace", "demo"}});
  config.SetTextMap("data_wo", {{"user", "app"}});
  config.SetInteger("data_wo_revision", 1);
  const Object state = Create(kSecret, config);
  ASSERT_EQ(Problems(), "");
  EXPECT_EQ(At(cluster_.At("/api/v1/namespaces/demo/secrets/db"), "/data/user"), Base64Encode("app"));
  EXPECT_TRUE(state.Get("data").IsNull());
  EXPECT_TRUE(state.Get("data_wo").IsNull());
  EXPECT_TRUE(Wrap(kSecret, Read(kSecret, state)).Get("data").IsNull());
  config.SetTextMap("data_wo", {{"user", "new"}});
  EXPECT_TRUE(IsQuiet(kSecret, state, config));
  config.SetInteger("data_wo_revision", 2);
  Apply(kSecret, state.ToValue(), config);
  EXPECT_EQ(At(cluster_.At("/api/v1/namespaces/demo/secrets/db"), "/data/user"), Base64Encode("new"));
}

TEST_F(KubernetesTest, ATypeOfSecretReplacesAndBadBase64IsRefused) {
  Object config = With(kSecret, {{"name", "db"}, {"namespace", "demo"}});
  const Object state = Create(kSecret, config);
  config.SetText("type", "kubernetes.io/tls");
  EXPECT_EQ(Replaces(kSecret, state.ToValue(), config), std::vector<std::string>{"type"});
  config.SetTextMap("binary_data", {{"key", "%"}});
  EXPECT_NE(Validate(kSecret, config).find("is not base64"), std::string::npos);
}

TEST_F(KubernetesTest, ATokenThatDoesNotComeIsToldAndTheSecretIsKept) {
  Object config = With(kSecret, {{"name", "token"}, {"namespace", "demo"}});
  config.SetText("type", "kubernetes.io/service-account-token");
  const Object state = Create(kSecret, config);
  EXPECT_EQ(state.Text("id"), "demo/token");
  EXPECT_NE(Problems().find("there is no token"), std::string::npos);
}

class KubernetesDataTest : public KubernetesTest {
 protected:
  Object Data(const std::string& type, const Texts& metadata, const Texts& binary = {}) {
    const Type implied = engine::ImpliedType(provider_->schema().data_sources.at(type).block);
    Object config(implied, Value::Null(implied));
    const Type element = config.TypeOf("metadata").element();
    Object block(element, Value::Null(element));
    for (const auto& [name, text] : metadata) block.SetText(name, text);
    config.Set("metadata", Value::List(element, {block.ToValue()}));
    if (!binary.empty()) config.SetTextMap("binary_data", binary);
    if (config.Has("spec")) config.SetNull("spec");
    return Object(implied, provider_->ReadDataSource(type, config.ToValue(), diagnostics_));
  }
};

TEST_F(KubernetesDataTest, AServiceAccountIsFoundWithWhatItMounts) {
  cluster_.At(kPath) = {{"metadata",
                         {{"name", "app"},
                          {"namespace", "demo"},
                          {"uid", "u-1"},
                          {"resourceVersion", "7"},
                          {"annotations", {{kRole, "arn:aws:iam::1:role/app"}, {"kubernetes.io/own", "x"}}}}},
                        {"secrets", {{{"name", "mine"}}, {{"name", "a-second"}}}},
                        {"imagePullSecrets", {{{"name", "registry"}}}}};
  for (const char* type : {"kubernetes_service_account", "kubernetes_service_account_v1"}) {
    const Object state = Data(type, {{"name", "app"}, {"namespace", "demo"}});
    ASSERT_EQ(Problems(), "");
    EXPECT_EQ(state.Text("id"), "demo/app");
    // What Kubernetes itself sets is there, too.
    EXPECT_EQ(Metadata(state).TextMap("annotations"),
              (Texts{{kRole, "arn:aws:iam::1:role/app"}, {"kubernetes.io/own", "x"}}));
    EXPECT_TRUE(Metadata(state).IsSet("labels"));
    EXPECT_EQ(Metadata(state).Text("uid"), "u-1");
    EXPECT_FALSE(Metadata(state).Has("generate_name"));
    EXPECT_TRUE(state.IsSet("default_secret_name"));
    EXPECT_EQ(state.Text("default_secret_name"), "");
    EXPECT_FALSE(state.Flag("automount_service_account_token"));
    // Lists, as the server has them: secret[0].name.
    ASSERT_TRUE(state.TypeOf("secret").IsList() && state.TypeOf("image_pull_secret").IsList());
    EXPECT_EQ(state.Blocks("secret").at(0).Text("name"), "mine");
    EXPECT_EQ(state.Blocks("secret").at(1).Text("name"), "a-second");
    EXPECT_EQ(state.Blocks("image_pull_secret").at(0).Text("name"), "registry");
  }
}

TEST_F(KubernetesDataTest, TheDefaultSecretIsTheOneWithATokenOfTheAccount) {
  cluster_.At(kPath) = {
      {"metadata", {{"name", "app"}, {"namespace", "demo"}, {"uid", "u-1"}}},
      {"secrets", {{{"name", "app-token-old"}}, {{"name", "app-token-other"}}, {{"name", "app-token-x1y2z"}}}},
      {"automountServiceAccountToken", true}};
  const auto add = [&](const std::string& name, const std::string& uid, const char* type) {
    cluster_.At("/api/v1/namespaces/demo/secrets/" + name) = {
        {"metadata",
         {{"name", name},
          {"annotations",
           {{"kubernetes.io/service-account.name", "app"}, {"kubernetes.io/service-account.uid", uid}}}}},
        {"type", type}};
  };
  constexpr char kToken[] = "kubernetes.io/service-account-token";
  add("app-token-old", "u-0", kToken);
  add("app-token-other", "u-1", "Opaque");
  add("app-token-x1y2z", "u-1", kToken);
  const Texts where{{"name", "app"}, {"namespace", "demo"}};
  Object state = Data(kAccount, where);
  EXPECT_EQ(state.Text("default_secret_name"), "app-token-x1y2z");
  EXPECT_EQ(state.Blocks("secret").size(), 2U);
  EXPECT_TRUE(state.Flag("automount_service_account_token"));
  // One of two is not known, nor what cannot be read.
  add("app-token-old", "u-1", kToken);
  state = Data(kAccount, where);
  EXPECT_EQ(state.Text("default_secret_name"), "");
  EXPECT_EQ(state.Blocks("secret").size(), 3U);
  cluster_.Remove("/api/v1/namespaces/demo/secrets/app-token-old");
  EXPECT_EQ(Data(kAccount, where).Text("default_secret_name"), "");
  EXPECT_EQ(Problems(), "");
}

TEST_F(KubernetesDataTest, ASecretsKeysArePlainUnlessTheyAreAskedForAsBase64) {
  cluster_.At("/api/v1/namespaces/default/secrets/db") = {
      {"metadata", {{"name", "db"}, {"namespace", "default"}}},
      {"type", "Opaque"},
      {"immutable", true},
      {"data", {{"password", Base64Encode("s3cret")}, {"key.der", "AAEC"}}}};
  Object state = Data("kubernetes_secret_v1", {{"name", "db"}});
  ASSERT_EQ(Problems(), "");
  EXPECT_EQ(state.Text("id"), "default/db");
  EXPECT_EQ(state.TextMap("data").at("password"), "s3cret");
  EXPECT_EQ(state.TextMap("data").at("key.der"), std::string("\0\1\2", 3));
  EXPECT_EQ(state.Text("type"), "Opaque");
  EXPECT_TRUE(state.Flag("immutable"));
  state = Data("kubernetes_secret", {{"name", "db"}, {"namespace", "default"}}, {{"key.der", ""}, {"none", "-"}});
  EXPECT_EQ(state.TextMap("data"), (Texts{{"password", "s3cret"}}));
  EXPECT_EQ(state.TextMap("binary_data"), (Texts{{"key.der", "AAEC"}, {"none", ""}}));
  const auto& attributes = provider_->schema().data_sources.at("kubernetes_secret").block.attributes;
  EXPECT_TRUE(attributes.at("data").sensitive && attributes.at("binary_data").sensitive);
}

TEST_F(KubernetesDataTest, AConfigMapAndANamespaceAreFound) {
  cluster_.At("/api/v1/namespaces/demo/configmaps/conf") = {
      {"metadata", {{"name", "conf"}, {"namespace", "demo"}}}, {"data", {{"a", "1"}}}, {"binaryData", {{"b", "AAEC"}}}};
  cluster_.At("/api/v1/namespaces/demo") = {{"metadata", {{"name", "demo"}, {"labels", {{"team", "shop"}}}}},
                                            {"spec", {{"finalizers", bj::array{"kubernetes"}}}}};
  const Object map = Data("kubernetes_config_map_v1", {{"name", "conf"}, {"namespace", "demo"}});
  EXPECT_EQ(map.TextMap("data"), (Texts{{"a", "1"}}));
  EXPECT_EQ(map.TextMap("binary_data"), (Texts{{"b", "AAEC"}}));
  EXPECT_FALSE(map.Flag("immutable"));
  const Object space = Data(kNamespace, {{"name", "demo"}});
  ASSERT_EQ(Problems(), "");
  EXPECT_EQ(space.Text("id"), "demo");
  EXPECT_EQ(Metadata(space).TextMap("labels"), (Texts{{"team", "shop"}}));
  EXPECT_EQ(space.Get("spec").elements().at(0).Get("finalizers").elements().at(0).AsString(), "kubernetes");
}

TEST_F(KubernetesDataTest, WhatANamespaceHasNotIsEmpty) {
  cluster_.At("/api/v1/namespaces/demo") = {{"metadata", {{"name", "demo"}}}};
  const Object space = Data("kubernetes_namespace_v1", {{"name", "demo"}});
  EXPECT_TRUE(Metadata(space).IsSet("annotations") && Metadata(space).IsSet("labels"));
  ASSERT_TRUE(space.IsSet("spec"));
  EXPECT_EQ(space.Get("spec").size(), 0U);
}

TEST_F(KubernetesDataTest, AnAccountThatIsNotThereIsAnErrorAndOfOtherObjectsNothingIsRead) {
  const Texts where{{"name", "none"}};
  const auto expect_nothing = [&](const Object& state, std::initializer_list<const char*> names) {
    EXPECT_EQ(Problems(), "");
    EXPECT_EQ(Metadata(state).Text("name"), "none");
    EXPECT_TRUE(Metadata(state).IsSet("uid") && Metadata(state).IsSet("annotations"));
    EXPECT_EQ(Metadata(state).Text("uid"), "");
    for (const char* name : names) EXPECT_TRUE(state.Get(name).IsNull()) << name;
  };
  const Object secret = Data("kubernetes_secret", where, {{"a", "b"}});
  expect_nothing(secret, {"data", "type", "immutable"});
  EXPECT_EQ(secret.Text("id"), "default/none");
  EXPECT_EQ(secret.TextMap("binary_data"), (Texts{{"a", "b"}}));
  expect_nothing(Data("kubernetes_config_map_v1", where), {"data", "binary_data", "immutable"});
  expect_nothing(Data(kNamespace, where), {"spec"});
  Data(kAccount, where);
  EXPECT_NE(Problems().find("Unable to fetch service account from Kubernetes: "), std::string::npos) << Problems();
}

TEST_F(KubernetesDataTest, WhatCannotBeReadIsAnError) {
  Data("kubernetes_config_map", {});
  EXPECT_NE(Problems().find("resource name may not be empty"), std::string::npos);
  cluster_.At("/api/v1/namespaces/default/secrets/bad") = {{"metadata", {{"name", "bad"}}}, {"data", {{"a", "?"}}}};
  diagnostics_ = diag::Diagnostics();
  Data("kubernetes_secret", {{"name", "bad"}});
  EXPECT_NE(Problems().find("no base64"), std::string::npos);
}

class FieldPatchTest : public KubernetesTest {
 protected:
  FieldPatchTest() { cluster_.At(kPath) = {{"metadata", {{"name", "app"}, {"annotations", {{"theirs", "1"}}}}}}; }
  Object Config(const Texts& annotations) const {
    Object config = With("kubernetes_annotations", {{"name", "app"}, {"namespace", "demo"}});
    config.SetText("api_version", "v1");
    config.SetText("kind", "ServiceAccount");
    config.SetTextMap("annotations", annotations);
    return config;
  }
};

TEST_F(FieldPatchTest, AnnotatesWhatOthersMadeAndTakesOnlyItsOwnAway) {
  const Object state = Create("kubernetes_annotations", Config({{kRole, "a"}, {"x", "1"}}));
  ASSERT_EQ(Problems(), "");
  EXPECT_EQ(state.Text("id"), "apiVersion=v1,kind=ServiceAccount,namespace=demo,name=app");
  EXPECT_EQ(Seen("/metadata/annotations"), R"({"theirs":"1","eks.amazonaws.com/role-arn":"a","x":"1"})");
  EXPECT_TRUE(IsQuiet("kubernetes_annotations", state, Config({{kRole, "a"}, {"x", "1"}})));
  EXPECT_TRUE(Read("kubernetes_annotations", state).Same(state.ToValue()));
  const Object changed = Apply("kubernetes_annotations", state.ToValue(), Config({{kRole, "b"}}));
  EXPECT_EQ(Seen("/metadata/annotations"), R"({"theirs":"1","eks.amazonaws.com/role-arn":"b"})");
  Destroy("kubernetes_annotations", changed);
  EXPECT_EQ(Seen("/metadata/annotations"), R"({"theirs":"1"})");
  EXPECT_EQ(Problems(), "");
}

TEST_F(FieldPatchTest, ATargetThatIsNotThereIsNotMade) {
  cluster_.Remove(kPath);
  Create("kubernetes_annotations", Config({{"x", "1"}}));
  EXPECT_EQ(Problems(), "The resource ServiceAccount \"demo/app\" does not exist: \n");
  EXPECT_FALSE(cluster_.Has(kPath));
}

TEST_F(FieldPatchTest, ADeletedTargetIsNotMadeAgainByDeleting) {
  const Object state = Create("kubernetes_annotations", Config({{"x", "1"}}));
  cluster_.Remove(kPath);
  Destroy("kubernetes_annotations", state);
  EXPECT_EQ(Problems(), "");
  EXPECT_FALSE(cluster_.Has(kPath));
}

TEST_F(FieldPatchTest, AnotherManagersFieldIsAConflictUnlessItIsForced) {
  Object other = Config({{"x", "1"}});
  other.SetText("field_manager", "other");
  Create("kubernetes_annotations", other);
  Object config = Config({{"x", "2"}});
  Create("kubernetes_annotations", config);
  EXPECT_NE(Problems().find("Field manager conflict: Another client is managing a field"), std::string::npos);
  diagnostics_ = diag::Diagnostics();
  config.SetFlag("force", true);
  Create("kubernetes_annotations", config);
  EXPECT_EQ(Problems(), "");
  EXPECT_EQ(Seen("/metadata/annotations/x"), "2");
}

TEST_F(FieldPatchTest, ImportReadsWhatTheManagerHas) {
  const Object state = Create("kubernetes_annotations", Config({{"x", "1"}}));
  const Object imported = Import("kubernetes_annotations", state.Text("id"));
  const Object read = Wrap("kubernetes_annotations", Read("kubernetes_annotations", imported));
  EXPECT_EQ(read.TextMap("annotations"), (Texts{{"x", "1"}}));
  EXPECT_TRUE(IsQuiet("kubernetes_annotations", read, Config({{"x", "1"}})));
  Import("kubernetes_annotations", "demo/app");
  EXPECT_NE(Problems().find("ID must contain apiVersion, kind, and name"), std::string::npos);
}

TEST_F(FieldPatchTest, AKindThatTheServerDoesNotKnowIsToldSo) {
  Object config = Config({{"x", "1"}});
  config.SetText("kind", "Unicorn");
  Create("kubernetes_annotations", config);
  EXPECT_EQ(Problems(), "no matches for kind \"Unicorn\" in version \"v1\": \n");
}

TEST_F(FieldPatchTest, NothingToWriteIsRefused) {
  Object config = Config({});
  config.SetNull("annotations");
  EXPECT_NE(Validate("kubernetes_annotations", config).find("must be specified"), std::string::npos);
}

TEST_F(FieldPatchTest, LabelsOfTheSameManagerStayWithTheAnnotations) {
  Create("kubernetes_annotations", Config({{"x", "1"}}));
  Object config = With("kubernetes_labels", {{"name", "app"}, {"namespace", "demo"}});
  config.SetText("api_version", "v1");
  config.SetText("kind", "ServiceAccount");
  config.SetTextMap("labels", {{"team", "shop"}});
  const Object labels = Create("kubernetes_labels", config);
  EXPECT_EQ(Seen("/metadata/annotations"), R"({"theirs":"1","x":"1"})");
  EXPECT_EQ(Seen("/metadata/labels"), R"({"team":"shop"})");
  Destroy("kubernetes_labels", labels);
  EXPECT_EQ(Seen("/metadata/annotations"), R"({"theirs":"1","x":"1"})");
  EXPECT_EQ(Seen("/metadata/labels"), "{}");
}

TEST_F(FieldPatchTest, LabelsAreTheSame) {
  Object config = With("kubernetes_labels", {{"name", "app"}, {"namespace", "demo"}});
  config.SetText("api_version", "v1");
  config.SetText("kind", "ServiceAccount");
  config.SetTextMap("labels", {{"team", "shop"}});
  Create("kubernetes_labels", config);
  EXPECT_EQ(Problems(), "");
  EXPECT_EQ(Seen("/metadata/labels"), R"({"team":"shop"})");
  EXPECT_EQ(Seen("/metadata/annotations"), R"({"theirs":"1"})");
}

// Since 3.0.0, as the real one: a directory that asks for 2.x hears nothing of it.
TEST_F(KubernetesTest, NamesWithoutAVersionAreDeprecated) {
  const auto warnings = [&](const std::string& version) {
    const auto provider =
        MakeKubernetesProvider({environment_, files_, clock_, [](std::chrono::milliseconds) {}}, version);
    diag::Diagnostics diagnostics;
    provider->ValidateResource(kNamespace, With(kNamespace, {{"name", "demo"}}).ToValue(), diagnostics);
    provider->ValidateResource(kAccount, With(kAccount, {{"name", "app"}}).ToValue(), diagnostics);
    std::string text;
    for (const diag::Diagnostic& one : diagnostics.list()) text += one.summary + ": " + one.detail + "\n";
    return text;
  };
  EXPECT_EQ(warnings("3.2.1"), "Deprecated Resource: Deprecated; use kubernetes_namespace_v1.\n");
  EXPECT_EQ(warnings(""), warnings("3.2.1"));
  EXPECT_EQ(warnings("2.38.0"), "");
}

}  // namespace
}  // namespace rolecall::providers::kubernetes
