// The types of the provider, one maker for each pair.
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
