#include "services/iam/quotas.h"

#include <fmt/format.h>

namespace rolecall::services::iam {

aws::ErrorShape Exceeded(const Quota& quota, std::string_view of) {
  using fmt::arg;
  return {quota.code == "LimitExceeded" ? 409 : 400, std::string(quota.code),
          fmt::format(fmt::runtime(quota.message), arg("name", quota.name), arg("limit", quota.limit), arg("of", of))};
}

}  // namespace rolecall::services::iam
