// What one list of texts has and another has not: what to attach (Difference(after, before)) and what to detach
// (Difference(before, after)). Order and repetitions of the first list stay. Pure; any thread.
#ifndef ROLECALL_PROVIDERS_AWS_FRAMEWORK_DIFFERENCE_H_
#define ROLECALL_PROVIDERS_AWS_FRAMEWORK_DIFFERENCE_H_

#include <string>
#include <vector>

namespace rolecall::providers::aws {

// Those of `from` that are not in `without`.
std::vector<std::string> Difference(const std::vector<std::string>& from, const std::vector<std::string>& without);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_FRAMEWORK_DIFFERENCE_H_
