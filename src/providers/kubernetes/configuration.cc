#include "providers/kubernetes/configuration.h"

#include <re2/re2.h>

#include <algorithm>
#include <utility>

#include "base/encoding.h"
#include "base/text.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::kubernetes {
namespace {

constexpr char kOwn[] = "terraform-provider-kubernetes";

// What a text argument falls back to.
struct TextArgument {
  const char* name;
  const char* variable;
  bool is_sensitive = false;
};
constexpr TextArgument kTextArguments[] = {{"host", "KUBE_HOST"},
                                           {"username", "KUBE_USER"},
                                           {"password", "KUBE_PASSWORD"},
                                           {"tls_server_name", "KUBE_TLS_SERVER_NAME"},
                                           {"client_certificate", "KUBE_CLIENT_CERT_DATA"},
                                           {"client_key", "KUBE_CLIENT_KEY_DATA"},
                                           {"cluster_ca_certificate", "KUBE_CLUSTER_CA_CERT_DATA"},
                                           {"config_path", "KUBE_CONFIG_PATH"},
                                           {"config_context", "KUBE_CTX"},
                                           {"config_context_auth_info", "KUBE_CTX_AUTH_INFO"},
                                           {"config_context_cluster", "KUBE_CTX_CLUSTER"},
                                           {"token", "KUBE_TOKEN"},
                                           {"proxy_url", "KUBE_PROXY_URL"}};

class AccessFinder {
 public:
  AccessFinder(const Object& config, const Environment& environment, const FileSystem& files)
      : config_(config), environment_(environment), files_(files) {}

  Result<kube::ClusterAccess> Find() {
    ROLECALL_RETURN_IF_ERROR(LoadFiles());
    ROLECALL_RETURN_IF_ERROR(Choose());
    Override();
    if (cluster_.server.empty()) return WithoutHost();
    kube::Kubeconfig own;
    own.origin = "the provider's configuration";
    own.clusters[kOwn] = std::move(cluster_);
    own.users[kOwn] = std::move(user_);
    own.contexts[kOwn] = {kOwn, kOwn, namespace_name_};
    return kube::AccessFromKubeconfig(own, kOwn, files_);
  }

 private:
  std::string Text(const std::string& name) const {
    if (config_.IsSet(name)) return config_.Text(name);
    const auto found = std::ranges::find(kTextArguments, name, &TextArgument::name);
    return found == std::end(kTextArguments) ? "" : environment_.GetOr(found->variable, "");
  }

  std::string Expanded(const std::string& path) const {
    return path.starts_with("~/") ? JoinPath(environment_.GetOr("HOME", ""), path.substr(2)) : path;
  }

  std::vector<std::string> Paths() const {
    if (const std::string path = Text("config_path"); !path.empty()) return {path};
    if (config_.IsSet("config_paths")) return config_.Texts("config_paths");
    const std::string listed = environment_.GetOr("KUBE_CONFIG_PATHS", "");
    return listed.empty() ? std::vector<std::string>() : SplitStrings(listed, ':');
  }

  Result<void> LoadFiles() {
    for (const std::string& path : Paths()) {
      if (path.empty()) continue;
      ROLECALL_TRY(kube::Kubeconfig next, kube::LoadKubeconfig(Expanded(path), environment_, files_));
      kube::MergeKubeconfig(loaded_, std::move(next));
    }
    return {};
  }

  // The cluster and the user of the context, unless others are named.
  Result<void> Choose() {
    if (loaded_.empty()) return {};
    const std::string named = Text("config_context");
    const std::string& name = named.empty() ? loaded_.current_context : named;
    std::string cluster = Text("config_context_cluster"), user = Text("config_context_auth_info");
    if (const auto context = loaded_.contexts.find(name); context != loaded_.contexts.end()) {
      if (cluster.empty()) cluster = context->second.cluster;
      if (user.empty()) user = context->second.user;
      namespace_name_ = context->second.namespace_name;
    } else if (!named.empty()) {
      return Wrong("context \"" + named + "\" does not exist");
    }
    if (!cluster.empty()) {
      const auto found = loaded_.clusters.find(cluster);
      if (found == loaded_.clusters.end()) return Wrong("cluster \"" + cluster + "\" does not exist");
      cluster_ = found->second;
    }
    if (user.empty()) return {};
    const auto found = loaded_.users.find(user);
    if (found == loaded_.users.end()) return Wrong("auth info \"" + user + "\" does not exist");
    user_ = found->second;
    return {};
  }

  static Error Wrong(const std::string& what) {
    return {ErrorCode::kInvalidArgument, "invalid configuration: " + what};
  }

