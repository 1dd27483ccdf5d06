#include "cli/identity/pod_manifests.h"

#include <boost/json.hpp>
#include <istream>
#include <iterator>

#include "kube/manifest.h"
#include "kube/manifest_files.h"

namespace rolecall::cli {
namespace {

using boost::json::value;

value* Member(value* parent, std::string_view name) {
  auto* object = parent != nullptr ? parent->if_object() : nullptr;
  return object != nullptr ? object->if_contains(name) : nullptr;
}

std::string Text(const value& object, std::initializer_list<std::string_view> path) {
  const value* at = &object;
  for (const std::string_view name : path) {
    const auto* members = at->if_object();
    at = members != nullptr ? members->if_contains(name) : nullptr;
    if (at == nullptr) return "";
  }
  return at->is_string() ? std::string(at->as_string()) : std::string();
}

}  // namespace

Result<std::vector<value>> ReadPodManifests(CommandContext& context, const std::vector<std::string>& paths) {
  std::vector<value> all;
  for (const std::string& path : paths) {
    Result<std::vector<value>> objects = Error{};
    if (path == "-") {
      const std::string text((std::istreambuf_iterator<char>(context.in)), std::istreambuf_iterator<char>());
      objects = kube::ParseManifests("standard input", text);
    } else {
      objects = kube::ReadManifests(path, context.files);
    }
    if (!objects.ok()) return objects.error();
    all.insert(all.end(), std::make_move_iterator(objects->begin()), std::make_move_iterator(objects->end()));
  }
  return all;
}

std::vector<value*> PodsIn(value& object) {
  const std::string kind = Text(object, {"kind"});
  if (kind == "Pod") return {&object};
  value* pod = nullptr;
  if (kind == "CronJob") {
    pod = Member(Member(Member(Member(&object, "spec"), "jobTemplate"), "spec"), "template");
  } else if (kind == "Deployment" || kind == "StatefulSet" || kind == "DaemonSet" || kind == "ReplicaSet" ||
             kind == "ReplicationController" || kind == "Job") {
    pod = Member(Member(&object, "spec"), "template");
  }
  if (pod != nullptr) return {pod};
  std::vector<value*> pods;
  if (value* items = kind == "List" ? Member(&object, "items") : nullptr; items != nullptr && items->is_array()) {
    for (value& item : items->as_array()) {
      for (value* found : PodsIn(item)) pods.push_back(found);
    }
  }
  return pods;
}

void NameServiceAccount(value& pod) {
  value* spec = Member(&pod, "spec");
  if (spec == nullptr || !spec->is_object()) return;
  value& name = spec->as_object()["serviceAccountName"];
  if (!name.is_string() || name.as_string().empty()) {
    // The deprecated name of the field, which the API server copies.
    const std::string old = Text(pod, {"spec", "serviceAccount"});
    name = old.empty() ? "default" : old;
  }
}

std::string NamespaceOf(const value& object) {
  const std::string namespace_name = Text(object, {"metadata", "namespace"});
  return namespace_name.empty() ? "default" : namespace_name;
}

std::string DescribeObject(const value& object) {
  std::string name = Text(object, {"metadata", "name"});
  if (name.empty()) name = Text(object, {"metadata", "generateName"});
  return Text(object, {"kind"}) + " " + NamespaceOf(object) + "/" + name;
}

}  // namespace rolecall::cli
