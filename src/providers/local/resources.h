// The types of the provider, one maker for each pair: the sensitive one differs in what is shown and in the modes that
// it defaults to. provider.cc lists them. `files` must outlive them. Any thread, if `files` is.
#ifndef ROLECALL_PROVIDERS_LOCAL_RESOURCES_H_
#define ROLECALL_PROVIDERS_LOCAL_RESOURCES_H_

#include <memory>

#include "base/file_system.h"
#include "providers/framework/resource.h"

namespace rolecall::providers::local {

std::unique_ptr<const Resource> MakeFile(FileSystem& files, bool is_sensitive);
std::unique_ptr<const DataSource> MakeFileData(const FileSystem& files, bool is_sensitive);

}  // namespace rolecall::providers::local

#endif  // ROLECALL_PROVIDERS_LOCAL_RESOURCES_H_
