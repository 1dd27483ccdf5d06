// What a role's policies allow and its access log does not show: what a tightened policy leaves out. Told action by
// action, as the policies write them, so that a person finds the place.
#ifndef ROLECALL_POLICY_TIGHTEN_UNUSED_GRANT_H_
#define ROLECALL_POLICY_TIGHTEN_UNUSED_GRANT_H_

#include <cstddef>
#include <string>
#include <vector>

namespace rolecall::policy {

// An action of an Allow statement of which some or all is not used.
struct UnusedGrant {
  std::string policy;
  std::size_t statement = 0;
  std::string sid;
  std::string action;             // as the policy writes it
  std::vector<std::string> used;  // what of it was used, if it is a pattern; empty: nothing
};

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_TIGHTEN_UNUSED_GRANT_H_
