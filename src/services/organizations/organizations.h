// AWS Organizations (JSON 1.1, AWSOrganizationsV20161128): an organization's accounts and units, and the service and
// resource control policies on them, which services/authorize.h enforces.
//
//   std::unique_ptr<Service> organizations = MakeOrganizations();
//
// An account of the plane makes an organization and is its management account; CreateAccount makes further accounts of
// the plane. Only the management account reads and changes it (members: DescribeOrganization, LeaveOrganization). What
// there cannot be here (handshakes, delegated administrators, access of AWS's services, other types of policies) lists
// empty or is refused by name.
#ifndef ROLECALL_SERVICES_ORGANIZATIONS_ORGANIZATIONS_H_
#define ROLECALL_SERVICES_ORGANIZATIONS_ORGANIZATIONS_H_

#include <memory>

#include "services/service.h"

namespace rolecall::services::organizations {

std::unique_ptr<Service> MakeOrganizations();

}  // namespace rolecall::services::organizations

#endif  // ROLECALL_SERVICES_ORGANIZATIONS_ORGANIZATIONS_H_
