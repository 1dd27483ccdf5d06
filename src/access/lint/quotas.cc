// Rules about what a role or provider may have of each.
#include <algorithm>
#include <map>

#include "access/lint/model_parts.h"
#include "access/model/trust_opening.h"
#include "policy/document/shared_issuers.h"
#include "policy/storable/validate.h"

namespace rolecall::access {
namespace {

constexpr std::size_t kPoliciesPerRole = 10;

void LintRole(const Role& role, LintReport& report) {
  const std::string subject = "role " + role.name;
  std::size_t size = 0;
  for (const PolicyDocument& document : role.inline_policies) size += policy::PolicySize(document.text);
  if (size > policy::kInlineRoleTotal && role.inline_policies.size() > 1) {
    AddModelFinding(report, "role-inline-size", subject, role.origin,
                    "the inline policies have " + std::to_string(size) +
                        " characters without white space; the quota is " + std::to_string(policy::kInlineRoleTotal),
                    "managed policies");
  }
  if (role.attached.size() > kPoliciesPerRole) {
    AddModelFinding(report, "role-policies-quota", subject, role.origin,
                    std::to_string(role.attached.size()) +
                        " managed policies are attached; the default quota is 10, "
                        "the greatest 20",
                    "join policies");
  }
}

// Whether the provider's tokens are those of pipelines and the like, not of service accounts: its issuer is known as
// such, its client id is itself (as of GitLab), or roles trust it with other subjects only.
bool IsForOthers(const OidcProvider& provider, const std::map<std::string, std::vector<TrustOpening>>& openings) {
  if (!policy::RequiredClaim(provider.url).empty() || provider.url.starts_with("oidc.circleci.com/")) return true;
  for (const std::string& id : provider.client_ids) {
    if (WithoutScheme(id) == provider.url) return true;
  }
  const auto found = openings.find(provider.arn);
  return found != openings.end() &&
         std::all_of(found->second.begin(), found->second.end(),
                     [](const TrustOpening& one) { return one.kind == TrustOpening::Kind::kTokens; });
}

std::map<std::string, std::vector<TrustOpening>> OpeningsByProvider(const IdentityModel& model) {
  std::map<std::string, std::vector<TrustOpening>> openings;
  for (const Role& role : model.roles) {
    const policy::ParsedDocument trust = policy::Parse(role.trust.text, policy::DocumentKind::kTrust);
    if (!role.trust.known || trust.malformed) continue;
    for (TrustOpening& one : OpeningsOf(trust.document)) {
      if (!one.provider.empty()) openings[one.provider].push_back(std::move(one));
    }
  }
  return openings;
}

// `audience` is what the webhook's tokens are for.
void LintProvider(const OidcProvider& provider, const std::string& audience, LintReport& report) {
  const std::vector<std::string>& ids = provider.client_ids;
  if (std::find(ids.begin(), ids.end(), audience) != ids.end()) return;
  if (!provider.KnowsClientIds()) return;
  std::string list;
  for (const std::string& id : ids) list += (list.empty() ? "" : ", ") + id;
  AddModelFinding(report, "provider-no-client-id", "provider " + provider.url, provider.origin,
                  "the client ids are " + (list.empty() ? "none" : list) + ": tokens for " + audience + " are refused",
                  audience);
}

}  // namespace

void LintModelQuotas(const IdentityModel& model, const kube::WebhookSettings& settings, LintReport& report) {
  for (const Role& role : model.roles) LintRole(role, report);
  if (model.providers.empty()) return;
  const auto openings = OpeningsByProvider(model);
  for (const OidcProvider& provider : model.providers) {
    if (!IsForOthers(provider, openings)) LintProvider(provider, settings.token_audience, report);
  }
}

}  // namespace rolecall::access
