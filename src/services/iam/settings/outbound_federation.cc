// Outbound identity federation: whether the account's principals may have tokens of its own issuer
// (sts:GetWebIdentityToken). The server answers for the issuer's name where that leads to it.
#include "base/random.h"
#include "services/iam/settings/account_change.h"

namespace rolecall::services::iam::settings {
namespace {

using directory::Account;

aws::ErrorShape FeatureDisabled() {
  return {404, "FeatureDisabled", "Outbound identity federation is disabled for this account."};
}

OperationResult EnableOutboundFederation(Call& call) {
  return ChangeOwnAccount(call, [&](Account& account) -> OperationResult {
    if (account.outbound_since.has_value()) {
      return aws::ErrorShape{409, "FeatureEnabled",
                             "Outbound identity federation is already enabled for this account."};
    }
    account.outbound_since = call.now;
    if (account.outbound_issuer.empty()) {
      account.outbound_issuer = "https://" + RandomUuid(call.random) + ".tokens.sts.global.api.aws";
    }
    aws::XmlWriter xml;
    xml.Text("IssuerIdentifier", account.outbound_issuer);
    return xml.Take();
  });
}

OperationResult DisableOutboundFederation(Call& call) {
  return ChangeOwnAccount(call, [](Account& account) -> OperationResult {
    if (!account.outbound_since.has_value()) return FeatureDisabled();
    account.outbound_since.reset();
    return std::string();
  });
}

OperationResult GetOutboundFederation(Call& call) {
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, "*")));
  auto account = call.snapshot->accounts.Find(call.caller.account);
  if (account == nullptr || !account->outbound_since.has_value()) return FeatureDisabled();
  aws::XmlWriter xml;
  xml.Text("IssuerIdentifier", account->outbound_issuer).Bool("JwtVendingEnabled", true);
  return xml.Take();
}

}  // namespace

void AddOutboundFederation(Table& table) {
  table.push_back({"EnableOutboundWebIdentityFederation", &EnableOutboundFederation, {}});
  table.push_back({"DisableOutboundWebIdentityFederation", &DisableOutboundFederation, {}, false, false});
  table.push_back({"GetOutboundWebIdentityFederationInfo", &GetOutboundFederation, {}});
}

}  // namespace rolecall::services::iam::settings
