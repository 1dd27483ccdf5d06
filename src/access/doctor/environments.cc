// What stands in the environment of pods with a role, and works against it.
#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <vector>

#include "access/doctor/doctor_run.h"
#include "base/text.h"
#include "kube/client/object.h"

namespace rolecall::access {
namespace {

using boost::json::value;

// The address of EKS Pod Identity's agent.
constexpr std::string_view kAgent = "169.254.170.23";

class Place {
 public:
  Place(DoctorRun& doctor, const DoctorPod& of_pod, const value& of_container)
      : run(doctor), pod(of_pod), container(of_container) {}

  DoctorRun& run;
  const DoctorPod& pod;
  const value& container;

  const std::string* Variable(std::string_view name) const { return VariableOf(container, name, kept_); }
  bool Has(std::string_view name) const { return Variable(name) != nullptr; }
  void Add(std::string_view code, const std::string& message, const std::string& repair) const {
    run.Add(code, *pod.object, "container " + kube::TextAt(container, {"name"}) + " " + message, repair);
  }
  // The command that changes variables of a workload's template; a pod's cannot be changed.
  std::string SetEnv(const std::string& change) const {
    const std::string kind = LowerAscii(kube::TextAt(pod.object->value, {"kind"}));
    if (kind == "pod") {
      return "kubectl -n " + pod.account.first + " delete pod " + NameOf(pod.object->value) +
             "   # and make it anew with env " + change;
    }
    return "kubectl -n " + pod.account.first + " set env " + kind + "/" + NameOf(pod.object->value) + " -c " +
           kube::TextAt(container, {"name"}) + " " + change;
  }

