#include "access/doctor/doctor_run.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/check.h"
#include "base/text.h"
#include "kube/client/object.h"

namespace rolecall::access {
namespace {

constexpr std::array<std::string_view, 6> kWorkloads = {"Deployment", "StatefulSet", "DaemonSet",
                                                        "ReplicaSet", "Job",         "ReplicationController"};

const policy::LintRule& RuleOf(std::string_view code) {
  const auto found = std::ranges::find(DoctorRules(), code, &policy::LintRule::code);
  ROLECALL_CHECK(found != DoctorRules().end());
  return *found;
}

// The pod of an object; null if it has none. A ReplicaSet or Job that something else made is judged with that.
const boost::json::value* PodOf(const boost::json::value& object) {
  const std::string kind = kube::TextAt(object, {"kind"});
  if (kind == "Pod") return &object;
  if (!kube::ListAt(object, {"metadata", "ownerReferences"}).empty()) return nullptr;
  if (kind == "CronJob") return kube::At(object, {"spec", "jobTemplate", "spec", "template"});
  return std::ranges::find(kWorkloads, kind) != kWorkloads.end() ? kube::At(object, {"spec", "template"}) : nullptr;
}

}  // namespace

std::string NamespaceOf(const boost::json::value& object) {
  std::string space = kube::TextAt(object, {"metadata", "namespace"});
  return space.empty() ? "default" : space;
}

std::string NameOf(const boost::json::value& object) { return kube::TextAt(object, {"metadata", "name"}); }

std::string DescribeOf(const boost::json::value& object) {
  const std::string kind = kube::TextAt(object, {"kind"});
  const bool is_of_cluster =
      kind.starts_with("Cluster") || kind.ends_with("WebhookConfiguration") || kind == "Namespace" || kind == "Node";
  return kind + " " + (is_of_cluster ? "" : NamespaceOf(object) + "/") + NameOf(object);
}

std::vector<const boost::json::value*> DoctorPod::Containers() const {
  std::vector<const boost::json::value*> all;
  for (const char* list : {"initContainers", "containers"}) {
    for (const boost::json::value& container : kube::ListAt(*pod, {"spec", list})) all.push_back(&container);
  }
  return all;
}

DoctorRun::DoctorRun(const DoctorFacts& facts, const IdentityModel* model, LintReport& report)
    : facts_(facts), model_(model), report_(report) {
  for (const DoctorObject& object : facts.objects) Sort(object);
}

void DoctorRun::Sort(const DoctorObject& object) {
  const std::string kind = kube::TextAt(object.value, {"kind"});
  by_kind_.emplace(kind, &object);
  const kube::ServiceAccountName name(NamespaceOf(object.value), NameOf(object.value));
  if (kind == "ServiceAccount") {
    const std::string key = facts_.settings.annotation_prefix + "/role-arn";
    accounts_[name] = {&object, kube::TextAt(object.value, {"metadata", "annotations", key}), false};
    return;
  }
  const boost::json::value* pod = PodOf(object.value);
  if (pod == nullptr || !pod->is_object()) return;
  // What has ended will not be injected any more, and does not matter.
  const std::string phase = kube::TextAt(object.value, {"status", "phase"});
  if (kind == "Pod" && (phase == "Succeeded" || phase == "Failed")) return;
  std::string account = kube::TextAt(*pod, {"spec", "serviceAccountName"});
  if (account.empty()) account = kube::TextAt(*pod, {"spec", "serviceAccount"});
  if (account.empty()) account = "default";
  const bool runs = kind == "Pod" && kube::At(*pod, {"metadata", "uid"}) != nullptr;
  pods_.push_back({&object, pod, {name.first, account}, runs});
}

const DoctorAccount* DoctorRun::FindAccount(const kube::ServiceAccountName& name) const {
  const auto found = accounts_.find(name);
  return found == accounts_.end() ? nullptr : &found->second;
}

std::vector<const DoctorObject*> DoctorRun::OfKind(std::string_view kind) const {
  std::vector<const DoctorObject*> found;
  const auto [begin, end] = by_kind_.equal_range(kind);
  for (auto at = begin; at != end; ++at) found.push_back(at->second);
  return found;
}

const DoctorObject* DoctorRun::Find(std::string_view kind, const std::string& space, const std::string& name) const {
  const auto [begin, end] = by_kind_.equal_range(kind);
  const auto found = std::find_if(begin, end, [&](const auto& entry) {
    return NameOf(entry.second->value) == name && NamespaceOf(entry.second->value) == space;
  });
  return found == end ? nullptr : found->second;
}

LintFinding& DoctorRun::Add(std::string_view code, const DoctorObject* object, const std::string& subject,
                            std::string message, std::string repair) {
  LintFinding& finding = report_.findings.emplace_back();
  finding.rule = &RuleOf(code);
  finding.subject = subject;
  finding.message = std::move(message);
  finding.repair = std::move(repair);
  const std::string* text = object == nullptr || object->file.empty() ? nullptr : report_.sources.Find(object->file);
  if (text == nullptr) return finding;
  // Its name in the file is as near as these checks come: they are about more than one line.
  const std::string name = "name: " + NameOf(object->value);
  const std::size_t at = text->find(name);
  const std::size_t begin = at == std::string::npos ? 0 : at;
  finding.range = RangeOf(object->file, *text, begin, at == std::string::npos ? 0 : begin + name.size());
  return finding;
}

LintFinding& DoctorRun::Add(std::string_view code, const DoctorObject& object, std::string message,
                            std::string repair) {
  return Add(code, &object, DescribeOf(object.value), std::move(message), std::move(repair));
}

std::string RestartCommand(const DoctorPod& pod) {
  const boost::json::value& object = pod.object->value;
  const std::string space = NamespaceOf(object);
  std::string kind = LowerAscii(kube::TextAt(object, {"kind"})), name = NameOf(object);
  if (kind != "pod") return "kubectl -n " + space + " rollout restart " + kind + "/" + name;
  const boost::json::array& owners = kube::ListAt(object, {"metadata", "ownerReferences"});
  if (owners.empty()) {
    return "kubectl -n " + space + " replace --force -f POD.yaml   # as it was before: delete and create";
  }
  kind = LowerAscii(kube::TextAt(owners.front(), {"kind"}));
  const std::string owner = kube::TextAt(owners.front(), {"name"});
  if (kind == "statefulset" || kind == "daemonset") {
    return "kubectl -n " + space + " rollout restart " + kind + "/" + owner;
  }
  // A Deployment's ReplicaSet is named after it and the template's hash.
  const std::string hash = kube::TextAt(object, {"metadata", "labels", "pod-template-hash"});
  if (kind == "replicaset" && !hash.empty() && owner.ends_with("-" + hash)) {
    return "kubectl -n " + space + " rollout restart deployment/" + owner.substr(0, owner.size() - hash.size() - 1);
  }
  return "kubectl -n " + space + " delete pod " + name;
}

const std::string* VariableOf(const boost::json::value& container, std::string_view name, std::string& kept) {
  for (const boost::json::value& variable : kube::ListAt(container, {"env"})) {
    if (kube::TextAt(variable, {"name"}) != name) continue;
    kept = kube::TextAt(variable, {"value"});
    return &kept;
  }
  return nullptr;
}

}  // namespace rolecall::access
