#include "cli/operation/plugin_installation.h"

#include <utility>

#include "cli/operation/archive.h"
#include "cli/operation/plugins.h"
#include "cli/operation/registry_hosts.h"

namespace rolecall::cli {
namespace {

// The largest package today unpacks to 0.7 GB.
constexpr std::size_t kMaxArchive = 1u << 30;
constexpr ArchiveBounds kPackageBounds{.max_entries = 10'000, .max_bytes = std::size_t{4} << 30};

Result<void> UnpackPackage(const FileSystem& files, const std::string& archive, const std::string& folder) {
  ROLECALL_TRY(const std::string bytes, files.Read(archive, kMaxArchive));
  return UnpackArchive(bytes, folder, kPackageBounds);
}

// Whether what cannot be had stops `init`: in auto mode the types may never be used, and are refused where they are.
bool IsFatal(const Error& error, ProviderMode mode, const PluginInstallFlags& flags) {
  if (mode == ProviderMode::kPlugin || !flags.folders.empty()) return true;
  return error.code != ErrorCode::kNotFound && error.code != ErrorCode::kUnimplemented;
}

constexpr const char* kLockMade =
    "\nRolecall has created a lock file .terraform.lock.hcl to record the provider\n"
    "selections it made above. Include this file in your version control repository\n"
    "so that Rolecall can guarantee to make the same selections by default when\n"
    "you run \"rolecall init\" in the future.\n";
constexpr const char* kLockChanged =
    "\nRolecall has made some changes to the provider dependency selections recorded\n"
    "in the .terraform.lock.hcl file. Review those changes and commit them to your\n"
    "version control system if they represent changes you intended to make.\n";

}  // namespace

bool InstallPlugins(Operation& operation, const PluginInstallFlags& flags) {
  CommandContext& context = operation.context();
  const Result<ProviderMode> mode = ProviderModeOf(context.environment);
  if (!mode.ok()) return operation.Fail("Unknown choice of providers", mode.error());
  if (!flags.lockfile.empty() && flags.lockfile != "readonly") {
    return operation.Fail("Invalid lockfile mode", {ErrorCode::kInvalidArgument,
                                                    "-lockfile takes \"readonly\", not \"" + flags.lockfile + "\"."});
  }
  const std::vector<PluginNeed> needs = PluginNeeds(operation.configuration(), operation.native_providers(), *mode);
  if (needs.empty()) return true;
  plugin::InstallOptions options{
      .layout = LayoutOf(operation.data_directory()), .plugin_folders = flags.folders, .upgrade = flags.upgrade};
  options.config =
      plugin::ReadInstallConfig(context.files, context.environment,
                                CliConfigurationFile(context.files, context.environment), operation.diagnostics());
  if (!operation.Report()) return false;
  options.unpack = [&](const std::string& archive, const std::string& folder) {
    return UnpackPackage(context.files, archive, folder);
  };
  options.say = [&](const std::string& line) { operation.Print(line + "\n"); };
  operation.Print("\n" + operation.style().Bold("Initializing provider plugins...") + "\n");
  const bool had_lock = context.files.Exists(options.layout.lock_path);
  plugin::Installer installer(context.files, options);
  if (const Result<void> opened = installer.Open(); !opened.ok()) {
    return operation.Fail("Failed to read dependency lock file", opened.error());
  }
  for (const PluginNeed& need : needs) {
    if (IsOverridden(context, options.config, need)) continue;
    const auto installed = installer.Install({need.host, need.source, need.constraint});
    if (installed.ok()) continue;
    if (IsFatal(installed.error(), *mode, flags)) {
      operation.Fail("Failed to install provider", installed.error());
      return false;
    }
    operation.diagnostics().AddWarning("provider-not-installed", "Provider " + need.source + " is not installed",
                                       "It was not found: " + installed.error().message +
                                           ". Types of it that are not built in will be refused where they are used.");
  }
  const Result<bool> saved = installer.SaveLock(flags.lockfile == "readonly");
  if (!saved.ok()) return operation.Fail("Provider dependency changes detected", saved.error());
  if (*saved) operation.Print(had_lock ? kLockChanged : kLockMade);
  return operation.Report();
}

}  // namespace rolecall::cli
