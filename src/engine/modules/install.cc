#include "engine/modules/install.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/config/version_constraint.h"
#include "json/document.h"

namespace rolecall::engine {
namespace {

std::string Named(const ModuleCall& call) {
  std::string name = "module \"" + call.name + "\"";
  if (call.range.has_place()) {
    name += " (" + std::string(call.range.file_name()) + ":" + std::to_string(call.range.start.line) + ")";
  }
  return name;
}

// A tree that a subdirectory names within a package; links must not lead out of it, which the fetcher sees to.
std::string Below(const std::string& directory, const std::string& subdirectory) {
  return subdirectory.empty() ? directory : CleanPath(JoinPath(directory, subdirectory));
}

}  // namespace

ModuleInstaller::ModuleInstaller(FileSystem& files, ModuleRegistry& registry, ModuleFetcher& fetcher,
                                 InstallObserver& observer, std::string data_directory, bool upgrade)
    : files_(files),
      registry_(registry),
      fetcher_(fetcher),
      observer_(observer),
      data_directory_(std::move(data_directory)),
      upgrade_(upgrade) {
  installed_[""] = {"", "", "."};
}

// Whether what an earlier run left of it is of no use: it or a module above it is new.
bool ModuleInstaller::IsReplaced(const std::string& key) const {
  if (upgrade_) return true;
  for (std::size_t dot = key.find('.'); dot != std::string::npos; dot = key.find('.', dot + 1)) {
    if (replaced_.count(key.substr(0, dot)) > 0) return true;
  }
  return false;
}

void ModuleInstaller::NoteLocal(const std::string& key, const std::string& source, const std::string& directory,
                                const ModuleManifest& old) {
  installed_[key] = {source, "", directory};
  const auto before = old.find(key);
  const bool is_kept = !IsReplaced(key) && before != old.end() && before->second.source == source &&
                       !directory.empty() && before->second.directory == directory;
  if (is_kept) return;
  replaced_.insert(key);
  observer_.Installed(key, directory);
}

Result<std::string> ModuleInstaller::Fetch(const ModuleSource& source, const std::string& key) {
  const std::string directory = JoinPath(data_directory_, "modules/" + key);
  ROLECALL_RETURN_IF_ERROR(files_.MakeDirectories(JoinPath(data_directory_, "modules")));
  ROLECALL_RETURN_IF_ERROR(fetcher_.Remove(directory));
  const auto fetched = fetched_.find(source.package);
  if (fetched != fetched_.end()) {
    ROLECALL_RETURN_IF_ERROR(fetcher_.Copy(fetched->second, directory));
  } else {
    ROLECALL_RETURN_IF_ERROR(fetcher_.Fetch(ParseRemotePackage(source.package), directory));
    fetched_[source.package] = directory;
  }
  const std::string found = Below(directory, ResolveStars(directory, source.subdirectory));
  if (!files_.IsDirectory(found)) {
    return Error{ErrorCode::kNotFound, "the package has no directory \"" + source.subdirectory + "\""};
  }
  return found;
}

// Archives that hosts make of repositories have one directory whose name nobody knows before: "*" stands for it.
std::string ModuleInstaller::ResolveStars(const std::string& directory, const std::string& subdirectory) const {
  std::string resolved;
  for (std::size_t at = 0; at < subdirectory.size();) {
    const std::size_t end = std::min(subdirectory.find('/', at), subdirectory.size());
    std::string part = subdirectory.substr(at, end - at);
    at = end + 1;
    if (part == "*") {
      std::vector<std::string> directories;
      if (const auto entries = files_.List(Below(directory, resolved)); entries.ok()) {
        for (const DirectoryEntry& entry : *entries) {
          if (entry.is_directory) directories.push_back(entry.name);
        }
      }
      if (directories.size() != 1) return subdirectory;
      part = directories.front();
    }
    resolved += (resolved.empty() ? "" : "/") + part;
  }
  return resolved;
}

std::optional<std::string> ModuleInstaller::ChooseVersion(const ModuleCall& call, const ModuleSource& source,
                                                          diag::Diagnostics& diagnostics) {
  const Result<std::vector<std::string>> versions = registry_.Versions(source);
  if (!versions.ok()) {
    const bool is_missing = versions.error().code == ErrorCode::kNotFound;
    diagnostics.AddError("module-registry", is_missing ? "Module not found" : "Error accessing remote module registry",
                         "Failed to retrieve available versions for " + Named(call) + " from " + source.host + ": " +
                             versions.error().message + ".",
                         call.range);
    return std::nullopt;
  }
  const Result<std::optional<std::string>> newest = NewestVersion(*versions, call.version);
  if (!newest.ok()) {
    diagnostics.AddError("invalid-version-constraint", "Invalid version constraint", newest.error().message,
                         call.version_expression != nullptr ? diag::Range(call.version_expression->range) : call.range);
    return std::nullopt;
  }
  if (*newest) return **newest;
  diagnostics.AddError("unresolvable-version",
                       versions->empty() ? "Module has no versions" : "Unresolvable module version constraint",
                       versions->empty() ? Named(call) + " has no versions available on " + source.host + "."
                                         : "There is no available version of " + Named(call) +
                                               " which matches the given version constraint. The newest available "
                                               "version is " +
                                               NewestVersion(*versions, "")->value_or("a prerelease") + ".",
                       call.range);
  return std::nullopt;
}

std::optional<std::string> ModuleInstaller::Install(const ModuleCall& call, const std::string& key,
                                                    const ModuleSource& source, const ModuleManifest& old,
                                                    diag::Diagnostics& diagnostics) {
  const auto before = old.find(key);
  if (!IsReplaced(key) && before != old.end() && InstalledModuleFits(before->second, call, source) &&
      files_.IsDirectory(before->second.directory)) {
    installed_[key] = before->second;
    return before->second.directory;
  }
  replaced_.insert(key);
  ModuleSource package = source;
  std::string version;
  const auto fail = [&](const std::string& from, const Error& error) {
    diagnostics.AddError("module-download", "Failed to download module",
                         "Could not download " + Named(call) + " source code from \"" + ShownAddress(from) +
                             "\": " + error.message + ".",
                         call.range);
    return std::nullopt;
  };
  if (source.kind == ModuleSource::Kind::kRegistry) {
    const std::optional<std::string> chosen = ChooseVersion(call, source, diagnostics);
    if (!chosen) return std::nullopt;
    version = *chosen;
    observer_.Downloading(source.package + " " + version, key);
    const Result<std::string> location = registry_.Location(source, version);
    if (!location.ok()) return fail(source.package, location.error());
    Result<ModuleSource> remote = ParseModuleSource(*location, false);
    if (!remote.ok() || remote->kind != ModuleSource::Kind::kRemote) {
      return fail(source.package, Error{ErrorCode::kInvalidArgument, source.host + " names no package to download"});
    }
    package = *std::move(remote);
    package.subdirectory = Below(package.subdirectory, source.subdirectory);
  } else {
    observer_.Downloading(ShownAddress(source.package), key);
  }
  const Result<std::string> directory = Fetch(package, key);
  if (!directory.ok()) return fail(package.package, directory.error());
  installed_[key] = {source.text, version, *directory};
  observer_.Installed(key, *directory);
  return *directory;
}

Result<void> ModuleInstaller::WriteManifest() {
  std::string text = "{\"Modules\":[";
  for (const auto& [key, module] : installed_) {
    if (text.back() == '}') text += ',';
    text += "{\"Key\":";
    json::AppendQuoted(text, key, true);
    text += ",\"Source\":";
    json::AppendQuoted(text, module.source, true);
    if (!module.version.empty()) {
      text += ",\"Version\":";
      json::AppendQuoted(text, module.version, true);
    }
    text += ",\"Dir\":";
    json::AppendQuoted(text, module.directory, true);
    text += '}';
  }
  text += "]}";
  const bool is_needed = installed_.size() > 1 || files_.Exists(JoinPath(data_directory_, "modules/modules.json"));
  if (!is_needed) return {};
  ROLECALL_RETURN_IF_ERROR(files_.MakeDirectories(JoinPath(data_directory_, "modules")));
  return files_.Write(JoinPath(data_directory_, "modules/modules.json"), text, FileMode::kPublic);
}

}  // namespace rolecall::engine
