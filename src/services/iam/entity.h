// Entity<T>: what roles, users and groups have in common for IAM's operations: how the request names them, where they
// are, and how each operation authorizes on them. For this folder only.
//
//   ROLECALL_TRY(auto role, AskAndFind<directory::Role>(call));          // authorized, and exists
//   return Change<directory::Role>(call, role->name, [&](Role& role, Transaction&) -> Refusal { … });
#ifndef ROLECALL_SERVICES_IAM_ENTITY_H_
#define ROLECALL_SERVICES_IAM_ENTITY_H_

#include <memory>
#include <optional>
#include <string>

#include "partition/own_partition.h"
#include "services/authorize.h"
#include "services/iam/errors.h"
#include "services/iam/quotas.h"
#include "services/query_service.h"
#include "services/write.h"

namespace rolecall::services::iam {

using services::Call;
using services::Checked;
using services::OperationResult;
using services::Question;
using Refusal = std::optional<aws::ErrorShape>;

// The question of the running operation: "iam:" and its name, on the resource.
Question Ask(const Call& call, std::string resource);
// May the caller make the resource, with `question.request_tags` from the first moment? Tags need `tag_action` too.
Refusal AuthorizeCreation(Call& call, Question question, std::string tag_action);

template <typename T>
struct Entity;

template <>
struct Entity<directory::Role> {
  static constexpr std::string_view kParameter = "RoleName", kWord = "role", kTitle = "Role";
  static constexpr auto kTable = &directory::Snapshot::roles;
  static constexpr const Quota &kAttached = kPoliciesPerRole, &kInlineSize = kInlineSizePerRole;
  static const directory::Tags* TagsOf(const directory::Role& entity) { return &entity.tags; }
  static std::string BoundaryOf(const directory::Role& entity) { return entity.boundary_arn; }
};

template <>
struct Entity<directory::User> {
  static constexpr std::string_view kParameter = "UserName", kWord = "user", kTitle = "User";
  static constexpr auto kTable = &directory::Snapshot::users;
  static constexpr const Quota &kAttached = kPoliciesPerUser, &kInlineSize = kInlineSizePerUser;
  static const directory::Tags* TagsOf(const directory::User& entity) { return &entity.tags; }
  static std::string BoundaryOf(const directory::User& entity) { return entity.boundary_arn; }
};

template <>
struct Entity<directory::Group> {
  static constexpr std::string_view kParameter = "GroupName", kWord = "group", kTitle = "Group";
  static constexpr auto kTable = &directory::Snapshot::groups;
  static constexpr const Quota &kAttached = kPoliciesPerGroup, &kInlineSize = kInlineSizePerGroup;
  static const directory::Tags* TagsOf(const directory::Group&) { return nullptr; }
  static std::string BoundaryOf(const directory::Group&) { return ""; }
};

template <>
struct Entity<directory::InstanceProfile> {
  static constexpr std::string_view kParameter = "InstanceProfileName", kWord = "instance-profile",
                                    kTitle = "Instance Profile";
  static constexpr auto kTable = &directory::Snapshot::instance_profiles;
  static const directory::Tags* TagsOf(const directory::InstanceProfile& entity) { return &entity.tags; }
  static std::string BoundaryOf(const directory::InstanceProfile&) { return ""; }
};

template <typename T>
aws::ErrorShape NotFound(const std::string& name) {
  if constexpr (std::is_same_v<T, directory::InstanceProfile>) {
    return NoSuchEntity("Instance Profile " + name + " cannot be found.");
  } else {
    return NoSuchEntity("The " + std::string(Entity<T>::kWord) + " with name " + name + " cannot be found.");
  }
}

template <typename T>
std::shared_ptr<const T> Find(const directory::Snapshot& snapshot, const std::string& account,
                              const std::string& name) {
  return (snapshot.*Entity<T>::kTable).Find(directory::NameKey(account, name));
}

// Authorizes the running operation on the entity (by its name's ARN if there is none), then finds it.
template <typename T>
Checked<std::shared_ptr<const T>> AskAndFindNamed(Call& call, const std::string& name, Question more = {}) {
  std::shared_ptr<const T> entity = Find<T>(*call.snapshot, call.caller.account, name);
  Question question =
      Ask(call, partition::OwnArn() + "iam::" + call.caller.account + ":" + std::string(Entity<T>::kWord) + "/" + name);
  question.context = std::move(more.context);
  question.request_tags = more.request_tags;
  question.tag_keys = more.tag_keys;
  if (entity != nullptr) {
    question.resource = entity->arn();
    question.resource_tags = Entity<T>::TagsOf(*entity);
    const std::string boundary = Entity<T>::BoundaryOf(*entity);
    // A boundary that the request names (more.context) comes later and wins.
    if (!boundary.empty()) question.context.insert(question.context.begin(), {"iam:PermissionsBoundary", {boundary}});
  }
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, question));
  if (entity == nullptr) return NotFound<T>(name);
  return entity;
}

template <typename T>
Checked<std::shared_ptr<const T>> AskAndFind(Call& call, Question more = {}) {
  return AskAndFindNamed<T>(call, std::string(call.parameters.Get(Entity<T>::kParameter)), std::move(more));
}

// Roles of services are AWS's to change: UnmodifiableEntity.
template <typename T>
Refusal RefuseServiceLinked(const T& entity) {
  if constexpr (std::is_same_v<T, directory::Role>) {
    if (!entity.service_linked.empty()) {
      return Unmodifiable("Cannot perform the operation on the protected role '" + entity.name +
                          "' - this role is only modifiable by AWS");
    }
  }
  return std::nullopt;
}

// AskAndFind of operations that change it.
template <typename T>
Checked<std::shared_ptr<const T>> AskToChange(Call& call, Question more = {}) {
  ROLECALL_TRY(auto entity, AskAndFind<T>(call, std::move(more)));
  ROLECALL_RETURN_IF_ERROR(RefuseServiceLinked(*entity));
  return entity;
}

// How many of a kind the account has, for its quota.
template <typename T>
std::size_t CountOwn(const directory::Snapshot& snapshot, const std::string& account) {
  return (snapshot.*Entity<T>::kTable).Count(account + "/");
}

// Changes a copy of the entity as it is when the write's turn comes, and puts it back. `edit` gives a refusal or
// nothing.
template <typename T, typename F>
OperationResult Change(Call& call, const std::string& name, F edit) {
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    std::shared_ptr<const T> current = Find<T>(transaction.snapshot(), call.caller.account, name);
    if (current == nullptr) return NotFound<T>(name);
    T entity = *current;
    if (Refusal refusal = edit(entity, transaction)) return *std::move(refusal);
    transaction.Put(std::move(entity));
    return std::string();
  });
}

}  // namespace rolecall::services::iam

#endif  // ROLECALL_SERVICES_IAM_ENTITY_H_
