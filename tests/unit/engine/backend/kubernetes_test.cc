#include "engine/backend/kubernetes.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <map>

#include "base/encoding.h"
#include "gzip/gzip.h"
#include "tests/support/fake_api.h"
#include "tests/unit/engine/backend/fake_context.h"

namespace rolecall::engine {
namespace {

namespace bj = boost::json;

// Secrets and Leases by path, with versions that a PUT must name.
class Objects {
 public:
  http::Response Answer(const http::Request& request) {
    const std::string path = request.target.substr(0, request.target.find('?'));
    if (request.method == "POST") return Create(path, bj::parse(request.body).as_object());
    if (request.method == "GET" && (path.ends_with("/secrets") || path.ends_with("/leases"))) return List(path);
    const auto found = all.find(path);
    if (found == all.end()) return kube::Json(404, kube::StatusText(404, "NotFound", "not found"));
    if (request.method == "PUT") return Update(found->second, bj::parse(request.body).as_object());
    const std::string body = bj::serialize(found->second);
    if (request.method == "DELETE") all.erase(found);
    return kube::Json(200, body);
  }
  std::map<std::string, bj::object> all;

 private:
  http::Response Create(const std::string& path, bj::object object) {
    const std::string name = path + "/" + std::string(object["metadata"].as_object()["name"].as_string());
    if (all.count(name) != 0) return kube::Json(409, kube::StatusText(409, "AlreadyExists", "it exists"));
    object["metadata"].as_object()["resourceVersion"] = std::to_string(++version_);
    all[name] = object;
    return kube::Json(201, bj::serialize(object));
  }
  http::Response Update(bj::object& there, bj::object object) {
    if (object["metadata"].as_object()["resourceVersion"] != there["metadata"].as_object()["resourceVersion"]) {
      return kube::Json(409, kube::StatusText(409, "Conflict", "changed"));
    }
    object["metadata"].as_object()["resourceVersion"] = std::to_string(++version_);
    there = object;
    return kube::Json(200, bj::serialize(object));
  }
  http::Response List(const std::string& path) {
    bj::array items;
    for (const auto& [name, object] : all) {
      if (name.starts_with(path + "/")) items.push_back(object);
    }
    return kube::Json(200, bj::serialize(bj::object{{"items", items}}));
  }
  int version_ = 0;
};

class KubernetesBackendTest : public testing::Test {
 protected:
  KubernetesBackendTest() : api_([this](const http::Request& request) { return objects_.Answer(request); }) {}

  std::unique_ptr<Backend> Make(std::map<std::string, value::Value> more = {}) {
    more["secret_suffix"] = Text("demo");
    more["host"] = Text(api_.url());
    more["token"] = Text("t0ken");
    diagnostics_ = {};
    return MakeBackend({"kubernetes", value::Value::Object(std::move(more)), {}}, context_.Use(), diagnostics_);
  }

