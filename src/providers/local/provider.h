// The provider hashicorp/local: files on this machine.
//
// It has local_file and local_sensitive_file, each as a resource and as a data source. File modes obey the umask.
// Differs from the real provider: a directory that must be made for a file gets 0700 if directory_permission gives
// nothing to others, else 0755.
#ifndef ROLECALL_PROVIDERS_LOCAL_PROVIDER_H_
#define ROLECALL_PROVIDERS_LOCAL_PROVIDER_H_

#include <memory>

#include "base/file_system.h"
#include "engine/provider/provider.h"

namespace rolecall::providers::local {

// `files` must outlive the provider.
std::unique_ptr<engine::Provider> MakeLocalProvider(FileSystem& files);

}  // namespace rolecall::providers::local

#endif  // ROLECALL_PROVIDERS_LOCAL_PROVIDER_H_
