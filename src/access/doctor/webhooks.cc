// The webhook that gives pods their role: whether it is there, asked, trusted, and alone.
#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "access/doctor/doctor_run.h"
#include "base/encoding.h"
#include "crypto/certificate.h"
#include "kube/client/object.h"

namespace rolecall::access {
namespace {

using boost::json::value;

constexpr std::chrono::hours kSoon{14 * 24};

struct Hook {
  const DoctorObject* object;  // the configuration
  const value* webhook;
  std::size_t index;

  std::string name() const { return kube::TextAt(*webhook, {"name"}); }
  std::string configuration() const { return NameOf(object->value); }
  // A command that sets one field of it.
  std::string Patch(const std::string& field, const std::string& json) const {
    return "kubectl patch mutatingwebhookconfiguration " + configuration() +
           R"( --type json -p '[{"op":"add","path":"/webhooks/)" + std::to_string(index) + "/" + field +
           R"(","value":)" + json + "}]'";
  }
};

// amazon-eks-pod-identity-webhook under its names, EKS's own, and ours.
bool IsIdentityHook(const std::string& configuration, const std::string& name) {
  for (const char* part : {"pod-identity-webhook", "iam-for-pods.amazonaws.com", "rolecall"}) {
    if (name.find(part) != std::string::npos || configuration.find(part) != std::string::npos) return true;
  }
  return false;
}

std::vector<Hook> HooksOf(const DoctorRun& run) {
  std::vector<Hook> hooks;
  for (const DoctorObject* object : run.OfKind("MutatingWebhookConfiguration")) {
    const boost::json::array& list = kube::ListAt(object->value, {"webhooks"});
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (IsIdentityHook(NameOf(object->value), kube::TextAt(list[i], {"name"})))
        hooks.push_back({object, &list[i], i});
    }
  }
  return hooks;
}

void CheckCertificate(DoctorRun& run, const Hook& hook) {
  const std::string bundle = kube::TextAt(*hook.webhook, {"clientConfig", "caBundle"});
  const std::string anew = hook.Patch("clientConfig/caBundle", "\"'$(base64 -w0 ca.pem)'\"");
  if (bundle.empty()) {
    // In a file it may be for others to fill in (cert-manager), and a URL may have a public certificate.
    const bool is_service = kube::At(*hook.webhook, {"clientConfig", "service"}) != nullptr;
    if (!is_service || !run.is_complete("MutatingWebhookConfiguration")) return;
    run.Add("webhook-ca", *hook.object, "webhook " + hook.name() + " has no caBundle", anew);
    return;
  }
  const std::optional<std::string> pem = Base64Decode(bundle);
  const Result<std::vector<crypto::Certificate>> read =
      pem.has_value() ? crypto::ParseCertificates(*pem) : Result<std::vector<crypto::Certificate>>(Error{});
  if (!read.ok()) {
    run.Add("webhook-ca", *hook.object, "the caBundle of webhook " + hook.name() + " is no PEM certificate", anew);
    return;
  }
  const Time end = std::ranges::max_element(*read, {}, &crypto::Certificate::not_after)->not_after;
  if (end <= run.facts().now) {
    run.Add("webhook-ca", *hook.object, "the CA of webhook " + hook.name() + " expired on " + FormatIso8601(end), anew);
  } else if (end - run.facts().now < kSoon) {
    run.Add("webhook-ca-expires", *hook.object,
            "the CA of webhook " + hook.name() + " expires on " + FormatIso8601(end), anew);
  }
}

void CheckVersions(DoctorRun& run, const Hook& hook) {
  const boost::json::array& versions = kube::ListAt(*hook.webhook, {"admissionReviewVersions"});
  if (std::ranges::any_of(versions, [](const value& version) { return version == "v1"; }) || versions.empty()) return;
  run.Add("webhook-version", *hook.object,
          "webhook " + hook.name() + " takes " + boost::json::serialize(versions) + " only",
          hook.Patch("admissionReviewVersions", R"(["v1","v1beta1"])"));
}

bool Holds(const value& requirement, const value* labels) {
  const std::string key = kube::TextAt(requirement, {"key"}), how = kube::TextAt(requirement, {"operator"});
  const value* label = labels == nullptr ? nullptr : kube::At(*labels, {key});
  const bool is_in = label != nullptr && std::ranges::any_of(kube::ListAt(requirement, {"values"}),
                                                             [&](const value& text) { return text == *label; });
  if (how == "In") return is_in;
  if (how == "NotIn") return !is_in;
  if (how == "Exists") return label != nullptr;
  return label == nullptr;  // DoesNotExist
}

// A label selector. Labels may be null: there are none.
bool Selects(const value* selector, const value* labels) {
  if (selector == nullptr) return true;
  if (const value* wanted = kube::At(*selector, {"matchLabels"}); wanted != nullptr && wanted->is_object()) {
    for (const auto& [key, text] : wanted->get_object()) {
      const value* label = labels == nullptr ? nullptr : kube::At(*labels, {key});
      if (label == nullptr || *label != text) return false;
    }
  }
  const boost::json::array& rules = kube::ListAt(*selector, {"matchExpressions"});
  return std::ranges::all_of(rules, [&](const value& rule) { return Holds(rule, labels); });
}

