// `providers lock` and `providers mirror`: packages for other platforms and other machines.
#include <algorithm>
#include <map>
#include <utility>

#include "cli/frame/version.h"
#include "cli/operation/package_access.h"
#include "cli/operation/plugin_installation.h"
#include "cli/providers/plugins.h"
#include "engine/state/address.h"
#include "plugin/install/mirror_writer.h"

namespace rolecall::cli {
namespace {

// What follows of a lock file that was changed.
const char* const kReviewForMachines =
    " Review the changes in .terraform.lock.hcl and then commit to your version control system to retain the new "
    "checksums";

bool AddPackageError(Operation& operation, const std::string& summary, const std::string& detail) {
  operation.diagnostics().AddError("provider-packages", summary, detail);
  return false;
}

// The platforms of flags; none: ours.
bool ReadPlatforms(Operation& operation, std::vector<std::string>& platforms) {
  if (platforms.empty()) platforms = {kPlatform};
  for (const std::string& platform : platforms) {
    if (plugin::IsPlatformText(platform)) continue;
    AddPackageError(
        operation, "Invalid target platform",
        "The string \"" + platform +
            "\" given in the -platform option is not a valid target platform: must be two words separated by an "
            "underscore.");
  }
  return !operation.diagnostics().HasErrors();
}

bool ReadMethod(Operation& operation, const PluginLockFlags& flags, plugin::InstallConfig& config) {
  using Kind = plugin::InstallMethod::Kind;
  const std::string& url = flags.network_mirror;
  if (!flags.filesystem_mirror.empty() && !url.empty()) {
    return AddPackageError(operation, "Invalid installation method options",
                           "The -fs-mirror and -net-mirror command line options are mutually-exclusive.");
  }
  if (!url.empty() && !plugin::IsMirrorUrl(url)) {
    return AddPackageError(operation, "Invalid network mirror URL",
                           "The -net-mirror option requires a valid https: URL as the mirror base URL.");
  }
  if (!flags.filesystem_mirror.empty()) {
    config.methods = {{Kind::kFilesystem, flags.filesystem_mirror}};
  } else {
    config.methods = {{url.empty() ? Kind::kDirect : Kind::kNetwork, url}};
  }
  return true;
}

// Those of the configuration that the flags name.
bool ChooseNeeds(Operation& operation, const std::vector<std::string>& sources, std::vector<PluginNeed>& needs) {
  if (sources.empty()) return true;
  std::vector<PluginNeed> chosen;
  for (const std::string& text : sources) {
    const Result<engine::ProviderAddress> address = engine::ParseProviderSource(text);
    const auto is_it = [&](const PluginNeed& need) { return address.ok() && need.source == address->source; };
    const auto found = std::find_if(needs.begin(), needs.end(), is_it);
    if (found != needs.end()) {
      chosen.push_back(*found);
    } else {
      AddPackageError(operation, "Invalid provider argument",
                      "The provider " + text + " is not required by the current configuration.");
    }
  }
  needs = std::move(chosen);
  return !operation.diagnostics().HasErrors();
}

// `providers lock`: every platform's packages are gotten, and only their hashes stay.
class PluginLocking {
 public:
  PluginLocking(Operation& operation, const PluginLockFlags& flags, plugin::InstallOptions options)
      : operation_(operation), platforms_(flags.platforms), installer_(operation.context().files, std::move(options)) {}

  bool Run(const std::vector<PluginNeed>& needs) {
    if (const Result<void> opened = installer_.Open(); !opened.ok()) {
      return operation_.Fail("Failed to read dependency lock file", opened.error());
    }
    std::map<std::string, std::vector<plugin::LockedPackage::Change>> changes;  // by source, a platform each
    for (const std::string& platform : platforms_) {
      for (const PluginNeed& need : needs) {
        const Result<plugin::LockedPackage> locked = LockOne(need, platform);
        if (!locked.ok()) {
          AddPackageError(operation_, "Could not retrieve providers for locking",
                          "Rolecall failed to fetch the requested providers for " + platform +
                              " in order to calculate their checksums: some providers could not be installed:\n- " +
                              need.source + ": " + locked.error().message + ".");
          return operation_.Report();
        }
        changes[need.source].push_back(locked->change);
      }
    }
    bool is_changed = false;
    for (const auto& [source, of_platforms] : changes) {
      for (std::size_t i = 0; i < of_platforms.size(); ++i) {
        is_changed = is_changed || of_platforms[i] != plugin::LockedPackage::Change::kNone;
        Tell(source, platforms_[i], of_platforms[i]);
      }
    }
    return Save(is_changed);
  }

