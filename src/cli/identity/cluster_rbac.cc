#include "cli/identity/cluster_rbac.h"

#include <boost/json.hpp>

#include "kube/client/list.h"
#include "kube/manifest.h"

namespace rolecall::cli {
namespace {

struct Listed {
  const char* path;
  bool is_needed;
};
constexpr Listed kListed[] = {{"/apis/rbac.authorization.k8s.io/v1/clusterroles", true},
                              {"/apis/rbac.authorization.k8s.io/v1/roles", true},
                              {"/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", true},
                              {"/apis/rbac.authorization.k8s.io/v1/rolebindings", true},
                              {"/api/v1/serviceaccounts", true},
                              {"/api/v1/pods", false}};

bool IsYaml(const std::string& name) { return name.ends_with(".yaml") || name.ends_with(".yml"); }

Result<void> ReadFile(const FileSystem& files, const std::string& path, access::Rbac& rbac) {
  ROLECALL_TRY(const std::string text, files.Read(path, kube::kMaxManifestBytes));
  if (text.find("apiVersion") == std::string::npos) return {};
  return access::AddRbacText(path, text, rbac);
}

}  // namespace

Result<void> ReadRbacFiles(CommandContext& context, const AccessFlags& flags, access::Rbac& rbac) {
  const FileSystem& files = context.files;
  for (const std::string& path : flags.manifests) {
    if (path == "-") continue;
    if (!files.IsDirectory(path)) {
      ROLECALL_RETURN_IF_ERROR(ReadFile(files, path, rbac));
      continue;
    }
    ROLECALL_TRY(const std::vector<DirectoryEntry> entries, files.List(path));
    for (const DirectoryEntry& entry : entries) {
      const bool is_manifest = IsYaml(entry.name) || entry.name.ends_with(".json");
      if (!entry.is_directory && is_manifest) {
        ROLECALL_RETURN_IF_ERROR(ReadFile(files, JoinPath(path, entry.name), rbac));
      }
    }
  }
  if (flags.directory.empty()) return {};
  const Result<std::vector<DirectoryEntry>> beside = files.List(flags.directory);
  if (!beside.ok()) return {};
  for (const DirectoryEntry& entry : *beside) {
    // Not every YAML file beside a configuration is a manifest.
    if (!entry.is_directory && IsYaml(entry.name)) (void)ReadFile(files, JoinPath(flags.directory, entry.name), rbac);
  }
  return {};
}

Result<void> ReadClusterRbac(kube::ApiClient& api, access::Rbac& rbac) {
  for (const Listed& one : kListed) {
    std::vector<boost::json::value> objects;
    const kube::ApiResult<std::string> listed = kube::ListAll(
        api, {.path = one.path}, [&objects] { objects.clear(); },
        [&objects](const boost::json::value& object) { objects.push_back(object); });
    if (!listed.ok() && one.is_needed) return listed.error().error;
    if (!listed.ok()) rbac.AddGap("pods cannot be read: whom their service accounts' commands run for is not known");
    for (const boost::json::value& object : objects) rbac.AddObject(object);
  }
  return {};
}

Result<access::Rbac> ReadRbac(CommandContext& context, const AccessFlags& flags, const ClusterFlags& cluster) {
  access::Rbac rbac;
  ROLECALL_RETURN_IF_ERROR(ReadRbacFiles(context, flags, rbac));
  if (cluster.given) {
    ROLECALL_TRY(const std::unique_ptr<kube::ApiClient> api, cluster.Connect(context));
    ROLECALL_RETURN_IF_ERROR(ReadClusterRbac(*api, rbac));
  }
  rbac.Finish();
  return rbac;
}

}  // namespace rolecall::cli
