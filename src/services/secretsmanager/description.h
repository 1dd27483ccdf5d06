// What a description and an entry of a list tell of a secret: all but its values.
#ifndef ROLECALL_SERVICES_SECRETSMANAGER_DESCRIPTION_H_
#define ROLECALL_SERVICES_SECRETSMANAGER_DESCRIPTION_H_

#include <boost/json/object.hpp>
#include <string_view>

#include "directory/secret_records.h"
#include "directory/snapshot.h"

namespace rolecall::services::secretsmanager {

// `stages_member`: the name that versions with their stages have there.
boost::json::object DescribeRecord(const directory::Snapshot& snapshot, const directory::SecretRecord& secret,
                                   std::string_view stages_member);

}  // namespace rolecall::services::secretsmanager

#endif  // ROLECALL_SERVICES_SECRETSMANAGER_DESCRIPTION_H_