 private:
  Result<plugin::LockedPackage> LockOne(const PluginNeed& need, const std::string& platform) {
    ROLECALL_TRY(const plugin::Selection selection,
                 installer_.Select({need.host, need.source, need.constraint}, platform));
    const std::string what = need.source + " " + selection.version + " for " + platform;
    operation_.Say("- Fetching " + what + "...\n");
    ROLECALL_TRY(const plugin::LockedPackage locked, installer_.Lock(selection, platform));
    operation_.Say("- Retrieved " + what + " (" + locked.authentication.Shown() + ")\n");
    return locked;
  }

  void Tell(const std::string& source, const std::string& platform, plugin::LockedPackage::Change change) {
    using Change = plugin::LockedPackage::Change;
    const char* tells = "All checksums for this platform were already tracked in the lock file";
    if (change == Change::kNewProvider) {
      tells = "This was a new provider and the checksums for this platform are now tracked in the lock file";
    }
    if (change == Change::kNewHashes) tells = "Additional checksums for this platform are now tracked in the lock file";
    operation_.Say("- Obtained " + source + " checksums for " + platform + "; " + tells + "\n");
  }

  bool Save(bool is_changed) {
    if (const Result<plugin::LockChange> saved = installer_.SaveLock(false); !saved.ok()) {
      return operation_.Fail("Failed to save dependency lock file", saved.error());
    }
    const std::string says = is_changed ? "Rolecall has updated the lock file."
                                        : "Rolecall has validated the lock file and found no need for changes.";
    operation_.Say("\n" + operation_.style().BoldGreen("Success!") + " " + operation_.style().Bold(says) + "\n",
                   "Success! " + says + (is_changed ? kReviewForMachines : ""));
    if (is_changed) {
      operation_.Say(
          "\nReview the changes in .terraform.lock.hcl and then commit to your\nversion control system to retain the "
          "new checksums.\n\n",
          "");
    }
    return operation_.Report();
  }

  Operation& operation_;
  const std::vector<std::string> platforms_;
  plugin::Installer installer_;
};

// `providers mirror`: the packages as their registries have them.
class PluginMirroring {
 public:
  PluginMirroring(Operation& operation, std::string folder, registry::Reader& reader)
      : operation_(operation),
        folder_(std::move(folder)),
        fetch_(PackageFetchOptions(operation.context().environment)),
        config_{.methods = {{plugin::InstallMethod::Kind::kDirect, ""}}},
        sources_(operation.context().files, config_, {}, &reader),
        fetcher_(&reader, fetch_),
        installer_(operation.context().files, {.layout = LayoutOf(operation.data_directory()),
                                               .config = config_,
                                               .reader = &reader,
                                               .fetch = fetch_,
                                               .say = [](const std::string&) {}}) {}

  bool Run(const std::vector<PluginNeed>& needs, const std::vector<std::string>& platforms) {
    if (const Result<void> opened = installer_.Open(); !opened.ok()) {
      return operation_.Fail("Failed to read dependency lock file", opened.error());
    }
    has_lock_ = operation_.context().files.Exists(LayoutOf(operation_.data_directory()).lock_path);
    for (const PluginNeed& need : needs) MirrorOne(need, platforms);
    const Result<void> indexed = plugin::WriteMirrorIndexes(
        operation_.context().files, folder_, [&](const std::string& archive) { return HashOf(archive); });
    if (!indexed.ok()) AddPackageError(operation_, "Failed to update indexes", indexed.error().message + ".");
    return operation_.Report();
  }

