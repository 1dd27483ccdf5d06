// How many parameters there may be, and how many versions of one.
//
// AWS, "Systems Manager service quotas": for an account and region 10,000 parameters in the standard tier, 100,000 in
// the advanced one; 100 versions of each, after which the oldest goes, unless it has a label.
#ifndef ROLECALL_SERVICES_SSM_QUOTAS_H_
#define ROLECALL_SERVICES_SSM_QUOTAS_H_

#include <optional>

#include "aws/wire/shapes.h"
#include "directory/snapshot.h"

namespace rolecall::services::ssm {

inline constexpr std::size_t kMaxStandardParameters = 10000, kMaxAdvancedParameters = 100000;
inline constexpr std::size_t kMaxVersions = 100;

// ParameterLimitExceeded if there is no room for one more of its tier.
std::optional<aws::ErrorShape> RefuseTooMany(const directory::Snapshot& snapshot,
                                             const directory::ParameterRecord& added, Time now);
// Drops the oldest version if there are too many; ParameterMaxVersionLimitExceeded if it has a label.
std::optional<aws::ErrorShape> ForgetOldVersions(directory::ParameterRecord& parameter);

}  // namespace rolecall::services::ssm

#endif  // ROLECALL_SERVICES_SSM_QUOTAS_H_