// Namespaces with service accounts that have a role.
std::set<std::string> NamespacesWithRoles(const DoctorRun& run) {
  std::set<std::string> spaces;
  for (const auto& [name, account] : run.accounts()) {
    if (!account.role.empty()) spaces.insert(name.first);
  }
  return spaces;
}

bool AsksForPods(const value& webhook) {
  const auto has = [](const value& rule, const char* list, std::string_view wanted) {
    return std::ranges::any_of(kube::ListAt(rule, {list}), [&](const value& item) {
      const std::string_view text = item.is_string() ? std::string_view(item.get_string()) : "-";
      return text == wanted || text == "*" || text == "*/*";
    });
  };
  return std::ranges::any_of(kube::ListAt(webhook, {"rules"}), [&](const value& rule) {
    return has(rule, "operations", "CREATE") && has(rule, "resources", "pods") && has(rule, "apiGroups", "");
  });
}

void CheckSelectors(DoctorRun& run, const std::vector<Hook>& hooks) {
  for (const Hook& hook : hooks) {
    if (AsksForPods(*hook.webhook) || !kube::At(*hook.webhook, {"rules"})) continue;
    run.Add("webhook-excludes", *hook.object, "the rules of webhook " + hook.name() + " do not have CREATE of pods",
            hook.Patch("rules",
                       R"([{"operations":["CREATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["pods"]}])"));
  }
  for (const std::string& space : NamespacesWithRoles(run)) {
    const std::vector<const DoctorObject*> all = run.OfKind("Namespace");
    const auto object = std::ranges::find_if(all, [&](const DoctorObject* one) { return NameOf(one->value) == space; });
    if (object == all.end()) continue;
    const value* labels = kube::At((*object)->value, {"metadata", "labels"});
    const auto asks = [&](const Hook& hook) { return Selects(kube::At(*hook.webhook, {"namespaceSelector"}), labels); };
    if (hooks.empty() || std::ranges::any_of(hooks, asks)) continue;
    run.Add("webhook-excludes", **object,
            "the namespaceSelector of webhook " + hooks.front().name() +
                " leaves the namespace out, and service accounts in it have roles",
            hooks.front().Patch("namespaceSelector", "{}"));
  }
}

bool IsReady(const value& endpoints) {
  if (kube::TextAt(endpoints, {"kind"}) == "Endpoints") {
    return std::ranges::any_of(kube::ListAt(endpoints, {"subsets"}),
                               [](const value& subset) { return !kube::ListAt(subset, {"addresses"}).empty(); });
  }
  return std::ranges::any_of(kube::ListAt(endpoints, {"endpoints"}), [](const value& endpoint) {
    const value* ready = kube::At(endpoint, {"conditions", "ready"});
    return ready == nullptr || !ready->is_bool() || ready->get_bool();
  });
}

void CheckService(DoctorRun& run, const Hook& hook) {
  const value* service = kube::At(*hook.webhook, {"clientConfig", "service"});
  if (service == nullptr || !run.is_complete("EndpointSlice")) return;
  const std::string space = kube::TextAt(*service, {"namespace"}), name = kube::TextAt(*service, {"name"});
  for (const DoctorObject* slice : run.OfKind("EndpointSlice")) {
    const bool is_its = kube::TextAt(slice->value, {"metadata", "labels", "kubernetes.io/service-name"}) == name;
    if (is_its && NamespaceOf(slice->value) == space && IsReady(slice->value)) return;
  }
  run.Add("webhook-no-endpoints", *hook.object,
          "service " + space + "/" + name + " of webhook " + hook.name() + " has no ready endpoint",
          "kubectl -n " + space + " rollout restart deployment/" + name);
}

}  // namespace

void CheckWebhooks(DoctorRun& run) {
  const std::vector<Hook> hooks = HooksOf(run);
  if (hooks.empty() && run.is_complete("MutatingWebhookConfiguration") && !NamespacesWithRoles(run).empty()) {
    run.Add("webhook-missing", nullptr, "the cluster",
            "no MutatingWebhookConfiguration is one of a pod identity webhook",
            "rolecall webhook -print-configuration | kubectl apply -f -");
  }
  std::set<const DoctorObject*> configurations;
  for (const Hook& hook : hooks) {
    configurations.insert(hook.object);
    CheckCertificate(run, hook);
    CheckVersions(run, hook);
    CheckService(run, hook);
    if (kube::TextAt(*hook.webhook, {"failurePolicy"}) == "Ignore") {
      run.Add("webhook-ignores", *hook.object, "webhook " + hook.name() + " has failurePolicy Ignore",
              hook.Patch("failurePolicy", "\"Fail\"") + "   # once it runs in two replicas and leaves kube-system out");
    }
  }
  CheckSelectors(run, hooks);
  if (configurations.size() > 1) {
    run.Add("webhook-twice", *hooks.back().object,
            "webhooks " + hooks.front().name() + " and " + hooks.back().name() + " both give pods their role",
            "kubectl delete mutatingwebhookconfiguration " + hooks.back().configuration() + "   # or the other");
  }
}

}  // namespace rolecall::access
