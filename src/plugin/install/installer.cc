#include "plugin/install/installer.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "engine/config/configuration.h"
#include "engine/config/version_constraint.h"
#include "engine/provider/registry_hosts.h"
#include "plugin/install/mirror.h"
#include "plugin/install/package_hash.h"

namespace rolecall::plugin {
namespace {

namespace fs = std::filesystem;

void AddOnce(std::vector<std::string>& list, const std::string& text) {
  if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(text);
}

// What stands in a package's place, gone: a link from before, or an older package.
Result<void> Clear(const std::string& folder) {
  std::error_code error;
  if (fs::is_symlink(folder, error)) {
    fs::remove(folder, error);
  } else {
    fs::remove_all(folder, error);
  }
  if (!error) fs::create_directories(DirectoryName(folder), error);
  if (error) return Error{ErrorCode::kUnavailable, "cannot make " + folder + ": " + error.message()};
  return {};
}

Result<void> Link(const std::string& to, const std::string& folder) {
  ROLECALL_RETURN_IF_ERROR(Clear(folder));
  std::error_code error;
  fs::create_directory_symlink(fs::absolute(to), folder, error);
  if (error) return Error{ErrorCode::kUnavailable, "cannot link " + folder + ": " + error.message()};
  return {};
}

Result<void> Move(const std::string& from, const std::string& folder) {
  ROLECALL_RETURN_IF_ERROR(Clear(folder));
  std::error_code error;
  fs::rename(from, folder, error);
  if (error) return Error{ErrorCode::kUnavailable, "cannot make " + folder + ": " + error.message()};
  return {};
}

// That a package cannot be had now, which is not that it is a wrong one.
bool IsAbsence(ErrorCode code) {
  return code == ErrorCode::kNotFound || code == ErrorCode::kUnavailable || code == ErrorCode::kDeadlineExceeded ||
         code == ErrorCode::kUnimplemented;
}

Error NoneFits(const std::string& constraint) {
  return {ErrorCode::kNotFound, "no available releases match the given constraints " + constraint};
}

}  // namespace

Installer::Installer(FileSystem& files, InstallOptions options)
    : files_(files),
      options_(std::move(options)),
      sources_(files, options_.config, options_.plugin_folders, options_.reader),
      fetcher_(options_.reader, options_.fetch) {}

Result<void> Installer::Open() {
  ROLECALL_TRY(lock_, ReadLockFile(files_, options_.layout.lock_path));
  before_ = lock_;
  return {};
}

// What the lock file has comes first; then what is at hand, so that nobody is asked for what lies here.
std::vector<std::string> Installer::Hosts(const InstallRequest& request, const std::string& platform) {
  if (!request.host.empty()) return {request.host};
  std::vector<std::string> hosts;
  for (const auto& [address, entry] : lock_) {
    const std::size_t slash = address.find('/');
    if (slash != std::string::npos && address.substr(slash + 1) == request.source) {
      hosts.push_back(address.substr(0, slash));
    }
  }
  for (const char* host : engine::kPublicRegistries) {
    if (sources_.IsAtHand(std::string(host) + "/" + request.source, platform)) AddOnce(hosts, host);
  }
  for (const char* host : engine::kPublicRegistries) AddOnce(hosts, host);
  return hosts;
}

std::string Installer::FolderOf(const Selection& selection) const {
  return JoinPath(options_.layout.data_directory,
                  "providers/" + selection.Address() + "/" + selection.version + "/" + options_.layout.platform);
}

std::string Installer::CacheFolderOf(const Selection& selection) const {
  return JoinPath(options_.config.plugin_cache,
                  selection.Address() + "/" + selection.version + "/" + options_.layout.platform);
}

Result<std::optional<Selection>> Installer::Locked(const InstallRequest& request, const std::string& host) const {
  const auto locked = lock_.find(host + "/" + request.source);
  if (options_.upgrade || locked == lock_.end() || locked->second.version.empty()) return std::optional<Selection>();
  const std::string& version = locked->second.version;
  if (!IsVersionText(version)) {
    return Error{ErrorCode::kInvalidArgument, "\"" + version + "\" in the dependency lock file is not a version"};
  }
  options_.say("- Reusing previous version of " + request.Display() + " from the dependency lock file");
  if (request.constraint.empty()) return std::optional<Selection>(Selection{request, host, version, {}});
  ROLECALL_TRY(const bool fits, engine::VersionSatisfies(version, request.constraint));
  if (fits) return std::optional<Selection>(Selection{request, host, version, {}});
  return Error{ErrorCode::kConflict, "locked provider " + locked->first + " " + version +
                                         " does not match configured version constraint " +
                                         engine::NormalisedConstraint(request.constraint) +
                                         "; must use rolecall init -upgrade to allow selection of new versions"};
}

std::string Installer::ConstraintOf(const Selection& selection) {
  return engine::NormalisedConstraint(selection.request.constraint);
}

// Where nobody can say, what the cache has will do.
Result<VersionList> Installer::VersionsFor(const std::string& address, const std::string& platform) {
  Result<VersionList> list = sources_.Versions(address, platform);
  if (list.ok() || options_.config.plugin_cache.empty()) return list;
  VersionList kept;
  for (const MirrorPackage& one : FindInMirror(files_, options_.config.plugin_cache, address, platform)) {
    if (IsVersionText(one.version)) kept.versions.push_back(one.version);
  }
  if (kept.versions.empty()) return list;
  return kept;
}

Result<Selection> Installer::Select(const InstallRequest& request, std::string platform) {
  if (platform.empty()) platform = options_.layout.platform;
  const std::vector<std::string> hosts = Hosts(request, platform);
  for (const std::string& host : hosts) {
    ROLECALL_TRY(std::optional<Selection> locked, Locked(request, host));
    if (locked) return *std::move(locked);
  }
  const std::string wanted = engine::NormalisedConstraint(request.constraint);
  options_.say(wanted.empty() ? "- Finding latest version of " + request.Display() + "..."
                              : "- Finding " + request.Display() + " versions matching \"" + wanted + "\"...");
  std::optional<Error> failure;
  bool may_be_remote = false;
  for (const std::string& host : hosts) {
    const std::string address = host + "/" + request.source;
    may_be_remote = may_be_remote || sources_.MayBeRemote(address);
    Result<VersionList> list = VersionsFor(address, platform);
    if (!list.ok()) {
      if (!failure || failure->code == ErrorCode::kNotFound) failure = list.error();
      continue;
    }
    ROLECALL_TRY(const std::optional<std::string> version, engine::NewestVersion(list->versions, request.constraint));
    if (version) return Selection{request, host, *version, std::move(list->warnings)};
    if (!list->versions.empty()) failure = NoneFits(wanted);
  }
  if (may_be_remote && failure && failure->code == ErrorCode::kNotFound) {
    return Error{ErrorCode::kUnimplemented,
                 "provider " + request.source + " is in no folder of packages, and nobody else may be asked here"};
  }
  return failure.value_or(NoneFits(wanted));
}

bool Installer::IsLockedAs(const Selection& selection, const Result<std::string>& h1) const {
  const auto locked = lock_.find(selection.Address());
  return h1.ok() && locked != lock_.end() && locked->second.version == selection.version &&
         !locked->second.hashes.empty() && CheckLocked(locked->second, {*h1}, "").ok();
}

Result<InstalledPackage> Installer::Installed(const Selection& selection) const {
  const std::string folder = FolderOf(selection);
  ROLECALL_TRY(std::string program, ProgramIn(files_, folder, TypeOfProvider(selection.request.source)));
  return InstalledPackage{selection.host, selection.request.source, selection.version, folder, std::move(program)};
}

// What an earlier init put there, if the lock file knows it.
std::optional<InstalledPackage> Installer::Reuse(const Selection& selection) {
  const std::string folder = FolderOf(selection);
  if (!files_.IsDirectory(folder)) return std::nullopt;
  const Result<std::string> h1 = HashDirectory(folder);
  Result<InstalledPackage> installed = Installed(selection);
  if (!installed.ok() || !IsLockedAs(selection, h1) || !Record(selection, {*h1}, {}).ok()) return std::nullopt;
  options_.say("- Using previously-installed " + selection.request.Display() + " v" + selection.version);
  return *std::move(installed);
}

Result<InstalledPackage> Installer::FromCache(const Selection& selection, const std::string& kept,
                                              const std::string& h1) {
  ROLECALL_RETURN_IF_ERROR(Record(selection, {h1}, {}));
  ROLECALL_RETURN_IF_ERROR(Link(kept, FolderOf(selection)));
  options_.say("- Using " + selection.request.Display() + " v" + selection.version +
               " from the shared cache directory");
  return Installed(selection);
}

// A package in its place: a link to a mirror's folder, or what was unpacked, moved there or into the cache.
Result<std::string> Installer::Place(const Selection& selection, const FetchedPackage& package,
                                     const PrivateFolder& staging) {
  const std::string folder = FolderOf(selection);
  const bool is_ours = package.folder.starts_with(staging.path());
  if (!is_ours) {
    ROLECALL_RETURN_IF_ERROR(Link(package.folder, folder));
  } else if (options_.config.plugin_cache.empty()) {
    ROLECALL_RETURN_IF_ERROR(Move(package.folder, folder));
  } else {
    const std::string kept = CacheFolderOf(selection);
    ROLECALL_RETURN_IF_ERROR(Move(package.folder, kept));
    ROLECALL_RETURN_IF_ERROR(Link(kept, folder));
  }
  return folder;
}

Result<InstalledPackage> Installer::Fetch(const Selection& selection) {
  const InstallRequest& request = selection.request;
  options_.say("- Installing " + request.Display() + " v" + selection.version + "...");
  ROLECALL_TRY(const PackageOffer offer,
               sources_.Find(selection.Address(), selection.version, options_.layout.platform));
  const std::string& cache = options_.config.plugin_cache;
  ROLECALL_TRY(const PrivateFolder staging, MakeStagingFolder(cache.empty() ? options_.layout.data_directory : cache));
  ROLECALL_TRY(const FetchedPackage package, fetcher_.Fetch(offer, staging));
  ROLECALL_TRY(const std::string program, ProgramIn(files_, package.folder, TypeOfProvider(request.source)));
  std::set<std::string> hashes{package.h1};
  if (!package.zh.empty()) hashes.insert(package.zh);
  ROLECALL_RETURN_IF_ERROR(Record(selection, std::move(hashes), package.authentication));
  ROLECALL_TRY(const std::string folder, Place(selection, package, staging));
  const std::string what = "- Installed " + request.Display() + " v" + selection.version;
  if (package.authentication.kind == Authentication::Kind::kUnsigned) {
    options_.say(what +
                 ". Signature validation was skipped due to the registry not containing GPG keys for this provider");
  } else {
    options_.say(what + " (" + package.authentication.Shown() + ")");
  }
  ROLECALL_TRY(InstalledPackage installed, Installed(selection));
  installed.is_signed = package.authentication.kind == Authentication::Kind::kSigned;
  installed.is_key_expired = package.authentication.is_key_expired;
  return installed;
}

Result<InstalledPackage> Installer::Install(const Selection& selection) {
  if (std::optional<InstalledPackage> reused = Reuse(selection)) return *std::move(reused);
  const std::string kept = options_.config.plugin_cache.empty() ? "" : CacheFolderOf(selection);
  const bool is_kept = !kept.empty() && files_.IsDirectory(kept);
  const Result<std::string> h1 = is_kept ? HashDirectory(kept) : Error{ErrorCode::kNotFound, "no cache"};
  if (h1.ok() && (IsLockedAs(selection, h1) || options_.config.cache_may_break_lock)) {
    return FromCache(selection, kept, *h1);
  }
  Result<InstalledPackage> fetched = Fetch(selection);
  if (!fetched.ok() && h1.ok() && IsAbsence(fetched.error().code)) return FromCache(selection, kept, *h1);
  return fetched;
}

// Holds the package against the lock file, and puts what it is into it.
Result<void> Installer::Record(const Selection& selection, std::set<std::string> hashes,
                               const Authentication& authentication) {
  const std::string address = selection.Address();
  LockEntry& entry = lock_[address];
  if (entry.version == selection.version) {
    ROLECALL_RETURN_IF_ERROR(CheckLocked(entry, hashes, address));
  } else {
    entry = {selection.version, "", {}};
  }
  if (!authentication.hashes.empty()) vouched_.insert(address);
  entry.constraints = ConstraintOf(selection);
  entry.hashes.merge(hashes);
  entry.hashes.insert(authentication.hashes.begin(), authentication.hashes.end());
  return {};
}

Result<LockChange> Installer::SaveLock(bool is_read_only) {
  LockChange change;
  change.is_changed = lock_ != before_;
  if (!change.is_changed) return change;
  const auto is_same = [](const auto& a, const auto& b) { return a.first == b.first; };
  const bool has_same = std::equal(lock_.begin(), lock_.end(), before_.begin(), before_.end(), is_same);
  if (is_read_only && !has_same) {
    return Error{ErrorCode::kConflict,
                 "Changes to the required provider dependencies were detected, but the lock file is read-only. To use "
                 "and record these requirements, run \"rolecall init\" without the \"-lockfile=readonly\" flag."};
  }
  if (is_read_only) return change;
  for (const auto& [address, entry] : lock_) {
    const auto before = before_.find(address);
    const bool is_known = before != before_.end() && before->second.version == entry.version;
    if (entry != (before == before_.end() ? LockEntry{} : before->second) && vouched_.count(address) == 0 &&
        !is_known) {
      const std::size_t slash = address.find('/');
      change.incomplete.push_back(InstallRequest{address.substr(0, slash), address.substr(slash + 1), ""}.Display());
    }
  }
  ROLECALL_RETURN_IF_ERROR(WriteLockFile(files_, options_.layout.lock_path, lock_));
  before_ = lock_;
  change.is_written = true;
  return change;
}

}  // namespace rolecall::plugin
