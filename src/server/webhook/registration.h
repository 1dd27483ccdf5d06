// What is told to the API server so that it asks the webhook: a MutatingWebhookConfiguration, or the
// ValidatingWebhookConfiguration of /validate.
//
//   const boost::json::value object = WebhookConfiguration({.ca_bundle = pem, …});
//   out << kube::FormatManifests({object});
//
// With failurePolicy Fail no pod is made without its identity, and none at all while the webhook is down: so the
// namespaces that a control plane lives in, and the webhook's own, are left out, and whoever cannot wait carries the
// label eks.amazonaws.com/skip-pod-identity-webhook. Pure; any thread.
#ifndef ROLECALL_SERVER_WEBHOOK_REGISTRATION_H_
#define ROLECALL_SERVER_WEBHOOK_REGISTRATION_H_

#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "kube/label_selector.h"

namespace rolecall::server {

struct Registration {
  std::string name = "pod-identity-webhook";  // of the configuration, and of the Service
  std::string space = "eks";                  // of the Service
  std::string url;                            // "https://host:port/mutate" instead of the Service
  std::string ca_bundle;                      // PEM; empty: the API server's own trust
  bool validating = false;                    // of /validate
  bool may_fail = false;                      // failurePolicy Ignore instead of Fail
  std::vector<std::string> left_out = {"kube-system", "kube-node-lease"};  // namespaces; the webhook's own comes too
  kube::LabelSelector pod_selector, namespace_selector;
};

boost::json::value WebhookConfiguration(const Registration& registration);

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_WEBHOOK_REGISTRATION_H_