 private:
  mutable std::string kept_;
};

bool IsTrue(const std::string* text) { return text != nullptr && EqualsIgnoringAsciiCase(*text, "true"); }

void CheckEndpoints(const Place& place) {
  if (IsTrue(place.Variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")) &&
      (place.Has("AWS_ENDPOINT_URL") || place.Has("AWS_ENDPOINT_URL_STS"))) {
    place.Add("pod-endpoints-ignored", "has AWS_ENDPOINT_URL and AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true",
              place.SetEnv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS-"));
  }
  const std::string* endpoint = place.Variable("AWS_ENDPOINT_URL");
  if (endpoint == nullptr || place.Has("AWS_ENDPOINT_URL_STS")) return;
  const std::string url = endpoint->empty() ? "URL" : *endpoint;
  place.Add("pod-endpoint-sts", "has AWS_ENDPOINT_URL and no AWS_ENDPOINT_URL_STS",
            place.SetEnv("AWS_ENDPOINT_URL_STS=" + url));
}

void CheckRegion(const Place& place) {
  if (const std::string* sts = place.Variable("AWS_STS_REGIONAL_ENDPOINTS"); sts != nullptr && *sts == "legacy") {
    place.Add("pod-sts-global", "sets AWS_STS_REGIONAL_ENDPOINTS=legacy",
              place.SetEnv("AWS_STS_REGIONAL_ENDPOINTS=regional"));
  }
  // Only what runs has what the webhook gives.
  const bool is_injected = place.Has("AWS_WEB_IDENTITY_TOKEN_FILE") || place.Has("AWS_CONTAINER_CREDENTIALS_FULL_URI");
  if (!place.pod.runs || !is_injected || place.Has("AWS_REGION") || place.Has("AWS_DEFAULT_REGION")) return;
  place.Add("pod-region", "has neither AWS_REGION nor AWS_DEFAULT_REGION",
            place.SetEnv("AWS_REGION=REGION") + "   # or give the webhook --aws-default-region");
}

void CheckTwoIdentities(const Place& place) {
  if (!place.Has("AWS_WEB_IDENTITY_TOKEN_FILE") || !place.Has("AWS_CONTAINER_CREDENTIALS_FULL_URI")) return;
  place.Add("pod-two-identities", "has AWS_WEB_IDENTITY_TOKEN_FILE and AWS_CONTAINER_CREDENTIALS_FULL_URI",
            "kubectl -n " + place.pod.account.first + " annotate serviceaccount " + place.pod.account.second + " " +
                place.run.facts().settings.annotation_prefix + "/role-arn-   # or delete its pod identity association");
}

void CheckProxy(const Place& place) {
  const std::string* uri = place.Variable("AWS_CONTAINER_CREDENTIALS_FULL_URI");
  if (uri == nullptr || uri->find(kAgent) == std::string::npos) return;
  if (!place.Has("HTTP_PROXY") && !place.Has("http_proxy")) return;
  std::string excepted;
  for (const char* name : {"NO_PROXY", "no_proxy"}) {
    if (const std::string* list = place.Variable(name)) excepted += "," + *list;
  }
  const std::vector<std::string> entries = SplitStrings(excepted, ',');
  const auto covers = [](std::string_view entry) {
    entry = Trim(entry);
    return entry == "*" || entry == kAgent || entry == "169.254.0.0/16" || entry == "169.254.170.23/32";
  };
  if (std::ranges::any_of(entries, covers)) return;
  const std::string wanted = std::string(kAgent) + (excepted.empty() ? "" : "," + excepted.substr(1));
  place.Add("pod-proxy", "asks " + std::string(kAgent) + " through HTTP_PROXY: NO_PROXY does not name it",
            place.SetEnv("NO_PROXY=" + wanted));
}

void CheckEnvFrom(const Place& place) {
  for (const value& source : kube::ListAt(place.container, {"envFrom"})) {
    for (const auto& [member, kind] : {std::pair("secretRef", "Secret"), std::pair("configMapRef", "ConfigMap")}) {
      const std::string name = kube::TextAt(source, {member, "name"});
      if (name.empty()) continue;
      const DoctorObject* object = place.run.Find(kind, place.pod.account.first, name);
      if (object == nullptr) continue;
      const std::string key = kube::TextAt(source, {"prefix"}).empty() ? "AWS_ACCESS_KEY_ID" : "";
      const bool has = !key.empty() && (kube::At(object->value, {"data", key}) != nullptr ||
                                        kube::At(object->value, {"stringData", key}) != nullptr);
      if (!has) continue;
      place.Add("pod-env-keys", std::string("takes AWS_ACCESS_KEY_ID from ") + kind + " " + name,
                "kubectl -n " + place.pod.account.first + " patch " + LowerAscii(kind) + " " + name +
                    R"( --type json -p '[{"op":"remove","path":"/data/AWS_ACCESS_KEY_ID"}]')");
    }
  }
}

// The tag of an image's name; "" without one.
std::string TagOf(const std::string& image) {
  const std::size_t colon = image.rfind(':');
  return colon == std::string::npos || image.find('/', colon) != std::string::npos ? "" : image.substr(colon + 1);
}

// "2.15.0" -> {2, 15, 0}.
std::vector<int> VersionOf(const std::string& tag) {
  std::vector<int> parts;
  for (const std::string_view part : Split(tag, '.')) {
    const auto number = ParseInt<int>(part);
    if (!number.has_value()) return {};
    parts.push_back(*number);
  }
  return parts;
}

// The AWS CLI's own image is the one whose tag is the SDK's version. (EKS User Guide, "Use IRSA with the AWS SDK".)
void CheckSdk(const Place& place) {
  const std::string image = kube::TextAt(place.container, {"image"});
  if (image.find("amazon/aws-cli:") == std::string::npos && image.find("aws-cli/aws-cli:") == std::string::npos) return;
  const std::vector<int> version = VersionOf(TagOf(image));
  const bool pod_identity = place.Has("AWS_CONTAINER_CREDENTIALS_FULL_URI");
  if (version.size() < 2) return;
  const std::vector<int> least = version[0] == 1
                                     ? (pod_identity ? std::vector<int>{1, 30, 0} : std::vector<int>{1, 16, 232})
                                     : (pod_identity ? std::vector<int>{2, 15, 0} : std::vector<int>{2, 0, 0});
  if (version >= least) return;
  const std::string kind = LowerAscii(kube::TextAt(place.pod.object->value, {"kind"}));
  place.Add("pod-sdk-old", "has " + image + ", which knows no " + (pod_identity ? "EKS Pod Identity" : "web identity"),
            "kubectl -n " + place.pod.account.first + " set image " + kind + "/" + NameOf(place.pod.object->value) +
                " " + kube::TextAt(place.container, {"name"}) + "=amazon/aws-cli:latest");
}

}  // namespace

void CheckPodEnvironments(DoctorRun& run) {
  for (const DoctorPod& pod : run.pods()) {
    const DoctorAccount* account = run.FindAccount(pod.account);
    const bool has_role = account != nullptr && !account->role.empty();
    for (const value* container : pod.Containers()) {
      const Place place(run, pod, *container);
      if (!has_role && !place.Has("AWS_CONTAINER_CREDENTIALS_FULL_URI")) continue;
      CheckEndpoints(place);
      CheckRegion(place);
      CheckTwoIdentities(place);
      CheckProxy(place);
      CheckEnvFrom(place);
      CheckSdk(place);
    }
    if (!has_role || !kube::FlagAt(*pod.pod, {"spec", "hostNetwork"})) continue;
    run.Add("pod-host-network", *pod.object,
            "it runs with hostNetwork and as " + pod.account.first + "/" + pod.account.second + ", which has a role",
            "aws ec2 modify-instance-metadata-defaults --http-tokens required   # the node's role should allow nothing "
            "that pods must not have");
  }
}

}  // namespace rolecall::access