  Objects objects_;
  kube::FakeApi api_;
  FakeContext context_;
  diag::Diagnostics diagnostics_;
};

TEST_F(KubernetesBackendTest, AStateIsASecretThatOtherProgramsRead) {
  const auto backend = Make({{"labels", value::Value::Object({{"team", Text("a")}})}});
  ASSERT_NE(backend, nullptr) << diagnostics_.list()[0].detail;
  EXPECT_FALSE(backend->Read("default")->has_value());
  ASSERT_TRUE(backend->Write("default", "{}").ok());
  const bj::object& secret = objects_.all.at("/api/v1/namespaces/default/secrets/tfstate-default-demo");
  const bj::object& metadata = secret.at("metadata").as_object();
  const bj::object labels = {{"tfstate", "true"},
                             {"tfstateSecretSuffix", "demo"},
                             {"tfstateWorkspace", "default"},
                             {"app.kubernetes.io/managed-by", "terraform"},
                             {"team", "a"}};
  EXPECT_EQ(metadata.at("labels").as_object(), labels);
  EXPECT_EQ(metadata.at("annotations").as_object().at("encoding"), "gzip");
  const std::string packed = *Base64Decode(std::string(secret.at("data").as_object().at("tfstate").as_string()));
  EXPECT_EQ(packed.substr(0, 2), "\x1f\x8b");
  EXPECT_EQ(*gzip::Unpack(packed, 100), "{}");
  ASSERT_TRUE(backend->Write("default", "{\"a\":1}").ok());
  EXPECT_EQ((*backend->Read("default"))->bytes, "{\"a\":1}");
}

TEST_F(KubernetesBackendTest, WorkspacesAreTheSecretsOfTheSuffix) {
  const auto backend = Make();
  ASSERT_TRUE(backend->Write("dev", "{}").ok());
  objects_.all["/api/v1/namespaces/default/secrets/x"] =
      bj::parse(R"({"metadata":{"labels":{"tfstate":"true","tfstateSecretSuffix":"other","tfstateWorkspace":"y"}}})")
          .as_object();
  EXPECT_EQ(*backend->Workspaces(), (std::vector<std::string>{"default", "dev"}));
  ASSERT_TRUE(backend->DeleteWorkspace("dev").ok());
  EXPECT_EQ(*backend->Workspaces(), (std::vector<std::string>{"default"}));
  EXPECT_FALSE(backend->DeleteWorkspace("default").ok());
  const auto wrong = backend->Write("Not_A_Name", "{}");
  ASSERT_FALSE(wrong.ok());
  EXPECT_EQ(wrong.error().message.find("the secret name tfstate-Not_A_Name-demo is invalid"), 0u);
}

TEST_F(KubernetesBackendTest, TheLockIsALeaseWithItsHolder) {
  const auto first = Make();
  ASSERT_TRUE(first->TryLock("default", LockOf("one"))->acquired);
  const std::string lease = "/apis/coordination.k8s.io/v1/namespaces/default/leases/lock-tfstate-default-demo";
  EXPECT_EQ(objects_.all.at(lease).at("spec").as_object().at("holderIdentity"), "one");
  EXPECT_TRUE(first->TryLock("default", LockOf("one"))->acquired) << "our own lock is ours";
  const auto second = Make();
  const auto refused = second->TryLock("default", LockOf("two"));
  ASSERT_TRUE(refused.ok());
  EXPECT_FALSE(refused->acquired);
  EXPECT_EQ(refused->holder->who, "ann@desk");
  EXPECT_EQ(second->Unlock("default", "two").error().code, ErrorCode::kConflict);
  ASSERT_TRUE(second->Unlock("default", "one").ok());
  EXPECT_EQ(second->Unlock("default", "one").error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(second->TryLock("default", LockOf("two"))->acquired) << "the lease that is there is taken";
}

TEST_F(KubernetesBackendTest, WhatIsDamagedIsNoState) {
  const auto backend = Make();
  ASSERT_TRUE(backend->Write("default", "{}").ok());
  bj::value& kept =
      objects_.all.at("/api/v1/namespaces/default/secrets/tfstate-default-demo").at("data").as_object()["tfstate"];
  const std::string packed = *Base64Decode(std::string(kept.as_string()));
  for (const std::string& bytes : {std::string("no gzip"), packed.substr(0, packed.size() - 4)}) {
    kept = Base64Encode(bytes);
    EXPECT_EQ(backend->Read("default").error().code, ErrorCode::kDataLoss);
  }
}

TEST_F(KubernetesBackendTest, WantsASuffixAndACluster) {
  EXPECT_EQ(MakeBackend({"kubernetes", value::Value::Object({}), {}}, context_.Use(), diagnostics_), nullptr);
  ASSERT_EQ(diagnostics_.size(), 2u);
  EXPECT_NE(diagnostics_.list()[0].detail.find("secret_suffix"), std::string::npos);
  EXPECT_NE(diagnostics_.list()[1].detail.find("config_path"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::engine
