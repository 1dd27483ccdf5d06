#include "kube/manifest_files.h"

#include <iterator>

#include "kube/manifest.h"

namespace rolecall::kube {

Result<std::vector<boost::json::value>> ReadManifests(const std::string& path, const FileSystem& files) {
  if (!files.IsDirectory(path)) {
    ROLECALL_TRY(std::string text, files.Read(path, kMaxManifestBytes));
    return ParseManifests(path, text);
  }
  std::vector<boost::json::value> all;
  ROLECALL_TRY(std::vector<DirectoryEntry> entries, files.List(path));
  for (const DirectoryEntry& entry : entries) {
    const bool manifest =
        entry.name.ends_with(".yaml") || entry.name.ends_with(".yml") || entry.name.ends_with(".json");
    if (entry.is_directory || !manifest) continue;
    ROLECALL_TRY(std::vector<boost::json::value> documents, ReadManifests(JoinPath(path, entry.name), files));
    all.insert(all.end(), std::make_move_iterator(documents.begin()), std::make_move_iterator(documents.end()));
  }
  return all;
}

}  // namespace rolecall::kube
