#include "cli/packages/inner_path.h"

#include "cli/packages/bad_package.h"

namespace rolecall::cli {

Result<std::filesystem::path> InnerPath(const std::string& name) {
  if (name.empty() || name.find('\0') != std::string::npos) return BadPackage("the package has a file without a name");
  const std::filesystem::path path(name);
  if (path.is_absolute()) return BadPackage("the package has an absolute path: " + name);
  std::filesystem::path clean;
  for (const std::filesystem::path& part : path) {
    if (part == "..") return BadPackage("the package has a path that leads out of it: " + name);
    if (part != "." && !part.empty()) clean /= part;
  }
  return clean;
}

}  // namespace rolecall::cli
