// Every operation of STS, against every caller that must not get through.
#include <algorithm>

#include "services/query_service.h"
#include "tests/support/access_matrix.h"
#include "tests/unit/services/sts/sts_fixture.h"

namespace rolecall::services::sts {
namespace {

using services::testing::AccessCase;
using services::testing::QueryRequest;

std::vector<AccessCase> Cases() {
  const std::string role = "arn:aws:iam::054000737513:role/for-all";
  return {
      {.name = "AssumeRole",
       .action = "sts:AssumeRole",
       .resource = role,
       .request = QueryRequest("AssumeRole", {{"RoleArn", role}, {"RoleSessionName", "s1"}})},
      {.name = "GetFederationToken",
       .action = "sts:GetFederationToken",
       .resource = "arn:aws:sts::054000737513:federated-user/pat",
       .request = QueryRequest("GetFederationToken", {{"Name", "pat"}}),
       .names_mean_own_account = true},
      {.name = "GetAccessKeyInfo",
       .action = "sts:GetAccessKeyInfo",
       .request = QueryRequest("GetAccessKeyInfo", {{"AccessKeyId", "AKIAIOSFODNN7EXAMPLE"}}),
       .names_mean_own_account = true},
      {.name = "DecodeAuthorizationMessage",
       .action = "sts:DecodeAuthorizationMessage",
       .request = QueryRequest("DecodeAuthorizationMessage", {{"EncodedMessage", "bm9uZQ=="}}),
       .names_mean_own_account = true},
      {.name = "AssumeRoot",
       .action = "sts:AssumeRoot",
       .resource = "arn:aws:iam::222233334444:root",
       .request = QueryRequest("AssumeRoot",
                               {{"TargetPrincipal", "222233334444"},
                                {"TaskPolicyArn.arn", "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy"}})},
      {.name = "GetWebIdentityToken",
       .action = "sts:GetWebIdentityToken",
       .resource = "arn:aws:sts::054000737513:self",
       .request = QueryRequest("GetWebIdentityToken", {{"Audience.member.1", "a"}, {"SigningAlgorithm", "ES384"}}),
       .names_mean_own_account = true},
      {.name = "GetDelegatedAccessToken",
       .action = "sts:GetDelegatedAccessToken",
       .request = QueryRequest("GetDelegatedAccessToken", {{"TradeInToken", "t"}}),
       .names_mean_own_account = true},
      {.name = "GetScopedCredentials",
       .action = "sts:GetScopedCredentials",
       .request = QueryRequest("GetScopedCredentials"),
       .names_mean_own_account = true},
      {.name = "GetCallerIdentity",
       .action = "sts:GetCallerIdentity",
       .request = QueryRequest("GetCallerIdentity"),
       .names_mean_own_account = true,
       .needs_no_permission = true},
  };
}

class StsAccess : public services::testing::AccessMatrix, public ::testing::WithParamInterface<AccessCase> {
 protected:
  StsAccess() {
    Write([&](directory::Transaction& transaction) {
      directory::Role role;
      role.account = kAccount;
      role.name = "for-all";
      role.id = directory::MakeUniqueId(random(), "AROA");
      role.trust = directory::MakeStoredPolicy(
          PolicyDocument(R"({"Effect":"Allow","Principal":{"AWS":"054000737513"},"Action":"sts:AssumeRole"})"),
          policy::DocumentKind::kTrust, "trust");
      transaction.Put(std::move(role));
      transaction.Put(directory::Organization{
          .id = "o-a1b2c3d4e5", .account = kAccount, .root_id = "r-ab12", .iam_features = {"RootSessions"}});
      for (const char* id : {kAccount, "222233334444"}) {
        transaction.Put(directory::MemberAccount{.account = id, .organization = "o-a1b2c3d4e5", .parent = "r-ab12"});
      }
      for (const char* id : {kAccount, kOtherAccount}) {
        directory::Account account = *transaction.snapshot().accounts.Find(id);
        account.outbound_issuer = "https://" + std::string(id) + ".tokens.sts.global.api.aws";
        account.outbound_since = clock().Now();
        transaction.Put(std::move(account));
      }
    });
  }
  OneKey keys_;
  OneSigner signer_;
  const std::unique_ptr<services::Service> sts_ = MakeSts(keys_, signer_);
};

TEST_P(StsAccess, IsForItsPermissionAlone) { ExpectForItsPermissionAlone(*sts_, GetParam()); }

INSTANTIATE_TEST_SUITE_P(Operations, StsAccess, ::testing::ValuesIn(Cases()), services::testing::AccessCaseName);

TEST(StsOperations, AreAllInTheMatrix) {
  OneKey keys;
  OneSigner signer;
  const std::unique_ptr<services::Service> sts = MakeSts(keys, signer);
  const std::vector<AccessCase> cases = Cases();
  for (const std::string_view name : dynamic_cast<const services::QueryService&>(*sts).operation_names()) {
    // A token is its own permission (web_identity_test.cc, saml_test.cc); GetSessionToken needs none
    // (user_sessions_test.cc).
    if (name == "AssumeRoleWithWebIdentity" || name == "AssumeRoleWithSAML" || name == "GetSessionToken") continue;
    EXPECT_TRUE(std::any_of(cases.begin(), cases.end(), [&](const AccessCase& each) { return each.name == name; }))
        << name;
  }
}

}  // namespace
}  // namespace rolecall::services::sts
