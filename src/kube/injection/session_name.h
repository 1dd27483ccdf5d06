// AWS_ROLE_SESSION_NAME from a pod's name, so that CloudTrail shows which pod has called.
//
// STS takes 2 to 64 letters, digits and "+=,.@-_"; pods' names have up to 253 characters, all of them good. A name that
// fits is taken by the downward API, which also knows what the API server makes of metadata.generateName (63 characters
// at most). A longer one is cut, with a hash of the whole at its end; one of a single character gets the namespace.
#ifndef ROLECALL_KUBE_INJECTION_SESSION_NAME_H_
#define ROLECALL_KUBE_INJECTION_SESSION_NAME_H_

#include <string>

#include "kube/injection/pod_view.h"

namespace rolecall::kube {

// The variable, as an item of a container's env. The same for the same name and namespace.
std::string SessionNameJson(const PodView& pod, const std::string& space);

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_INJECTION_SESSION_NAME_H_
