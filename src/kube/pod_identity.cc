#include "kube/pod_identity.h"

#include <algorithm>

#include "base/text.h"

namespace rolecall::kube {
namespace {

const std::string* Annotation(const ServiceAccount* account, const WebhookSettings& settings, std::string_view name) {
  if (account == nullptr || account->annotations.empty()) return nullptr;
  const auto found = account->annotations.find(settings.annotation_prefix + "/" + std::string(name));
  return found == account->annotations.end() ? nullptr : &found->second;
}

std::string ComposeRoleArn(const std::string& annotation, const WebhookSettings& settings) {
  if (!settings.compose_role_arn || annotation.find("arn:") != std::string::npos) return annotation;
  return "arn:" + settings.partition + ":iam::" + settings.account_id + ":role/" + annotation;
}

std::int64_t WithinBounds(std::int64_t seconds) {
  return std::clamp(seconds, kMinTokenExpiration, kMaxTokenExpiration);
}

std::string Described(const ServiceAccountName& name) { return "service account " + name.first + "/" + name.second; }

// "annotation eks.amazonaws.com/KEY of service account NS/NAME"
std::string Whose(std::string_view key, const ServiceAccountName& name, const WebhookSettings& settings) {
  return "annotation " + settings.annotation_prefix + "/" + std::string(key) + " of " + Described(name);
}

void ReadAnnotations(const ServiceAccountName& name, const ServiceAccount* account, const WebhookSettings& settings,
                     PodIdentity& identity) {
  if (const std::string* audience = Annotation(account, settings, "audience")) identity.audience = *audience;
  if (const std::string* regional = Annotation(account, settings, "sts-regional-endpoints")) {
    const std::optional<bool> read = ParseBool(*regional);
    identity.regional_sts = read.value_or(settings.regional_sts_endpoint);
    if (!read) {
      identity.warnings.push_back(Whose("sts-regional-endpoints", name, settings) + " is " + Shown(*regional) +
                                  ", neither true nor false: the webhook's setting counts");
    }
  }
  if (const std::string* expiration = Annotation(account, settings, "token-expiration")) {
    identity.token_expiration =
        TokenLife(*expiration, identity.token_expiration, Whose("token-expiration", name, settings), identity.warnings);
  }
}

void ReadMapped(const ServiceAccountName& name, const MappedRole& mapped, PodIdentity& identity) {
  identity.role_arn = mapped.role_arn;
  // Differs from amazon-eks-pod-identity-webhook: a missing audience and an expiration below 600 s, with which
  // no pod would start or no token be accepted, become the defaults.
  if (!mapped.audience.empty()) identity.audience = mapped.audience;
  identity.regional_sts = mapped.regional_sts;
  if (mapped.token_expiration > 0) {
    identity.token_expiration =
        TokenLife(std::to_string(mapped.token_expiration), identity.token_expiration,
                  "TokenExpiration of " + Described(name) + " in the ConfigMap", identity.warnings);
  }
}

void SetReason(const ServiceAccountName& name, bool is_known, const WebhookSettings& settings, PodIdentity& identity) {
  identity.reason_code = is_known ? "no_role" : "unknown_service_account";
  identity.reason =
      Described(name) + (is_known ? " has no annotation " + settings.annotation_prefix + "/role-arn" : " is not known");
}

}  // namespace

std::string Shown(std::string_view text) {
  constexpr std::size_t kMost = 80;
  std::string shown(text.substr(0, kMost));
  for (char& c : shown) {
    if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7f) c = '?';
  }
  return "\"" + shown + (text.size() > kMost ? "…\"" : "\"");
}

std::int64_t TokenLife(std::string_view text, std::int64_t otherwise, std::string_view whose,
                       std::vector<std::string>& warnings) {
  const std::optional<std::int64_t> read = ParseGoInt(text);
  const std::int64_t seconds = WithinBounds(read.value_or(otherwise));
  if (!read) {
    warnings.push_back(std::string(whose) + " is " + Shown(text) +
                       ", no number of seconds: " + std::to_string(seconds) + " are used");
  } else if (seconds != *read) {
    // Differs from amazon-eks-pod-identity-webhook: with more than 2^32 seconds it makes pods that are refused.
    warnings.push_back(std::string(whose) + " is " + Shown(text) + ", " + (seconds > *read ? "less" : "more") +
                       " than the API server takes: " + std::to_string(seconds) + " seconds are used");
  }
  return seconds;
}

PodIdentity IdentityOf(const ServiceAccountName& name, const IdentitySource& source, const WebhookSettings& settings) {
  PodIdentity identity;
  const ServiceAccount* account = source.Find(name);
  const std::string* role = Annotation(account, settings, "role-arn");
  const bool has_role = role != nullptr && !role->empty();
  const bool container_credentials = source.UsesContainerCredentials(name);
  const MappedRole* mapped = has_role ? nullptr : source.FindMapped(name, container_credentials);

  identity.audience = settings.token_audience;
  identity.regional_sts = settings.regional_sts_endpoint;
  identity.token_expiration = WithinBounds(settings.token_expiration);
  // A service account that carries nothing of ours leaves the word to the ConfigMap.
  // With EKS Pod Identity it has it only for one that is not known at all.
  const bool by_config_map =
      mapped != nullptr && !mapped->role_arn.empty() && (!container_credentials || account == nullptr);
  if (by_config_map) {
    ReadMapped(name, *mapped, identity);
  } else {
    if (has_role) identity.role_arn = ComposeRoleArn(*role, settings);
    ReadAnnotations(name, account, settings, identity);
  }
  if (container_credentials) {
    identity.method = IdentityMethod::kContainerCredentials;
    identity.audience = settings.container_credentials_audience;
    if (account == nullptr && !by_config_map) identity.token_expiration = kDefaultTokenExpiration;
  } else if (!identity.role_arn.empty()) {
    identity.method = IdentityMethod::kWebIdentity;
    if (!IsRoleArn(identity.role_arn)) {
      identity.warnings.push_back("role-arn " + Shown(identity.role_arn) + " does not look like the ARN of a role");
    }
  } else {
    SetReason(name, account != nullptr, settings, identity);
  }
  return identity;
}

}  // namespace rolecall::kube
