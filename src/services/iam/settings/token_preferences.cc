// Which session tokens the global endpoint of STS gives. Recorded, and shown by GetAccountSummary.
// Differs from AWS: all our tokens are of one kind, good in every region.
#include "services/iam/settings/account_change.h"

namespace rolecall::services::iam::settings {
namespace {

OperationResult SetTokenPreferences(Call& call) {
  return ChangeOwnAccount(call, [&](directory::Account& account) -> OperationResult {
    account.sts_token_version = std::string(call.parameters.Get("GlobalEndpointTokenVersion"));
    return std::string();
  });
}

}  // namespace

void AddTokenPreferences(Table& table) {
  const ParameterRule version{.name = "GlobalEndpointTokenVersion", .required = true, .values = "v1Token|v2Token"};
  table.push_back({"SetSecurityTokenServicePreferences", &SetTokenPreferences, {version}, false, false});
}

}  // namespace rolecall::services::iam::settings
