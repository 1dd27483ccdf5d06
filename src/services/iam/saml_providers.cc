// SAML providers: none can be made here, and the list of them is empty.
#include "services/iam/operations.h"
#include "services/iam/rules.h"
#include "services/iam/shapes.h"

namespace rolecall::services::iam {
namespace {

OperationResult ListSamlProviders(Call& call) {
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, "*")));
  return Page(call, "SAMLProviderList", {});
}

}  // namespace

void AddSamlProviders(Table& table) {
  table.push_back({"ListSAMLProviders", &ListSamlProviders, {kMarker, kMaxItems}});
}

}  // namespace rolecall::services::iam
