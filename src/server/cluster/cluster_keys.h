// The keys of a cluster's service account tokens, read from its API server with the rights of a kubeconfig or of a
// pod's service account: no certificate and no token has to be given by hand.
//
//   ClusterKeys keys(api, key_sources, {"https://issuer.that.has.a.flag"}, warn);
//
// Which issuer the cluster is, it says itself (/.well-known/openid-configuration): it is asked until it answers, and
// then /openid/v1/jwks is a source of that issuer's keys. An issuer that the operator gave keys for keeps those.
// With `review` the cluster is asked about each token, too (token_review.h). Both need the ClusterRole
// system:service-account-issuer-discovery, which every service account has. A thread of its own, which ends with it.
// What KeySources was given keeps the client alive as long as it needs it.
#ifndef ROLECALL_SERVER_CLUSTER_CLUSTER_KEYS_H_
#define ROLECALL_SERVER_CLUSTER_CLUSTER_KEYS_H_

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "kube/client/api_client.h"
#include "server/issuer_keys/key_sources.h"

namespace rolecall::server {

class ClusterKeys {
 public:
  using Warn = std::function<void(const std::string&)>;

  // References must outlive this object.
  ClusterKeys(std::shared_ptr<kube::ApiClient> api, KeySources& keys, std::set<std::string> configured, Warn warn,
              KeySources::ReviewToken review = {}, std::chrono::milliseconds first_wait = std::chrono::seconds(1));
  ~ClusterKeys();
  ClusterKeys(const ClusterKeys&) = delete;
  ClusterKeys& operator=(const ClusterKeys&) = delete;

  // "" until the cluster has said it.
  std::string issuer() const;

 private:
  void Find();
  Result<std::string> AskForIssuer();

  const std::shared_ptr<kube::ApiClient> api_;
  KeySources& keys_;
  const std::set<std::string> configured_;
  const Warn warn_;
  const KeySources::ReviewToken review_;
  const std::chrono::milliseconds first_wait_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::string issuer_;
  bool stopping_ = false;
  std::thread finder_;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_CLUSTER_CLUSTER_KEYS_H_
