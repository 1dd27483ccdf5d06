#include "services/organization_rules.h"

#include <memory>

#include "policy/reference/service_reference.h"

namespace rolecall::services {
namespace {

using RailsPointer = std::shared_ptr<const directory::Guardrails>;

// AWS Organizations User Guide, "Resource control policies", list of services: as the data of all services has it.
bool TakesResourceControl(std::string_view lower_service) {
  const policy::ServiceName* service = policy::FindServiceName(lower_service);
  return service != nullptr && service->resource_control;
}

}  // namespace

void AddPrincipalOrganization(const directory::Snapshot& snapshot, const std::string& account,
                              policy::Context& context) {
  const RailsPointer rails = snapshot.guardrails.Find(account);
  if (rails == nullptr) return;
  context.Set("aws:PrincipalOrgID", rails->organization);
  context.SetMultiple("aws:PrincipalOrgPaths", {rails->path});
}

void AddResourceOrganization(const directory::Snapshot& snapshot, const std::string& account,
                             policy::Context& context) {
  const RailsPointer rails = snapshot.guardrails.Find(account);
  if (rails == nullptr) return;
  context.Set("aws:ResourceOrgID", rails->organization);
  context.SetMultiple("aws:ResourceOrgPaths", {rails->path});
}

std::span<const policy::PolicySet> ServiceControlOf(const directory::Snapshot& snapshot, const std::string& account) {
  const RailsPointer rails = snapshot.guardrails.Find(account);
  return rails == nullptr ? std::span<const policy::PolicySet>() : rails->ForPrincipals();
}

std::span<const policy::PolicySet> ResourceControlOf(const directory::Snapshot& snapshot, const std::string& account,
                                                     std::string_view lower_service) {
  const RailsPointer rails = snapshot.guardrails.Find(account);
  if (rails == nullptr || rails->ForResources().empty() || !TakesResourceControl(lower_service)) return {};
  return rails->ForResources();
}

}  // namespace rolecall::services
