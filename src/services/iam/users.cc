#include <algorithm>

#include "directory/ids.h"
#include "partition/own_partition.h"
#include "services/iam/documents.h"
#include "services/iam/operations.h"
#include "services/iam/rules.h"
#include "services/iam/shapes.h"

namespace rolecall::services::iam {
namespace {

using directory::User;

std::string UserXml(const User& user, Detail detail) {
  aws::XmlWriter xml;
  xml.Open("User");
  WriteUser(xml, user, detail);
  xml.Close();
  return xml.Take();
}

OperationResult CreateUser(Call& call) {
  ROLECALL_TRY(directory::Tags tags, ReadTags(call));
  User user;
  user.account = call.caller.account;
  user.name = std::string(call.parameters.Get("UserName"));
  if (call.parameters.Has("Path")) user.path = std::string(call.parameters.Get("Path"));
  user.id = directory::MakeUniqueId(call.random, "AIDA");
  user.created = call.now;
  user.tags = tags;
  user.boundary_arn = std::string(call.parameters.Get("PermissionsBoundary"));
  Question question = Ask(call, user.arn());
  question.request_tags = &tags;
  if (!user.boundary_arn.empty()) question.context.push_back({"iam:PermissionsBoundary", {user.boundary_arn}});
  ROLECALL_RETURN_IF_ERROR(AuthorizeCreation(call, question, "iam:TagUser"));
  if (!user.boundary_arn.empty()) {
    ROLECALL_TRY([[maybe_unused]] auto boundary, Attachable(call, user.boundary_arn));
  }
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    if (Find<User>(transaction.snapshot(), user.account, user.name) != nullptr) {
      return AlreadyExists("User with name " + user.name + " already exists.");
    }
    if (CountOwn<User>(transaction.snapshot(), user.account) >= kUsersPerAccount.limit)
      return Exceeded(kUsersPerAccount);
    transaction.Put(user);
    return UserXml(user, Detail::kCreated);
  });
}

OperationResult GetRoot(Call& call) {
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, call.caller.arn)));
  auto account = call.snapshot->accounts.Find(call.caller.account);
  aws::XmlWriter xml;
  xml.Open("User").Text("UserId", call.caller.account).Text("Arn", call.caller.arn);
  xml.Text("CreateDate", FormatIso8601(account != nullptr ? account->created : call.now)).Close();
  return xml.Take();
}

OperationResult GetUser(Call& call) {
  if (!call.parameters.Has("UserName")) {
    if (call.caller.kind == services::Caller::Kind::kRoot) return GetRoot(call);
    if (call.caller.user == nullptr) {
      return ValidationError("Must specify userName when calling with non-User credentials");
    }
    ROLECALL_TRY(auto self, AskAndFindNamed<User>(call, call.caller.user->name));
    return UserXml(*self, Detail::kFull);
  }
  ROLECALL_TRY(auto user, AskAndFind<User>(call));
  return UserXml(*user, Detail::kFull);
}

OperationResult ListUsers(Call& call) {
  const std::string prefix(call.parameters.Has("PathPrefix") ? call.parameters.Get("PathPrefix") : "/");
  ROLECALL_RETURN_IF_ERROR(
      services::Authorize(call, Ask(call, partition::OwnArn() + "iam::" + call.caller.account + ":user" + prefix)));
  std::vector<Item> items;
  for (const auto& user : call.snapshot->users.Sorted(call.caller.account + "/")) {
    if (!user->path.starts_with(prefix)) continue;
    aws::XmlWriter xml;
    WriteUser(xml, *user, Detail::kListed);
    items.push_back({user->name, xml.Take()});
  }
  return Page(call, "Users", std::move(items));
}

