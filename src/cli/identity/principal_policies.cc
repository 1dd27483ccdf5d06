#include "cli/identity/principal_policies.h"

#include "access/model/model_readers.h"
#include "policy/decide/request.h"
#include "policy/document/arn.h"

namespace rolecall::cli {
namespace {

// Who has policies in IAM.
struct Holder {
  std::string kind;  // "Role", "User"
  std::string name;
};

std::optional<Holder> HolderOf(const std::string& principal) {
  if (!policy::ParseArn(principal)) return Holder{"Role", access::NameOfArn(principal)};
  const policy::Principal caller = policy::Principal::FromText(principal);
  if (caller.kind == policy::Principal::Kind::kRoleSession) return Holder{"Role", caller.role_name};
  if (caller.kind != policy::Principal::Kind::kUser) return std::nullopt;
  return Holder{"User", access::NameOfArn(principal)};
}

// Of a role or user of the model.
template <typename Identity>
PrincipalPolicies PoliciesOf(const access::IdentityModel& model, const Identity& identity) {
  PrincipalPolicies policies{.arn = identity.arn};
  for (const access::PolicyDocument* document : model.IdentityPolicies(identity)) {
    policies.identity.push_back({document->name, document->text});
  }
  if (const access::PolicyDocument* boundary = model.Boundary(identity.boundary_arn)) {
    policies.boundary = policy::NamedPolicy{boundary->name, boundary->text};
  }
  return policies;
}

}  // namespace

Result<std::optional<PrincipalPolicies>> FetchPrincipalPolicies(aws::Client& client, const std::string& principal) {
  const std::optional<Holder> holder = HolderOf(principal);
  if (!holder) return std::optional<PrincipalPolicies>();
  access::IdentityModel model;
  if (holder->kind == "Role") {
    ROLECALL_RETURN_IF_ERROR(access::AddRoleFromEndpoint(client, holder->name, model));
    if (!model.roles.empty()) return std::optional(PoliciesOf(model, model.roles.front()));
  } else {
    ROLECALL_RETURN_IF_ERROR(access::AddUserFromEndpoint(client, holder->name, model));
    if (!model.users.empty()) return std::optional(PoliciesOf(model, model.users.front()));
  }
  return Error{ErrorCode::kNotFound, "the endpoint has no " + holder->kind + " " + holder->name};
}

}  // namespace rolecall::cli
