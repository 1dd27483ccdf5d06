#include "plugin/install/mirror_writer.h"

#include <filesystem>
#include <map>
#include <utility>

#include "json/document.h"
#include "plugin/install/mirror.h"

namespace rolecall::plugin {
namespace {

namespace fs = std::filesystem;

struct Archive {
  std::string version, platform, file_name;
};

// terraform-provider-random_3.7.2_linux_amd64.zip
std::vector<Archive> ArchivesIn(const FileSystem& files, const std::string& folder, const std::string& type) {
  std::vector<Archive> archives;
  const Result<std::vector<DirectoryEntry>> entries = files.List(folder);
  if (!entries.ok()) return archives;
  const std::string begin = "terraform-provider-" + type + "_", end = ".zip";
  for (const DirectoryEntry& entry : *entries) {
    if (!entry.name.starts_with(begin) || !entry.name.ends_with(end)) continue;
    const std::string middle = entry.name.substr(begin.size(), entry.name.size() - begin.size() - end.size());
    const std::string version = middle.substr(0, middle.find('_'));
    if (version.size() == middle.size()) continue;
    const std::string platform = middle.substr(version.size() + 1);
    if (IsVersionText(version) && IsPlatformText(platform)) archives.push_back({version, platform, entry.name});
  }
  return archives;
}

// As Go writes it, indented by two spaces.
std::string IndexText(const std::map<std::string, std::map<std::string, std::string>>& versions) {
  std::string text;
  for (const auto& [version, archives] : versions)
    text += (text.empty() ? "\n" : ",\n") + ("    " + json::Quoted(version)) + ": {}";
  return "{\n  \"versions\": {" + text + (text.empty() ? "" : "\n  ") + "}\n}";
}

std::string VersionText(const std::map<std::string, std::string>& archives) {
  std::string text;
  for (const auto& [platform, body] : archives)
    text += (text.empty() ? "\n" : ",\n") + ("    " + json::Quoted(platform)) + ": " + body;
  return "{\n  \"archives\": {" + text + "\n  }\n}";
}

std::string ArchiveText(const Archive& archive, const std::string& hash) {
  return "{\n      \"hashes\": [\n        " + json::Quoted(hash) +
         "\n      ],\n      \"url\": " + json::Quoted(archive.file_name) + "\n    }";
}

Error Cannot(const std::string& path, const std::error_code& error) {
  return {ErrorCode::kUnavailable, "cannot write " + path + ": " + error.message()};
}

}  // namespace

Result<void> AddToMirror(const FetchedPackage& package, const PackageOffer& offer, const std::string& mirror,
                         const std::string& address) {
  const std::string folder = JoinPath(mirror, address);
  const std::string name =
      "terraform-provider-" + TypeOfProvider(address) + "_" + offer.version + "_" + offer.platform + ".zip";
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return Cannot(folder, error);
  // Beside its place first: the staging folder may be on another disk, and nobody is to find half of it.
  const fs::path beside = fs::path(folder) / ("." + name);
  fs::copy_file(package.archive, beside, fs::copy_options::overwrite_existing, error);
  if (error) return Cannot(beside.string(), error);
  fs::permissions(beside, fs::perms(0644), error);
  fs::rename(beside, fs::path(folder) / name, error);
  if (error) return Cannot((fs::path(folder) / name).string(), error);
  return {};
}

Result<void> WriteMirrorIndexes(FileSystem& files, const std::string& mirror,
                                const std::function<Result<std::string>(const std::string&)>& hash_of_archive) {
  for (const std::string& address : ProvidersIn(files, mirror)) {
    const std::string folder = JoinPath(mirror, address);
    std::map<std::string, std::map<std::string, std::string>> versions;
    for (const Archive& archive : ArchivesIn(files, folder, TypeOfProvider(address))) {
      ROLECALL_TRY(const std::string hash, hash_of_archive(JoinPath(folder, archive.file_name)));
      versions[archive.version][archive.platform] = ArchiveText(archive, hash);
    }
    if (versions.empty()) continue;
    ROLECALL_RETURN_IF_ERROR(files.Write(JoinPath(folder, "index.json"), IndexText(versions), FileMode::kPublic));
    for (const auto& [version, archives] : versions) {
      ROLECALL_RETURN_IF_ERROR(
          files.Write(JoinPath(folder, version + ".json"), VersionText(archives), FileMode::kPublic));
    }
  }
  return {};
}

}  // namespace rolecall::plugin
