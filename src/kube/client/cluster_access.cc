#include "kube/client/cluster_access.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/ip_address.h"
#include "base/text.h"

namespace rolecall::kube {
namespace {

constexpr std::size_t kMaxPemBytes = 1u << 20;
constexpr char kServiceAccountFiles[] = "/var/run/secrets/kubernetes.io/serviceaccount";

Error Wrong(const std::string& what) { return {ErrorCode::kInvalidArgument, "invalid configuration: " + what}; }

// Base64 as written in a YAML file may be folded over lines.
Result<std::string> Decoded(std::string_view data, const std::string& field) {
  std::string dense;
  std::copy_if(data.begin(), data.end(), std::back_inserter(dense),
               [](char c) { return c != '\n' && c != '\r' && c != ' ' && c != '\t'; });
  std::optional<std::string> bytes = Base64Decode(dense);
  Wipe(dense);
  if (!bytes.has_value()) return Wrong(field + " is not base64");
  return *std::move(bytes);
}

// The data if there is any, else the file's content; "" if there is neither.
Result<std::string> DataOrFile(std::string_view data, const std::string& path, const std::string& field,
                               const FileSystem& files) {
  if (!data.empty()) return Decoded(data, field + "-data");
  if (path.empty()) return std::string();
  Result<std::string> read = files.Read(path, kMaxPemBytes);
  if (!read.ok())
    return Error{read.error().code, "invalid configuration: unable to read " + field + ": " + read.error().message};
  return read;
}

bool IsHttpUrl(std::string_view url) { return url.starts_with("https://") || url.starts_with("http://"); }

Result<void> UseCluster(const KubeCluster& cluster, const std::string& name, const FileSystem& files,
                        ClusterAccess& access) {
  if (cluster.server.empty()) return Wrong("no server found for cluster \"" + name + "\"");
  access.server = cluster.server;
  if (access.server.find("://") == std::string::npos) access.server = "http://" + access.server;
  while (access.server.ends_with('/')) access.server.pop_back();
  if (!IsHttpUrl(access.server) || access.server.find_first_of("?#@ \t\r\n") != std::string::npos) {
    return Wrong("the server of cluster \"" + name + "\" is no http or https URL");
  }
  access.server_name = cluster.tls_server_name;
  access.insecure = cluster.insecure;
  access.proxy_url = cluster.proxy_url;
  static constexpr std::string_view kProxies[] = {"http://", "https://", "socks5://"};
  if (!access.proxy_url.empty() &&
      std::ranges::none_of(kProxies, [&](std::string_view s) { return access.proxy_url.starts_with(s); })) {
    return Wrong("'proxy-url' of cluster \"" + name + "\" must be http, https or socks5");
  }
  if (cluster.insecure && (!cluster.ca_file.empty() || !cluster.ca_data.empty())) {
    return Wrong("specifying a root certificates file with the insecure flag is not allowed");
  }
  ROLECALL_TRY(access.ca_pem, DataOrFile(cluster.ca_data, cluster.ca_file, "certificate-authority", files));
  return {};
}

Result<void> UseClientCertificate(const KubeUser& user, const std::string& name, const FileSystem& files,
                                  ClusterAccess& access) {
  const bool has_cert = !user.client_cert_data.empty() || !user.client_cert_file.empty();
  const bool has_key = !user.client_key_data.empty() || !user.client_key_file.empty();
  if (!has_cert && !has_key) return {};
  if (!has_key) {
    return Wrong("client-key-data or client-key must be specified for " + name +
                 " to use the clientCert authentication method.");
  }
  if (!has_cert) {
    return Wrong("client-cert-data or client-cert must be specified for " + name +
                 " to use the clientCert authentication method.");
  }
  ROLECALL_TRY(access.client_cert_pem,
               DataOrFile(user.client_cert_data, user.client_cert_file, "client-certificate", files));
  ROLECALL_TRY(std::string key, DataOrFile(user.client_key_data.Reveal(), user.client_key_file, "client-key", files));
  access.client_key_pem = Secret(std::move(key));
  return {};
}

void UseImpersonation(const KubeUser& user, ClusterAccess& access) {
  if (user.as_user.empty()) return;
  access.impersonation.emplace_back("Impersonate-User", user.as_user);
  if (!user.as_uid.empty()) access.impersonation.emplace_back("Impersonate-Uid", user.as_uid);
  for (const std::string& group : user.as_groups) access.impersonation.emplace_back("Impersonate-Group", group);
  for (const auto& [key, value] : user.as_extra) {
    access.impersonation.emplace_back("Impersonate-Extra-" + PercentEncode(key), value);
  }
}

Result<void> UseUser(const KubeUser& user, const std::string& name, const FileSystem& files, ClusterAccess& access) {
  if (!user.auth_provider.empty()) {
    return Wrong("no Auth Provider found for name \"" + user.auth_provider +
                 "\": Kubernetes removed these; use an exec credential plugin");
  }
  const int methods = (user.token.empty() && user.token_file.empty() ? 0 : 1) + (user.username.empty() ? 0 : 1);
  if (methods > 1) {
    return Wrong("more than one authentication method found for " + name +
                 "; found [token basicAuth], only one is allowed");
  }
  if (user.exec.has_value() && methods > 0) {
    return Wrong("exec plugin cannot be used with a token or a password of its own for " + name);
  }
  if (user.as_user.empty() && (!user.as_uid.empty() || !user.as_groups.empty() || !user.as_extra.empty())) {
    return Wrong("requesting uid, groups or user-extra for " + name + " without impersonating a user");
  }
  ROLECALL_RETURN_IF_ERROR(UseClientCertificate(user, name, files, access));
  access.token = user.token;
  access.token_file = user.token_file;
  access.username = user.username;
  access.password = user.password;
  access.exec = user.exec;
  UseImpersonation(user, access);
  return {};
}

}  // namespace

Result<ClusterAccess> AccessFromKubeconfig(const Kubeconfig& config, const std::string& context,
                                           const FileSystem& files) {
  if (config.empty()) {
    return Error{ErrorCode::kNotFound,
                 "invalid configuration: no configuration has been provided: there is no kubeconfig (-kubeconfig, "
                 "KUBECONFIG, ~/.kube/config) and no pod's service account"};
  }
  const std::string& name = context.empty() ? config.current_context : context;
  if (name.empty()) return Wrong("current-context is not set in " + config.origin);
  const auto chosen = config.contexts.find(name);
  if (chosen == config.contexts.end()) return Wrong("context \"" + name + "\" does not exist");
  const auto cluster = config.clusters.find(chosen->second.cluster);
  if (cluster == config.clusters.end()) {
    return Wrong("cluster \"" + chosen->second.cluster + "\" does not exist");
  }
  ClusterAccess access;
  access.origin = "context " + name + " of " + config.origin;
  if (!chosen->second.namespace_name.empty()) access.namespace_name = chosen->second.namespace_name;
  ROLECALL_RETURN_IF_ERROR(UseCluster(cluster->second, cluster->first, files, access));
  if (chosen->second.user.empty()) return access;
  const auto user = config.users.find(chosen->second.user);
  if (user == config.users.end()) return Wrong("auth info \"" + chosen->second.user + "\" does not exist");
  ROLECALL_RETURN_IF_ERROR(UseUser(user->second, user->first, files, access));
  return access;
}

Result<ClusterAccess> AccessInCluster(const Environment& environment, const FileSystem& files) {
  const std::string host = environment.GetOr("KUBERNETES_SERVICE_HOST", "");
  const std::string port = environment.GetOr("KUBERNETES_SERVICE_PORT", "");
  if (host.empty() || port.empty()) {
    return Error{ErrorCode::kNotFound,
                 "unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be "
                 "defined"};
  }
  if (!ParseSmallDecimal(port, 65535).has_value()) return Wrong("KUBERNETES_SERVICE_PORT is no port");
  ClusterAccess access;
  access.origin = "the pod's service account";
  access.server = "https://" + (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" + port;
  access.token_file = JoinPath(kServiceAccountFiles, "token");
  ROLECALL_TRY(access.ca_pem, files.Read(JoinPath(kServiceAccountFiles, "ca.crt"), kMaxPemBytes));
  if (!files.Exists(access.token_file)) {
    return Error{ErrorCode::kNotFound, "open " + access.token_file + ": no such file or directory"};
  }
  Result<std::string> space = files.Read(JoinPath(kServiceAccountFiles, "namespace"), 253);
  if (space.ok() && !Trim(*space).empty()) access.namespace_name = Trim(*space);
  return access;
}

Result<ClusterAccess> FindCluster(const ClusterChoice& choice, const Environment& environment,
                                  const FileSystem& files) {
  ROLECALL_TRY(const Kubeconfig config, LoadKubeconfig(choice.kubeconfig, environment, files));
  if (config.empty() && choice.kubeconfig.empty() && choice.context.empty()) {
    Result<ClusterAccess> inside = AccessInCluster(environment, files);
    if (inside.ok() || !environment.GetOr("KUBERNETES_SERVICE_HOST", "").empty()) return inside;
  }
  return AccessFromKubeconfig(config, choice.context, files);
}

}  // namespace rolecall::kube
