// Filesystem mirrors: folders of provider packages, unpacked (HOST/NAMESPACE/TYPE/VERSION/OS_ARCH/) or packed
// (HOST/NAMESPACE/TYPE/terraform-provider-TYPE_VERSION_OS_ARCH.zip). `.terraform/providers` is one of the first kind.
//
//   std::vector<MirrorPackage> found = FindInMirror(files, "/usr/share/terraform/providers", address, "linux_amd64");
//   ROLECALL_TRY(std::string program, ProgramIn(files, found[0].path, "random"));
//
// What cannot be read is as if it were not there. Any thread.
#ifndef ROLECALL_PLUGIN_INSTALL_MIRROR_H_
#define ROLECALL_PLUGIN_INSTALL_MIRROR_H_

#include <string>
#include <vector>

#include "base/file_system.h"
#include "base/result.h"

namespace rolecall::plugin {

struct MirrorPackage {
  std::string version;
  std::string path;  // the folder, or the archive
  bool is_archive = false;
};

// `address`: "HOST/NAMESPACE/TYPE".
std::vector<MirrorPackage> FindInMirror(const FileSystem& files, const std::string& mirror, const std::string& address,
                                        const std::string& platform);

// "HOST/NAMESPACE/TYPE" of all providers that a mirror has a folder for.
std::vector<std::string> ProvidersIn(const FileSystem& files, const std::string& mirror);

// "HOST/NAMESPACE/TYPE" or "NAMESPACE/TYPE" -> "TYPE"
std::string TypeOfProvider(const std::string& address);

// The executable of a package's folder: terraform-provider-TYPE, with any ending. kNotFound: there is none.
Result<std::string> ProgramIn(const FileSystem& files, const std::string& folder, const std::string& type);

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_INSTALL_MIRROR_H_
