// A cluster's API as far as the provider's types use it: objects by path, merge patches, and server-side apply of
// annotations and labels with the fields that each manager has.
#ifndef ROLECALL_TESTS_UNIT_PROVIDERS_KUBERNETES_SMALL_CLUSTER_H_
#define ROLECALL_TESTS_UNIT_PROVIDERS_KUBERNETES_SMALL_CLUSTER_H_

#include <boost/json.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "tests/support/fake_api.h"

namespace rolecall::providers::kubernetes {

class SmallCluster {
 public:
  SmallCluster() : api_([this](const http::Request& request) { return Answer(request); }) {}

  std::string url() { return api_.url(); }
  boost::json::value& At(const std::string& path) { return objects_[path]; }
  bool Has(const std::string& path) const { return objects_.contains(path); }
  void Remove(const std::string& path) { objects_.erase(path); }
  std::vector<http::Request> requests() { return api_.requests(); }
  // What a merge patch had, the last time.
  boost::json::value last_patch;
  int gone_after = 0;  // how many looks an object that is deleted takes until it is gone

 private:
  using Json = boost::json::value;

  static http::Response Say(int status, const Json& body) { return kube::Json(status, boost::json::serialize(body)); }
  static http::Response Refuse(int status, const std::string& reason, const std::string& message) {
    return Say(status,
               {{"kind", "Status"}, {"status", "Failure"}, {"code", status}, {"reason", reason}, {"message", message}});
  }

  http::Response Answer(const http::Request& request) {
    const std::lock_guard lock(mutex_);
    const std::string path = request.target.substr(0, request.target.find('?'));
    if (path == "/api/v1") {
      return Say(200, {{"resources",
                        {{{"name", "serviceaccounts/token"}, {"kind", "ServiceAccount"}, {"namespaced", true}},
                         {{"name", "serviceaccounts"}, {"kind", "ServiceAccount"}, {"namespaced", true}},
                         {{"name", "namespaces"}, {"kind", "Namespace"}, {"namespaced", false}}}}});
    }
    if (request.method == "POST") return Make(path, boost::json::parse(request.body));
    if (deleted_.contains(path) && --deleted_[path] < 0) {
      objects_.erase(path);
      deleted_.erase(path);
    }
    const auto found = objects_.find(path);
    if (found == objects_.end()) return Refuse(404, "NotFound", "\"" + path + "\" not found");
    if (request.method == "GET") return Say(200, found->second);
    if (request.method == "DELETE") {
      deleted_[path] = gone_after;
      return Say(200, {{"kind", "Status"}, {"status", "Success"}});
    }
    const Json change = boost::json::parse(request.body);
    Json& version = found->second.as_object()["metadata"].as_object()["resourceVersion"];
    version = std::to_string(++version_);
    if (request.headers.Get("Content-Type") == "application/merge-patch+json") {
      last_patch = change;
      Merge(found->second, change);
      return Say(200, found->second);
    }
    return Apply(request, change, found->second.as_object()["metadata"].as_object());
  }

  http::Response Make(const std::string& folder, Json object) {
    auto& metadata = object.as_object()["metadata"].as_object();
    if (!metadata.contains("name")) metadata["name"] = std::string(metadata["generateName"].as_string()) + "x1y2z";
    const std::string path = folder + "/" + std::string(metadata["name"].as_string());
    if (objects_.contains(path)) return Refuse(409, "AlreadyExists", "\"" + path + "\" already exists");
    metadata["resourceVersion"] = std::to_string(++version_);
    metadata["uid"] = "uid-" + std::to_string(version_);
    objects_[path] = object;
    return Say(201, object);
  }

  static void Merge(Json& object, const Json& change) {
    if (!change.is_object()) {
      object = change;
      return;
    }
    if (!object.is_object()) object.emplace_object();
    for (const auto& [name, value] : change.as_object()) {
      if (value.is_null()) {
        object.as_object().erase(name);
      } else {
        Merge(object.as_object()[name], value);
      }
    }
  }

  // Of `metadata` only: annotations and labels.
  http::Response Apply(const http::Request& request, const Json& change, boost::json::object& metadata) {
    const std::string query = request.target.substr(request.target.find('?') + 1);
    const std::string manager = query.substr(query.find('=') + 1, query.find('&') - query.find('=') - 1);
    const bool force = query.find("force=true") != std::string::npos;
    boost::json::object managed;
    for (const char* kind : {"annotations", "labels"}) {
      boost::json::object wanted;
      if (const Json* found = change.as_object().at("metadata").as_object().if_contains(kind))
        wanted = found->as_object();
      boost::json::object& there =
          metadata.contains(kind) ? metadata[kind].as_object() : metadata[kind].emplace_object();
      std::map<std::string, std::string>& owners = owners_[kind];
      for (const auto& [key, text] : wanted) {
        const std::string name(key);
        const bool is_others = owners.contains(name) && owners[name] != manager && there[key] != text;
        if (is_others && !force) return Refuse(409, "Conflict", "Apply failed with 1 conflict: " + name);
        there[key] = text;
        owners[name] = manager;
        managed["f:metadata"].is_object() ? void() : void(managed["f:metadata"].emplace_object());
        Json& fields = managed["f:metadata"].as_object()["f:" + std::string(kind)];
        if (!fields.is_object()) fields.emplace_object();
        fields.as_object()["f:" + name] = boost::json::object();
      }
      for (auto owner = owners.begin(); owner != owners.end();) {
        const bool is_dropped = owner->second == manager && !wanted.contains(owner->first);
        if (is_dropped) there.erase(owner->first);
        owner = is_dropped ? owners.erase(owner) : std::next(owner);
      }
    }
    metadata["managedFields"] =
        boost::json::array{{{"manager", manager}, {"operation", "Apply"}, {"fieldsV1", managed}}};
    return Say(200, {{"metadata", metadata}});
  }

  std::mutex mutex_;
  std::map<std::string, Json> objects_;
  std::map<std::string, int> deleted_;
  std::map<std::string, std::map<std::string, std::string>> owners_;
  int version_ = 100;
  kube::FakeApi api_;
};

}  // namespace rolecall::providers::kubernetes

#endif  // ROLECALL_TESTS_UNIT_PROVIDERS_KUBERNETES_SMALL_CLUSTER_H_
