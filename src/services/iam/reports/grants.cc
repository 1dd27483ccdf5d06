#include "services/iam/reports/grants.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "directory/managed_policies.h"
#include "policy/document/arn.h"
#include "policy/document/glob.h"
#include "policy/reference/service_reference.h"
#include "services/iam/lookup.h"

namespace rolecall::services::iam::reports {
namespace {

using directory::Group;
using directory::ManagedPolicy;
using directory::Role;
using directory::Snapshot;
using directory::User;

policy::Document ReadDocument(const std::string& text) {
  return policy::Parse(text, policy::DocumentKind::kIdentity).document;
}

policy::Document DefaultDocument(const ManagedPolicy& policy) {
  return ReadDocument(directory::DocumentText(policy, policy.default_version));
}

// A user, role or group: its inline policies, then its managed ones.
template <typename T>
void AddPoliciesOf(const Snapshot& snapshot, const T& entity, std::string_view type, Subject& subject) {
  for (const directory::InlinePolicy& policy : entity.inline_policies) {
    subject.policies.push_back({policy.name, "", std::string(type), entity.name, ReadDocument(policy.policy.text)});
  }
  for (const std::string& arn : entity.attached) {
    auto policy = directory::FindPolicy(snapshot, arn);
    if (policy == nullptr) continue;
    subject.policies.push_back({policy->name, arn, "", "", DefaultDocument(*policy)});
  }
}

template <typename T>
Grantee GranteeOf(const T& entity, std::string_view type) {
  return {std::string(type), entity.arn(), entity.name, entity.id, entity.path};
}

bool IsMember(const User& user, const std::string& group) {
  return std::any_of(user.groups.begin(), user.groups.end(),
                     [&](const std::string& name) { return EqualsIgnoringAsciiCase(name, group); });
}

bool HasAttached(const std::vector<std::string>& attached, const std::string& arn) {
  return std::find(attached.begin(), attached.end(), arn) != attached.end();
}

Subject SubjectOf(const Snapshot& snapshot, const User& user) {
  Subject subject;
  AddPoliciesOf(snapshot, user, "USER", subject);
  for (const std::string& name : user.groups) {
    if (auto group = Find<Group>(snapshot, user.account, name)) AddPoliciesOf(snapshot, *group, "GROUP", subject);
  }
  subject.grantees.push_back(GranteeOf(user, "USER"));
  return subject;
}

Subject SubjectOf(const Snapshot& snapshot, const Role& role) {
  Subject subject;
  AddPoliciesOf(snapshot, role, "ROLE", subject);
  subject.grantees.push_back(GranteeOf(role, "ROLE"));
  return subject;
}

Subject SubjectOf(const Snapshot& snapshot, const Group& group) {
  Subject subject;
  AddPoliciesOf(snapshot, group, "GROUP", subject);
  for (const auto& user : snapshot.users.Sorted(group.account + "/")) {
    if (IsMember(*user, group.name)) subject.grantees.push_back(GranteeOf(*user, "USER"));
  }
  return subject;
}

Subject SubjectOf(const Call& call, const Snapshot& snapshot, const ManagedPolicy& policy) {
  const std::string own = call.caller.account + "/", arn = policy.arn();
  Subject subject;
  subject.policies.push_back({policy.name, arn, "", "", DefaultDocument(policy)});
  std::vector<std::string> groups;
  for (const auto& group : snapshot.groups.Sorted(own)) {
    if (HasAttached(group->attached, arn)) groups.push_back(group->name);
  }
  for (const auto& user : snapshot.users.Sorted(own)) {
    const bool by_group =
        std::any_of(groups.begin(), groups.end(), [&](const std::string& group) { return IsMember(*user, group); });
    if (by_group || HasAttached(user->attached, arn)) subject.grantees.push_back(GranteeOf(*user, "USER"));
  }
  for (const auto& role : snapshot.roles.Sorted(own)) {
    if (HasAttached(role->attached, arn)) subject.grantees.push_back(GranteeOf(*role, "ROLE"));
  }
  return subject;
}

// The entity of the caller's account that has exactly this ARN.
template <typename T>
std::shared_ptr<const T> FindByArn(const Call& call, const Snapshot& snapshot, const std::string& arn) {
  auto found = Find<T>(snapshot, call.caller.account, arn.substr(arn.rfind('/') + 1));
  return found != nullptr && found->arn() == arn ? found : nullptr;
}

// "s3:Get*" of the service s3; "*" of all.
bool IsOfService(std::string_view action, std::string_view service) {
  const std::size_t colon = action.find(':');
  if (colon == std::string_view::npos) return action == "*";
  return policy::GlobMatch(policy::ToPattern(LowerAscii(action.substr(0, colon))), service);
}

// What a NotAction leaves out of the service entirely.
bool IsWholeService(std::string_view action, std::string_view service) {
  return action == "*" || (action.ends_with(":*") && IsOfService(action, service));
}

}  // namespace

bool Grants(const policy::Document& document, std::string_view service) {
  const auto allows = [&](const policy::Statement& statement) {
    if (statement.effect != policy::Effect::kAllow) return false;
    const auto any = [&](auto fits) {
      return std::any_of(statement.actions.begin(), statement.actions.end(),
                         [&](const policy::Text& action) { return fits(action.value, service); });
    };
    return statement.not_action ? !any(IsWholeService) : any(IsOfService);
  };
  return std::any_of(document.statements.begin(), document.statements.end(), allows);
}

Checked<Subject> FindSubject(const Call& call, const Snapshot& snapshot, const std::string& arn, SubjectKinds kinds) {
  const std::optional<policy::Arn> parsed = policy::ParseArn(arn);
  const std::string_view resource = parsed.has_value() && parsed->service == "iam" ? parsed->resource : "";
  const auto missing = [&] { return NoSuchEntity("The entity with ARN " + arn + " cannot be found."); };
  if (resource.starts_with("user/")) {
    auto user = FindByArn<User>(call, snapshot, arn);
    return user == nullptr ? Checked<Subject>(missing()) : SubjectOf(snapshot, *user);
  }
  if (resource.starts_with("role/")) {
    auto role = FindByArn<Role>(call, snapshot, arn);
    return role == nullptr ? Checked<Subject>(missing()) : SubjectOf(snapshot, *role);
  }
  if (resource.starts_with("group/")) {
    auto group = FindByArn<Group>(call, snapshot, arn);
    return group == nullptr ? Checked<Subject>(missing()) : SubjectOf(snapshot, *group);
  }
  if (resource.starts_with("policy/") && kinds == SubjectKinds::kIdentitiesAndPolicies) {
    auto policy = FindReadablePolicy(call, snapshot, arn);
    return policy == nullptr ? Checked<Subject>(missing()) : SubjectOf(call, snapshot, *policy);
  }
  return InvalidInput("Invalid ARN: " + arn);
}

std::string ServiceName(std::string_view service) {
  const policy::ServiceName* found = policy::FindServiceName(service);
  return std::string(found == nullptr ? service : found->name);
}

std::vector<std::string> GrantedServices(const Subject& subject) {
  std::set<std::string> services;
  for (const policy::ServiceName& service : policy::ServiceNames()) services.emplace(service.prefix);
  for (const GrantingPolicy& policy : subject.policies) {
    for (const policy::Statement& statement : policy.document.statements) {
      for (const policy::Text& action : statement.actions) {
        const std::string prefix = LowerAscii(std::string_view(action.value).substr(0, action.value.find(':')));
        if (prefix.find_first_of("*?") == std::string::npos) services.insert(prefix);
      }
    }
  }
  std::vector<std::string> granted;
  for (const std::string& service : services) {
    const bool is_granted = std::any_of(subject.policies.begin(), subject.policies.end(),
                                        [&](const GrantingPolicy& policy) { return Grants(policy.document, service); });
    if (is_granted) granted.push_back(service);
  }
  return granted;
}

}  // namespace rolecall::services::iam::reports
