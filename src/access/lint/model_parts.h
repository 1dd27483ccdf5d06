// The parts of LintModel (model.h): each policy by itself, quotas of roles and providers, and service accounts held
// against roles. Each adds its findings; their order does not matter, reports are sorted at the end.
#ifndef ROLECALL_ACCESS_LINT_MODEL_PARTS_H_
#define ROLECALL_ACCESS_LINT_MODEL_PARTS_H_

#include <string>
#include <string_view>

#include "access/lint/lint.h"
#include "access/model/identity_model.h"
#include "kube/webhook_settings.h"

namespace rolecall::access {

void LintModelPolicies(const IdentityModel& model, LintReport& report);
void LintModelAccounts(const IdentityModel& model, const kube::WebhookSettings& settings, LintReport& report);
void LintModelKeys(const IdentityModel& model, LintReport& report);
void LintModelQuotas(const IdentityModel& model, const kube::WebhookSettings& settings, LintReport& report);

// A finding about a whole object (a role, a provider) at its place. The code must be one of the catalogue.
LintFinding& AddModelFinding(LintReport& report, std::string_view code, std::string subject, const Origin& origin,
                             std::string message, std::string suggestion = "");

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_LINT_MODEL_PARTS_H_
