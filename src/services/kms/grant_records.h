// Grants as they are asked for and shown.
#ifndef ROLECALL_SERVICES_KMS_GRANT_RECORDS_H_
#define ROLECALL_SERVICES_KMS_GRANT_RECORDS_H_

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "directory/snapshot.h"
#include "services/checked.h"

namespace rolecall::services::kms {

// An ARN as a grant keeps it: the unique id of a role or user of ours. InvalidArnException: it does not exist, or is no
// principal.
Checked<std::string> BindPrincipal(const std::string& arn, const directory::Snapshot& snapshot);
// The other way; an id of who is gone stays an id.
std::string ShowPrincipal(const std::string& principal, const directory::Snapshot& snapshot);
// The account of a principal as it is kept; "" if it is not known.
std::string AccountOfPrincipal(const std::string& principal, const directory::Snapshot& snapshot);

// The policy that a grant is.
directory::StoredPolicy PolicyOfGrant(const directory::KmsGrant& grant);
// Who may retire it whatever key policies say: its retiring principal, and the account that made it.
directory::StoredPolicy PolicyOfRetirement(const directory::KmsGrant& grant);

// Whether a grant gives no more than `parent`: "The new grant … must be as restrictive or more restrictive".
bool IsWithin(const directory::KmsGrant& grant, const directory::KmsGrant& parent);

boost::json::object ShowGrant(const directory::KmsGrant& grant, const directory::Snapshot& snapshot);

// A token names its grant; it is no secret, and gives nothing.
std::string TokenOf(const directory::KmsGrant& grant);
// The key of the grant's record; nothing if the text is no token.
std::optional<std::string> KeyOfToken(std::string_view token);

}  // namespace rolecall::services::kms

#endif  // ROLECALL_SERVICES_KMS_GRANT_RECORDS_H_