  bool IsInsecure() const {
    if (config_.IsSet("insecure")) return config_.Flag("insecure");
    const std::string text = environment_.GetOr("KUBE_INSECURE", "");
    return text == "true" || text == "1";
  }

  void Override() {
    if (IsInsecure()) {
      cluster_.insecure = true;
      cluster_.ca_file.clear();
      cluster_.ca_data.clear();
    }
    if (const std::string name = Text("tls_server_name"); !name.empty()) cluster_.tls_server_name = name;
    if (const std::string url = Text("proxy_url"); !url.empty()) cluster_.proxy_url = url;
    const std::string authority = Text("cluster_ca_certificate");
    if (!authority.empty()) cluster_.ca_data = Base64Encode(authority);
    const std::string certificate = Text("client_certificate");
    if (!certificate.empty()) user_.client_cert_data = Base64Encode(certificate);
    if (const std::string key = Text("client_key"); !key.empty()) user_.client_key_data = Secret(Base64Encode(key));
    if (const std::string host = Text("host"); !host.empty()) {
      const bool is_bare = host.find("://") == std::string::npos;
      const bool has_tls = !authority.empty() || !certificate.empty() || cluster_.insecure;
      cluster_.server = (is_bare ? (has_tls ? "https://" : "http://") : "") + host;
    }
    OverrideUser();
  }

  // Who is named here is asked as, whatever the file has.
  void OverrideUser() {
    const std::string token = Text("token"), username = Text("username");
    const std::vector<Object> plugins = config_.Blocks("exec");
    if (token.empty() && username.empty() && plugins.empty()) return;
    user_.token = Secret(token);
    user_.token_file.clear();
    user_.username = username;
    user_.password = Secret(Text("password"));
    user_.exec.reset();
    if (plugins.empty()) return;
    kube::ExecPlugin& plugin = user_.exec.emplace();
    plugin.api_version = plugins.front().Text("api_version");
    plugin.command = plugins.front().Text("command");
    plugin.arguments = plugins.front().Texts("args");
    for (const auto& variable : plugins.front().TextMap("env")) plugin.environment.push_back(variable);
  }

  Result<kube::ClusterAccess> WithoutHost() const {
    Result<kube::ClusterAccess> inside = kube::AccessInCluster(environment_, files_);
    if (inside.ok()) return inside;
    return Error{ErrorCode::kNotFound,
                 "invalid configuration: no configuration has been provided: set host, or config_path (KUBE_HOST, "
                 "KUBE_CONFIG_PATH), in the provider block"};
  }

  const Object& config_;
  const Environment& environment_;
  const FileSystem& files_;
  kube::Kubeconfig loaded_;
  kube::KubeCluster cluster_;
  kube::KubeUser user_;
  std::string namespace_name_;
};

}  // namespace

engine::BlockSchema ConfigurationSchema() {
  engine::BlockSchema block;
  for (const TextArgument& argument : kTextArguments) block.attributes[argument.name] = TextAttribute(Use::kOptional);
  block.attributes["insecure"] = FlagAttribute(Use::kOptional);
  for (const char* name : {"config_paths", "ignore_annotations", "ignore_labels"}) {
    block.attributes[name] = TextListAttribute(Use::kOptional);
  }
  engine::BlockSchema exec;
  exec.attributes["api_version"] = TextAttribute(Use::kRequired);
  exec.attributes["command"] = TextAttribute(Use::kRequired);
  exec.attributes["env"] = TextMapAttribute(Use::kOptional);
  exec.attributes["args"] = TextListAttribute(Use::kOptional);
  block.blocks["exec"] = Block(engine::Nesting::kList, std::move(exec), 1);
  engine::BlockSchema experiments;
  experiments.attributes["manifest_resource"] = FlagAttribute(Use::kOptional);
  block.blocks["experiments"] = Block(engine::Nesting::kList, std::move(experiments), 1);
  return block;
}

void CheckConfiguration(const Object& config, Problems& problems) {
  if (config.IsSet("config_path") && config.IsSet("config_paths")) {
    problems.push_back({"config_path", "\"config_path\": conflicts with config_paths"});
  }
  for (const char* name : {"ignore_annotations", "ignore_labels"}) {
    for (const std::string& pattern : config.Texts(name)) {
      const re2::RE2 expression(pattern, re2::RE2::Quiet);
      if (!expression.ok()) problems.push_back({name, "\"" + pattern + "\" is not a regular expression"});
    }
  }
}

Result<kube::ClusterAccess> AccessOf(const Object& config, const Environment& environment, const FileSystem& files) {
  return AccessFinder(config, environment, files).Find();
}

}  // namespace rolecall::providers::kubernetes
