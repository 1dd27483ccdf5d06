// ListGrants, ListRetirableGrants.
#include <boost/json.hpp>

#include "services/kms/grant_records.h"
#include "services/kms/key_calls.h"

namespace rolecall::services::kms {

Answer ListGrants(Call& call, JsonInput& input) {
  const std::string key_id = ReadKeyId(input);
  const std::optional<std::string> id = input.Text("GrantId", {.min = 1, .max = 128});
  const std::optional<std::string> grantee = input.Text("GranteePrincipal", {.min = 1, .max = 256});
  Page page(call, input, 50, 100);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(const NamedKey named,
               FindForAction(call, key_id, KeyNames::kWithoutAliases,
                             {.action = "kms:ListGrants", .context = {{"kms:GrantIsForAWSResource", {"false"}}}}));
  ROLECALL_RETURN_IF_ERROR(page.Refusal());
  boost::json::array grants;
  for (const auto& grant : call.snapshot->kms_grants.Sorted(named.key->key() + "/")) {
    if (id && grant->id != *id) continue;
    if (grantee && ShowPrincipal(grant->grantee, *call.snapshot) != *grantee) continue;
    if (page.Takes(grant->id)) grants.emplace_back(ShowGrant(*grant, *call.snapshot));
  }
  boost::json::object answer{{"Grants", std::move(grants)}};
  page.Finish(answer);
  return answer;
}

// "You can specify any principal in your AWS account. The grants that are returned include grants for KMS keys in your
// AWS account and other AWS accounts."
Answer ListRetirableGrants(Call& call, JsonInput& input) {
  const std::string retiring = input.Required("RetiringPrincipal", {.min = 1, .max = 256});
  Page page(call, input, 50, 100);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_RETURN_IF_ERROR(
      Authorize(call, {.action = "kms:ListRetirableGrants", .context = {{"kms:CallerAccount", {call.own_account()}}}}));
  ROLECALL_RETURN_IF_ERROR(page.Refusal());
  ROLECALL_TRY(const std::string principal, BindPrincipal(retiring, *call.snapshot));
  boost::json::array grants;
  const bool is_own = AccountOfPrincipal(principal, *call.snapshot) == call.own_account();
  for (const auto& grant : call.snapshot->kms_grants.Sorted()) {
    if (!is_own || grant->retiring != principal || grant->region != call.region || !page.Takes(grant->key())) continue;
    grants.emplace_back(ShowGrant(*grant, *call.snapshot));
  }
  boost::json::object answer{{"Grants", std::move(grants)}};
  page.Finish(answer);
  return answer;
}

}  // namespace rolecall::services::kms
