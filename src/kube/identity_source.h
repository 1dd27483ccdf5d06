// What identities come from: service accounts, the webhook's ConfigMap and the list of EKS Pod Identity accounts, as
// one value that is cheap to copy.
//
//   IdentitySource source;
//   source.AddObject(object);                       // any Kubernetes object; what is of use is taken
//   const ServiceAccount* account = source.Find({"ns", "sa"});
//
// A copy shares what it does not change (kube/shared_map.h), so that a new view is made of the last one by changing a
// copy. Threads: as a value; several may read one.
#ifndef ROLECALL_KUBE_IDENTITY_SOURCE_H_
#define ROLECALL_KUBE_IDENTITY_SOURCE_H_

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kube/service_account.h"
#include "kube/shared_map.h"

namespace rolecall::kube {

// The name of the ConfigMap.
inline constexpr std::string_view kIdentityConfigMap = "pod-identity-webhook";

// An entry of the ConfigMap `pod-identity-webhook`.
struct MappedRole {
  std::string role_arn;
  std::string audience;
  bool regional_sts = false;
  std::int64_t token_expiration = 0;  // 0 = the default
};

class IdentitySource {
 public:
  // Takes ServiceAccounts (also those of a List); other objects are passed over. Only annotations of ours are kept.
  void AddObject(const boost::json::value& object);
  void Add(ServiceAccountName name, ServiceAccount account);
  void Remove(const ServiceAccountName& name) { accounts_.Remove(name); }
  // No account is known any more; the ConfigMap and the list stay.
  void ClearAccounts() { accounts_ = {}; }

  // Takes the ConfigMap pod-identity-webhook of that namespace from any object (ConfigMap; List). False if it is there
  // and its `config` cannot be read: the last one that could be read stays.
  bool AddConfigMap(const boost::json::value& object, std::string_view space);
  // The `config` of the ConfigMap pod-identity-webhook of that namespace, if the object is it.
  static std::optional<std::string> ConfigOf(const boost::json::value& object, std::string_view space);
  // The JSON text of the ConfigMap's `config` key. False (and nothing changed) if it cannot be read.
  bool SetConfigMap(std::string_view config);
  void ClearConfigMap() { mapped_ = nullptr; }
  // The JSON text of a file with {"identities":[{"namespace","serviceAccount"}]}. False if it cannot be read.
  bool SetContainerCredentials(std::string_view config);
  // Who else decides it, beside the list: pod identity associations. Called from any thread, and often.
  void AlsoContainerCredentials(std::function<bool(const ServiceAccountName&)> associated);

  // Where accounts, ConfigMap entries and listed accounts are looked for that are not here. Never changed through it.
  void set_below(std::shared_ptr<const IdentitySource> below) { below_ = std::move(below); }

  const ServiceAccount* Find(const ServiceAccountName& name) const;
  // Exact, then by a glob in the namespace part; the longest such pattern wins.
  const MappedRole* FindMapped(const ServiceAccountName& name, bool exact_only = false) const;
  bool UsesContainerCredentials(const ServiceAccountName& name) const;

  // Those of this source alone, in no order.
  void ForEachAccount(const std::function<void(const ServiceAccountName&, const ServiceAccount&)>& action) const {
    accounts_.ForEach(action);
  }
  std::size_t account_count() const { return accounts_.size() + (below_ == nullptr ? 0 : below_->account_count()); }

 private:
  struct Mapped {
    std::map<ServiceAccountName, MappedRole> exact;
    // By the account's name: the pattern of its namespace, and the role. The longest pattern first.
    std::map<std::string, std::vector<std::pair<std::string, MappedRole>>, std::less<>> patterns;
  };
  using Associated = std::function<bool(const ServiceAccountName&)>;

  SharedMap<ServiceAccount> accounts_;
  std::shared_ptr<const Mapped> mapped_;
  std::shared_ptr<const std::set<ServiceAccountName>> container_credentials_;
  std::shared_ptr<const Associated> associated_;
  std::shared_ptr<const IdentitySource> below_;
};

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_IDENTITY_SOURCE_H_
