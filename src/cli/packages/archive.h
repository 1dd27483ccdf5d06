// Archives of module packages: .zip and .tar with any compression that libarchive knows. They come from the network and
// are not trusted: nothing is written outside of the directory, and no more than the bounds allow (a small archive can
// unpack to terabytes).
#ifndef ROLECALL_CLI_PACKAGES_ARCHIVE_H_
#define ROLECALL_CLI_PACKAGES_ARCHIVE_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rolecall::cli {

struct ArchiveBounds {
  std::size_t max_entries = 100'000;
  std::size_t max_bytes = 1u << 30;  // of all files together, unpacked
};

// Unpacks files and directories into `directory`, which exists and is empty. Refuses, with what is wrong: paths that
// are absolute or lead upwards, links and devices, and more than the bounds allow. What was written until then stays:
// the caller removes the directory.
Result<void> UnpackArchive(std::string_view archive, const std::string& directory, const ArchiveBounds& bounds);
// The same of a .zip file, read piece by piece: packages of providers are large.
Result<void> UnpackZipFile(const std::string& path, const std::string& directory, const ArchiveBounds& bounds);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_PACKAGES_ARCHIVE_H_
