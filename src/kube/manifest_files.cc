#include "kube/manifest_files.h"

#include <iterator>

#include "kube/manifest.h"

namespace rolecall::kube {

Result<std::vector<std::string>> ManifestFilesAt(const std::string& path, const FileSystem& files) {
  if (!files.IsDirectory(path)) return std::vector<std::string>{path};
  std::vector<std::string> names;
  ROLECALL_TRY(std::vector<DirectoryEntry> entries, files.List(path));
  for (const DirectoryEntry& entry : entries) {
    const bool is_manifest =
        entry.name.ends_with(".yaml") || entry.name.ends_with(".yml") || entry.name.ends_with(".json");
    if (!entry.is_directory && is_manifest) names.push_back(JoinPath(path, entry.name));
  }
  return names;
}

Result<std::vector<boost::json::value>> ReadManifests(const std::string& path, const FileSystem& files) {
  std::vector<boost::json::value> all;
  ROLECALL_TRY(const std::vector<std::string> names, ManifestFilesAt(path, files));
  for (const std::string& name : names) {
    ROLECALL_TRY(const std::string text, files.Read(name, kMaxManifestBytes));
    ROLECALL_TRY(std::vector<boost::json::value> documents, ParseManifests(name, text));
    all.insert(all.end(), std::make_move_iterator(documents.begin()), std::make_move_iterator(documents.end()));
  }
  return all;
}

}  // namespace rolecall::kube
