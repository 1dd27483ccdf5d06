// Who may do what in a Kubernetes cluster, as its RBAC objects say.
//
//   Rbac rbac;
//   ROLECALL_RETURN_IF_ERROR(AddRbacText("rbac.yaml", text, rbac));      // or AddRbacObject, of a cluster
//   rbac.Finish();
//   for (const RbacSubject& subject : rbac.subjects()) subject.Allows({"create", "", "pods", "apps", ""}) …
//
// Read are Role, ClusterRole (with aggregation), RoleBinding, ClusterRoleBinding, ServiceAccount, and what pods run as
// (Pod and what makes pods). A binding to a role that is not there is noted in gaps(). Bounded by the manifests' own
// bounds. Pure.
#ifndef ROLECALL_ACCESS_PATHS_RBAC_H_
#define ROLECALL_ACCESS_PATHS_RBAC_H_

#include <boost/json/fwd.hpp>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "kube/service_account.h"

namespace rolecall::access {

// The group that may do anything in any cluster.
inline constexpr const char* kMasters = "system:masters";

struct RbacRule {
  std::set<std::string> verbs, groups, resources, names;  // names: none is all
};

// What is asked of a subject's rules. `name`: of the object; empty: one that no rule names. `some_name`: whichever
// object a rule names, for there may be one.
struct RbacRequest {
  std::string verb, group, resource, namespace_name, name;
  bool some_name = false;
};

// Rules that hold in one namespace, or ("") everywhere.
struct RbacGrant {
  std::string namespace_name;
  std::string by;  // "RoleBinding apps/deployers"
  std::vector<RbacRule> rules;
};

struct RbacSubject {
  enum class Kind { kUser, kGroup, kServiceAccount };
  Kind kind = Kind::kUser;
  std::string name;  // of a service account "NAMESPACE/NAME"
  std::vector<RbacGrant> grants;

  // "ServiceAccount apps/web", "Group deployers".
  std::string Text() const;
  // The grant that allows it; null: none.
  const RbacGrant* Allows(const RbacRequest& request) const;
};

class Rbac {
 public:
  void AddObject(const boost::json::value& object);
  // Joins roles and bindings; once, when all is read.
  void Finish();

  const std::vector<RbacSubject>& subjects() const { return subjects_; }
  const std::set<kube::ServiceAccountName>& accounts() const { return accounts_; }
  // That some pod, or what makes pods, runs as.
  bool IsRunning(const kube::ServiceAccountName& account) const { return running_.contains(account); }
  bool empty() const { return bindings_.empty() && subjects_.empty(); }
  // The rules of a cluster role, or of the namespace's role; null: it is not among the objects, nor one of every
  // cluster.
  const std::vector<RbacRule>* RoleRules(const std::string& kind, const std::string& namespace_name,
                                         const std::string& name) const;
  const std::vector<std::string>& gaps() const { return gaps_; }
  void AddGap(std::string sentence) { gaps_.push_back(std::move(sentence)); }

 private:
  struct Binding {
    std::string namespace_name;  // "": a ClusterRoleBinding
    std::string by, role_kind, role_name;
    std::vector<std::pair<RbacSubject::Kind, std::string>> subjects;
  };
  // A label that a role must have (or not): one of these values, or any.
  struct LabelWanted {
    std::string key;
    std::set<std::string> values;
    bool any = false, negated = false;
  };
  using Selector = std::vector<LabelWanted>;  // all of them; none: every role
  struct ClusterRole {
    std::vector<RbacRule> rules;
    std::vector<Selector> aggregates;  // of the roles that it is made of
    std::map<std::string, std::string> labels;
  };
  static Selector SelectorIn(const boost::json::object& selector);
  static bool Selects(const Selector& selector, const ClusterRole& role);
  void AddParts(const ClusterRole& role, std::set<std::string>& parts) const;
  void Aggregate();
  void AddRole(const boost::json::object& object, const std::string& kind);
  void AddBinding(const boost::json::object& object, const std::string& kind);
  void AddRunning(const boost::json::object& object);
  std::vector<RbacRule> RulesOf(const Binding& binding);

  std::map<std::string, std::vector<RbacRule>> roles_;  // "NAMESPACE/NAME"
  std::map<std::string, ClusterRole> cluster_roles_;
  std::vector<Binding> bindings_;
  std::vector<RbacSubject> subjects_;
  std::set<kube::ServiceAccountName> accounts_, running_;
  std::vector<std::string> gaps_;
};

Result<void> AddRbacText(const std::string& file, const std::string& text, Rbac& rbac);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_PATHS_RBAC_H_
