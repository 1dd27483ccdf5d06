#include "cli/cluster/issuer_files.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <set>

#include "base/secret.h"
#include "base/text.h"
#include "crypto/key.h"

namespace rolecall::cli {
namespace {

constexpr std::size_t kMaxKeyFile = 512u << 10;

// Its own audience, of which tokens for AWS must not have any: a token for STS is no credential for the cluster.
constexpr char kOwnAudience[] = "https://kubernetes.default.svc";

using FlagList = std::vector<std::pair<std::string, std::string>>;

FlagList FlagsOf(const ApiServerKeys& keys) {
  FlagList flags = {{"service-account-issuer", keys.issuer}};
  if (!keys.former_issuer.empty()) flags.emplace_back("service-account-issuer", keys.former_issuer);
  flags.emplace_back("service-account-jwks-uri", keys.issuer + "/" + kKeysPath);
  flags.emplace_back("service-account-signing-key-file", keys.signing_key);
  for (const std::string& path : keys.verifying_keys) flags.emplace_back("service-account-key-file", path);
  flags.emplace_back("api-audiences", kOwnAudience);
  return flags;
}

// Where a flag may stand once only, several values are joined as the flag takes them.
FlagList Joined(const FlagList& flags) {
  FlagList joined;
  for (const auto& [name, value] : flags) {
    const auto found = std::ranges::find(joined, name, &FlagList::value_type::first);
    if (found == joined.end()) {
      joined.emplace_back(name, value);
    } else {
      found->second += "," + value;
    }
  }
  return joined;
}

std::string Lines(const FlagList& flags, const std::string& before, const std::string& between,
                  const std::string& after) {
  std::string text;
  for (const auto& [name, value] : flags) text += before + name + between + value + after + "\n";
  return text;
}

Result<std::vector<crypto::PublishedKey>> KeysOfFile(const std::string& path, const std::string& text) {
  if (Trim(text).starts_with('{')) {
    ROLECALL_TRY(const crypto::KeySet keys, crypto::KeySet::Parse(text));
    return keys.keys();
  }
  Result<crypto::PublicKey> key = crypto::PublicKey::FromPem(text);
  if (!key.ok() && text.find("PRIVATE KEY") != std::string::npos) {
    ROLECALL_TRY(const crypto::PrivateKey own, crypto::PrivateKey::FromPem(Secret(text)));
    key = own.public_key();
  }
  if (!key.ok()) return Error{key.error().code, path + ": " + key.error().message};
  return std::vector<crypto::PublishedKey>{{key->KeyId(), *key}};
}

}  // namespace

Result<void> CheckIssuer(const std::string& issuer) {
  const auto wrong = [&](const char* why) {
    return Error{ErrorCode::kInvalidArgument, "the issuer \"" + issuer + "\" " + why};
  };
  if (!issuer.starts_with("https://")) return wrong("is not an https URL");
  if (issuer.size() == 8 || issuer[8] == '/') return wrong("has no host");
  if (issuer.ends_with('/')) return wrong("ends with a slash: AWS compares it letter by letter, and tokens have none");
  if (issuer.find_first_of("?#@ \t\r\n\"") != std::string::npos) {
    return wrong("has characters that an issuer must not have");
  }
  if (issuer.size() > 255) return wrong("is longer than IAM takes (255)");
  return {};
}

std::string DiscoveryDocument(const std::string& issuer, const crypto::KeySet& keys) {
  std::set<std::string> names;
  for (const crypto::PublishedKey& key : keys.keys()) {
    switch (key.key.type()) {
      case crypto::KeyType::kRsa: names.insert("RS256"); break;
      case crypto::KeyType::kP256: names.insert("ES256"); break;
      case crypto::KeyType::kP384: names.insert("ES384"); break;
      case crypto::KeyType::kP521: names.insert("ES512"); break;
    }
  }
  const boost::json::object document = {{"issuer", issuer},
                                        {"jwks_uri", issuer + "/" + kKeysPath},
                                        {"response_types_supported", {"id_token"}},
                                        {"subject_types_supported", {"public"}},
                                        {"id_token_signing_alg_values_supported", boost::json::value_from(names)}};
  return boost::json::serialize(document) + "\n";
}

Result<crypto::KeySet> ReadIssuerKeys(const std::vector<std::string>& paths, const FileSystem& files) {
  std::vector<crypto::PublishedKey> keys;
  for (const std::string& path : paths) {
    ROLECALL_TRY(std::string text, files.Read(path, kMaxKeyFile));
    Result<std::vector<crypto::PublishedKey>> read = KeysOfFile(path, text);
    Wipe(text);
    if (!read.ok()) return read.error();
    for (crypto::PublishedKey& key : *read) {
      const bool is_there = std::ranges::any_of(keys, [&](const auto& other) { return other.key_id == key.key_id; });
      if (!is_there) keys.push_back(std::move(key));
    }
  }
  if (keys.empty()) return Error{ErrorCode::kInvalidArgument, "there is no key to publish"};
  return crypto::KeySet(std::move(keys));
}

std::optional<Platform> ParsePlatform(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, Platform>, 5> kNames = {{{"flags", Platform::kFlags},
                                                                                   {"kubeadm", Platform::kKubeadm},
                                                                                   {"kind", Platform::kKind},
                                                                                   {"k3s", Platform::kK3s},
                                                                                   {"talos", Platform::kTalos}}};
  const auto* found = std::ranges::find(kNames, name, &std::pair<std::string_view, Platform>::first);
  return found == kNames.end() ? std::nullopt : std::optional(found->second);
}

std::string ApiServerFlags(Platform platform, const ApiServerKeys& keys) {
  const FlagList flags = FlagsOf(keys);
  switch (platform) {
    case Platform::kFlags: return Lines(flags, "--", "=", "");
    case Platform::kK3s: return "kube-apiserver-arg:\n" + Lines(flags, "  - \"", "=", "\"");
    case Platform::kTalos:
      return "cluster:\n  apiServer:\n    extraArgs:\n" + Lines(Joined(flags), "      ", ": \"", "\"");
    case Platform::kKubeadm:  // v1beta4 takes a flag several times
      return "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\napiServer:\n  extraArgs:\n" +
             Lines(flags, "    - name: ", "\n      value: \"", "\"");
    case Platform::kKind:
      return "kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nkubeadmConfigPatches:\n  - |\n"
             "    kind: ClusterConfiguration\n    apiServer:\n      extraArgs:\n" +
             Lines(Joined(flags), "        ", ": \"", "\"");
  }
  return "";
}

}  // namespace rolecall::cli
