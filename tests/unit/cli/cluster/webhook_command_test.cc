// `webhook`: its configuration, and what it refuses before it listens. That it runs is tested in
// tests/unit/server/run_webhook_test.cc.
#include <boost/json.hpp>

#include "base/encoding.h"
#include "kube/manifest.h"
#include "tests/unit/cli/command_line_fixture.h"

namespace rolecall::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class WebhookCommandTest : public CommandLineTest {
 protected:
  boost::json::value Configuration(std::vector<std::string> more) {
    more.insert(more.begin(), {"webhook", "-print-configuration", "-cert-dir=certs"});
    EXPECT_EQ(Run(more), kExitOk) << err();
    const auto objects = kube::ParseManifests("out", out());
    return objects.ok() && objects->size() == 1 ? objects->front() : boost::json::value();
  }
  static std::string TextOf(const boost::json::value& value) { return boost::json::serialize(value); }
};

TEST_F(WebhookCommandTest, TheConfigurationTrustsTheCaThatIsMadeOnceInCertDir) {
  const boost::json::value first = Configuration({});
  EXPECT_EQ(first.at("kind"), "MutatingWebhookConfiguration");
  const boost::json::value& hook = first.at("webhooks").at(0);
  EXPECT_EQ(hook.at("failurePolicy"), "Fail");
  EXPECT_EQ(hook.at("clientConfig").at("service").at("name"), "pod-identity-webhook");
  EXPECT_EQ(hook.at("clientConfig").at("service").at("namespace"), "eks");
  EXPECT_EQ(Base64Decode(std::string(hook.at("clientConfig").at("caBundle").as_string())), Read("certs/ca.crt"));
  EXPECT_EQ(Configuration({}), first);
}

TEST_F(WebhookCommandTest, TheConfigurationIsAsTheFlagsSay) {
  Write("ca.pem", "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n");
  const boost::json::value made =
      Configuration({"-service-name=hook", "-namespace=iam", "-ca-bundle=ca.pem", "-failure-policy=Ignore",
                     "-exclude-namespace=quiet", "-namespace-selector=team=shop", "-pod-selector=inject=yes"});
  EXPECT_FALSE(Exists("certs")) << "no certificate is made for nothing";
  const boost::json::value& hook = made.at("webhooks").at(0);
  EXPECT_EQ(made.at("metadata").at("name"), "hook");
  EXPECT_EQ(hook.at("clientConfig").at("service").at("namespace"), "iam");
  EXPECT_EQ(Base64Decode(std::string(hook.at("clientConfig").at("caBundle").as_string())), Read("ca.pem"));
  EXPECT_EQ(hook.at("failurePolicy"), "Ignore");
  EXPECT_THAT(TextOf(hook.at("namespaceSelector")),
              AllOf(HasSubstr("quiet"), HasSubstr("shop"), Not(HasSubstr("kube-system"))));
  EXPECT_THAT(TextOf(hook.at("objectSelector")), HasSubstr("inject"));
}

TEST_F(WebhookCommandTest, TheConfigurationNamesAnAddressInsteadOfTheService) {
  const boost::json::value made =
      Configuration({"-validating", "-url=https://hook.test/validate", "-tls-cert=c", "-tls-key=k"});
  EXPECT_EQ(made.at("kind"), "ValidatingWebhookConfiguration");
  const boost::json::object& client = made.at("webhooks").at(0).at("clientConfig").as_object();
  EXPECT_EQ(client.at("url"), "https://hook.test/validate");
  EXPECT_FALSE(client.contains("service"));
  EXPECT_FALSE(client.contains("caBundle")) << "the certificate is somebody else's";
}

TEST_F(WebhookCommandTest, WhatUpstreamHasAndWeHaveNotIsRefusedWithTheReason) {
  const std::pair<std::vector<std::string>, const char*> cases[] = {
      {{"x"}, "unexpected argument x"},
      {{"--kube-api=https://k"}, "name the cluster by its kubeconfig"},
      {{"--tls-min-version=1.3"}, "--tls-min-version: only 1.2 is possible"},
      {{"--tls-cipher-suites=A"}, "--tls-cipher-suites: they cannot be chosen"},
      {{"--failure-policy=Maybe"}, "--failure-policy: Fail or Ignore"},
      {{"--compose-role-arn"}, "name the account with --account-id, 12 digits"},
      {{"--compose-role-arn", "--account-id=11112222333x"}, "name the account with --account-id, 12 digits"},
      {{"--service-account-lookup-grace-period=6s"}, "it is a duration from 0s to 5s"},
      {{"--service-account-lookup-grace-period=soon"}, "it is a duration from 0s to 5s"},
      {{"--namespace-selector=a in"}, "namespace-selector"},
      {{"--print-configuration", "--ca-bundle=nowhere"}, "nowhere"},
      {{"--print-configuration", "--listen=nowhere"}, "listen"}};
  for (const auto& [words, text] : cases) {
    std::vector<std::string> command = {"webhook"};
    command.insert(command.end(), words.begin(), words.end());
    EXPECT_EQ(Run(command), kExitError) << text;
    EXPECT_THAT(Errors(), HasSubstr(text));
    EXPECT_EQ(out(), "") << text;
  }
}

// Each is started so that it ends at once: with half of a certificate, or with a kubeconfig that is not there.
TEST_F(WebhookCommandTest, UpstreamsFlagsAreTakenAndThoseWithoutEffectAreNamed) {
  EXPECT_EQ(Run({"webhook", "--in-cluster=false", "--logtostderr", "--v=4", "--resync-period=1m", "--tls-min-version",
                 "VersionTLS12", "--service-account-lookup-grace-period=250ms", "--port=0", "--metrics-port=0",
                 "--manifests=m", "--tls-cert=c"}),
            kExitError);
  EXPECT_THAT(err(), AllOf(HasSubstr("--in-cluster has no effect: certificates come from --tls-cert"),
                           HasSubstr("--resync-period has no effect: "), Not(HasSubstr("logtostderr")),
                           HasSubstr("--tls-cert and --tls-key go together")));
  EXPECT_EQ(Run({"webhook", "--kubeconfig=nowhere", "--port=0", "--cert-dir=certs"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("nowhere"));
}

TEST_F(WebhookCommandTest, InAPodAndToldOfNoFilesTheClusterIsItsOwn) {
  environment_.Set("KUBERNETES_SERVICE_HOST", "10.0.0.1");
  environment_.Set("KUBERNETES_SERVICE_PORT", "443");
  EXPECT_EQ(Run({"webhook", "--port=0", "--cert-dir=certs"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("/var/run/secrets/kubernetes.io/serviceaccount"));
}

}  // namespace
}  // namespace rolecall::cli
