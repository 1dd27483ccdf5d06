// Pods that do not have what their service account should give them.
#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <set>

#include "access/doctor/doctor_run.h"
#include "base/text.h"
#include "kube/client/object.h"

namespace rolecall::access {
namespace {

using boost::json::value;

bool HasVariable(const value& container, std::string_view name) {
  std::string kept;
  return VariableOf(container, name, kept) != nullptr;
}

bool HasIdentity(const DoctorPod& pod) {
  return std::ranges::any_of(pod.Containers(), [](const value* container) {
    return HasVariable(*container, "AWS_WEB_IDENTITY_TOKEN_FILE") ||
           HasVariable(*container, "AWS_CONTAINER_CREDENTIALS_FULL_URI");
  });
}

void CheckInjection(DoctorRun& run, const DoctorPod& pod, const DoctorAccount& account) {
  if (!pod.runs || account.role.empty()) return;
  const std::string who = pod.account.first + "/" + pod.account.second;
  if (!HasIdentity(pod)) {
    run.Add("pod-stale", *pod.object,
            "service account " + who + " has role " + account.role + ", and no container has its token",
            RestartCommand(pod));
    return;
  }
  for (const value* container : pod.Containers()) {
    std::string role;
    if (VariableOf(*container, "AWS_ROLE_ARN", role) == nullptr || role.empty() || role == account.role) continue;
    if (account.role.find(':') == std::string::npos) return;  // a name that the webhook completes
    run.Add("pod-role-changed", *pod.object,
            "container " + kube::TextAt(*container, {"name"}) + " runs with " + role + "; service account " + who +
                " has " + account.role + " now",
            RestartCommand(pod));
    return;
  }
}

void CheckAccountIsThere(DoctorRun& run, const DoctorPod& pod) {
  if (pod.runs || !run.is_complete("ServiceAccount") || run.FindAccount(pod.account) != nullptr) return;
  run.Add("pod-account-missing", *pod.object,
          "there is no service account " + pod.account.first + "/" + pod.account.second,
          "kubectl -n " + pod.account.first + " create serviceaccount " + pod.account.second);
}

// "v1.20.2" -> 20; nothing for what is no version of Kubernetes 1.
std::optional<int> MinorOf(std::string_view version) {
  if (!version.starts_with("v1.")) return std::nullopt;
  version.remove_prefix(3);
  const std::size_t end = version.find_first_not_of("0123456789");
  return ParseInt<int>(version.substr(0, end));
}

std::optional<std::int64_t> UserOf(const value& holder) {
  const value* user = kube::At(holder, {"securityContext", "runAsUser"});
  return user != nullptr && user->is_int64() ? std::optional(user->get_int64()) : std::nullopt;
}

// The users that a pod's containers run as, as far as it says; and whether one of them is not root.
struct Users {
  std::set<std::int64_t> named;
  bool some_unnamed = false, some_not_root = false;
};
Users UsersOf(const DoctorPod& pod) {
  Users users;
  const std::optional<std::int64_t> of_pod = UserOf(*kube::At(*pod.pod, {"spec"}));
  for (const value* container : pod.Containers()) {
    const std::optional<std::int64_t> own = UserOf(*container);
    const std::optional<std::int64_t> user = own.has_value() ? own : of_pod;
    if (user.has_value()) users.named.insert(*user);
    users.some_unnamed = users.some_unnamed || !user.has_value();
    users.some_not_root = users.some_not_root || (user.has_value() && *user != 0) ||
                          kube::FlagAt(*container, {"securityContext", "runAsNonRoot"}) ||
                          kube::FlagAt(*pod.pod, {"spec", "securityContext", "runAsNonRoot"});
  }
  return users;
}

// The token volume's mode as the pod writes it; nothing: 0644, the API server's default.
std::optional<std::int64_t> TokenMode(const DoctorPod& pod) {
  for (const value& volume : kube::ListAt(*pod.pod, {"spec", "volumes"})) {
    if (kube::TextAt(volume, {"name"}) != "aws-iam-token") continue;
    const value* mode = kube::At(volume, {"projected", "defaultMode"});
    if (mode != nullptr && mode->is_int64()) return mode->get_int64();
  }
  return std::nullopt;
}

// Since 1.19 the kubelet gives the file to the pod's user if there is only one, or leaves the volume's mode (0644).
void CheckTokenFile(DoctorRun& run, const DoctorPod& pod, const DoctorAccount& account) {
  if (account.role.empty() || kube::At(*pod.pod, {"spec"}) == nullptr) return;
  if (kube::At(*pod.pod, {"spec", "securityContext", "fsGroup"}) != nullptr) return;
  const Users users = UsersOf(pod);
  if (!users.some_not_root) return;
  const std::optional<int> minor = MinorOf(run.facts().server_version);
  const std::optional<std::int64_t> mode = TokenMode(pod);
  const bool is_old = minor.has_value() && *minor < 19;
  const bool is_closed = mode.has_value() && (*mode & 04) == 0 && (users.named.size() != 1 || users.some_unnamed);
  if (!is_old && !is_closed) return;
  const std::string kind = LowerAscii(kube::TextAt(pod.object->value, {"kind"}));
  run.Add("pod-token-unreadable", *pod.object,
          is_old ? "Kubernetes " + run.facts().server_version +
                       " makes the token's file readable for root alone, and no fsGroup is set"
                 : "the token's volume has a mode that lets only its owner read it, which is root",
          "kubectl -n " + pod.account.first + " patch " + kind + " " + NameOf(pod.object->value) +
              " --type merge -p '" +
              (kind == "pod" ? R"({"spec":{"securityContext":{"fsGroup":65534}}}')"
                             : R"({"spec":{"template":{"spec":{"securityContext":{"fsGroup":65534}}}}}')"));
}

void CheckDroppedFields(DoctorRun& run, const DoctorPod& pod) {
  if (!pod.runs) return;
  const boost::json::array& owners = kube::ListAt(pod.object->value, {"metadata", "ownerReferences"});
  if (owners.empty()) return;
  const DoctorObject* owner =
      run.Find(kube::TextAt(owners.front(), {"kind"}), pod.account.first, kube::TextAt(owners.front(), {"name"}));
  if (owner == nullptr || kube::At(owner->value, {"spec", "template"}) == nullptr) return;
  for (const char* list : {"initContainers", "containers"}) {
    for (const value& wanted : kube::ListAt(owner->value, {"spec", "template", "spec", list})) {
      for (const value& got : kube::ListAt(*pod.pod, {"spec", list})) {
        if (kube::TextAt(got, {"name"}) != kube::TextAt(wanted, {"name"}) || !wanted.is_object()) continue;
        for (const auto& [field, content] : wanted.get_object()) {
          if (content.is_null() || got.get_object().contains(field)) continue;
          run.Add("pod-fields-dropped", *pod.object,
                  "container " + kube::TextAt(got, {"name"}) + " has no " + std::string(field) + ", which " +
                      DescribeOf(owner->value) + " gives it",
                  "kubectl get mutatingwebhookconfigurations   # one of these drops it; then: " + RestartCommand(pod));
        }
      }
    }
  }
}

}  // namespace

void CheckPods(DoctorRun& run) {
  for (const DoctorPod& pod : run.pods()) {
    CheckAccountIsThere(run, pod);
    CheckDroppedFields(run, pod);
    const DoctorAccount* account = run.FindAccount(pod.account);
    if (account == nullptr) continue;
    CheckInjection(run, pod, *account);
    CheckTokenFile(run, pod, *account);
  }
}

}  // namespace rolecall::access
