#include "server/webhook/registration.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/encoding.h"

namespace rolecall::server {
namespace {

using boost::json::array;
using boost::json::object;
using Operator = kube::LabelSelector::Operator;

object Expression(const std::string& key, Operator op, const std::vector<std::string>& values) {
  object expression{{"key", key}, {"operator", kube::NameOf(op)}};
  if (!values.empty()) expression["values"] = array(values.begin(), values.end());
  return expression;
}

object Selector(array expressions, const kube::LabelSelector& more) {
  for (const kube::LabelSelector::Requirement& requirement : more.requirements()) {
    expressions.push_back(Expression(requirement.key, requirement.op, requirement.values));
  }
  return {{"matchExpressions", std::move(expressions)}};
}

object ClientConfig(const Registration& registration) {
  object config;
  if (registration.url.empty()) {
    config["service"] = object{{"name", registration.name},
                               {"namespace", registration.space},
                               {"path", registration.validating ? "/validate" : "/mutate"},
                               {"port", 443}};
  } else {
    config["url"] = registration.url;
  }
  if (!registration.ca_bundle.empty()) config["caBundle"] = Base64Encode(registration.ca_bundle);
  return config;
}

object Hook(const Registration& registration) {
  std::vector<std::string> left_out = registration.left_out;
  if (registration.url.empty() && std::ranges::count(left_out, registration.space) == 0) {
    left_out.push_back(registration.space);
  }
  object hook{
      {"name", registration.validating ? "pod-identity-roles.rolecall.internal" : "pod-identity-webhook.amazonaws.com"},
      {"clientConfig", ClientConfig(registration)},
      {"failurePolicy", registration.may_fail ? "Ignore" : "Fail"},
      {"timeoutSeconds", 5},
      {"matchPolicy", "Equivalent"},
      {"sideEffects", "None"},
      {"admissionReviewVersions", array{"v1", "v1beta1"}},
      {"namespaceSelector", Selector({Expression("kubernetes.io/metadata.name", Operator::kNotIn, left_out)},
                                     registration.namespace_selector)},
      {"objectSelector",
       Selector({Expression("eks.amazonaws.com/skip-pod-identity-webhook", Operator::kDoesNotExist, {})},
                registration.pod_selector)},
      {"rules", array{object{{"apiGroups", array{""}},
                             {"apiVersions", array{"v1"}},
                             {"operations", array{"CREATE"}},
                             {"resources", array{"pods"}},
                             {"scope", "Namespaced"}}}},
  };
  if (!registration.validating) hook["reinvocationPolicy"] = "IfNeeded";
  return hook;
}

}  // namespace

boost::json::value WebhookConfiguration(const Registration& registration) {
  return object{{"apiVersion", "admissionregistration.k8s.io/v1"},
                {"kind", registration.validating ? "ValidatingWebhookConfiguration" : "MutatingWebhookConfiguration"},
                {"metadata", object{{"name", registration.name}}},
                {"webhooks", array{Hook(registration)}}};
}

}  // namespace rolecall::server
