// Rules about pods: whether the webhook will give them the identity of their service account.
#include <algorithm>
#include <boost/json.hpp>

#include "access/lint/manifest.h"
#include "diag/diagnostic.h"
#include "json/pointer.h"
#include "kube/json_patch.h"

namespace rolecall::access {
namespace {

constexpr std::string_view kSkipLabel = "eks.amazonaws.com/skip-pod-identity-webhook";
constexpr const char* kContainerLists[] = {"containers", "initContainers"};

// Where the pod of an object stands; nothing if it has none.
std::optional<std::string> PodPath(const std::string& kind) {
  if (kind == "Pod") return "";
  if (kind == "CronJob") return "/spec/jobTemplate/spec/template";
  for (const char* workload :
       {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job"}) {
    if (kind == workload) return "/spec/template";
  }
  return std::nullopt;
}

struct PodPlace {
  const ManifestObject& object;
  const ManifestFacts& facts;
  const boost::json::value& pod;
  std::string path;  // of the pod in the object
  kube::ServiceAccountName account;

  bool annotated() const { return facts.annotated.count(account) != 0; }
};

template <typename Take>
void ForEachContainer(const PodPlace& place, Take take) {
  for (const char* list : kContainerLists) {
    const boost::json::value* containers = At(place.pod, {"spec", list});
    if (containers == nullptr || !containers->is_array()) continue;
    for (std::size_t i = 0; i < containers->as_array().size(); ++i) {
      take(containers->as_array()[i], place.path + "/spec/" + list + "/" + std::to_string(i));
    }
  }
}

// Variables that the containers set themselves: the webhook leaves them, and the SDKs prefer keys.
void LintEnvironment(const PodPlace& place) {
  ForEachContainer(place, [&place](const boost::json::value& container, const std::string& path) {
    const boost::json::value* variables = At(container, {"env"});
    if (variables == nullptr || !variables->is_array()) return;
    for (std::size_t i = 0; i < variables->as_array().size(); ++i) {
      const std::string name = TextAt(variables->as_array()[i], {"name"});
      const bool identity = name == "AWS_ROLE_ARN" || name == "AWS_WEB_IDENTITY_TOKEN_FILE";
      if (!identity && name != "AWS_ACCESS_KEY_ID") continue;
      place.object.Add("pod-identity-preset", path + "/env/" + std::to_string(i) + "/name",
                       identity ? "container " + TextAt(container, {"name"}) + " sets " + name +
                                      " itself: the webhook then injects neither role nor token file"
                                : "container " + TextAt(container, {"name"}) +
                                      " sets an access key, which the SDKs use before the service account's role",
                       "remove it");
    }
  });
}

void LintMounts(const PodPlace& place) {
  ForEachContainer(place, [&place](const boost::json::value& container, const std::string& path) {
    const boost::json::value* mounts = At(container, {"volumeMounts"});
    if (mounts == nullptr || !mounts->is_array()) return;
    for (std::size_t i = 0; i < mounts->as_array().size(); ++i) {
      const boost::json::value& mount = mounts->as_array()[i];
      if (TextAt(mount, {"mountPath"}) != place.facts.settings.token_mount_path) continue;
      if (TextAt(mount, {"name"}) == "aws-iam-token") continue;
      place.object.Add("pod-mount-clash", path + "/volumeMounts/" + std::to_string(i) + "/mountPath",
                       "the webhook mounts the token here too: the API server refuses the pod",
                       "another mountPath, or name the volume aws-iam-token");
    }
  });
}

void LintSkipContainers(const PodPlace& place, const boost::json::value& annotations, const std::string& base) {
  const std::string key = place.facts.settings.annotation_prefix + "/skip-containers";
  const boost::json::value* value = At(annotations, {key});
  if (value == nullptr || !value->is_string()) return;
  std::vector<std::string> names;
  ForEachContainer(place, [&names](const boost::json::value& container, const std::string&) {
    names.push_back(TextAt(container, {"name"}));
  });
  const std::string text(value->as_string());
  const std::string pointer = base + "/" + json::PointerToken(key);
  if (text.find('"') != std::string::npos) return;  // quoted CSV is taken as it is
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    const std::string name(rest.substr(0, comma));
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      std::string joined;
      for (const char c : text) joined += c == ' ' ? "" : std::string(1, c);
      const bool blank = name.find(' ') != std::string::npos;
      LintFinding& finding =
          place.object.Add("pod-skip-containers", pointer,
                           "the pod has no container \"" + name + "\"" + (blank ? ": blanks in the list count" : ""),
                           blank ? "\"" + joined + "\"" : diag::DidYouMean(name, names).value_or(""));
      if (blank) place.object.Replace(finding, pointer, "\"" + joined + "\"");
      return;
    }
    if (comma == std::string_view::npos) return;
    rest.remove_prefix(comma + 1);
  }
}

// Pods that name no account with a role, next to one that looks as if it were meant.
void LintAccountName(const PodPlace& place) {
  const auto& [namespace_name, name] = place.account;
  if (place.annotated()) return;
  std::vector<std::string> others;
  for (const kube::ServiceAccountName& other : place.facts.annotated) {
    if (other.first == namespace_name) others.push_back(other.second);
  }
  if (others.empty()) return;
  const bool named = At(place.pod, {"spec", "serviceAccountName"}) != nullptr;
  const std::string pointer = place.path + (named ? "/spec/serviceAccountName" : "/spec");
  if (name == "default") {
    if (others.size() == 1) {
      place.object.Add("pod-service-account", pointer,
                       "the pod runs as service account default, which has no role; " + namespace_name + "/" +
                           others.front() + " has one",
                       "serviceAccountName: " + others.front());
    }
    return;
  }
  if (place.facts.accounts.count(place.account) != 0) return;
  if (const std::optional<std::string> meant = diag::DidYouMean(name, others)) {
    place.object.Add("pod-service-account", pointer,
                     "no service account " + namespace_name + "/" + name + " is here, and " + *meant + " has a role",
                     *meant);
  }
}

void LintSkipLabel(const PodPlace& place) {
  if (At(place.pod, {"metadata", "labels", kSkipLabel}) == nullptr) return;
  place.object.Add("pod-webhook-skipped", place.path + "/metadata/labels/" + json::PointerToken(kSkipLabel),
                   "the label keeps the webhook away from the pod: it gets no role", "remove the label", true);
}

}  // namespace

