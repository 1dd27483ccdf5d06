// Kubeconfig files (kind Config of v1), as kubectl reads and merges them.
//
//   ROLECALL_TRY(Kubeconfig config, LoadKubeconfig({.path = flag}, environment, files));
//   ROLECALL_TRY(ClusterAccess access, AccessFromKubeconfig(config, /*context=*/"", files));     // cluster_access.h
//
// Of several files (KUBECONFIG, with colons) the first to name a cluster, user or context wins with all of it, and the
// first current-context. Paths in a file are relative to its directory. Nothing is opened or run here but the files
// themselves. Bounds: kMaxKubeconfigBytes a file, 32 files. Plain values; any thread.
// Errors: kInvalidArgument (not readable as a Config; names file and line), kNotFound (a file that was asked for).
#ifndef ROLECALL_KUBE_CLIENT_KUBECONFIG_H_
#define ROLECALL_KUBE_CLIENT_KUBECONFIG_H_

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/environment.h"
#include "base/file_system.h"
#include "base/result.h"
#include "base/secret.h"

namespace rolecall::kube {

inline constexpr std::size_t kMaxKubeconfigBytes = 4u << 20;

// A program that prints credentials (client.authentication.k8s.io).
struct ExecPlugin {
  std::string api_version, command, install_hint;
  std::vector<std::string> arguments;
  std::vector<std::pair<std::string, std::string>> environment;  // beside our own
  bool provide_cluster_info = false;
  bool always_interactive = false;  // interactiveMode Always: cannot be run without a terminal
};

struct KubeCluster {
  std::string server, tls_server_name, ca_file, ca_data, proxy_url;  // ca_data: base64, as written
  bool insecure = false;
};

struct KubeUser {
  std::string client_cert_file, client_cert_data, client_key_file;
  Secret client_key_data;  // base64, as written
  Secret token;
  std::string token_file, username;
  Secret password;
  std::string auth_provider;  // the removed kind; empty: none
  std::optional<ExecPlugin> exec;
  std::string as_user, as_uid;
  std::vector<std::string> as_groups;
  std::vector<std::pair<std::string, std::string>> as_extra;
};

struct KubeContext {
  std::string cluster, user, namespace_name;
};

struct Kubeconfig {
  std::map<std::string, KubeCluster> clusters;
  std::map<std::string, KubeUser> users;
  std::map<std::string, KubeContext> contexts;
  std::string current_context;
  std::string origin;  // the files' names, for messages

  bool empty() const { return clusters.empty() && users.empty() && contexts.empty(); }
};

// `file`: for messages, and what relative paths start from.
Result<Kubeconfig> ParseKubeconfig(const std::string& file, std::string_view text);

// Adds what `later` has and `config` does not.
void MergeKubeconfig(Kubeconfig& config, Kubeconfig later);

// `path`, which then must be there; else those of KUBECONFIG, else ~/.kube/config, as far as they are there. Empty if
// there is none.
Result<Kubeconfig> LoadKubeconfig(const std::string& path, const Environment& environment, const FileSystem& files);

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_CLIENT_KUBECONFIG_H_
