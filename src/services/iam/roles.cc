#include "directory/ids.h"
#include "directory/principals.h"
#include "partition/own_partition.h"
#include "services/iam/documents.h"
#include "services/iam/operations.h"
#include "services/iam/rules.h"
#include "services/iam/shapes.h"

namespace rolecall::services::iam {
namespace {

using directory::Role;

std::string RoleXml(const Role& role, const directory::Snapshot& snapshot, Detail detail) {
  aws::XmlWriter xml;
  xml.Open("Role");
  WriteRole(xml, role, snapshot, detail);
  xml.Close();
  return xml.Take();
}

Role NewRole(const Call& call, directory::Tags tags) {
  Role role;
  role.account = call.caller.account;
  role.name = std::string(call.parameters.Get("RoleName"));
  if (call.parameters.Has("Path")) role.path = std::string(call.parameters.Get("Path"));
  role.id = directory::MakeUniqueId(call.random, "AROA");
  role.description = std::string(call.parameters.Get("Description"));
  role.max_session_seconds =
      static_cast<int>(services::ParseInteger(call.parameters.Get("MaxSessionDuration")).value_or(3600));
  role.created = call.now;
  role.tags = std::move(tags);
  role.boundary_arn = std::string(call.parameters.Get("PermissionsBoundary"));
  return role;
}

OperationResult CreateRole(Call& call) {
  ROLECALL_TRY(directory::Tags tags, ReadTags(call));
  Role role = NewRole(call, tags);
  Question question = Ask(call, role.arn());
  question.request_tags = &tags;
  if (!role.boundary_arn.empty()) question.context.push_back({"iam:PermissionsBoundary", {role.boundary_arn}});
  ROLECALL_RETURN_IF_ERROR(AuthorizeCreation(call, question, "iam:TagRole"));
  if (!role.boundary_arn.empty()) {
    ROLECALL_TRY([[maybe_unused]] auto boundary, Attachable(call, role.boundary_arn));
  }
  if (role.path.starts_with("/aws-service-role/") || role.path.starts_with("/aws-reserved/")) {
    return InvalidInput("The path is reserved for roles of AWS's services.");
  }
  const std::string text(call.parameters.Get("AssumeRolePolicyDocument"));
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    const directory::Snapshot& snapshot = transaction.snapshot();
    if (Find<Role>(snapshot, role.account, role.name) != nullptr) {
      return AlreadyExists("Role with name " + role.name + " already exists.");
    }
    if (CountOwn<Role>(snapshot, role.account) >= kRolesPerAccount.limit) return Exceeded(kRolesPerAccount);
    // Bound under the lock: a principal that is deleted meanwhile must not be trusted by its name.
    ROLECALL_TRY(role.trust, TrustDocument(text, role.name, snapshot));
    std::string xml = RoleXml(role, snapshot, Detail::kCreated);
    transaction.Put(role);
    return xml;
  });
}

OperationResult GetRole(Call& call) {
  ROLECALL_TRY(auto role, AskAndFind<Role>(call));
  return RoleXml(*role, *call.snapshot, Detail::kFull);
}

OperationResult ListRoles(Call& call) {
  const std::string prefix(call.parameters.Has("PathPrefix") ? call.parameters.Get("PathPrefix") : "/");
  ROLECALL_RETURN_IF_ERROR(
      services::Authorize(call, Ask(call, partition::OwnArn() + "iam::" + call.caller.account + ":role" + prefix)));
  std::vector<Item> items;
  for (const auto& role : call.snapshot->roles.Sorted(call.caller.account + "/")) {
    if (!role->path.starts_with(prefix)) continue;
    aws::XmlWriter xml;
    WriteRole(xml, *role, *call.snapshot, Detail::kListed);
    items.push_back({role->name, xml.Take()});
  }
  return Page(call, "Roles", std::move(items));
}

Refusal CheckUnused(const Role& role, const directory::Snapshot& snapshot) {
  if (!role.attached.empty()) return DeleteConflict("Cannot delete entity, must detach all policies first.");
  if (!role.inline_policies.empty()) return DeleteConflict("Cannot delete entity, must delete policies first.");
  for (const auto& profile : snapshot.instance_profiles.Sorted(role.account + "/")) {
    if (profile->role_name == role.name) {
      return DeleteConflict("Cannot delete entity, must remove roles from instance profile first.");
    }
  }
  return std::nullopt;
}

OperationResult DeleteRole(Call& call) {
  ROLECALL_TRY(auto role, AskToChange<Role>(call));
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    auto current = Find<Role>(transaction.snapshot(), role->account, role->name);
    if (current == nullptr) return NotFound<Role>(role->name);
    ROLECALL_RETURN_IF_ERROR(CheckUnused(*current, transaction.snapshot()));
    transaction.Delete(*current);
    transaction.ForgetUses(current->id);
    return std::string();
  });
}

OperationResult UpdateAssumeRolePolicy(Call& call) {
  ROLECALL_TRY(auto role, AskToChange<Role>(call));
  const std::string text(call.parameters.Get("PolicyDocument"));
  return Change<Role>(call, role->name, [&](Role& changed, directory::Transaction& transaction) -> Refusal {
    Checked<directory::StoredPolicy> trust = TrustDocument(text, changed.name, transaction.snapshot());
    if (!trust.ok()) return trust.error();
    changed.trust = *std::move(trust);
    return std::nullopt;
  });
}

OperationResult UpdateRole(Call& call) {
  ROLECALL_TRY(auto role, AskAndFind<Role>(call));
  // Of a service's role only the description may be changed ("Edit a service-linked role").
  if (call.parameters.Has("MaxSessionDuration")) ROLECALL_RETURN_IF_ERROR(RefuseServiceLinked(*role));
  return Change<Role>(call, role->name, [&](Role& changed, directory::Transaction&) -> Refusal {
    if (call.parameters.Has("Description")) changed.description = std::string(call.parameters.Get("Description"));
    if (call.parameters.Has("MaxSessionDuration")) {
      changed.max_session_seconds =
          static_cast<int>(services::ParseInteger(call.parameters.Get("MaxSessionDuration")).value_or(3600));
    }
    return std::nullopt;
  });
}

OperationResult UpdateRoleDescription(Call& call) {
  ROLECALL_TRY(std::string done, UpdateRole(call));
  auto role = Find<Role>(*call.directory.snapshot(), call.caller.account, std::string(call.parameters.Get("RoleName")));
  if (role == nullptr) return done;
  return RoleXml(*role, *call.snapshot, Detail::kFull);
}

}  // namespace

void AddRoles(Table& table) {
  constexpr ParameterRule trust = Document("AssumeRolePolicyDocument");
  ParameterRule description = kDescription;
  description.required = true;
  table.push_back({"CreateRole", &CreateRole, {kRoleName, kPath, trust, kDescription, kMaxSession, kBoundary, kTags}});
  table.push_back({"GetRole", &GetRole, {kRoleName}});
  table.push_back({"ListRoles", &ListRoles, {kPathPrefix, kMarker, kMaxItems}});
  table.push_back({"DeleteRole", &DeleteRole, {kRoleName}, false, false});
  table.push_back({"UpdateAssumeRolePolicy", &UpdateAssumeRolePolicy, {kRoleName, kPolicyDocument}, false, false});
  table.push_back({"UpdateRole", &UpdateRole, {kRoleName, kDescription, kMaxSession}});
  table.push_back({"UpdateRoleDescription", &UpdateRoleDescription, {kRoleName, description}});
}

}  // namespace rolecall::services::iam
