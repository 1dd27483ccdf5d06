// IAM: users, groups, roles, policies, instance profiles, OIDC providers, account settings, simulation.
//
//   std::unique_ptr<services::Service> iam = services::iam::MakeIam();
//
// Every call is authorized on the right resource; AWS's error codes and texts. Operations that we do not have (SAML,
// MFA devices, certificates, SSH keys …) are answered with InvalidAction.
#ifndef ROLECALL_SERVICES_IAM_IAM_H_
#define ROLECALL_SERVICES_IAM_IAM_H_

#include <memory>

#include "services/service.h"

namespace rolecall::services::iam {

std::unique_ptr<services::Service> MakeIam();

}  // namespace rolecall::services::iam

#endif  // ROLECALL_SERVICES_IAM_IAM_H_
