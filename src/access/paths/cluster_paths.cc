#include "access/paths/cluster_paths.h"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>

#include "embedded/table.h"

namespace rolecall::access {
namespace {

enum class Gives { kNothing, kAny, kNamed, kRunning, kSecret, kEverywhere, kSelf };

struct ClusterMethod {
  std::string name, group, resource, means;
  std::vector<std::string> verbs;
  Gives gives = Gives::kNothing;
};

Gives GivesOf(std::string_view word) {
  if (word == "any") return Gives::kAny;
  if (word == "named") return Gives::kNamed;
  if (word == "running") return Gives::kRunning;
  if (word == "secret") return Gives::kSecret;
  if (word == "everywhere") return Gives::kEverywhere;
  return word == "self" ? Gives::kSelf : Gives::kNothing;
}

const std::vector<ClusterMethod>& ClusterMethods() {
  static const auto* const kClusterMethods = [] {
    auto* methods = new std::vector<ClusterMethod>();
    for (const embedded::Row& row :
         embedded::ReadTable("cluster-escalations.tsv", {"method", "verbs", "group", "resource", "gives", "means"})) {
      ClusterMethod method{
          std::string(row[0]), row[2] == "-" ? "" : std::string(row[2]), std::string(row[3]), std::string(row[5]), {},
          GivesOf(row[4])};
      for (std::string_view rest = row[1]; !rest.empty();) {
        const std::size_t comma = rest.find(',');
        method.verbs.emplace_back(rest.substr(0, comma));
        rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
      }
      methods->push_back(std::move(method));
    }
    return methods;
  }();
  return *kClusterMethods;
}

// Whom somebody can act as: a service account, or (impersonated) a user or group.
struct Identity {
  RbacSubject::Kind kind;
  std::string name;
  auto operator<=>(const Identity&) const = default;
  std::string Text() const { return RbacSubject{kind, name, {}}.Text(); }
  std::optional<kube::ServiceAccountName> Account() const {
    const std::size_t slash = name.find('/');
    if (kind != RbacSubject::Kind::kServiceAccount || slash == std::string::npos) return std::nullopt;
    return kube::ServiceAccountName{name.substr(0, slash), name.substr(slash + 1)};
  }
};

class ClusterWalk {
 public:
  explicit ClusterWalk(const Rbac& rbac) : rbac_(rbac) {}

  std::vector<Takeover> To(const Identity& target) {
    goal_ = target;
    std::deque<Identity> open{target};
    chains_[target] = {};
    while (!open.empty()) {
      const Identity reached = open.front();
      open.pop_front();
      if (chains_[reached].size() == kLongestTakeover) continue;
      for (const RbacSubject& subject : rbac_.subjects()) {
        const Identity from{subject.kind, subject.name};
        if (chains_.contains(from)) continue;
        std::optional<TakeoverStep> step = StepInto(subject, reached);
        if (!step) continue;
        std::vector<TakeoverStep> chain{*std::move(step)};
        chain.insert(chain.end(), chains_[reached].begin(), chains_[reached].end());
        chains_[from] = std::move(chain);
        open.push_back(from);
      }
    }
    std::vector<Takeover> takeovers;
    for (auto& [identity, chain] : chains_) {
      if (!chain.empty()) takeovers.push_back({identity.Text(), std::move(chain)});
    }
    std::stable_sort(takeovers.begin(), takeovers.end(),
                     [](const Takeover& a, const Takeover& b) { return a.steps.size() < b.steps.size(); });
    return takeovers;
  }

 private:
  std::optional<TakeoverStep> StepInto(const RbacSubject& subject, const Identity& target) const {
    if (const auto account = target.Account()) {
      for (const ClusterMethod& method : ClusterMethods()) {
        if (const RbacGrant* grant = Grants(subject, method, *account)) {
          return TakeoverStep{method.name, method.means, grant->by, target.Text()};
        }
      }
    }
    // Impersonation gives what the cluster lets it do, and no token: of the goal only if that is enough to get one.
    if (target == goal_ && !TakesItself(target)) return std::nullopt;
    if (const RbacGrant* grant = Impersonates(subject, target)) {
      return TakeoverStep{"impersonate", "acts as it towards the cluster", grant->by, target.Text()};
    }
    return std::nullopt;
  }

  bool TakesItself(const Identity& identity) const {
    const auto account = identity.Account();
    if (!account) return false;
    for (const RbacSubject& subject : rbac_.subjects()) {
      if (subject.kind != identity.kind || subject.name != identity.name) continue;
      for (const ClusterMethod& method : ClusterMethods()) {
        if (Grants(subject, method, *account) != nullptr) return true;
      }
    }
    return false;
  }

  const RbacGrant* Grants(const RbacSubject& subject, const ClusterMethod& method,
                          const kube::ServiceAccountName& account) const {
    const bool everywhere = method.gives == Gives::kEverywhere;
    if (method.gives == Gives::kNothing) return nullptr;
    if (method.gives == Gives::kRunning && !rbac_.IsRunning(account)) return nullptr;
    for (const std::string& verb : method.verbs) {
      // Of the other ways a rule that is limited to names tells nothing of which are meant.
      const RbacRequest request{verb, method.group, method.resource, everywhere ? "" : account.first,
                                method.gives == Gives::kNamed ? account.second : ""};
      const RbacGrant* grant = subject.Allows(request);
      if (grant == nullptr || !IsUsable(subject, method, *grant, account)) continue;
      return grant;
    }
    return nullptr;
  }

  // What a way needs beside its own permission.
  bool IsUsable(const RbacSubject& subject, const ClusterMethod& method, const RbacGrant& grant,
                const kube::ServiceAccountName& account) const {
    const auto may = [&](const char* verb, const char* group, const char* resource) {
      return subject.Allows({verb, group, resource, account.first, ""}) != nullptr;
    };
    constexpr const char* kRbac = "rbac.authorization.k8s.io";
    if (method.gives == Gives::kSecret) return may("get", "", "secrets") || may("list", "", "secrets");
    if (method.gives != Gives::kSelf) return true;
    if (!grant.namespace_name.empty() && grant.namespace_name != account.first) return false;
    if (method.name.starts_with("bind")) {
      return may("create", kRbac, "rolebindings") || may("update", kRbac, "rolebindings") ||
             may("patch", kRbac, "rolebindings") || may("create", kRbac, "clusterrolebindings");
    }
    const char* written = method.resource == "roles" ? "roles" : "clusterroles";
    return may("create", kRbac, written) || may("update", kRbac, written) || may("patch", kRbac, written);
  }

  const RbacGrant* Impersonates(const RbacSubject& subject, const Identity& target) const {
    if (const auto account = target.Account()) {
      const std::string user = "system:serviceaccount:" + account->first + ":" + account->second;
      const RbacGrant* grant = subject.Allows({"impersonate", "", "serviceaccounts", account->first, account->second});
      return grant != nullptr ? grant : subject.Allows({"impersonate", "", "users", "", user});
    }
    const char* resource = target.kind == RbacSubject::Kind::kUser ? "users" : "groups";
    return subject.Allows({"impersonate", "", resource, "", target.name});
  }

  const Rbac& rbac_;
  Identity goal_{};
  std::map<Identity, std::vector<TakeoverStep>> chains_;
};

}  // namespace

std::vector<Takeover> ClusterPaths::To(const kube::ServiceAccountName& target) const {
  return ClusterWalk(rbac_).To({RbacSubject::Kind::kServiceAccount, target.first + "/" + target.second});
}

}  // namespace rolecall::access
