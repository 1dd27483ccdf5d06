#include "services/ssm/quotas.h"

#include <algorithm>

#include "services/ssm/parameter_name.h"

namespace rolecall::services::ssm {

std::optional<aws::ErrorShape> RefuseTooMany(const directory::Snapshot& snapshot,
                                             const directory::ParameterRecord& added, Time now) {
  const std::string& tier = added.current().tier;
  const std::size_t most = tier == "Advanced" ? kMaxAdvancedParameters : kMaxStandardParameters;
  const std::string prefix = directory::ParameterKey(added.account, added.region, "");
  if (snapshot.parameters.Count(prefix) < most) return std::nullopt;
  const auto counts = [&](const ParameterPointer& each) {
    return !IsExpired(*each, now) && each->current().tier == tier;
  };
  if (static_cast<std::size_t>(std::ranges::count_if(snapshot.parameters.Sorted(prefix), counts)) < most) {
    return std::nullopt;
  }
  return aws::ErrorShape{400, "ParameterLimitExceeded",
                         "You have exceeded the number of parameters for this AWS account. Delete one or more "
                         "parameters and try again."};
}

std::optional<aws::ErrorShape> ForgetOldVersions(directory::ParameterRecord& parameter) {
  if (parameter.versions.size() <= kMaxVersions) return std::nullopt;
  const directory::ParameterVersion& oldest = parameter.versions.front();
  if (!oldest.labels.empty()) {
    return aws::ErrorShape{400, "ParameterMaxVersionLimitExceeded",
                           "You attempted to create a new version of " + parameter.name +
                               " by calling the PutParameter API with the overwrite flag. Version " +
                               std::to_string(oldest.number) +
                               ", the oldest version, can't be deleted because it has a label associated with it. Move "
                               "the label to another version of the parameter, and try again."};
  }
  parameter.versions.erase(parameter.versions.begin());
  return std::nullopt;
}

}  // namespace rolecall::services::ssm
