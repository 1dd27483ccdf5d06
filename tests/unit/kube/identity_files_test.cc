#include "kube/identity_files.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "kube/pod_identity.h"

namespace rolecall::kube {
namespace {

using boost::json::parse;
using boost::json::value;

constexpr const char* kConfig =
    R"({"ns/mapped":{"RoleARN":"arn:aws:iam::054000737513:role/cm","UseRegionalSTS":true,"TokenExpiration":20000}})";

value ConfigMap(const char* space) {
  return boost::json::object{{"kind", "ConfigMap"},
                             {"metadata", {{"name", "pod-identity-webhook"}, {"namespace", space}}},
                             {"data", {{"config", kConfig}}}};
}

TEST(ReadIdentities, TheConfigMapCountsOnlyWhenItIsWatchedAndOfTheNamespace) {
  const MemoryFileSystem files;
  WebhookSettings settings;
  const auto role_of = [&](const char* space) {
    const Result<IdentitySource> source = ReadIdentities({ConfigMap(space)}, settings, files);
    return source.ok() ? IdentityOf({"ns", "mapped"}, *source, settings).role_arn : source.error().message;
  };
  EXPECT_EQ(role_of("eks"), "");
  settings.watch_config_map = true;
  EXPECT_EQ(role_of("eks"), "arn:aws:iam::054000737513:role/cm");
  EXPECT_EQ(role_of("kube-system"), "");
}

TEST(ReadIdentities, PodIdentityTakesTheConfigMapsWordOnlyForUnknownAccounts) {
  MemoryFileSystem files;
  ASSERT_TRUE(files.Write("list.json", R"({"identities":[{"namespace":"ns","serviceAccount":"mapped"}]})", {}).ok());
  WebhookSettings settings;
  settings.watch_config_map = true;
  settings.container_credentials_config = "list.json";
  Result<IdentitySource> source = ReadIdentities({ConfigMap("eks")}, settings, files);
  ASSERT_TRUE(source.ok()) << source.error().message;
  PodIdentity identity = IdentityOf({"ns", "mapped"}, *source, settings);
  EXPECT_EQ(identity.method, IdentityMethod::kContainerCredentials);
  EXPECT_EQ(identity.audience, "pods.eks.amazonaws.com");
  EXPECT_EQ(identity.token_expiration, 20000);
  const value account = parse(R"({"kind":"ServiceAccount","metadata":{"namespace":"ns","name":"mapped",
    "annotations":{"eks.amazonaws.com/token-expiration":"3600"}}})");
  source = ReadIdentities({ConfigMap("eks"), account}, settings, files);
  ASSERT_TRUE(source.ok());
  EXPECT_EQ(IdentityOf({"ns", "mapped"}, *source, settings).token_expiration, 3600);
}

TEST(ReadIdentities, NamesTheFileThatIsNotThereOrWrong) {
  MemoryFileSystem files;
  ASSERT_TRUE(files.Write("wrong.json", R"({"identities":["ns/app"]})", {}).ok());
  WebhookSettings settings;
  for (const char* path : {"wrong.json", "missing.json"}) {
    settings.container_credentials_config = path;
    const Result<IdentitySource> source = ReadIdentities({}, settings, files);
    ASSERT_FALSE(source.ok());
    EXPECT_NE(source.error().message.find(path), std::string::npos) << source.error().message;
  }
}

}  // namespace
}  // namespace rolecall::kube
