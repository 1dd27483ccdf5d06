// Reading one value: for GetSecretValue, and for each secret of BatchGetSecretValue.
#ifndef ROLECALL_SERVICES_SECRETSMANAGER_READ_H_
#define ROLECALL_SERVICES_SECRETSMANAGER_READ_H_

#include <boost/json/object.hpp>
#include <optional>
#include <string>

#include "services/call.h"
#include "services/checked.h"

namespace rolecall::services::secretsmanager {

struct WantedVersion {
  std::optional<std::string> id, stage;  // neither: AWSCURRENT; both: they must belong together
};

// Authorized, and noted as the day's access.
Checked<boost::json::object> ReadSecretValue(Call& call, const std::string& secret_id, const WantedVersion& wanted);

}  // namespace rolecall::services::secretsmanager

#endif  // ROLECALL_SERVICES_SECRETSMANAGER_READ_H_
