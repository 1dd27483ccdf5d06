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

struct RbacRule {
  std::set<std::string> verbs, groups, resources, names;  // names: none is all
};

// What is asked of a subject's rules. `name`: of the object; empty: whichever.
struct RbacRequest {
  std::string verb, group, resource, namespace_name, name;
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
  // The grant that allows it; null: none. `exact_name`: a rule that is limited to names counts if it has `name`.
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
  const std::vector<std::string>& gaps() const { return gaps_; }
  void AddGap(std::string sentence) { gaps_.push_back(std::move(sentence)); }

 private:
  struct Binding {
    std::string namespace_name;  // "": a ClusterRoleBinding
    std::string by, role_kind, role_name;
    std::vector<std::pair<RbacSubject::Kind, std::string>> subjects;
  };
  struct ClusterRole {
    std::vector<RbacRule> rules;
    std::vector<std::map<std::string, std::string>> aggregates;  // labels of the roles that it is made of
    std::map<std::string, std::string> labels;
  };
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
