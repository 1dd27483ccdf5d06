// AWS's Role Manager: roles made from templates, and the account's properties that rule them (IAM since 2026). There
// are no templates here; and OIDC providers have no context provider or instance of Identity Center to be associated
// with. What these would do is refused; roles are made with CreateRole.
#include "services/iam/operations.h"
#include "services/iam/rules.h"
#include "services/iam/shapes.h"

namespace rolecall::services::iam::settings {
namespace {

OperationResult RefuseUnserved(Call& call) {
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, "*")));
  return aws::ErrorShape{501, "NotImplemented", call.audit.operation + " is not served here."};
}

}  // namespace

void AddRoleManager(Table& table) {
  const ParameterRule template_arn{.name = "TemplateArn", .required = true, .min = 20, .max = 2048};
  const ParameterRule provider_arn{.name = "OpenIDConnectProviderArn", .required = true, .min = 20, .max = 2048};
  table.push_back({"AcquireRole", &RefuseUnserved, {template_arn}});
  table.push_back({"GetAccountProperties", &RefuseUnserved, {}});
  table.push_back({"GetRoleTemplateVersion", &RefuseUnserved, {template_arn}});
  table.push_back({"PutAccountProperties", &RefuseUnserved, {}});
  table.push_back({"UpdateOpenIDConnectProvider", &RefuseUnserved, {provider_arn}});
}

}  // namespace rolecall::services::iam::settings
