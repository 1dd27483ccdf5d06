// The annotation skip-containers: one record of comma-separated values, as Go's encoding/csv reads it upstream.
#ifndef ROLECALL_KUBE_INJECTION_SKIP_LIST_H_
#define ROLECALL_KUBE_INJECTION_SKIP_LIST_H_

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace rolecall::kube {

// RFC 4180's quotes, the first line only, nothing trimmed. A bare quote makes the whole record unreadable: nothing.
std::optional<std::set<std::string, std::less<>>> ParseSkipList(std::string_view text);

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_INJECTION_SKIP_LIST_H_
