// Where a forwarded call is, and how much it may ask for. Plain values.
#ifndef ROLECALL_SERVICES_FORWARD_PLACE_H_
#define ROLECALL_SERVICES_FORWARD_PLACE_H_

#include <cstddef>
#include <string_view>

namespace rolecall::services::forward {

// More than AWS's own limits ever need (1,000 keys of DeleteObjects, with their versions): a request that asks for more
// is refused. Lists are cut a little above it.
inline constexpr std::size_t kMostQuestions = 2100;

struct Place {
  std::string_view region, account;
};

}  // namespace rolecall::services::forward

#endif  // ROLECALL_SERVICES_FORWARD_PLACE_H_
