#include "engine/modules/source.h"

namespace rolecall::engine {
namespace {

diag::Range SourceRange(const ModuleCall& call) {
  return call.source_expression != nullptr ? diag::Range(call.source_expression->range) : call.range;
}

Error MayBeRelative(const std::string& source) {
  return {ErrorCode::kInvalidArgument,
          "Rolecall failed to determine your intended installation method for remote "
          "module package \"" +
              source +
              "\".\n\nIf you intended this as a path relative to the current module, use "
              "\"./" +
              source +
              "\" instead. The \"./\" prefix indicates that the address is a relative "
              "filesystem path."};
}

bool IsVersioned(const ModuleCall& call) { return call.version_expression != nullptr || !call.version.empty(); }

std::string WhyInvalid(const ModuleCall& call, const Error& error) {
  if (IsVersioned(call)) {
    return "Failed to parse module registry address: " + error.message +
           ".\n\nRolecall assumed that you intended a module registry source address because you also set the argument "
           "\"version\", which applies only to registry modules.";
  }
  const bool looks_like_path =
      call.source.find(':') == std::string::npos && !call.source.empty() && call.source.front() != '/';
  if (looks_like_path && error.message.find("cannot detect") != std::string::npos) {
    return MayBeRelative(SplitSubdirectory(call.source).package).message;
  }
  return "Failed to parse module source address: " + error.message + ".";
}

constexpr const char* kAdvice = "Run \"rolecall init\" to install all modules required by this configuration.";

void NotInstalled(const ModuleCall& call, const std::string& why, diag::Diagnostics& diagnostics) {
  diagnostics.AddError("module-not-installed", "Module not installed", why + " " + kAdvice, call.range);
}

// What has changed since an earlier init installed it. False: it will not do.
bool CheckInstalled(const ModuleCall& call, const ModuleSource& source, const InstalledModule& found,
                    diag::Diagnostics& diagnostics) {
  if (InstalledModuleFits(found, call, source)) return true;
  ModuleCall any_version = call;
  any_version.version.clear();
  const std::string since = " since this module was installed";
  if (!InstalledModuleFits(found, any_version, source)) {
    diagnostics.AddError("module-source-changed", "Module source has changed",
                         "The source address was changed from \"" + ShownAddress(found.source) + "\" to \"" +
                             ShownAddress(source.text) + "\"" + since + ". " + kAdvice,
                         SourceRange(call));
    return false;
  }
  const std::string version = found.version.empty() ? "" : " (" + found.version + ")";
  diagnostics.AddError("module-version-changed", "Module version requirements have changed",
                       "The version requirements have changed" + since + " and the installed version" + version +
                           " is no longer acceptable. " + kAdvice,
                       SourceRange(call));
  return false;
}

// Why a path cannot be followed, as the system says it; empty: it can.
std::string PathProblem(const FileSystem& files, const std::string& path) {
  for (std::size_t at = 0; at != std::string::npos;) {
    at = path.find('/', at + 1);
    const std::string part = path.substr(0, at);
    if (part.ends_with("..")) continue;
    if (!files.Exists(part)) return "lstat " + part + ": no such file or directory";
    if (at != std::string::npos && !files.IsDirectory(part)) return "not a directory";
  }
  return "";
}

// A local directory that is not there, as init tells it.
void Unreadable(const ModuleCall& call, const std::string& directory, const std::string& problem,
                diag::Diagnostics& diagnostics) {
  constexpr const char* kSummary = "Unreadable module directory";
  if (!problem.empty()) {
    diagnostics.AddError("unreadable-module", kSummary, "Unable to evaluate directory symlink: " + problem);
  }
  diagnostics.AddError("unreadable-module", kSummary,
                       "The directory " + directory + " could not be read for module \"" + call.name + "\" at " +
                           std::string(call.range.file_name()) + ":" + std::to_string(call.range.start.line) + ".");
}

std::optional<std::string> InstallLocal(const ModuleCall& call, const std::string& key, const ModuleSource& source,
                                        const std::string& directory, const FileSystem& files,
                                        const ModuleManifest& installed, ModuleInstaller& installer,
                                        diag::Diagnostics& diagnostics) {
  const std::string problem = PathProblem(files, directory);
  const std::string found = problem.empty() ? directory : "";
  installer.NoteLocal(key, source.text, found, installed);
  if (files.IsDirectory(directory)) return directory;
  Unreadable(call, found, problem, diagnostics);
  return std::nullopt;
}

}  // namespace

std::optional<ModuleSource> SourceOf(const ModuleCall& call, diag::Diagnostics& diagnostics) {
  Result<ModuleSource> source = ParseModuleSource(call.source, IsVersioned(call));
  if (source.ok()) return *std::move(source);
  diagnostics.AddError("invalid-module-source",
                       IsVersioned(call) ? "Invalid registry module source address" : "Invalid module source address",
                       WhyInvalid(call, source.error()), SourceRange(call));
  return std::nullopt;
}

std::optional<std::string> LocateModule(const ModuleCall& call, const ModuleSource& source, const Module& parent,
                                        const Module& child, const FileSystem& files, const ModuleManifest& installed,
                                        const Configuration& configuration, ModuleInstaller* installer,
                                        diag::Diagnostics& diagnostics) {
  const std::string key = ManifestKey(child.path);
  const bool is_local = source.kind == ModuleSource::Kind::kLocal;
  std::string directory = is_local ? CleanPath(JoinPath(parent.directory, source.text)) : "";
  if (installer != nullptr && is_local) {
    return InstallLocal(call, key, source, directory, files, installed, *installer, diagnostics);
  }
  if (installer != nullptr) return installer->Install(call, key, source, installed, diagnostics);
  // Differs from OpenTofu: a local module needs no init.
  if (is_local && files.IsDirectory(directory)) return directory;
  const auto found = installed.find(key);
  if (found == installed.end()) {
    CheckIsInstalled(child.path, call, installed, diagnostics);
    return std::nullopt;
  }
  const std::string& cache = found->second.directory;
  if (!is_local) {
    if (!CheckInstalled(call, source, found->second, diagnostics)) return std::nullopt;
    directory = CleanPath(JoinPath(configuration.directory, cache));
    if (files.IsDirectory(directory)) return directory;
  }
  NotInstalled(call, "This module's local cache directory " + cache + " could not be read.", diagnostics);
  return std::nullopt;
}

void CheckIsInstalled(const ModuleAddress& child, const ModuleCall& call, const ModuleManifest& installed,
                      diag::Diagnostics& diagnostics) {
  if (installed.count(ManifestKey(child)) == 0) NotInstalled(call, "This module is not yet installed.", diagnostics);
}

}  // namespace rolecall::engine
