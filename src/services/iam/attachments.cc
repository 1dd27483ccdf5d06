// Managed policies on roles, users and groups, and permissions boundaries.
#include <algorithm>

#include "services/iam/documents.h"
#include "services/iam/lookup.h"
#include "services/iam/operations.h"
#include "services/iam/rules.h"
#include "services/iam/shapes.h"

namespace rolecall::services::iam {
namespace {

using directory::Group;
using directory::Role;
using directory::User;

Question WithPolicyArn(const std::string& arn) {
  Question question;
  question.context.push_back({"iam:PolicyARN", {arn}});
  return question;
}

template <typename T>
OperationResult Attach(Call& call) {
  const std::string arn(call.parameters.Get("PolicyArn"));
  ROLECALL_RETURN_IF_ERROR(CheckPolicyArn(arn));
  ROLECALL_TRY(auto entity, AskToChange<T>(call, WithPolicyArn(arn)));
  ROLECALL_TRY(auto policy, Attachable(call, arn));
  return Change<T>(call, entity->name, [&](T& changed, directory::Transaction& transaction) -> Refusal {
    if (FindReadablePolicy(call, transaction.snapshot(), arn) == nullptr) {
      return NoSuchEntity("Policy " + arn + " does not exist or is not attachable.");
    }
    if (std::count(changed.attached.begin(), changed.attached.end(), arn) > 0) return std::nullopt;
    if (changed.attached.size() >= Entity<T>::kAttached.limit) return Exceeded(Entity<T>::kAttached);
    changed.attached.push_back(arn);
    return std::nullopt;
  });
}

template <typename T>
OperationResult Detach(Call& call) {
  const std::string arn(call.parameters.Get("PolicyArn"));
  ROLECALL_RETURN_IF_ERROR(CheckPolicyArn(arn));
  ROLECALL_TRY(auto entity, AskToChange<T>(call, WithPolicyArn(arn)));
  return Change<T>(call, entity->name, [&](T& changed, directory::Transaction&) -> Refusal {
    if (std::erase(changed.attached, arn) == 0) return NoSuchEntity("Policy " + arn + " was not found.");
    return std::nullopt;
  });
}

struct AttachedName {
  std::string path, name;
};

// Out of the ARN alone: also policies that are gone have names.
AttachedName NameOf(const std::string& arn) {
  const std::size_t begin = std::min(arn.find('/'), arn.size());
  const std::size_t end = std::min(arn.rfind('/'), arn.size());
  return {arn.substr(begin, end - begin) + "/", arn.substr(std::min(end + 1, arn.size()))};
}

template <typename T>
OperationResult ListAttached(Call& call) {
  ROLECALL_TRY(auto entity, AskAndFind<T>(call));
  const std::string prefix(call.parameters.Has("PathPrefix") ? call.parameters.Get("PathPrefix") : "/");
  std::vector<Item> items;
  for (const std::string& arn : entity->attached) {
    const AttachedName attached = NameOf(arn);
    if (!attached.path.starts_with(prefix)) continue;
    aws::XmlWriter xml;
    xml.Text("PolicyName", attached.name).Text("PolicyArn", arn);
    items.push_back({attached.name + " " + arn, xml.Take()});
  }
  return Page(call, "AttachedPolicies", std::move(items));
}

template <typename T>
OperationResult PutBoundary(Call& call) {
  const std::string arn(call.parameters.Get("PermissionsBoundary"));
  Question more;
  more.context.push_back({"iam:PermissionsBoundary", {arn}});
  ROLECALL_TRY(auto entity, AskToChange<T>(call, std::move(more)));
  ROLECALL_TRY(auto policy, Attachable(call, arn));
  return Change<T>(call, entity->name, [&](T& changed, directory::Transaction& transaction) -> Refusal {
    if (FindReadablePolicy(call, transaction.snapshot(), arn) == nullptr) {
      return NoSuchEntity("Policy " + arn + " does not exist or is not attachable.");
    }
    changed.boundary_arn = arn;
    return std::nullopt;
  });
}

template <typename T>
OperationResult DeleteBoundary(Call& call) {
  ROLECALL_TRY(auto entity, AskToChange<T>(call));
  return Change<T>(call, entity->name, [&](T& changed, directory::Transaction&) -> Refusal {
    if (changed.boundary_arn.empty()) {
      return NoSuchEntity(std::string(Entity<T>::kTitle) + " " + changed.name +
                          " does not have a permissions boundary.");
    }
    changed.boundary_arn.clear();
    return std::nullopt;
  });
}

template <typename T>
void AddAttachmentsOf(Table& table, std::string_view attach, std::string_view detach, std::string_view list,
                      const ParameterRule& name) {
  table.push_back({attach, &Attach<T>, {name, kPolicyArn}, false, false});
  table.push_back({detach, &Detach<T>, {name, kPolicyArn}, false, false});
  table.push_back({list, &ListAttached<T>, {name, kPathPrefix, kMarker, kMaxItems}});
}

}  // namespace

void AddAttachments(Table& table) {
  AddAttachmentsOf<Role>(table, "AttachRolePolicy", "DetachRolePolicy", "ListAttachedRolePolicies", kRoleName);
  AddAttachmentsOf<User>(table, "AttachUserPolicy", "DetachUserPolicy", "ListAttachedUserPolicies", kUserName);
  AddAttachmentsOf<Group>(table, "AttachGroupPolicy", "DetachGroupPolicy", "ListAttachedGroupPolicies", kGroupName);
}

void AddBoundaries(Table& table) {
  table.push_back({"PutRolePermissionsBoundary", &PutBoundary<Role>, {kRoleName, kNewBoundary}, false, false});
  table.push_back({"PutUserPermissionsBoundary", &PutBoundary<User>, {kUserName, kNewBoundary}, false, false});
  table.push_back({"DeleteRolePermissionsBoundary", &DeleteBoundary<Role>, {kRoleName}, false, false});
  table.push_back({"DeleteUserPermissionsBoundary", &DeleteBoundary<User>, {kUserName}, false, false});
}

}  // namespace rolecall::services::iam
