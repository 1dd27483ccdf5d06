// A whole account, read list by list.
#include "access/model/endpoint_reader.h"

namespace rolecall::access {
namespace {

// A listing that must succeed: its elements.
Result<void> List(aws::Client& client, std::string_view action, std::string_view list,
                  const std::function<void(const aws::XmlNode&)>& take) {
  const auto listed = ForEachPage(client, action, {}, [&](const aws::XmlNode& page) {
    for (const aws::XmlNode* element : page.List(list)) take(*element);
  });
  if (!listed.ok()) return listed.error().ToError();
  return {};
}

}  // namespace

Result<void> ReadAccountByLists(aws::Client& client, IdentityModel& model) {
  ROLECALL_RETURN_IF_ERROR(
      List(client, "ListRoles", "Roles", [&](const aws::XmlNode& role) { model.roles.push_back(RoleFromXml(role)); }));
  ROLECALL_RETURN_IF_ERROR(List(client, "ListUsers", "Users",
                                [&](const aws::XmlNode& user) { model.users.push_back(MemberFromXml(user, "User")); }));
  ROLECALL_RETURN_IF_ERROR(List(client, "ListGroups", "Groups", [&](const aws::XmlNode& group) {
    model.groups.push_back(MemberFromXml(group, "Group"));
  }));
  for (Role& role : model.roles) {
    ROLECALL_RETURN_IF_ERROR(ReadPoliciesOf(client, "Role", role.name, role.inline_policies, role.attached, model));
    // ListRoles leaves boundary and tags out.
    aws::ServiceResult<aws::XmlNode> answer = client.Query(aws::kIam, "GetRole", {{"RoleName", role.name}});
    const aws::XmlNode* whole = answer.ok() ? answer->Find("Role") : nullptr;
    if (whole == nullptr) continue;
    Role full = RoleFromXml(*whole);
    role.boundary_arn = full.boundary_arn;
    role.tags = std::move(full.tags);
    if (!role.boundary_arn.empty()) ROLECALL_RETURN_IF_ERROR(AddManagedPolicy(client, role.boundary_arn, model));
  }
  for (Member& user : model.users) {
    ROLECALL_RETURN_IF_ERROR(ReadPoliciesOf(client, "User", user.name, user.inline_policies, user.attached, model));
    ROLECALL_RETURN_IF_ERROR(ReadGroupsOf(client, user.name, user.groups));
    aws::ServiceResult<aws::XmlNode> answer = client.Query(aws::kIam, "GetUser", {{"UserName", user.name}});
    if (const aws::XmlNode* whole = answer.ok() ? answer->Find("User") : nullptr; whole != nullptr) {
      user.boundary_arn = MemberFromXml(*whole, "User").boundary_arn;
    }
    if (!user.boundary_arn.empty()) ROLECALL_RETURN_IF_ERROR(AddManagedPolicy(client, user.boundary_arn, model));
  }
  for (Member& group : model.groups) {
    ROLECALL_RETURN_IF_ERROR(ReadPoliciesOf(client, "Group", group.name, group.inline_policies, group.attached, model));
  }
  return List(client, "ListInstanceProfiles", "InstanceProfiles", [&](const aws::XmlNode& element) {
    InstanceProfile profile{
        std::string(element.Get("Arn")), std::string(element.Get("InstanceProfileName")), {}, LiveOrigin()};
    for (const aws::XmlNode* role : element.List("Roles")) profile.roles.emplace_back(role->Get("RoleName"));
    model.instance_profiles.push_back(std::move(profile));
  });
}

}  // namespace rolecall::access
