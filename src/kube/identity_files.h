// The identities that manifests and the files of the webhook's settings give.
// Read once: when they are read again is the caller's to say. Any thread.
#ifndef ROLECALL_KUBE_IDENTITY_FILES_H_
#define ROLECALL_KUBE_IDENTITY_FILES_H_

#include <boost/json/value.hpp>
#include <vector>

#include "base/file_system.h"
#include "base/result.h"
#include "kube/identity_source.h"
#include "kube/webhook_settings.h"

namespace rolecall::kube {

// `objects`: any Kubernetes objects. An error names the file that cannot be read.
Result<IdentitySource> ReadIdentities(const std::vector<boost::json::value>& objects, const WebhookSettings& settings,
                                      const FileSystem& files);

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_IDENTITY_FILES_H_
