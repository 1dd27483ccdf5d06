// The webhook as a process of its own, without the plane: `rolecall webhook`.
//
//   return server::RunWebhook(options, dependencies);    // until SIGTERM or SIGINT; answers the exit code
//
// Prints one line to `out` when it is ready: "rolecall: webhook ready on https://0.0.0.0:443, metrics on …". SIGHUP
// reads the manifests again. The process cannot be traced or dumped by others: it may hold a CA's key.
#ifndef ROLECALL_SERVER_RUN_WEBHOOK_H_
#define ROLECALL_SERVER_RUN_WEBHOOK_H_

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "kube/client/cluster_access.h"
#include "kube/webhook_settings.h"
#include "server/run.h"

namespace rolecall::server {

struct WebhookProcessOptions {
  kube::WebhookSettings settings;
  std::vector<std::string> manifests;
  std::string listen = ":443";                  // HOST:PORT
  std::string metrics_listen = ":9999";         // HOST:PORT of /metrics in plain HTTP; empty: nowhere
  int threads = 0;                              // 0 = one for each processor
  std::string tls_cert, tls_key;                // both or none
  std::string cert_dir;                         // of its own certificates, without tls_cert
  std::vector<std::string> names;               // what those are for
  std::optional<kube::ClusterChoice> cluster;   // whose service accounts are watched
  std::chrono::milliseconds lookup_grace{100};  // see services::webhook::WebhookParts
  std::string shutdown_delay = "0s";            // goes on that long after it is told to stop
};

int RunWebhook(const WebhookProcessOptions& options, Dependencies dependencies);

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_RUN_WEBHOOK_H_
