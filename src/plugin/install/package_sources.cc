#include "plugin/install/package_sources.h"

#include <algorithm>
#include <optional>

#include "plugin/install/mirror.h"
#include "plugin/install/registry_source.h"

namespace rolecall::plugin {
namespace {

class FilesystemMirror final : public PackageSource {
 public:
  FilesystemMirror(const FileSystem& files, std::string folder) : files_(files), folder_(std::move(folder)) {}

  Result<VersionList> Versions(const std::string& address, const std::string& platform) override {
    VersionList list;
    for (const MirrorPackage& one : FindInMirror(files_, folder_, address, platform)) {
      if (IsVersionText(one.version)) list.versions.push_back(one.version);
    }
    if (!list.versions.empty()) return list;
    return Error{ErrorCode::kNotFound, "provider " + address + " was not found in any of the search locations"};
  }

  Result<PackageOffer> Find(const std::string& address, const std::string& version,
                            const std::string& platform) override {
    for (const MirrorPackage& one : FindInMirror(files_, folder_, address, platform)) {
      if (one.version != version) continue;
      return PackageOffer{.version = version,
                          .platform = platform,
                          .kind = one.is_archive ? PackageOffer::Kind::kArchive : PackageOffer::Kind::kFolder,
                          .location = one.path};
    }
    return Error{ErrorCode::kNotFound, "provider " + address + " " + version + " is not available for " + platform};
  }

  std::string Shown(const std::string&) const override { return folder_; }
  bool IsLocal() const override { return true; }

 private:
  const FileSystem& files_;
  const std::string folder_;
};

std::shared_ptr<PackageSource> SourceOf(const FileSystem& files, const InstallMethod& method,
                                        registry::Reader* reader) {
  if (method.kind == InstallMethod::Kind::kFilesystem)
    return std::make_shared<FilesystemMirror>(files, method.location);
  if (reader == nullptr) return nullptr;
  if (method.kind == InstallMethod::Kind::kNetwork) return MakeNetworkMirror(*reader, method.location);
  return MakeRegistrySource(*reader);
}

void AddNew(const std::vector<std::string>& from, std::vector<std::string>& to) {
  for (const std::string& one : from) {
    if (std::find(to.begin(), to.end(), one) == to.end()) to.push_back(one);
  }
}

bool Has(const Result<VersionList>& list, const std::string& version) {
  return list.ok() && std::find(list->versions.begin(), list->versions.end(), version) != list->versions.end();
}

}  // namespace

PackageSources::PackageSources(const FileSystem& files, const InstallConfig& config,
                               const std::vector<std::string>& plugin_folders, registry::Reader* reader) {
  for (const std::string& folder : plugin_folders) {
    const InstallMethod method{InstallMethod::Kind::kFilesystem, folder};
    places_.push_back({method, SourceOf(files, method, nullptr)});
  }
  if (!places_.empty()) return;
  for (const InstallMethod& method : config.methods) places_.push_back({method, SourceOf(files, method, reader)});
}

const Result<VersionList>& PackageSources::VersionsAt(std::size_t place, const std::string& address,
                                                      const std::string& platform) {
  const auto key = std::pair{place, address + " " + platform};
  const auto found = known_.find(key);
  if (found != known_.end()) return found->second;
  return known_.emplace(key, places_[place].source->Versions(address, platform)).first->second;
}

Result<VersionList> PackageSources::Versions(const std::string& address, const std::string& platform) {
  VersionList all;
  Error unknown{ErrorCode::kNotFound, "provider " + address + " was not found in any of the search locations"};
  std::optional<Error> failure;
  std::string searched;
  for (std::size_t place = 0; place < places_.size(); ++place) {
    if (places_[place].source == nullptr || !places_[place].method.Takes(address)) continue;
    const Result<VersionList>& list = VersionsAt(place, address, platform);
    if (!list.ok() && list.error().code != ErrorCode::kNotFound) {
      if (!failure) failure = list.error();
      continue;
    }
    if (list.ok()) {
      AddNew(list->versions, all.versions);
      AddNew(list->warnings, all.warnings);
      continue;
    }
    searched += "\n  - " + places_[place].source->Shown(address);
    if (places_[place].method.kind == InstallMethod::Kind::kDirect) unknown = list.error();
  }
  // Differs from OpenTofu, which then stops: what folders have will do where the network is not there.
  if (failure && all.versions.empty()) return *failure;
  if (failure) all.warnings.push_back("not all places could be asked: " + failure->message);
  if (!all.versions.empty()) return all;
  if (!searched.empty() && unknown.message.ends_with("search locations")) unknown.message += "\n" + searched;
  return unknown;
}

Result<PackageOffer> PackageSources::Find(const std::string& address, const std::string& version,
                                          const std::string& platform) {
  std::optional<Error> failure;
  for (std::size_t place = 0; place < places_.size(); ++place) {
    if (places_[place].source == nullptr || !places_[place].method.Takes(address)) continue;
    const Result<VersionList>& list = VersionsAt(place, address, platform);
    if (Has(list, version)) return places_[place].source->Find(address, version, platform);
    if (!list.ok() && list.error().code != ErrorCode::kNotFound && !failure) failure = list.error();
  }
  if (failure) return *failure;
  return Error{ErrorCode::kNotFound, "provider " + address + " " + version + " is not available for " + platform};
}

std::string PackageSources::Shown(const std::string& address) const { return address; }

bool PackageSources::IsAtHand(const std::string& address, const std::string& platform) {
  for (std::size_t place = 0; place < places_.size(); ++place) {
    const Place& one = places_[place];
    if (one.source == nullptr || !one.source->IsLocal() || !one.method.Takes(address)) continue;
    if (VersionsAt(place, address, platform).ok()) return true;
  }
  return false;
}

bool PackageSources::MayBeRemote(const std::string& address) const {
  return std::any_of(places_.begin(), places_.end(),
                     [&](const Place& one) { return one.source == nullptr && one.method.Takes(address); });
}

}  // namespace rolecall::plugin
