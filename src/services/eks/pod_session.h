// The exchange itself: from a checked token to credentials. For this folder only; pod_identity.h says what holds.
#ifndef ROLECALL_SERVICES_EKS_POD_SESSION_H_
#define ROLECALL_SERVICES_EKS_POD_SESSION_H_

#include <memory>
#include <string>

#include "directory/directory.h"
#include "services/checked.h"
#include "services/eks/pod_identity_parts.h"
#include "services/eks/pod_token.h"

namespace rolecall::services::eks {

struct PodSession {
  PodToken token;
  std::shared_ptr<const directory::PodIdentityAssociation> association;
  directory::SessionCredentials credentials;
  std::string role_arn;     // whose session it is: the association's, or its target
  std::string session_arn;  // "arn:aws:sts::…:assumed-role/NAME/SESSION"
  std::string session_id;   // "AROA…:SESSION"
};

// AccessDeniedException, ResourceNotFoundException, what CheckPodToken says, PackedPolicyTooLarge of the target's tags.
Checked<PodSession> AssumeForPod(Call& call, const PodIdentityParts& parts, const Cluster& cluster,
                                 std::string_view token);

}  // namespace rolecall::services::eks

#endif  // ROLECALL_SERVICES_EKS_POD_SESSION_H_