void LintPods(const ManifestObject& object, const ManifestFacts& facts) {
  const std::optional<std::string> path = PodPath(object.kind());
  if (!path) return;
  const boost::json::value* pod = &object.value;
  if (*path == "/spec/template") pod = At(object.value, {"spec", "template"});
  if (object.kind() == "CronJob") pod = At(object.value, {"spec", "jobTemplate", "spec", "template"});
  if (pod == nullptr) return;
  std::string account = TextAt(*pod, {"spec", "serviceAccountName"});
  if (account.empty()) account = TextAt(*pod, {"spec", "serviceAccount"});
  if (account.empty()) account = "default";
  const PodPlace place{object, facts, *pod, *path, {object.namespace_name(), account}};
  if (place.annotated()) {
    LintEnvironment(place);
    LintMounts(place);
    LintSkipLabel(place);
  }
  LintAccountName(place);
  const auto annotations = [&](const boost::json::value& holder, const std::string& base) {
    LintAnnotationNames(object, facts, holder, base, false);
    LintTokenExpiration(object, facts, holder, base);
    LintSkipContainers(place, holder, base);
  };
  if (const auto* holder = At(*pod, {"metadata", "annotations"})) annotations(*holder, *path + "/metadata/annotations");
  // A workload's own annotations are not the pod's.
  const boost::json::value* own = At(object.value, {"metadata", "annotations"});
  if (!path->empty() && own != nullptr) LintAnnotationNames(object, facts, *own, "/metadata/annotations", false);
}

}  // namespace rolecall::access
