// The hashes that a lock file keeps of provider packages: `h1:` of the unpacked files, `zh:` of the archive.
//
//   ROLECALL_TRY(std::string h1, HashDirectory(".terraform/providers/…/linux_amd64"));   // "h1:…="
//
// Files are read piece by piece: a package may have 700 MB. Errors: what cannot be read. Any thread.
#ifndef ROLECALL_PLUGIN_INSTALL_PACKAGE_HASH_H_
#define ROLECALL_PLUGIN_INSTALL_PACKAGE_HASH_H_

#include <string>

#include "base/result.h"

namespace rolecall::plugin {

// SHA-256 of the sorted lines "HEX  NAME\n", one for each file below the directory; links are followed.
Result<std::string> HashDirectory(const std::string& directory);
Result<std::string> HashArchive(const std::string& path);

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_INSTALL_PACKAGE_HASH_H_
