// Settings of the account, and what IAM does for organizations and product providers, which are not here.
#include "tests/unit/services/iam/iam_fixture.h"

namespace rolecall::services::iam {
namespace {

class IamSettings : public IamTest {};

TEST_F(IamSettings, OutboundFederationIsSwitchedOnAndOffAndKeepsItsIssuer) {
  const std::string off = "404 FeatureDisabled: Outbound identity federation is disabled for this account.";
  EXPECT_EQ(Ask("GetOutboundWebIdentityFederationInfo").Outcome(), off);
  EXPECT_EQ(Ask("DisableOutboundWebIdentityFederation").Outcome(), off);
  const std::string issuer = Ask("EnableOutboundWebIdentityFederation").At("IssuerIdentifier");
  EXPECT_TRUE(issuer.starts_with("https://")) << issuer;
  EXPECT_EQ(Ask("EnableOutboundWebIdentityFederation").Outcome(),
            "409 FeatureEnabled: Outbound identity federation is already enabled for this account.");
  Reply info = Ask("GetOutboundWebIdentityFederationInfo");
  EXPECT_EQ(info.At("IssuerIdentifier"), issuer);
  EXPECT_EQ(info.At("JwtVendingEnabled"), "true");
  Do("DisableOutboundWebIdentityFederation");
  EXPECT_EQ(Ask("GetOutboundWebIdentityFederationInfo").Outcome(), off);
  EXPECT_EQ(Ask("EnableOutboundWebIdentityFederation").At("IssuerIdentifier"), issuer);
}

TEST_F(IamSettings, TokenPreferencesAreKeptAndShown) {
  const auto version = [&] {
    const Reply summary = Ask("GetAccountSummary");
    const Names keys = summary.All("SummaryMap/entry/key"), values = summary.All("SummaryMap/entry/value");
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (keys[i] == "GlobalEndpointTokenVersion") return values[i];
    }
    return std::string("(none)");
  };
  EXPECT_EQ(version(), "1");
  Do("SetSecurityTokenServicePreferences", {{"GlobalEndpointTokenVersion", "v2Token"}});
  EXPECT_EQ(version(), "2");
  Do("SetSecurityTokenServicePreferences", {{"GlobalEndpointTokenVersion", "v1Token"}});
  EXPECT_EQ(version(), "1");
  EXPECT_EQ(Ask("SetSecurityTokenServicePreferences", {{"GlobalEndpointTokenVersion", "v3"}}).error_code,
            "ValidationError");
}

TEST_F(IamSettings, OnlyTheManagementAccountSeesWhatItsOrganizationLetsIamDo) {
  Write([](directory::Transaction& transaction) {
    transaction.Put(directory::Organization{.id = "o-1", .account = testing::kAccount, .root_id = "r-1"});
    transaction.Put(directory::MemberAccount{
        .account = testing::kAccount, .organization = "o-1", .parent = "r-1", .invited = true});
  });
  const Reply features = Ask("ListOrganizationsFeatures");
  EXPECT_EQ(features.Outcome(), "200");
  EXPECT_EQ(features.At("OrganizationId"), "o-1");
  Write([](directory::Transaction& transaction) {
    transaction.Put(directory::Organization{.id = "o-1", .account = testing::kOtherAccount, .root_id = "r-1"});
  });
  EXPECT_EQ(Ask("ListOrganizationsFeatures").error_code, "CallerIsNotManagementAccountException");
}

TEST_F(IamSettings, ThereIsNoOrganization) {
  const std::string none =
      "400 OrganizationNotFoundException: The request was rejected because no organization is associated with your "
      "account.";
  for (const char* action :
       {"EnableOrganizationsRootCredentialsManagement", "DisableOrganizationsRootCredentialsManagement",
        "EnableOrganizationsRootSessions", "DisableOrganizationsRootSessions", "ListOrganizationsFeatures"}) {
    EXPECT_EQ(Ask(action).Outcome(), none) << action;
  }
  const auto report = [&](const std::string& path) {
    return Ask("GenerateOrganizationsAccessReport", {{"EntityPath", path}});
  };
  EXPECT_EQ(report("o-a1b2c3d4e5/r-f6g7h8/ou-x").Outcome(), none);
  for (const char* path :
       {"o-a1b2c3d4e5/f6g7h8i9", "o-A1B2C3D4E5/r-f6g7h8", "o-a1b2/r-f6g7h8i9j0k", "/o-a1b2c3d4e5/r-f6g7"}) {
    EXPECT_EQ(report(path).error_code, "ValidationError") << path;
  }
  const std::string id(36, 'a');
  EXPECT_EQ(Ask("GetOrganizationsAccessReport", {{"JobId", id}}).Outcome(),
            "404 NoSuchEntity: The job with id " + id + " cannot be found.");
}

TEST_F(IamSettings, CentralizedRootAccessIsTheManagementAccounts) {
  Write([](directory::Transaction& transaction) {
    transaction.Put(directory::Organization{.id = "o-a1b2c3d4e5", .account = kAccount, .root_id = "r-ab12"});
    for (const char* account : {services::testing::kAccount, services::testing::kOtherAccount}) {
      transaction.Put(directory::MemberAccount{.account = account, .organization = "o-a1b2c3d4e5", .parent = "r-ab12"});
    }
  });
  EXPECT_EQ(Ask("EnableOrganizationsRootSessions").At("OrganizationId"), "o-a1b2c3d4e5");
  Ask("EnableOrganizationsRootCredentialsManagement");
  EXPECT_EQ(Ask("ListOrganizationsFeatures").All("EnabledFeatures/member"),
            (std::vector<std::string>{"RootSessions", "RootCredentialsManagement"}));
  EXPECT_EQ(Ask("DisableOrganizationsRootSessions").All("EnabledFeatures/member"),
            std::vector<std::string>{"RootCredentialsManagement"});
  EXPECT_EQ(AskAs(Root(services::testing::kOtherAccount), "ListOrganizationsFeatures").error_code,
            "CallerIsNotManagementAccountException");
}

TEST_F(IamSettings, ThereAreNoDelegationRequests) {
  const std::string id = "0123456789abcdef";
  for (const char* action : {"AcceptDelegationRequest", "AssociateDelegationRequest", "SendDelegationToken",
                             "RejectDelegationRequest", "UpdateDelegationRequest", "GetDelegationRequest"}) {
    EXPECT_EQ(Ask(action, {{"DelegationRequestId", id}}).Outcome(),
              "404 NoSuchEntity: The delegation request with id " + id + " cannot be found.")
        << action;
  }
  Reply listed = Ask("ListDelegationRequests");
  EXPECT_EQ(listed.Outcome(), "200");
  EXPECT_EQ(listed.At("isTruncated"), "false");
  EXPECT_EQ(Ask("CreateDelegationRequest", {{"Description", "d"},
                                            {"RequestorWorkflowId", "workflow"},
                                            {"NotificationChannel", "channel"},
                                            {"SessionDuration", "300"}})
                .Outcome(),
            "501 NotImplemented: CreateDelegationRequest is not served here: no product provider is registered.");
  EXPECT_EQ(Ask("GetHumanReadableSummary", {{"EntityArn", Arn("delegation-request/" + id)}}).error_code,
            "NoSuchEntity");
  EXPECT_EQ(Ask("GetHumanReadableSummary", {{"EntityArn", Arn("user/ann-is-no-request")}}).error_code, "InvalidInput");
}

}  // namespace
}  // namespace rolecall::services::iam
