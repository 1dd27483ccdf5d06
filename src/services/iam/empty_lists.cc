// Listings of what users and accounts cannot have here (MFA devices, SSH keys, certificates): truly empty. Clients ask
// before they delete a user.
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

}  // namespace

void AddEmptyLists(Table& table) {
  table.push_back(EmptyList<true>("ListMFADevices", "MFADevices"));
  table.push_back(EmptyList<false>("ListVirtualMFADevices", "VirtualMFADevices"));
  table.push_back(EmptyList<true>("ListSSHPublicKeys", "SSHPublicKeys"));
  table.push_back(EmptyList<true>("ListSigningCertificates", "Certificates"));
  table.push_back(EmptyList<true>("ListServiceSpecificCredentials", "ServiceSpecificCredentials"));
  table.push_back(EmptyList<false>("ListServerCertificates", "ServerCertificateMetadataList"));
}

}  // namespace rolecall::services::iam