Refusal CheckUnused(const User& user) {
  if (!user.access_key_ids.empty()) return DeleteConflict("Cannot delete entity, must delete access keys first.");
  if (user.login.has_value()) return DeleteConflict("Cannot delete entity, must delete login profile first.");
  if (!user.groups.empty()) return DeleteConflict("Cannot delete entity, must remove users from group first.");
  if (!user.attached.empty()) return DeleteConflict("Cannot delete entity, must detach all policies first.");
  if (!user.inline_policies.empty()) return DeleteConflict("Cannot delete entity, must delete policies first.");
  return std::nullopt;
}

// What belongs to the user by its id.
Refusal CheckNoCredentials(const User& user, const directory::Snapshot& snapshot) {
  const std::string own = user.id + "/";
  const auto devices = snapshot.mfa_devices.Sorted(partition::OwnArn() + "iam::" + user.account + ":");
  if (std::any_of(devices.begin(), devices.end(), [&](const auto& device) { return device->owner_id == user.id; })) {
    return DeleteConflict("Cannot delete entity, must delete MFA device first.");
  }
  if (!snapshot.signing_certificates.Sorted(own).empty()) {
    return DeleteConflict("Cannot delete entity, must delete signing certificates first.");
  }
  if (!snapshot.ssh_public_keys.Sorted(own).empty() || !snapshot.service_credentials.Sorted(own).empty()) {
    return DeleteConflict("Cannot delete entity, must remove referenced objects first.");
  }
  return std::nullopt;
}

OperationResult DeleteUser(Call& call) {
  ROLECALL_TRY(auto user, AskAndFind<User>(call));
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    auto current = Find<User>(transaction.snapshot(), user->account, user->name);
    if (current == nullptr) return NotFound<User>(user->name);
    ROLECALL_RETURN_IF_ERROR(CheckUnused(*current));
    ROLECALL_RETURN_IF_ERROR(CheckNoCredentials(*current, transaction.snapshot()));
    transaction.Delete(*current);
    transaction.ForgetUses(current->id);
    return std::string();
  });
}

// A new name moves the record, its access keys follow.
void Rename(User user, const std::string& name, directory::Transaction& transaction) {
  transaction.Delete(user);
  user.name = name;
  for (const std::string& id : user.access_key_ids) {
    if (auto key = transaction.snapshot().access_keys.Find(id)) {
      directory::AccessKey moved = *key;
      moved.user_name = name;
      transaction.Put(std::move(moved));
    }
  }
  transaction.Put(std::move(user));
}

OperationResult UpdateUser(Call& call) {
  ROLECALL_TRY(auto user, AskAndFind<User>(call));
  const std::string name(call.parameters.Has("NewUserName") ? call.parameters.Get("NewUserName") : user->name);
  const std::string path(call.parameters.Has("NewPath") ? call.parameters.Get("NewPath") : user->path);
  // The user under its new name must be allowed too.
  ROLECALL_RETURN_IF_ERROR(
      services::Authorize(call, Ask(call, partition::OwnArn() + "iam::" + user->account + ":user" + path + name)));
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    auto current = Find<User>(transaction.snapshot(), user->account, user->name);
    if (current == nullptr) return NotFound<User>(user->name);
    auto taken = Find<User>(transaction.snapshot(), user->account, name);
    if (taken != nullptr && taken->id != current->id) {
      return AlreadyExists("User with name " + name + " already exists.");
    }
    User changed = *current;
    changed.path = path;
    if (name == changed.name) {
      transaction.Put(std::move(changed));
    } else {
      Rename(std::move(changed), name, transaction);
    }
    return std::string();
  });
}

}  // namespace

void AddUsers(Table& table) {
  table.push_back({"CreateUser", &CreateUser, {kNewUserName, kPath, kBoundary, kTags}});
  table.push_back({"GetUser", &GetUser, {kOptionalUserName}});
  table.push_back({"ListUsers", &ListUsers, {kPathPrefix, kMarker, kMaxItems}});
  table.push_back({"DeleteUser", &DeleteUser, {kUserName}, false, false});
  table.push_back({"UpdateUser", &UpdateUser, {kUserName, OptionalName("NewUserName", 64), kNewPath}, false, false});
}

}  // namespace rolecall::services::iam
