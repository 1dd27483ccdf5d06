// What PutParameter makes: the request, its rules, and the version that comes of it.
//
//   ROLECALL_TRY(PutRequest request, ReadPut(input));
//   ROLECALL_TRY(directory::ParameterVersion version, MakeVersion(request, before, call.now));
//
// AWS, PutParameter and "Managing parameter tiers": what a request leaves out stays as the version before has it.
// Values: 4 KB in the standard tier, 8 KB in the advanced one; Intelligent-Tiering is the standard tier until a value
// or policies need the other. Nothing goes back from the advanced tier to the standard one.
#ifndef ROLECALL_SERVICES_SSM_NEW_VERSION_H_
#define ROLECALL_SERVICES_SSM_NEW_VERSION_H_

#include <optional>
#include <string>

#include "base/secret.h"
#include "directory/parameter_records.h"
#include "services/checked.h"
#include "services/json_input.h"

namespace rolecall::services::ssm {

struct PutRequest {
  std::string name;
  Secret value;
  std::optional<std::string> type, description, key_id, allowed_pattern, tier, policies, data_type;
  bool overwrite = false;
  std::optional<directory::Tags> tags;
};

Checked<PutRequest> ReadPut(JsonInput& input);

// The rules of a value, by its type, pattern, data type and tier. `before` null: a new parameter. Number, user and
// labels are not set.
Checked<directory::ParameterVersion> MakeVersion(const PutRequest& request, const directory::ParameterVersion* before,
                                                 Time now);

}  // namespace rolecall::services::ssm

#endif  // ROLECALL_SERVICES_SSM_NEW_VERSION_H_
