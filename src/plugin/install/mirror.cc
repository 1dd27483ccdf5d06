#include "plugin/install/mirror.h"

namespace rolecall::plugin {
namespace {

// terraform-provider-random_3.7.2_linux_amd64.zip
std::string VersionOfArchive(const std::string& name, const std::string& type, const std::string& platform) {
  const std::string begin = "terraform-provider-" + type + "_", end = "_" + platform + ".zip";
  if (!name.starts_with(begin) || !name.ends_with(end) || name.size() <= begin.size() + end.size()) return "";
  return name.substr(begin.size(), name.size() - begin.size() - end.size());
}

// The folders that lie `depth` below one, as paths relative to it.
void AddFolders(const FileSystem& files, const std::string& folder, const std::string& name, int depth,
                std::vector<std::string>& found) {
  if (depth == 0) return found.push_back(name);
  const Result<std::vector<DirectoryEntry>> entries = files.List(folder);
  if (!entries.ok()) return;
  for (const DirectoryEntry& entry : *entries) {
    const std::string inside = JoinPath(folder, entry.name);
    if (!files.IsDirectory(inside)) continue;
    AddFolders(files, inside, name.empty() ? entry.name : name + "/" + entry.name, depth - 1, found);
  }
}

}  // namespace

std::string TypeOfProvider(const std::string& address) { return address.substr(address.rfind('/') + 1); }

std::vector<std::string> ProvidersIn(const FileSystem& files, const std::string& mirror) {
  std::vector<std::string> found;
  AddFolders(files, mirror, "", 3, found);
  return found;
}

std::vector<MirrorPackage> FindInMirror(const FileSystem& files, const std::string& mirror, const std::string& address,
                                        const std::string& platform) {
  std::vector<MirrorPackage> found;
  const std::string folder = JoinPath(mirror, address);
  const std::string type = TypeOfProvider(address);
  if (!files.IsDirectory(folder)) return found;
  const Result<std::vector<DirectoryEntry>> entries = files.List(folder);
  if (!entries.ok()) return found;
  for (const DirectoryEntry& entry : *entries) {
    const std::string inside = JoinPath(folder, entry.name);
    if (const std::string version = VersionOfArchive(entry.name, type, platform); !version.empty()) {
      found.push_back({version, inside, true});
    } else if (files.IsDirectory(JoinPath(inside, platform))) {
      found.push_back({entry.name, JoinPath(inside, platform), false});
    }
  }
  return found;
}

Result<std::string> ProgramIn(const FileSystem& files, const std::string& folder, const std::string& type) {
  ROLECALL_TRY(const std::vector<DirectoryEntry> entries, files.List(folder));
  const std::string wanted = "terraform-provider-" + type;
  for (const DirectoryEntry& entry : entries) {
    const bool fits =
        entry.name == wanted || entry.name.starts_with(wanted + "_") || entry.name.starts_with(wanted + ".");
    if (fits && !entry.is_directory) return JoinPath(folder, entry.name);
  }
  return Error{ErrorCode::kNotFound, "there is no " + wanted + " in " + folder};
}

}  // namespace rolecall::plugin
