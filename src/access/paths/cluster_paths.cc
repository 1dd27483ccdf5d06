#include "access/paths/cluster_paths.h"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <set>

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
      // That the group may do anything is no news.
      const bool masters = identity.kind == RbacSubject::Kind::kGroup && identity.name == kMasters;
      if (!chain.empty() && !masters) takeovers.push_back({identity.Text(), std::move(chain)});
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
    if (std::optional<TakeoverStep> step = StepIntoMember(subject, target)) return step;
    // Impersonation gives what the cluster lets it do, and no token: of the goal only if that is enough to get one.
    if (target == goal_ && !TakesItself(target)) return std::nullopt;
    if (const RbacGrant* grant = Impersonates(subject, target)) {
      return TakeoverStep{"impersonate", "acts as it towards the cluster", grant->by, target.Text()};
    }
    return std::nullopt;
  }

  // Whoever becomes a service account is in the groups of service accounts.
  std::optional<TakeoverStep> StepIntoMember(const RbacSubject& subject, const Identity& target) const {
    constexpr std::string_view kAccounts = "system:serviceaccounts";
    if (target.kind != RbacSubject::Kind::kGroup || !target.name.starts_with(kAccounts)) return std::nullopt;
    const std::string space =
        target.name.size() > kAccounts.size() ? target.name.substr(kAccounts.size() + 1) : std::string();
    std::set<kube::ServiceAccountName> members = rbac_.accounts();
    // Every namespace has this one.
    if (!space.empty()) members.insert({space, "default"});
    for (const kube::ServiceAccountName& member : members) {
      if (!space.empty() && member.first != space) continue;
      for (const ClusterMethod& method : ClusterMethods()) {
        const RbacGrant* grant = Grants(subject, method, member);
        const std::string name =
            Identity{RbacSubject::Kind::kServiceAccount, member.first + "/" + member.second}.Text();
        if (grant != nullptr) {
          return TakeoverStep{method.name, method.means + " (" + name + ", a member)", grant->by, target.Text()};
        }
      }
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
      // What is made has no name that a rule could be limited to; of what is there, the one that it names may be there.
      const bool makes = verb == "create" && method.resource.find('/') == std::string::npos;
      const bool named = method.gives == Gives::kNamed;
      const RbacRequest request{verb,
                                method.group,
                                method.resource,
                                everywhere ? "" : account.first,
                                named ? account.second : "",
                                !named && !makes};
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
      const bool binds = may("create", kRbac, "rolebindings") || may("update", kRbac, "rolebindings") ||
                         may("patch", kRbac, "rolebindings") || may("create", kRbac, "clusterrolebindings");
      return binds && GivesAWay(grant, method, account);
    }
    const char* written = method.resource == "roles" ? "roles" : "clusterroles";
    return may("create", kRbac, written) || may("update", kRbac, written) || may("patch", kRbac, written);
  }

  // Of the roles that may be bound one must give a way, if they are named: all others are no gain. One that is not
  // among the objects may.
  bool GivesAWay(const RbacGrant& grant, const ClusterMethod& method, const kube::ServiceAccountName& account) const {
    const char* kind = method.resource == "roles" ? "Role" : "ClusterRole";
    return std::any_of(grant.rules.begin(), grant.rules.end(), [&](const RbacRule& rule) {
      if (!rule.verbs.contains("bind") && !rule.verbs.contains("*")) return false;
      return rule.names.empty() || std::any_of(rule.names.begin(), rule.names.end(), [&](const std::string& name) {
               const std::vector<RbacRule>* rules = rbac_.RoleRules(kind, account.first, name);
               if (rules == nullptr) return true;
               const RbacSubject bound{RbacSubject::Kind::kUser, "", {{account.first, "", *rules}}};
               return std::any_of(ClusterMethods().begin(), ClusterMethods().end(), [&](const ClusterMethod& one) {
                 return one.gives != Gives::kSelf && Grants(bound, one, account) != nullptr;
               });
             });
    });
  }

  const RbacGrant* Impersonates(const RbacSubject& subject, const Identity& target) const {
    if (const auto account = target.Account()) {
      const std::string user = "system:serviceaccount:" + account->first + ":" + account->second;
      const RbacGrant* grant = subject.Allows({"impersonate", "", "serviceaccounts", account->first, account->second});
      return grant != nullptr ? grant : subject.Allows({"impersonate", "", "users", "", user});
    }
    if (target.kind == RbacSubject::Kind::kUser) return subject.Allows({"impersonate", "", "users", "", target.name});
    // A group is added to a user or service account that is impersonated.
    const bool anybody = subject.Allows({"impersonate", "", "users", "", "", true}) != nullptr ||
                         subject.Allows({"impersonate", "", "serviceaccounts", "", "", true}) != nullptr;
    return anybody ? subject.Allows({"impersonate", "", "groups", "", target.name}) : nullptr;
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
