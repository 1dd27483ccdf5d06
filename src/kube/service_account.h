// What decides the identity of a pod: its service account's annotations, the webhook's ConfigMap, and the list of
// EKS Pod Identity accounts; joined into one answer.
#ifndef ROLECALL_KUBE_SERVICE_ACCOUNT_H_
#define ROLECALL_KUBE_SERVICE_ACCOUNT_H_

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "kube/webhook_settings.h"

namespace rolecall::kube {

// Namespace and name.
using ServiceAccountName = std::pair<std::string, std::string>;

// "NAMESPACE/NAME"; nothing if it is not of that form.
std::optional<ServiceAccountName> ParseServiceAccountName(std::string_view text);

// The part of a service account that matters here.
struct ServiceAccount {
  std::map<std::string, std::string> annotations;
};

// An entry of the ConfigMap `pod-identity-webhook`.
struct MappedRole {
  std::string role_arn;
  std::string audience;
  bool regional_sts = false;
  std::int64_t token_expiration = 0;  // 0 = the default
};

// The objects that identities come from. An immutable value once filled; several threads may read it.
class IdentitySource {
 public:
  // Takes what is of use from any Kubernetes object (ServiceAccount; List); others are passed over.
  void AddObject(const boost::json::value& object);
  void Add(ServiceAccountName name, ServiceAccount account) { accounts_[std::move(name)] = std::move(account); }
  // Takes the ConfigMap pod-identity-webhook of that namespace from any object (ConfigMap; List).
  void AddConfigMap(const boost::json::value& object, std::string_view space);
  // The JSON text of the ConfigMap's `config` key. False (and nothing changed) if it cannot be read.
  bool SetConfigMap(std::string_view config);
  // The JSON text of a file with {"identities":[{"namespace","serviceAccount"}]}. False if it cannot be read.
  bool SetContainerCredentials(std::string_view config);

  const ServiceAccount* Find(const ServiceAccountName& name) const;
  // Exact, then by a glob in the namespace part; the longest such pattern wins.
  const MappedRole* FindMapped(const ServiceAccountName& name, bool exact_only = false) const;
  // Who else decides it, beside the list: pod identity associations. Called from any thread, and often.
  void AlsoContainerCredentials(std::function<bool(const ServiceAccountName&)> associated) {
    associated_ = std::move(associated);
  }
  bool UsesContainerCredentials(const ServiceAccountName& name) const {
    return container_credentials_.count(name) != 0 || (associated_ && associated_(name));
  }
  const std::map<ServiceAccountName, ServiceAccount>& accounts() const { return accounts_; }

 private:
  std::map<ServiceAccountName, ServiceAccount> accounts_;
  std::map<ServiceAccountName, MappedRole> mapped_;
  std::set<ServiceAccountName> container_credentials_;
  std::function<bool(const ServiceAccountName&)> associated_;
};

enum class IdentityMethod { kNone, kWebIdentity, kContainerCredentials };

// What a pod of a service account gets.
struct PodIdentity {
  IdentityMethod method = IdentityMethod::kNone;
  std::string reason;  // with kNone: why not, one sentence
  std::string role_arn;
  std::string audience;
  bool regional_sts = false;
  std::int64_t token_expiration = kDefaultTokenExpiration;  // before a pod's own annotation
};

PodIdentity IdentityOf(const ServiceAccountName& name, const IdentitySource& source, const WebhookSettings& settings);

// The seconds of a token-expiration annotation, at least kMinTokenExpiration; nothing if it is no number.
std::optional<std::int64_t> ParseTokenExpiration(std::string_view text);

// True if the text looks like a role's ARN: arn:aws…:iam::12 digits:role/…
bool IsRoleArn(std::string_view text);

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_SERVICE_ACCOUNT_H_
