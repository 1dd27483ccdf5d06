// What an issuer of service account tokens publishes, and what a cluster is told of it: for clusters that no cloud
// runs.
//
//   ROLECALL_TRY(crypto::KeySet keys, ReadIssuerKeys({"/etc/kubernetes/pki/sa.pub"}, files));
//   files.Write(dir + "/" + kDiscoveryPath, DiscoveryDocument(issuer), …);
//   out << ApiServerFlags(Platform::kKubeadm, {.issuer = issuer, …});
//
// Paths are relative to the issuer's URL, as API servers have them. Pure but for the reading; any thread.
#ifndef ROLECALL_CLI_CLUSTER_ISSUER_FILES_H_
#define ROLECALL_CLI_CLUSTER_ISSUER_FILES_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "base/result.h"
#include "crypto/jwk.h"

namespace rolecall::cli {

inline constexpr char kDiscoveryPath[] = ".well-known/openid-configuration";
inline constexpr char kKeysPath[] = "openid/v1/jwks";

// https, a host, no query, no slash at the end; kInvalidArgument says what is wrong.
Result<void> CheckIssuer(const std::string& issuer);

// As the API server writes it.
std::string DiscoveryDocument(const std::string& issuer, const crypto::KeySet& keys);

// PEM files with a public or private key or a certificate, or key sets (JSON). The ids are Kubernetes' own; a key that
// is there twice counts once.
Result<crypto::KeySet> ReadIssuerKeys(const std::vector<std::string>& paths, const FileSystem& files);

enum class Platform { kFlags, kKubeadm, kKind, kK3s, kTalos };
// "flags", "kubeadm", "kind", "k3s", "talos"
std::optional<Platform> ParsePlatform(std::string_view name);

struct ApiServerKeys {
  std::string issuer;
  std::string former_issuer;                // whose tokens are still good; empty: none
  std::string signing_key;                  // path on the control plane
  std::vector<std::string> verifying_keys;  // paths
};
// The API server's flags as they are given to that platform: lines or a piece of its configuration.
std::string ApiServerFlags(Platform platform, const ApiServerKeys& keys);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_CLUSTER_ISSUER_FILES_H_
