// How a cluster's API server is reached: where it is, whom to trust, and who asks. From a kubeconfig's context, or from
// what a pod finds around itself.
//
//   ROLECALL_TRY(ClusterAccess access, FindCluster({.kubeconfig = flag}, environment, files));
//   ApiClient client(std::move(access), …);                                                    // api_client.h
//
// Certificates, keys and the CA are read here, once; a token file and an exec plugin are asked again by Credentials
// (credentials.h). Plain values; any thread. Errors: kInvalidArgument, with the texts of client-go where it has one
// ("context "x" does not exist"); kNotFound: a file, or no configuration at all. No message holds a secret.
#ifndef ROLECALL_KUBE_CLIENT_CLUSTER_ACCESS_H_
#define ROLECALL_KUBE_CLIENT_CLUSTER_ACCESS_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/environment.h"
#include "base/file_system.h"
#include "base/result.h"
#include "base/secret.h"
#include "kube/client/kubeconfig.h"

namespace rolecall::kube {

struct ClusterAccess {
  std::string server;  // "https://127.0.0.1:6443", maybe with a path; no slash at its end
  std::string ca_pem;  // empty: the system's
  std::string server_name, proxy_url;
  bool insecure = false;  // the server's certificate is not looked at

  std::string client_cert_pem;
  Secret client_key_pem;
  Secret token;
  std::string token_file;  // goes before `token`; read again while we run
  std::string username;
  Secret password;
  std::optional<ExecPlugin> exec;
  // Impersonate-… headers.
  std::vector<std::pair<std::string, std::string>> impersonation;

  std::string namespace_name = "default";
  std::string origin;  // "context x of /home/a/.kube/config", "the pod's service account": for messages
};

// `context`: empty = the current one.
Result<ClusterAccess> AccessFromKubeconfig(const Kubeconfig& config, const std::string& context,
                                           const FileSystem& files);
// KUBERNETES_SERVICE_HOST and _PORT, and /var/run/secrets/kubernetes.io/serviceaccount.
Result<ClusterAccess> AccessInCluster(const Environment& environment, const FileSystem& files);

struct ClusterChoice {
  std::string kubeconfig;  // a file; empty: see LoadKubeconfig, then in-cluster
  std::string context;
};
Result<ClusterAccess> FindCluster(const ClusterChoice& choice, const Environment& environment, const FileSystem& files);

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_CLIENT_CLUSTER_ACCESS_H_
