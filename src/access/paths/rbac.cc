#include "access/paths/rbac.h"

#include <algorithm>
#include <boost/json.hpp>

#include "embedded/table.h"
#include "kube/manifest.h"
#include "kube/object_fields.h"

namespace rolecall::access {
namespace {

namespace js = boost::json;

using kube::ObjectAt;
using kube::StringAt;

std::vector<const js::object*> ObjectsIn(const js::object& object, std::string_view name) {
  std::vector<const js::object*> objects;
  const js::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_array()) return objects;
  for (const js::value& item : value->as_array()) {
    if (const js::object* one = item.if_object()) objects.push_back(one);
  }
  return objects;
}

std::set<std::string> TextsIn(const js::object& object, std::string_view name) {
  std::set<std::string> texts;
  const js::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_array()) return texts;
  for (const js::value& item : value->as_array()) {
    if (item.is_string()) texts.emplace(item.as_string());
  }
  return texts;
}

std::map<std::string, std::string> LabelsIn(const js::object& object, std::string_view name) {
  std::map<std::string, std::string> labels;
  const js::object* found = ObjectAt(object, name);
  if (found == nullptr) return labels;
  for (const auto& [key, text] : *found) {
    if (text.is_string()) labels.emplace(std::string(key), std::string(text.as_string()));
  }
  return labels;
}

std::vector<RbacRule> RulesIn(const js::object& object) {
  std::vector<RbacRule> rules;
  for (const js::object* rule : ObjectsIn(object, "rules")) {
    rules.push_back({TextsIn(*rule, "verbs"), TextsIn(*rule, "apiGroups"), TextsIn(*rule, "resources"),
                     TextsIn(*rule, "resourceNames")});
  }
  return rules;
}

std::string NamespaceOf(const js::object& metadata) {
  std::string space = StringAt(metadata, "namespace");
  return space.empty() ? "default" : space;
}

bool Has(const std::set<std::string>& set, const std::string& wanted) {
  return set.contains("*") || set.contains(wanted);
}

bool Covers(const RbacRule& rule, const RbacRequest& request) {
  if (!Has(rule.verbs, request.verb) || !Has(rule.groups, request.group)) return false;
  const std::size_t slash = request.resource.find('/');
  const bool all_of_sub = slash != std::string::npos && rule.resources.contains("*" + request.resource.substr(slash));
  if (!Has(rule.resources, request.resource) && !all_of_sub) return false;
  return rule.names.empty() || request.some_name || (!request.name.empty() && rule.names.contains(request.name));
}

// The roles that every cluster has, for manifests seldom have them: data/cluster-default-roles.tsv.
const std::map<std::string, std::vector<RbacRule>>& DefaultRoles() {
  static const auto* const kRoles = [] {
    auto* roles = new std::map<std::string, std::vector<RbacRule>>();
    for (const embedded::Row& row :
         embedded::ReadTable("cluster-default-roles.tsv", {"role", "verbs", "group", "resources"})) {
      const auto set = [](std::string_view field) {
        std::set<std::string> words;
        for (std::string& word : embedded::Words(field)) words.insert(word == "-" ? "" : std::move(word));
        return words;
      };
      (*roles)[std::string(row[0])].push_back({set(row[1]), set(row[2]), set(row[3]), {}});
    }
    return roles;
  }();
  return *kRoles;
}

// The pod's specification, wherever the kind has it.
const js::object* PodSpec(const js::object& object) {
  const js::object* spec = ObjectAt(object, "spec");
  if (spec == nullptr) return nullptr;
  if (StringAt(object, "kind") == "Pod") return spec;
  if (const js::object* job = ObjectAt(*spec, "jobTemplate")) spec = ObjectAt(*job, "spec");
  const js::object* pod = spec == nullptr ? nullptr : ObjectAt(*spec, "template");
  return pod == nullptr ? nullptr : ObjectAt(*pod, "spec");
}

}  // namespace

std::string RbacSubject::Text() const {
  const char* name_of_kind = kind == Kind::kUser ? "User " : kind == Kind::kGroup ? "Group " : "ServiceAccount ";
  return name_of_kind + name;
}