 private:
  void MirrorOne(const PluginNeed& need, const std::vector<std::string>& platforms) {
    operation_.Say("- Mirroring " + need.source + "...\n");
    const Result<plugin::Selection> selection =
        installer_.Select({need.host, need.source, need.constraint}, platforms.front());
    if (!selection.ok()) {
      AddPackageError(
          operation_, "Provider not available",
          "Failed to download " + need.source + " from its origin registry: " + selection.error().message + ".");
      return;
    }
    const std::string version = "v" + selection->version;
    const std::string why = has_lock_                 ? " to match dependency lock file"
                            : need.constraint.empty() ? " with no constraints"
                                                      : " to meet constraints " + need.constraint;
    operation_.Say("  - Selected " + version + why + "\n", "Selected " + need.source + " " + version + why);
    for (const std::string& platform : platforms) {
      operation_.Say("  - Downloading package for " + platform + "...\n",
                     "Downloading " + need.source + " " + version + " package for " + platform + "...");
      const Result<std::string> how = Keep(*selection, platform);
      if (how.ok()) {
        operation_.Say("  - Package authenticated: " + *how + "\n",
                       "Package " + need.source + " " + version + " for " + platform + " authenticated: " + *how);
      } else {
        AddPackageError(operation_, "Provider release not available",
                        "Failed to download " + selection->Address() + " v" + selection->version + " for " + platform +
                            ": " + how.error().message + ".");
      }
    }
  }

  Result<std::string> Keep(const plugin::Selection& selection, const std::string& platform) {
    ROLECALL_TRY(const plugin::PackageOffer offer, sources_.Find(selection.Address(), selection.version, platform));
    ROLECALL_TRY(const PrivateFolder staging, plugin::MakeStagingFolder(""));
    ROLECALL_TRY(const plugin::FetchedPackage package, fetcher_.FetchArchive(offer, staging));
    ROLECALL_RETURN_IF_ERROR(plugin::AddToMirror(package, offer, folder_, selection.Address()));
    return package.authentication.Shown();
  }

  Result<std::string> HashOf(const std::string& archive) {
    ROLECALL_TRY(const PrivateFolder staging, plugin::MakeStagingFolder(""));
    ROLECALL_TRY(const plugin::FetchedPackage package,
                 fetcher_.Fetch({.kind = plugin::PackageOffer::Kind::kArchive, .location = archive}, staging));
    return package.h1;
  }

  Operation& operation_;
  const std::string folder_;
  const plugin::FetchOptions fetch_;
  const plugin::InstallConfig config_;
  plugin::PackageSources sources_;
  plugin::PackageFetcher fetcher_;
  plugin::Installer installer_;
  bool has_lock_ = false;
};

}  // namespace

bool LockPlugins(Operation& operation, const PluginLockFlags& flags) {
  PluginLockFlags chosen = flags;
  plugin::InstallOptions options{.layout = LayoutOf(operation.data_directory())};
  std::vector<PluginNeed> needs = AllProviders(operation.configuration(), operation.native_providers());
  if (!ReadPlatforms(operation, chosen.platforms) || !ReadMethod(operation, chosen, options.config) ||
      !ChooseNeeds(operation, chosen.sources, needs)) {
    return operation.Report();
  }
  PackageAccess access(operation.context(), operation.diagnostics());
  if (!operation.Report()) return false;
  options.reader = &access.reader;
  options.fetch = PackageFetchOptions(operation.context().environment);
  options.say = [](const std::string&) {};
  return PluginLocking(operation, chosen, std::move(options)).Run(needs);
}

bool MirrorPlugins(Operation& operation, const std::string& folder, const std::vector<std::string>& platforms) {
  std::vector<std::string> chosen = platforms;
  if (!ReadPlatforms(operation, chosen)) return operation.Report();
  const std::vector<PluginNeed> needs = AllProviders(operation.configuration(), operation.native_providers());
  PackageAccess access(operation.context(), operation.diagnostics());
  if (!operation.Report()) return false;
  return PluginMirroring(operation, folder, access.reader).Run(needs, chosen);
}

}  // namespace rolecall::cli
