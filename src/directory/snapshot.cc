#include "directory/snapshot.h"

#include "base/text.h"
#include "partition/own_partition.h"
#include "policy/document/arn.h"
#include "policy/managed/aws_managed.h"

namespace rolecall::directory {
namespace {

// The name within "user/path/name" if the ARN is of that type; empty if not.
std::string_view NameIn(const policy::Arn& arn, std::string_view type) {
  if (arn.service != "iam" || !arn.resource.starts_with(type)) return {};
  return policy::LastPathElement(arn.resource);
}

template <typename T>
std::shared_ptr<const T> FindByArn(const Table<T>& table, std::string_view text, std::string_view type) {
  std::optional<policy::Arn> arn = policy::ParseArn(text);
  if (!arn.has_value()) return nullptr;
  const std::string_view name = NameIn(*arn, type);
  if (name.empty()) return nullptr;
  std::shared_ptr<const T> found = table.Find(NameKey(arn->account, name));
  return found != nullptr && found->arn() == text ? found : nullptr;
}

// A policy or group that is attached cannot be deleted: one that is missing could not be read (Directory::unreadable),
// and might have denied. AWS's own policies come with the program: one that is gone from there gives nothing.
void AddMissing(policy::PolicySet& set) {
  static const StoredPolicy missing =
      MakeStoredPolicy("unreadable", policy::DocumentKind::kIdentity, "a policy that cannot be read");
  set.push_back(missing.compiled());
}

void AddAttached(const Snapshot& snapshot, const std::vector<std::string>& arns, policy::PolicySet& set) {
  for (const std::string& arn : arns) {
    if (auto compiled = FindCompiledPolicy(snapshot, arn)) {
      set.push_back(std::move(compiled));
    } else if (arn.find("::aws:policy/") == arn.npos) {
      AddMissing(set);
    }
  }
}

void AddInline(const std::vector<InlinePolicy>& policies, policy::PolicySet& set) {
  for (const InlinePolicy& inline_policy : policies) set.push_back(inline_policy.policy.compiled());
}

}  // namespace

std::string NameKey(std::string_view account, std::string_view name) {
  return std::string(account).append("/").append(LowerAscii(name));
}

std::string SecretKey(std::string_view account, std::string_view region, std::string_view name) {
  return std::string(account).append("/").append(region).append("/").append(name);
}

std::string ParameterKey(std::string_view account, std::string_view region, std::string_view name) {
  return SecretKey(account, region, name);
}

std::shared_ptr<const User> FindUserByArn(const Snapshot& snapshot, std::string_view arn) {
  return FindByArn(snapshot.users, arn, "user/");
}

std::shared_ptr<const Role> FindRoleByArn(const Snapshot& snapshot, std::string_view arn) {
  return FindByArn(snapshot.roles, arn, "role/");
}

std::shared_ptr<const SecretRecord> FindSecretByArn(const Snapshot& snapshot, std::string_view text) {
  constexpr std::string_view kType = "secret:";
  constexpr std::size_t kSuffix = 7;  // '-' and six characters
  std::optional<policy::Arn> arn = policy::ParseArn(text);
  if (!arn.has_value() || arn->service != "secretsmanager" || !arn->resource.starts_with(kType)) return nullptr;
  const std::string_view rest = arn->resource.substr(kType.size());
  if (rest.size() <= kSuffix) return nullptr;
  auto found = snapshot.secrets.Find(SecretKey(arn->account, arn->region, rest.substr(0, rest.size() - kSuffix)));
  return found != nullptr && found->arn() == text ? found : nullptr;
}

std::shared_ptr<const policy::CompiledPolicy> FindCompiledPolicy(const Snapshot& snapshot, std::string_view arn) {
  if (auto found = snapshot.policies.Find(arn)) return found->current().policy.compiled();
  if (!arn.starts_with(partition::OwnArn())) return nullptr;
  const policy::AwsManagedPolicy* aws = policy::FindAwsManagedPolicy(arn);
  return aws == nullptr ? nullptr : policy::CompiledAwsPolicy(*aws);
}

policy::PolicySet IdentityPolicies(const Snapshot& snapshot, const User& user) {
  policy::PolicySet set;
  AddInline(user.inline_policies, set);
  AddAttached(snapshot, user.attached, set);
  for (const std::string& name : user.groups) {
    auto group = snapshot.groups.Find(NameKey(user.account, name));
    if (group == nullptr) {
      AddMissing(set);
      continue;
    }
    AddInline(group->inline_policies, set);
    AddAttached(snapshot, group->attached, set);
  }
  return set;
}

policy::PolicySet IdentityPolicies(const Snapshot& snapshot, const Role& role) {
  policy::PolicySet set;
  set.reserve(role.inline_policies.size() + role.attached.size());
  AddInline(role.inline_policies, set);
  AddAttached(snapshot, role.attached, set);
  return set;
}

policy::PolicySet BoundaryPolicies(const Snapshot& snapshot, const std::string& boundary_arn) {
  policy::PolicySet set;
  if (auto compiled = FindCompiledPolicy(snapshot, boundary_arn)) set.push_back(std::move(compiled));
  // Each boundary document must allow: one without statements allows nothing.
  if (set.empty()) set.push_back(policy::Compile(policy::Document{}, "missing permissions boundary"));
  return set;
}

const PolicyVersion* ManagedPolicy::Find(int number) const {
  for (const PolicyVersion& version : versions) {
    if (version.number == number) return &version;
  }
  return nullptr;
}

const PolicyVersion& ManagedPolicy::current() const {
  const PolicyVersion* found = Find(default_version);
  return found != nullptr ? *found : versions.back();
}

}  // namespace rolecall::directory