const RbacGrant* RbacSubject::Allows(const RbacRequest& request) const {
  for (const RbacGrant& grant : grants) {
    if (!grant.namespace_name.empty() && grant.namespace_name != request.namespace_name) continue;
    for (const RbacRule& rule : grant.rules) {
      if (Covers(rule, request)) return &grant;
    }
  }
  return nullptr;
}

void Rbac::AddObject(const js::value& value) {
  const js::object* object = value.if_object();
  if (object == nullptr) return;
  if (const js::value* items = object->if_contains("items"); items != nullptr && items->is_array()) {
    for (const js::value& item : items->as_array()) AddObject(item);
    return;
  }
  const std::string kind = StringAt(*object, "kind");
  const js::object* metadata = ObjectAt(*object, "metadata");
  if (metadata == nullptr) return;
  if (kind == "Role" || kind == "ClusterRole") return AddRole(*object, kind);
  if (kind == "RoleBinding" || kind == "ClusterRoleBinding") return AddBinding(*object, kind);
  if (kind == "ServiceAccount") {
    accounts_.insert({NamespaceOf(*metadata), StringAt(*metadata, "name")});
    return;
  }
  AddRunning(*object);
}

void Rbac::AddRole(const js::object& object, const std::string& kind) {
  const js::object& metadata = *ObjectAt(object, "metadata");
  const std::string name = StringAt(metadata, "name");
  if (kind == "Role") {
    roles_[NamespaceOf(metadata) + "/" + name] = RulesIn(object);
    return;
  }
  ClusterRole role;
  role.rules = RulesIn(object);
  role.labels = LabelsIn(metadata, "labels");
  if (const js::object* aggregation = ObjectAt(object, "aggregationRule")) {
    for (const js::object* selector : ObjectsIn(*aggregation, "clusterRoleSelectors")) {
      role.aggregates.push_back(SelectorIn(*selector));
    }
  }
  cluster_roles_[name] = std::move(role);
}

Rbac::Selector Rbac::SelectorIn(const js::object& selector) {
  Selector wanted;
  for (const auto& [key, text] : LabelsIn(selector, "matchLabels")) wanted.push_back({key, {text}});
  for (const js::object* one : ObjectsIn(selector, "matchExpressions")) {
    const std::string op = StringAt(*one, "operator");
    LabelWanted label{StringAt(*one, "key"), TextsIn(*one, "values")};
    label.any = op == "Exists" || op == "DoesNotExist";
    label.negated = op == "NotIn" || op == "DoesNotExist";
    wanted.push_back(std::move(label));
  }
  return wanted;
}

// As labels.Selector: NotIn holds of roles without the label too.
bool Rbac::Selects(const Selector& selector, const ClusterRole& role) {
  return std::all_of(selector.begin(), selector.end(), [&role](const LabelWanted& wanted) {
    const auto own = role.labels.find(wanted.key);
    const bool has = own != role.labels.end() && (wanted.any || wanted.values.contains(own->second));
    return has != wanted.negated;
  });
}

// The roles that a role is made of may be made of others.
void Rbac::AddParts(const ClusterRole& role, std::set<std::string>& parts) const {
  for (const Selector& selector : role.aggregates) {
    for (const auto& [name, part] : cluster_roles_) {
      if (Selects(selector, part) && parts.insert(name).second) AddParts(part, parts);
    }
  }
}

void Rbac::Aggregate() {
  std::map<std::string, std::vector<RbacRule>> gathered;
  for (const auto& [name, role] : cluster_roles_) {
    std::set<std::string> parts;
    AddParts(role, parts);
    for (const std::string& part : parts) {
      const std::vector<RbacRule>& rules = cluster_roles_.at(part).rules;
      if (part != name) gathered[name].insert(gathered[name].end(), rules.begin(), rules.end());
    }
  }
  for (auto& [name, rules] : gathered) {
    std::vector<RbacRule>& own = cluster_roles_[name].rules;
    own.insert(own.end(), rules.begin(), rules.end());
  }
}

