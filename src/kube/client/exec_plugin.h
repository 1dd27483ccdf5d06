// Exec credential plugins: a program that prints an ExecCredential (client.authentication.k8s.io v1 or v1beta1).
//
//   ROLECALL_TRY(ExecAnswer answer, RunExecPlugin(*access.exec, cluster, environment));
//
// The program is looked up in PATH, without a shell, and gets our environment, what its configuration adds, and
// KUBERNETES_EXEC_INFO; its standard error is ours. It is killed with its children after kExecTime, or when it prints
// more than kMaxExecBytes. Errors: kNotFound (no such program; with the configuration's hint how to install it),
// kDeadlineExceeded, kResourceExhausted, kUnauthenticated (it failed, or printed something else), kInvalidArgument (an
// apiVersion that is not supported). No message holds what it printed. Blocks; any thread.
#ifndef ROLECALL_KUBE_CLIENT_EXEC_PLUGIN_H_
#define ROLECALL_KUBE_CLIENT_EXEC_PLUGIN_H_

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/environment.h"
#include "base/result.h"
#include "base/secret.h"
#include "kube/client/cluster_access.h"

namespace rolecall::kube {

inline constexpr std::chrono::milliseconds kExecTime{60000};
inline constexpr std::size_t kMaxExecBytes = 1u << 20;

struct ExecAnswer {
  Secret token;
  std::string client_cert_pem;
  Secret client_key_pem;
  std::optional<Time> expires;  // nothing: good until the API server says no
};

Result<ExecAnswer> RunExecPlugin(const ClusterAccess& access, const Environment& environment,
                                 std::chrono::milliseconds time = kExecTime);

// The text that a plugin printed, for one of that version.
Result<ExecAnswer> ReadExecCredential(std::string_view text, std::string_view api_version);

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_CLIENT_EXEC_PLUGIN_H_
