// Lists of what no organization here has: services of AWS with access to it, delegated administrators, handshakes.
#include <boost/json.hpp>

#include "services/organizations/operations.h"
#include "services/organizations/shapes.h"
#include "services/organizations/tree.h"

namespace rolecall::services::organizations {
namespace {

Answer ListNothing(Call& call, Input& input, std::string_view operation, std::string_view list,
                   const Details& details = {}) {
  ROLECALL_TRY(OrganizationPointer organization, Managed(call, operation));
  ROLECALL_RETURN_IF_ERROR(Allowed(call, *organization, operation, {}, details));
  return Page(call, input, list, {});
}

}  // namespace

Answer ListAWSServiceAccessForOrganization(Call& call, Input& input) {
  return ListNothing(call, input, "ListAWSServiceAccessForOrganization", "EnabledServicePrincipals");
}

Answer ListDelegatedAdministrators(Call& call, Input& input) {
  const std::string service = input.Text("ServicePrincipal", 128);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  return ListNothing(call, input, "ListDelegatedAdministrators", "DelegatedAdministrators",
                     {.service_principal = service});
}

// Also outside of organizations: an account's own invitations.
Answer ListHandshakesForAccount(Call& call, Input& input) {
  ROLECALL_RETURN_IF_ERROR(Authorize(call, {.action = "organizations:ListHandshakesForAccount"}));
  return Page(call, input, "Handshakes", {});
}

Answer ListHandshakesForOrganization(Call& call, Input& input) {
  return ListNothing(call, input, "ListHandshakesForOrganization", "Handshakes");
}

}  // namespace rolecall::services::organizations
