// From the arguments of a `backend "kubernetes"` block to a backend with its access to the cluster.
#include <utility>

#include "base/encoding.h"
#include "base/text.h"
#include "engine/backend/arguments.h"
#include "engine/backend/kubernetes.h"

namespace rolecall::engine {
namespace {

constexpr const char* kBackend = "The backend \"kubernetes\"";

// Arguments, with the variables that stand in for them.
class KubernetesArguments {
 public:
  KubernetesArguments(const BackendConfig& config, const BackendContext& context, diag::Diagnostics& diagnostics)
      : config_(config),
        context_(context),
        diagnostics_(diagnostics),
        arguments_(config.arguments, kBackend, config.place, diagnostics) {}

  KubernetesBackendOptions ReadOptions() {
    KubernetesBackendOptions options;
    options.suffix = arguments_.Required("secret_suffix");
    options.namespace_name = Text("namespace", "KUBE_NAMESPACE", "default");
    for (const auto& [name, text] : arguments_.TextMap("labels")) options.labels[name] = text;
    return options;
  }

  // Files are read, nothing is sent. What is written in the block goes before what a file says.
  Result<kube::ClusterAccess> ReadAccess() {
    const bool in_cluster = Flag("in_cluster_config", "KUBE_IN_CLUSTER_CONFIG");
    arguments_.Ignore("load_config_file");
    ROLECALL_TRY(kube::Kubeconfig config, ReadFiles());
    ROLECALL_TRY(kube::ClusterAccess access, ChooseAccess(in_cluster, std::move(config)));
    Override(access);
    arguments_.Finish();
    if (!access.server.empty()) return access;
    return Error{ErrorCode::kInvalidArgument,
                 "No cluster is named: set config_path (or KUBE_CONFIG_PATH), host, or in_cluster_config."};
  }

 private:
  std::string Text(const char* name, const char* variable, const char* otherwise = "") {
    return arguments_.Text(name, context_.environment->GetOr(variable, otherwise));
  }
  bool Flag(const char* name, const char* variable) {
    const std::string given = context_.environment->GetOr(variable, "");
    return arguments_.Flag(name, given == "true" || given == "1");
  }

  Result<kube::Kubeconfig> ReadFiles() {
    std::vector<std::string> paths = arguments_.Texts("config_paths");
    const std::string one = Text("config_path", "KUBE_CONFIG_PATH");
    if (!one.empty()) paths = {one};
    if (paths.empty()) paths = SplitStrings(context_.environment->GetOr("KUBE_CONFIG_PATHS", ""), ':');
    kube::Kubeconfig all;
    for (std::string path : paths) {
      if (path.empty()) continue;
      if (path.starts_with("~/")) path = JoinPath(context_.environment->GetOr("HOME", ""), path.substr(2));
      ROLECALL_TRY(kube::Kubeconfig next, kube::LoadKubeconfig(path, *context_.environment, *context_.files));
      kube::MergeKubeconfig(all, std::move(next));
    }
    return all;
  }

  Result<kube::ClusterAccess> ChooseAccess(bool in_cluster, kube::Kubeconfig config) {
    std::string context = Text("config_context", "KUBE_CTX");
    const std::string user = Text("config_context_auth_info", "KUBE_CTX_AUTH_INFO");
    const std::string cluster = Text("config_context_cluster", "KUBE_CTX_CLUSTER");
    if (in_cluster) return kube::AccessInCluster(*context_.environment, *context_.files);
    if (config.empty()) return kube::ClusterAccess();
    if (!user.empty() || !cluster.empty()) {
      // A context of its own, with what is named in the place of what the chosen one says.
      kube::KubeContext made = config.contexts[context.empty() ? config.current_context : context];
      if (!user.empty()) made.user = user;
      if (!cluster.empty()) made.cluster = cluster;
      context = "rolecall-backend";
      config.contexts[context] = std::move(made);
    }
    return kube::AccessFromKubeconfig(config, context, *context_.files);
  }

  void Override(kube::ClusterAccess& access) {
    const std::string host = Text("host", "KUBE_HOST");
    if (!host.empty()) access.server = host.find("://") == std::string::npos ? "https://" + host : host;
    while (access.server.ends_with('/')) access.server.pop_back();
    const std::string ca = Text("cluster_ca_certificate", "KUBE_CLUSTER_CA_CERT_DATA");
    if (!ca.empty()) access.ca_pem = ca;
    const std::string certificate = Text("client_certificate", "KUBE_CLIENT_CERT_DATA");
    if (!certificate.empty()) access.client_cert_pem = certificate;
    const std::string key = Text("client_key", "KUBE_CLIENT_KEY_DATA");
    if (!key.empty()) access.client_key_pem = Secret(key);
    if (Flag("insecure", "KUBE_INSECURE")) access.insecure = true;
    OverrideCaller(access);
  }

  void OverrideCaller(kube::ClusterAccess& access) {
    const std::string user = Text("username", "KUBE_USER");
    const std::string password = Text("password", "KUBE_PASSWORD");
    const std::string token = Text("token", "KUBE_TOKEN");
    if (!user.empty()) access.username = user;
    if (!password.empty()) access.password = Secret(password);
    if (!token.empty()) {
      access.token = Secret(token);
      access.token_file.clear();
      access.exec.reset();
    }
    const auto block = arguments_.Object("exec");
    if (!block) return;
    ArgumentReader nested(*block, std::string(kBackend) + ", \"exec\"", config_.place, diagnostics_);
    kube::ExecPlugin plugin;
    plugin.api_version = nested.Required("api_version");
    plugin.command = nested.Required("command");
    plugin.arguments = nested.Texts("args");
    plugin.environment = nested.TextMap("env");
    nested.Finish();
    access.exec = std::move(plugin);
  }

  const BackendConfig& config_;
  const BackendContext& context_;
  diag::Diagnostics& diagnostics_;
  ArgumentReader arguments_;
};

}  // namespace

std::unique_ptr<Backend> MakeKubernetesBackend(const BackendConfig& config, const BackendContext& context,
                                               diag::Diagnostics& diagnostics) {
  diag::Diagnostics found;
  KubernetesArguments arguments(config, context, found);
  KubernetesBackendOptions options = arguments.ReadOptions();
  Result<kube::ClusterAccess> access = arguments.ReadAccess();
  if (!access.ok()) {
    found.AddError("backend-credentials", "Failed to initialize kubernetes configuration", access.error().message,
                   config.place);
  }
  diagnostics.Append(found);
  if (found.HasErrors()) return nullptr;
  Sleeper* const sleeper = context.sleeper;
  auto api = std::make_unique<kube::ApiClient>(
      *std::move(access), kube::ApiDependencies{*context.environment, *context.files, *context.clock,
                                                [sleeper](std::chrono::milliseconds time) { sleeper->Sleep(time); }});
  return std::make_unique<KubernetesBackend>(std::move(options), std::move(api));
}

}  // namespace rolecall::engine
