// Filesystem mirrors, written: packed packages, and beside them the JSON files by which a web server makes a network
// mirror of the same folder. What `providers mirror` does.
//
//   ROLECALL_RETURN_IF_ERROR(AddToMirror(package, offer, "mirror", address));   // moves the archive there
//   ROLECALL_RETURN_IF_ERROR(WriteMirrorIndexes(files, "mirror", hash_of_archive));   // index.json, VERSION.json
//
// Errors: those of the files, and of `hash_of_archive`. Threads: one at a time for one mirror.
#ifndef ROLECALL_PLUGIN_INSTALL_MIRROR_WRITER_H_
#define ROLECALL_PLUGIN_INSTALL_MIRROR_WRITER_H_

#include <functional>
#include <string>

#include "base/file_system.h"
#include "base/result.h"
#include "plugin/install/package_fetcher.h"
#include "plugin/install/package_source.h"

namespace rolecall::plugin {

// As HOST/NAMESPACE/TYPE/terraform-provider-TYPE_VERSION_PLATFORM.zip; there at once or not at all.
Result<void> AddToMirror(const FetchedPackage& package, const PackageOffer& offer, const std::string& mirror,
                         const std::string& address);

// For all archives that the mirror has, also from before. `hash_of_archive`: "h1:…" of what is in one.
Result<void> WriteMirrorIndexes(FileSystem& files, const std::string& mirror,
                                const std::function<Result<std::string>(const std::string& archive)>& hash_of_archive);

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_INSTALL_MIRROR_WRITER_H_