void Rbac::AddBinding(const js::object& object, const std::string& kind) {
  const js::object& metadata = *ObjectAt(object, "metadata");
  Binding binding;
  if (kind == "RoleBinding") binding.namespace_name = NamespaceOf(metadata);
  binding.by =
      kind + " " + (binding.namespace_name.empty() ? "" : binding.namespace_name + "/") + StringAt(metadata, "name");
  if (const js::object* role = ObjectAt(object, "roleRef")) {
    binding.role_kind = StringAt(*role, "kind");
    binding.role_name = StringAt(*role, "name");
  }
  for (const js::object* subject : ObjectsIn(object, "subjects")) {
    const std::string subject_kind = StringAt(*subject, "kind"), name = StringAt(*subject, "name");
    if (subject_kind == "ServiceAccount") {
      const std::string space = StringAt(*subject, "namespace");
      binding.subjects.emplace_back(RbacSubject::Kind::kServiceAccount,
                                    (space.empty() ? binding.namespace_name : space) + "/" + name);
    } else {
      binding.subjects.emplace_back(subject_kind == "Group" ? RbacSubject::Kind::kGroup : RbacSubject::Kind::kUser,
                                    name);
    }
  }
  bindings_.push_back(std::move(binding));
}

void Rbac::AddRunning(const js::object& object) {
  const js::object* spec = PodSpec(object);
  if (spec == nullptr || !spec->contains("containers")) return;
  std::string account = StringAt(*spec, "serviceAccountName");
  if (account.empty()) account = StringAt(*spec, "serviceAccount");
  running_.insert({NamespaceOf(*ObjectAt(object, "metadata")), account.empty() ? "default" : account});
}

const std::vector<RbacRule>* Rbac::RoleRules(const std::string& kind, const std::string& namespace_name,
                                             const std::string& name) const {
  if (kind == "Role") {
    const auto found = roles_.find(namespace_name + "/" + name);
    return found == roles_.end() ? nullptr : &found->second;
  }
  if (kind != "ClusterRole") return nullptr;
  const auto found = cluster_roles_.find(name);
  if (found != cluster_roles_.end()) return &found->second.rules;
  const auto of_every_cluster = DefaultRoles().find(name);
  return of_every_cluster == DefaultRoles().end() ? nullptr : &of_every_cluster->second;
}

std::vector<RbacRule> Rbac::RulesOf(const Binding& binding) {
  const std::vector<RbacRule>* rules = RoleRules(binding.role_kind, binding.namespace_name, binding.role_name);
  if (rules != nullptr) return *rules;
  gaps_.push_back(binding.by + " names the " + binding.role_kind + " " + binding.role_name +
                  ", which is not among the objects");
  return {};
}

void Rbac::Finish() {
  Aggregate();
  std::map<std::pair<RbacSubject::Kind, std::string>, std::size_t> known;
  for (const Binding& binding : bindings_) {
    const std::vector<RbacRule> rules = RulesOf(binding);
    if (rules.empty()) continue;
    for (const auto& subject : binding.subjects) {
      const auto [found, is_new] = known.emplace(subject, subjects_.size());
      if (is_new) subjects_.push_back({subject.first, subject.second, {}});
      subjects_[found->second].grants.push_back({binding.namespace_name, binding.by, rules});
    }
  }
  if (empty()) return;
  // Whom the API server asks no rules.
  const std::pair<RbacSubject::Kind, std::string> masters(RbacSubject::Kind::kGroup, kMasters);
  const auto [found, is_new] = known.emplace(masters, subjects_.size());
  if (is_new) subjects_.push_back({masters.first, masters.second, {}});
  subjects_[found->second].grants.push_back({"", "the API server itself", {{{"*"}, {"*"}, {"*"}, {}}}});
}

Result<void> AddRbacText(const std::string& file, const std::string& text, Rbac& rbac) {
  ROLECALL_TRY(const std::vector<js::value> documents, kube::ParseManifests(file, text));
  for (const js::value& document : documents) rbac.AddObject(document);
  return {};
}

}  // namespace rolecall::access
