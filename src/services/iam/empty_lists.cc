// Listings of what users and accounts cannot have here (MFA devices, SSH keys, certificates, SAML, console passwords):
// truly empty.
// Clients ask before they delete a user.
#include "services/iam/operations.h"
#include "services/iam/rules.h"
#include "services/iam/shapes.h"

namespace rolecall::services::iam {
namespace {

template <bool kOfUser>
services::QueryOperation EmptyList(std::string_view name, std::string_view element) {
  const auto run = [element](Call& call) -> OperationResult {
    if (call.parameters.Has("UserName")) {
      ROLECALL_TRY([[maybe_unused]] auto user, AskAndFind<directory::User>(call));
    } else {
      ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, kOfUser ? call.caller.arn : "*")));
    }
    return Page(call, element, {});
  };
  std::vector<ParameterRule> rules{kMarker, kMaxItems};
  if (kOfUser) rules.push_back(kOptionalUserName);
  return {name, run, std::move(rules)};
}

// Nobody has a console password here.
OperationResult NoLoginProfile(Call& call) {
  ROLECALL_TRY([[maybe_unused]] auto user, AskAndFind<directory::User>(call));
  return NoSuchEntity("Login Profile for User " + std::string(call.parameters.Get("UserName")) + " cannot be found.");
}

}  // namespace

void AddEmptyLists(Table& table) {
  for (const char* name : {"GetLoginProfile", "DeleteLoginProfile"}) {
    table.push_back({name, &NoLoginProfile, {kUserName}});
  }
  table.push_back(EmptyList<true>("ListMFADevices", "MFADevices"));
  table.push_back(EmptyList<false>("ListVirtualMFADevices", "VirtualMFADevices"));
  table.push_back(EmptyList<true>("ListSSHPublicKeys", "SSHPublicKeys"));
  table.push_back(EmptyList<true>("ListSigningCertificates", "Certificates"));
  table.push_back(EmptyList<true>("ListServiceSpecificCredentials", "ServiceSpecificCredentials"));
  table.push_back(EmptyList<false>("ListServerCertificates", "ServerCertificateMetadataList"));
  table.push_back(EmptyList<false>("ListSAMLProviders", "SAMLProviderList"));
}

}  // namespace rolecall::services::iam
