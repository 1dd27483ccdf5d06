// Every operation of IAM's rooms against the callers that must not get through, and the one that must: see
// access_matrix.h. Those of services/iam itself: authorization_test.cc there.
#include <algorithm>

#include "crypto/one_time_code.h"
#include "services/iam/api/iam.h"
#include "tests/support/access_matrix.h"
#include "tests/unit/services/iam/credentials/pem.h"
#include "tests/unit/services/iam/rooms.h"

namespace rolecall::services::iam {
namespace {

using services::testing::AccessCase;
using services::testing::kAccount;
using services::testing::kNow;
using services::testing::QueryParameterList;

constexpr char kSshId[] = "APKAAAAAAAAAAAAAAAAAA", kSigningId[] = "CAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
               kServiceId[] = "ACCAAAAAAAAAAAAAAAAAA", kJob[] = "00000000-0000-4000-8000-000000000000",
               kAnnId[] = "AIDAAAAAAAAAAAAAAAAAA", kRequestId[] = "0123456789abcdef",
               kSeed[] = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

std::string Ours(const std::string& resource) { return std::string("arn:aws:iam::") + kAccount + ":" + resource; }

AccessCase Case(const std::string& action, const std::string& resource, QueryParameterList parameters = {}) {
  AccessCase made;
  made.name = action;
  made.action = "iam:" + action;
  made.resource = resource == "*" ? resource : Ours(resource);
  made.request = services::testing::QueryRequest(action, parameters);
  made.names_mean_own_account = true;
  made.secrets = {kSeed, "ann-report-line", "hash-of-ann"};
  return made;
}

std::string Code(std::int64_t offset) {
  return crypto::OneTimeCode(Secret(kSeed), crypto::OneTimeStep(FromUnixSeconds(kNow)) + offset);
}

const std::string kUsed = Ours("mfa/used"), kFree = Ours("mfa/free");

std::vector<AccessCase> OfUsers() {
  const std::pair<std::string, std::string> ann{"UserName", "ann"}, ssh{"SSHPublicKeyId", kSshId},
      signing{"CertificateId", kSigningId}, service{"ServiceSpecificCredentialId", kServiceId},
      first{"AuthenticationCode1", Code(-1)}, second{"AuthenticationCode2", Code(0)};
  return {
      Case("UploadSSHPublicKey", "user/ann", {ann, {"SSHPublicKeyBody", kSshKeyOfTest}}),
      Case("GetSSHPublicKey", "user/ann", {ann, ssh, {"Encoding", "SSH"}}),
      Case("ListSSHPublicKeys", "user/ann", {ann}),
      Case("UpdateSSHPublicKey", "user/ann", {ann, ssh, {"Status", "Inactive"}}),
      Case("DeleteSSHPublicKey", "user/ann", {ann, ssh}),
      Case("UploadSigningCertificate", "user/ann", {ann, {"CertificateBody", TestCertificate().pem}}),
      Case("ListSigningCertificates", "user/ann", {ann}),
      Case("UpdateSigningCertificate", "user/ann", {ann, signing, {"Status", "Inactive"}}),
      Case("DeleteSigningCertificate", "user/ann", {ann, signing}),
      Case("CreateServiceSpecificCredential", "user/ann", {ann, {"ServiceName", "codecommit.amazonaws.com"}}),
      Case("ListServiceSpecificCredentials", "user/ann", {ann}),
      Case("UpdateServiceSpecificCredential", "user/ann", {ann, service, {"Status", "Inactive"}}),
      Case("ResetServiceSpecificCredential", "user/ann", {ann, service}),
      Case("DeleteServiceSpecificCredential", "user/ann", {ann, service}),
      Case("CreateLoginProfile", "user/bob", {{"UserName", "bob"}, {"Password", "Correct-horse-1"}}),
      Case("GetLoginProfile", "user/ann", {ann}),
      Case("UpdateLoginProfile", "user/ann", {ann, {"Password", "Correct-horse-2"}}),
      Case("DeleteLoginProfile", "user/ann", {ann}),
      Case("ChangePassword", "user/matrix-only", {{"OldPassword", "a"}, {"NewPassword", "Correct-horse-2"}}),
      Case("EnableMFADevice", "user/ann", {ann, {"SerialNumber", kFree}, first, second}),
      Case("ResyncMFADevice", "user/ann", {ann, {"SerialNumber", kUsed}, first, second}),
      Case("DeactivateMFADevice", "user/ann", {ann, {"SerialNumber", kUsed}}),
      Case("ListMFADevices", "user/ann", {ann}),
      Case("GetMFADevice", "user/ann", {ann, {"SerialNumber", kUsed}}),
  };
}

std::vector<AccessCase> OfThings() {
  const std::pair<std::string, std::string> key{"Tags.member.1.Key", "k"}, value{"Tags.member.1.Value", "v"},
      old{"TagKeys.member.1", "k"}, web{"ServerCertificateName", "web"}, serial{"SerialNumber", kFree};
  return {
      Case("CreateVirtualMFADevice", "mfa/new", {{"VirtualMFADeviceName", "new"}}),
      Case("DeleteVirtualMFADevice", "mfa/free", {serial}),
      Case("ListVirtualMFADevices", "*"),
      Case("TagMFADevice", "mfa/free", {serial, key, value}),
      Case("UntagMFADevice", "mfa/free", {serial, old}),
      Case("ListMFADeviceTags", "mfa/free", {serial}),
      Case("UploadServerCertificate", "server-certificate/new",
           {{"ServerCertificateName", "new"},
            {"CertificateBody", TestCertificate().pem},
            {"PrivateKey", TestCertificate().key}}),
      Case("GetServerCertificate", "server-certificate/web", {web}),
      Case("ListServerCertificates", "*"),
      Case("UpdateServerCertificate", "server-certificate/*", {web, {"NewServerCertificateName", "web2"}}),
      Case("DeleteServerCertificate", "server-certificate/web", {web}),
      Case("TagServerCertificate", "server-certificate/web", {web, key, value}),
      Case("UntagServerCertificate", "server-certificate/web", {web, old}),
      Case("ListServerCertificateTags", "server-certificate/web", {web}),
  };
}

std::vector<AccessCase> OfReports() {
  return {
      Case("GenerateCredentialReport", "*"),
      Case("GetCredentialReport", "*"),
      Case("GenerateServiceLastAccessedDetails", "user/ann", {{"Arn", Ours("user/ann")}}),
      Case("GetServiceLastAccessedDetails", "*", {{"JobId", kJob}}),
      Case("GetServiceLastAccessedDetailsWithEntities", "*", {{"JobId", kJob}, {"ServiceNamespace", "s3"}}),
      Case("ListPoliciesGrantingServiceAccess", "user/ann",
           {{"Arn", Ours("user/ann")}, {"ServiceNamespaces.member.1", "s3"}}),
      Case("GetAccountAuthorizationDetails", "*"),
  };
}

std::vector<AccessCase> OfSettings() {
  const std::string request = std::string("delegation-request/") + kRequestId;
  const std::pair<std::string, std::string> id{"DelegationRequestId", kRequestId};
  const std::string path = "o-a1b2c3d4e5/r-f6g7h8";
  std::vector<AccessCase> cases{
      Case("EnableOutboundWebIdentityFederation", "*"),
      Case("DisableOutboundWebIdentityFederation", "*"),
      Case("GetOutboundWebIdentityFederationInfo", "*"),
      Case("SetSecurityTokenServicePreferences", "*", {{"GlobalEndpointTokenVersion", "v2Token"}}),
      Case("GenerateOrganizationsAccessReport", "access-report/" + path, {{"EntityPath", path}}),
      Case("GetOrganizationsAccessReport", "*", {{"JobId", kJob}}),
      Case("CreateDelegationRequest", "*",
           {{"Description", "d"},
            {"RequestorWorkflowId", "workflow"},
            {"NotificationChannel", "ch"},
            {"SessionDuration", "300"}}),
      Case("ListDelegationRequests", "*"),
      Case("GetHumanReadableSummary", request, {{"EntityArn", Ours(request)}}),
      Case("AcquireRole", "*", {{"TemplateArn", Ours("role-template/app")}}),
      Case("GetRoleTemplateVersion", "*", {{"TemplateArn", Ours("role-template/app")}}),
      Case("GetAccountProperties", "*"),
      Case("PutAccountProperties", "*"),
      Case("UpdateOpenIDConnectProvider", "*", {{"OpenIDConnectProviderArn", Ours("oidc-provider/example.com")}}),
  };
  for (const char* name :
       {"EnableOrganizationsRootCredentialsManagement", "DisableOrganizationsRootCredentialsManagement",
        "EnableOrganizationsRootSessions", "DisableOrganizationsRootSessions", "ListOrganizationsFeatures"}) {
    cases.push_back(Case(name, "*"));
  }
  for (const char* name : {"AcceptDelegationRequest", "AssociateDelegationRequest", "SendDelegationToken",
                           "RejectDelegationRequest", "UpdateDelegationRequest", "GetDelegationRequest"}) {
    cases.push_back(Case(name, request, {id}));
  }
  return cases;
}

std::vector<AccessCase> AllCases() {
  std::vector<AccessCase> all;
  for (const std::vector<AccessCase>& cases : {OfUsers(), OfThings(), OfReports(), OfSettings()}) {
    all.insert(all.end(), cases.begin(), cases.end());
  }
  return all;
}

class IamRoomsAccess : public services::testing::AccessMatrix, public ::testing::WithParamInterface<AccessCase> {
 protected:
  IamRoomsAccess() {
    Write([](directory::Transaction& transaction) {
      const Time now = FromUnixSeconds(kNow);
      directory::User ann{.account = kAccount, .name = "ann", .id = kAnnId, .created = now};
      ann.login = directory::LoginProfile{.password_hash = "hash-of-ann", .created = now};
      transaction.Put(ann);
      transaction.Put(
          directory::User{.account = kAccount, .name = "bob", .id = "AIDABBBBBBBBBBBBBBBBB", .created = now});
      transaction.Put(
          directory::SshPublicKey{.account = kAccount, .owner_id = kAnnId, .id = kSshId, .body = "ssh-rsa A"});
      transaction.Put(directory::SigningCertificate{.account = kAccount, .owner_id = kAnnId, .id = kSigningId});
      transaction.Put(directory::ServiceCredential{
          .account = kAccount, .owner_id = kAnnId, .id = kServiceId, .service = "codecommit.amazonaws.com"});
      transaction.Put(
          directory::ServerCertificate{.account = kAccount, .name = "web", .id = "ASCAA", .tags = {{"k", "v"}}});
      transaction.Put(
          directory::MfaDevice{.account = kAccount, .name = "free", .seed = Secret(kSeed), .tags = {{"k", "v"}}});
      transaction.Put(directory::MfaDevice{.account = kAccount,
                                           .name = "used",
                                           .seed = Secret(kSeed),
                                           .owner_id = kAnnId,
                                           .enabled = now - std::chrono::hours(1)});
      transaction.Put(directory::AccessJob{kAccount, kJob, Ours("user/ann"), false, now});
      transaction.Put(directory::CredentialReport{kAccount, "ann-report-line", now - std::chrono::hours(5)});
    });
  }
  const std::unique_ptr<services::Service> iam_ = api::MakeIam();
};

TEST(IamRooms, AllOperationsAreInTheMatrix) {
  const std::vector<AccessCase> cases = AllCases();
  for (const std::string_view name : OperationsOfRooms()) {
    EXPECT_TRUE(std::any_of(cases.begin(), cases.end(), [&](const AccessCase& each) { return each.name == name; }))
        << name;
  }
}

TEST_P(IamRoomsAccess, IsForItsPermissionAlone) { ExpectForItsPermissionAlone(*iam_, GetParam()); }

INSTANTIATE_TEST_SUITE_P(Operations, IamRoomsAccess, ::testing::ValuesIn(AllCases()),
                         services::testing::AccessCaseName);

}  // namespace
}  // namespace rolecall::services::iam
