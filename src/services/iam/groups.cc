#include <algorithm>

#include "directory/ids.h"
#include "partition/own_partition.h"
#include "services/iam/operations.h"
#include "services/iam/rules.h"
#include "services/iam/shapes.h"

namespace rolecall::services::iam {
namespace {

using directory::Group;
using directory::User;

std::string GroupXml(const Group& group) {
  aws::XmlWriter xml;
  xml.Open("Group");
  WriteGroup(xml, group);
  xml.Close();
  return xml.Take();
}

OperationResult CreateGroup(Call& call) {
  Group group;
  group.account = call.caller.account;
  group.name = std::string(call.parameters.Get("GroupName"));
  if (call.parameters.Has("Path")) group.path = std::string(call.parameters.Get("Path"));
  group.id = directory::MakeUniqueId(call.random, "AGPA");
  group.created = call.now;
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, group.arn())));
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    if (Find<Group>(transaction.snapshot(), group.account, group.name) != nullptr) {
      return AlreadyExists("Group with name " + group.name + " already exists.");
    }
    if (CountOwn<Group>(transaction.snapshot(), group.account) >= kGroupsPerAccount.limit)
      return Exceeded(kGroupsPerAccount);
    transaction.Put(group);
    return GroupXml(group);
  });
}

OperationResult GetGroup(Call& call) {
  ROLECALL_TRY(auto group, AskAndFind<Group>(call));
  std::vector<Item> items;
  for (const auto& user : call.snapshot->users.Sorted(group->account + "/")) {
    if (std::count(user->groups.begin(), user->groups.end(), group->name) == 0) continue;
    aws::XmlWriter xml;
    WriteUser(xml, *user, Detail::kListed);
    items.push_back({user->name, xml.Take()});
  }
  ROLECALL_TRY(std::string users, Page(call, "Users", std::move(items)));
  return GroupXml(*group) + users;
}

OperationResult GroupPage(const Call& call, const std::vector<std::shared_ptr<const Group>>& groups) {
  std::vector<Item> items;
  for (const auto& group : groups) {
    aws::XmlWriter xml;
    WriteGroup(xml, *group);
    items.push_back({group->name, xml.Take()});
  }
  return Page(call, "Groups", std::move(items));
}

OperationResult ListGroups(Call& call) {
  const std::string prefix(call.parameters.Has("PathPrefix") ? call.parameters.Get("PathPrefix") : "/");
  ROLECALL_RETURN_IF_ERROR(
      services::Authorize(call, Ask(call, partition::OwnArn() + "iam::" + call.caller.account + ":group" + prefix)));
  auto groups = call.snapshot->groups.Sorted(call.caller.account + "/");
  std::erase_if(groups, [&](const auto& group) { return !group->path.starts_with(prefix); });
  return GroupPage(call, groups);
}

OperationResult ListGroupsForUser(Call& call) {
  ROLECALL_TRY(auto user, AskAndFind<User>(call));
  std::vector<std::shared_ptr<const Group>> groups;
  for (const std::string& name : user->groups) {
    if (auto group = Find<Group>(*call.snapshot, user->account, name)) groups.push_back(std::move(group));
  }
  return GroupPage(call, groups);
}

OperationResult DeleteGroup(Call& call) {
  ROLECALL_TRY(auto group, AskAndFind<Group>(call));
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    auto current = Find<Group>(transaction.snapshot(), group->account, group->name);
    if (current == nullptr) return NotFound<Group>(group->name);
    for (const auto& user : transaction.snapshot().users.Sorted(group->account + "/")) {
      if (std::count(user->groups.begin(), user->groups.end(), current->name) > 0) {
        return DeleteConflict("Cannot delete entity, must remove users from group first.");
      }
    }
    if (!current->attached.empty()) return DeleteConflict("Cannot delete entity, must detach all policies first.");
    if (!current->inline_policies.empty()) return DeleteConflict("Cannot delete entity, must delete policies first.");
    transaction.Delete(*current);
    return std::string();
  });
}

