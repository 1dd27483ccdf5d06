#include "server/webhook/registration.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/encoding.h"
#include "server/webhook/listen_address.h"

namespace rolecall::server {
namespace {

using boost::json::parse;
using boost::json::value;

TEST(WebhookConfiguration, FailsClosedAndLeavesTheControlPlaneAlone) {
  const value object = WebhookConfiguration({.space = "identity", .ca_bundle = "PEM"});
  EXPECT_EQ(object.at("kind"), "MutatingWebhookConfiguration");
  const value& hook = object.at("webhooks").at(0);
  EXPECT_EQ(hook.at("failurePolicy"), "Fail");
  EXPECT_EQ(hook.at("reinvocationPolicy"), "IfNeeded");
  EXPECT_EQ(hook.at("sideEffects"), "None");
  EXPECT_EQ(hook.at("clientConfig"),
            parse(R"({"service":{"name":"pod-identity-webhook","namespace":"identity","path":"/mutate","port":443},
                      "caBundle":")" +
                  Base64Encode("PEM") + R"("})"));
  EXPECT_EQ(hook.at("namespaceSelector"),
            parse(R"({"matchExpressions":[{"key":"kubernetes.io/metadata.name","operator":"NotIn",
                      "values":["kube-system","kube-node-lease","identity"]}]})"));
  EXPECT_EQ(
      hook.at("objectSelector"),
      parse(
          R"({"matchExpressions":[{"key":"eks.amazonaws.com/skip-pod-identity-webhook","operator":"DoesNotExist"}]})"));
  EXPECT_EQ(hook.at("rules").at(0).at("operations"), parse(R"(["CREATE"])"));
}

TEST(WebhookConfiguration, MayBeReachedByUrlBeOptInAndIgnoreFailures) {
  Registration registration{.url = "https://10.0.0.1:8443/mutate", .may_fail = true};
  registration.pod_selector = *kube::LabelSelector::Parse("inject=yes");
  registration.namespace_selector = *kube::LabelSelector::Parse("team in (a,b)");
  const value object = WebhookConfiguration(registration);
  const value& hook = object.at("webhooks").at(0);
  EXPECT_EQ(hook.at("failurePolicy"), "Ignore");
  EXPECT_EQ(hook.at("clientConfig"), parse(R"({"url":"https://10.0.0.1:8443/mutate"})"));
  EXPECT_EQ(hook.at_pointer("/namespaceSelector/matchExpressions/0/values"),
            parse(R"(["kube-system","kube-node-lease"])"));
  EXPECT_EQ(hook.at_pointer("/namespaceSelector/matchExpressions/1"),
            parse(R"({"key":"team","operator":"In","values":["a","b"]})"));
  EXPECT_EQ(hook.at_pointer("/objectSelector/matchExpressions/1"),
            parse(R"({"key":"inject","operator":"In","values":["yes"]})"));
}

TEST(WebhookConfiguration, ValidatesAtAPathOfItsOwn) {
  const value object = WebhookConfiguration({.validating = true, .may_fail = true});
  EXPECT_EQ(object.at("kind"), "ValidatingWebhookConfiguration");
  EXPECT_EQ(object.at_pointer("/webhooks/0/clientConfig/service/path"), "/validate");
  EXPECT_FALSE(object.at_pointer("/webhooks/0").as_object().contains("reinvocationPolicy"));
}

TEST(CertificateNames, AreForThisMachineAndTheHostThatIsListenedOn) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(CertificateNames({"hook.ns.svc"}, "0.0.0.0"), (Names{"hook.ns.svc", "localhost", "127.0.0.1"}));
  EXPECT_EQ(CertificateNames({}, "10.0.0.1"), (Names{"localhost", "127.0.0.1", "10.0.0.1"}));
  EXPECT_EQ(CertificateNames({}, "[::1]"), (Names{"localhost", "127.0.0.1", "::1"}));
  EXPECT_EQ(CertificateNames({}, "127.0.0.1"), (Names{"localhost", "127.0.0.1"}));
}

TEST(ShutdownDelay, IsADurationOfAtMostAMinute) {
  EXPECT_EQ(ReadShutdownDelay("0s").value(), std::chrono::milliseconds(0));
  EXPECT_EQ(ReadShutdownDelay("1.5s").value(), std::chrono::milliseconds(1500));
  EXPECT_EQ(ReadShutdownDelay("1m").value(), std::chrono::minutes(1));
  for (const char* wrong : {"", "5", "-1s", "61s", "1h", "soon"}) {
    ASSERT_FALSE(ReadShutdownDelay(wrong).ok()) << wrong;
    EXPECT_NE(ReadShutdownDelay(wrong).error().message.find("--shutdown-delay"), std::string::npos);
  }
}

}  // namespace
}  // namespace rolecall::server
