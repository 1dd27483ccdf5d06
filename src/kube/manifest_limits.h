// How large a manifest may be.
#ifndef ROLECALL_KUBE_MANIFEST_LIMITS_H_
#define ROLECALL_KUBE_MANIFEST_LIMITS_H_

#include <cstddef>

namespace rolecall::kube {

inline constexpr std::size_t kMaxManifestBytes = 16u << 20;  // of text

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_MANIFEST_LIMITS_H_
