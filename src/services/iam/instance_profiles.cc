#include "base/text.h"
#include "directory/ids.h"
#include "partition/own_partition.h"
#include "services/iam/operations.h"
#include "services/iam/rules.h"
#include "services/iam/shapes.h"

namespace rolecall::services::iam {
namespace {

using directory::InstanceProfile;
using directory::Role;

std::string ProfileXml(const InstanceProfile& profile, const directory::Snapshot& snapshot) {
  aws::XmlWriter xml;
  xml.Open("InstanceProfile");
  WriteProfile(xml, profile, snapshot, Detail::kFull);
  xml.Close();
  return xml.Take();
}

OperationResult CreateInstanceProfile(Call& call) {
  ROLECALL_TRY(directory::Tags tags, ReadTags(call));
  InstanceProfile profile;
  profile.account = call.caller.account;
  profile.name = std::string(call.parameters.Get("InstanceProfileName"));
  if (call.parameters.Has("Path")) profile.path = std::string(call.parameters.Get("Path"));
  profile.id = directory::MakeUniqueId(call.random, "AIPA");
  profile.created = call.now;
  profile.tags = tags;
  Question question = Ask(call, profile.arn());
  question.request_tags = &tags;
  ROLECALL_RETURN_IF_ERROR(AuthorizeCreation(call, question, "iam:TagInstanceProfile"));
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    if (Find<InstanceProfile>(transaction.snapshot(), profile.account, profile.name) != nullptr) {
      return AlreadyExists("Instance Profile " + profile.name + " already exists.");
    }
    if (CountOwn<InstanceProfile>(transaction.snapshot(), profile.account) >= kInstanceProfilesPerAccount.limit) {
      return Exceeded(kInstanceProfilesPerAccount);
    }
    transaction.Put(profile);
    return ProfileXml(profile, transaction.snapshot());
  });
}

OperationResult GetInstanceProfile(Call& call) {
  ROLECALL_TRY(auto profile, AskAndFind<InstanceProfile>(call));
  return ProfileXml(*profile, *call.snapshot);
}

OperationResult DeleteInstanceProfile(Call& call) {
  ROLECALL_TRY(auto profile, AskAndFind<InstanceProfile>(call));
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    auto current = Find<InstanceProfile>(transaction.snapshot(), profile->account, profile->name);
    if (current == nullptr) return NotFound<InstanceProfile>(profile->name);
    if (!current->role_name.empty()) {
      return DeleteConflict("Cannot delete entity, must remove roles from instance profile first.");
    }
    transaction.Delete(*current);
    return std::string();
  });
}

template <typename Keep>
OperationResult ProfilePage(const Call& call, Keep keep) {
  std::vector<Item> items;
  for (const auto& profile : call.snapshot->instance_profiles.Sorted(call.caller.account + "/")) {
    if (!keep(*profile)) continue;
    aws::XmlWriter xml;
    WriteProfile(xml, *profile, *call.snapshot, Detail::kListed);
    items.push_back({profile->name, xml.Take()});
  }
  return Page(call, "InstanceProfiles", std::move(items));
}

OperationResult ListInstanceProfiles(Call& call) {
  const std::string prefix(call.parameters.Has("PathPrefix") ? call.parameters.Get("PathPrefix") : "/");
  ROLECALL_RETURN_IF_ERROR(services::Authorize(
      call, Ask(call, partition::OwnArn() + "iam::" + call.caller.account + ":instance-profile" + prefix)));
  return ProfilePage(call, [&](const InstanceProfile& profile) { return profile.path.starts_with(prefix); });
}

OperationResult ListInstanceProfilesForRole(Call& call) {
  ROLECALL_TRY(auto role, AskAndFind<Role>(call));
  return ProfilePage(call, [&](const InstanceProfile& profile) { return profile.role_name == role->name; });
}

OperationResult AddRoleToInstanceProfile(Call& call) {
  ROLECALL_TRY(auto profile, AskAndFind<InstanceProfile>(call));
  const std::string role_name(call.parameters.Get("RoleName"));
  auto role = Find<Role>(*call.snapshot, call.caller.account, role_name);
  if (role == nullptr) return NotFound<Role>(role_name);
  // Giving a role to instances is passing it.
  Question pass;
  pass.action = "iam:PassRole";
  pass.resource = role->arn();
  pass.resource_tags = &role->tags;
  pass.context.push_back({"iam:PassedToService", {partition::ServicePrincipal(partition::Own(), "ec2")}});
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, pass));
  return Change<InstanceProfile>(call, profile->name,
                                 [&](InstanceProfile& changed, directory::Transaction& transaction) -> Refusal {
                                   auto current = Find<Role>(transaction.snapshot(), role->account, role->name);
                                   if (current == nullptr || current->id != role->id) return NotFound<Role>(role_name);
                                   if (!changed.role_name.empty()) return Exceeded(kRolesPerInstanceProfile);
                                   changed.role_name = current->name;
                                   return std::nullopt;
                                 });
}

OperationResult RemoveRoleFromInstanceProfile(Call& call) {
  ROLECALL_TRY(auto profile, AskAndFind<InstanceProfile>(call));
  const std::string role_name(call.parameters.Get("RoleName"));
  return Change<InstanceProfile>(call, profile->name,
                                 [&](InstanceProfile& changed, directory::Transaction&) -> Refusal {
                                   if (!EqualsIgnoringAsciiCase(changed.role_name, role_name)) {
                                     return NotFound<Role>(role_name);
                                   }
                                   changed.role_name.clear();
                                   return std::nullopt;
                                 });
}

}  // namespace

void AddInstanceProfiles(Table& table) {
  table.push_back({"CreateInstanceProfile", &CreateInstanceProfile, {kProfileName, kPath, kTags}});
  table.push_back({"GetInstanceProfile", &GetInstanceProfile, {kProfileName}});
  table.push_back({"DeleteInstanceProfile", &DeleteInstanceProfile, {kProfileName}, false, false});
  table.push_back({"ListInstanceProfiles", &ListInstanceProfiles, {kPathPrefix, kMarker, kMaxItems}});
  table.push_back({"ListInstanceProfilesForRole", &ListInstanceProfilesForRole, {kRoleName, kMarker, kMaxItems}});
  table.push_back({"AddRoleToInstanceProfile", &AddRoleToInstanceProfile, {kProfileName, kRoleName}, false, false});
  table.push_back(
      {"RemoveRoleFromInstanceProfile", &RemoveRoleFromInstanceProfile, {kProfileName, kRoleName}, false, false});
}

}  // namespace rolecall::services::iam