OperationResult UpdateGroup(Call& call) {
  ROLECALL_TRY(auto group, AskAndFind<Group>(call));
  const std::string name(call.parameters.Has("NewGroupName") ? call.parameters.Get("NewGroupName") : group->name);
  const std::string path(call.parameters.Has("NewPath") ? call.parameters.Get("NewPath") : group->path);
  ROLECALL_RETURN_IF_ERROR(
      services::Authorize(call, Ask(call, partition::OwnArn() + "iam::" + group->account + ":group" + path + name)));
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    auto current = Find<Group>(transaction.snapshot(), group->account, group->name);
    if (current == nullptr) return NotFound<Group>(group->name);
    auto taken = Find<Group>(transaction.snapshot(), group->account, name);
    if (taken != nullptr && taken->id != current->id) {
      return AlreadyExists("Group with name " + name + " already exists.");
    }
    const std::string old_name = current->name;
    Group changed = *current;
    transaction.Delete(changed);
    changed.name = name;
    changed.path = path;
    transaction.Put(std::move(changed));
    if (name == old_name) return std::string();
    for (const auto& user : transaction.snapshot().users.Sorted(group->account + "/")) {
      if (std::count(user->groups.begin(), user->groups.end(), old_name) == 0) continue;
      User member = *user;
      std::replace(member.groups.begin(), member.groups.end(), old_name, name);
      transaction.Put(std::move(member));
    }
    return std::string();
  });
}

// AWS looks for the user first.
Refusal MissingMember(const Call& call) {
  const std::string name(call.parameters.Get("UserName"));
  if (Find<User>(*call.snapshot, call.caller.account, name) != nullptr) return std::nullopt;
  return NotFound<User>(name);
}

// Authorized on the group, which the user's absence does not tell about.
Checked<std::shared_ptr<const Group>> AskForMembership(Call& call) {
  Checked<std::shared_ptr<const Group>> group = AskAndFind<Group>(call);
  if (!group.ok() && group.error().code == "AccessDenied") return group;
  if (Refusal missing = MissingMember(call)) return *std::move(missing);
  return group;
}

OperationResult AddUserToGroup(Call& call) {
  ROLECALL_TRY(auto group, AskForMembership(call));
  return Change<User>(call, std::string(call.parameters.Get("UserName")),
                      [&](User& user, directory::Transaction& transaction) -> Refusal {
                        if (Find<Group>(transaction.snapshot(), group->account, group->name) == nullptr) {
                          return NotFound<Group>(group->name);
                        }
                        if (std::count(user.groups.begin(), user.groups.end(), group->name) > 0) return std::nullopt;
                        if (user.groups.size() >= kGroupsPerUser.limit) return Exceeded(kGroupsPerUser);
                        user.groups.push_back(group->name);
                        return std::nullopt;
                      });
}

OperationResult RemoveUserFromGroup(Call& call) {
  ROLECALL_TRY(auto group, AskForMembership(call));
  return Change<User>(
      call, std::string(call.parameters.Get("UserName")), [&](User& user, directory::Transaction&) -> Refusal {
        if (std::erase(user.groups, group->name) > 0) return std::nullopt;
        return NoSuchEntity("The user with name " + user.name + " cannot be found in the group " + group->name + ".");
      });
}

}  // namespace

void AddGroups(Table& table) {
  table.push_back({"CreateGroup", &CreateGroup, {kGroupName, kPath}});
  table.push_back({"GetGroup", &GetGroup, {kGroupName, kMarker, kMaxItems}});
  table.push_back({"ListGroups", &ListGroups, {kPathPrefix, kMarker, kMaxItems}});
  table.push_back({"ListGroupsForUser", &ListGroupsForUser, {kUserName, kMarker, kMaxItems}});
  table.push_back({"DeleteGroup", &DeleteGroup, {kGroupName}, false, false});
  table.push_back(
      {"UpdateGroup", &UpdateGroup, {kGroupName, OptionalName("NewGroupName", 128), kNewPath}, false, false});
  table.push_back({"AddUserToGroup", &AddUserToGroup, {kGroupName, kUserName}, false, false});
  table.push_back({"RemoveUserFromGroup", &RemoveUserFromGroup, {kGroupName, kUserName}, false, false});
}

}  // namespace rolecall::services::iam
