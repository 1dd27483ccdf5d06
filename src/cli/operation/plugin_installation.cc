#include "cli/operation/plugin_installation.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.h"
#include "cli/frame/version.h"
#include "cli/operation/package_access.h"
#include "cli/providers/plugins.h"
#include "cli/providers/registry_hosts.h"

namespace rolecall::cli {
namespace {

constexpr const char* kLockMade =
    "\nRolecall has created a lock file .terraform.lock.hcl to record the provider\n"
    "selections it made above. Include this file in your version control repository\n"
    "so that Rolecall can guarantee to make the same selections by default when\n"
    "you run \"rolecall init\" in the future.\n";
constexpr const char* kLockChanged =
    "\nRolecall has made some changes to the provider dependency selections recorded\n"
    "in the .terraform.lock.hcl file. Review those changes and commit them to your\n"
    "version control system if they represent changes you intended to make.\n";
constexpr const char* kSigned =
    "\nProviders are signed by their developers.\n"
    "If you'd like to know more about provider signing, you can read about it here:\n"
    "https://opentofu.org/docs/cli/plugins/signing/\n";
constexpr const char* kUnknownProvider =
    "\n\nAll modules should specify their required_providers so that external consumers will get the correct providers "
    "when using a module. To see which modules are currently depending on ";

// That it cannot be had does not stop `init` in auto mode: the types may never be used, and are refused where they are.
bool IsFatal(const Error& error, ProviderMode mode, const PluginInstallFlags& flags) {
  if (mode == ProviderMode::kPlugin || !flags.folders.empty()) return true;
  return error.code != ErrorCode::kNotFound && error.code != ErrorCode::kUnimplemented &&
         error.code != ErrorCode::kUnavailable && error.code != ErrorCode::kDeadlineExceeded;
}

void TellSelection(const PluginNeed& need, const Error& error, diag::Diagnostics& diagnostics) {
  const std::string& source = need.source;
  const auto says = [&](const char* text) { return error.message.find(text) != std::string::npos; };
  if (says("does not offer a provider registry")) {
    const std::string host = need.host.empty() ? engine::ProviderRequirement().host : need.host;
    return diagnostics.AddError("provider-versions", "Invalid provider registry host",
                                "The host \"" + host + "\" given in provider source address \"" + host + "/" + source +
                                    "\" does not offer a provider registry.");
  }
  const bool is_unknown = says("does not have a provider named");
  if (!is_unknown && !says("was not found in any of the search locations")) {
    return diagnostics.AddError("provider-versions", "Failed to resolve provider packages",
                                "Could not resolve provider " + source + ": " + error.message);
  }
  diagnostics.AddError(
      "provider-versions", "Failed to query available provider packages",
      "Could not retrieve the list of available versions for provider " + source + ": " + error.message +
          (is_unknown ? kUnknownProvider + source + ", run the following command:\n    rolecall providers" : ""));
}

// One run of `init`: all are chosen before the first is installed.
class PluginInstallation {
 public:
  PluginInstallation(Operation& operation, const PluginInstallFlags& flags, ProviderModes modes,
                     plugin::InstallOptions options)
      : operation_(operation),
        flags_(flags),
        modes_(std::move(modes)),
        lock_path_(options.layout.lock_path),
        installer_(operation.context().files, std::move(options)) {}

  bool Run(const std::vector<PluginNeed>& needs) {
    had_lock_ = operation_.context().files.Exists(lock_path_);
    if (const Result<void> opened = installer_.Open(); !opened.ok()) {
      return operation_.Fail("Failed to read dependency lock file", opened.error());
    }
    for (const PluginNeed& need : needs) Select(need);
    if (operation_.diagnostics().HasErrors()) return operation_.Report();
    for (const plugin::Selection& selection : selections_) Install(selection);
    if (operation_.diagnostics().HasErrors()) return operation_.Report();
    if (is_signed_) operation_.Say(kSigned);
    return Save() && operation_.Report();
  }

 private:
  void Select(const PluginNeed& need) {
    Result<plugin::Selection> selection = installer_.Select({need.host, need.source, need.constraint});
    if (!selection.ok()) return Missing(need, selection.error());
    if (!selection->warnings.empty()) {
      std::string list;
      for (const std::string& warning : selection->warnings) list += "\n- " + warning;
      operation_.diagnostics().AddWarning(
          "provider-warnings", "Additional provider information from registry",
          "The remote registry returned warnings for " + selection->Address() + ":" + list);
    }
    selections_.push_back(*std::move(selection));
  }

  void Missing(const PluginNeed& need, const Error& error) {
    const std::string& source = need.source;
    if (IsFatal(error, modes_.Of(source), flags_)) return TellSelection(need, error, operation_.diagnostics());
    operation_.diagnostics().AddWarning("provider-not-installed", "Provider " + source + " is not installed",
                                        "It was not found: " + error.message +
                                            ". Types of it that are not built in will be refused where they are "
                                            "used.");
  }

  void Install(const plugin::Selection& selection) {
    const Result<plugin::InstalledPackage> installed = installer_.Install(selection);
    const std::string& source = selection.request.source;
    if (!installed.ok()) {
      operation_.diagnostics().AddError(
          "provider-install", "Failed to install provider",
          "Error while installing " + source + " v" + selection.version + ": " + installed.error().message);
      return;
    }
    is_signed_ = is_signed_ || installed->is_signed;
    if (installed->is_key_expired) {
      operation_.diagnostics().AddWarning("provider-key-expired", "Provider signing key expired",
                                          "The key that signed " + selection.Address() + " v" + selection.version +
                                              " has expired; this will fail in future versions.");
    }
  }

  bool Save() {
    const Result<plugin::LockChange> saved = installer_.SaveLock(flags_.lockfile == "readonly");
    if (!saved.ok()) return operation_.Fail("Provider dependency changes detected", saved.error());
    if (saved->is_written) operation_.Say(had_lock_ ? kLockChanged : kLockMade);
    if (saved->is_changed && !saved->is_written) {
      operation_.diagnostics().AddWarning(
          "provider-lock-readonly", "Provider lock file not updated",
          "Changes to the provider selections were detected, but not saved in the .terraform.lock.hcl file. To record "
          "these selections, run \"rolecall init\" without the \"-lockfile=readonly\" flag.");
    }
    if (saved->incomplete.empty()) return true;
    const std::string platform = kPlatform;
    operation_.diagnostics().AddWarning(
        "provider-lock-incomplete", "Incomplete lock file information for providers",
        "Due to your customized provider installation methods, Rolecall was forced to calculate lock file checksums "
        "locally for the following providers:\n  - " +
            Join(saved->incomplete, "\n  - ") +
            "\n\nThe current .terraform.lock.hcl file only includes checksums for " + platform +
            ", so Rolecall running on another platform will fail to install these providers.\n\nTo calculate "
            "additional "
            "checksums for another platform, run:\n  rolecall providers lock -platform=linux_amd64\n(where linux_amd64 "
            "is the platform to generate)");
    return true;
  }

  Operation& operation_;
  const PluginInstallFlags& flags_;
  const ProviderModes modes_;
  const std::string lock_path_;
  plugin::Installer installer_;
  std::vector<plugin::Selection> selections_;
  bool is_signed_ = false, had_lock_ = false;
};

// One need for each source, of all constraints together.
void AddNeeds(const std::vector<PluginNeed>& more, std::vector<PluginNeed>& needs) {
  for (const PluginNeed& need : more) {
    const auto same =
        std::find_if(needs.begin(), needs.end(), [&](const PluginNeed& one) { return one.source == need.source; });
    if (same == needs.end()) {
      needs.push_back(need);
    } else if (same->constraint.find(need.constraint) == std::string::npos) {
      same->constraint += (same->constraint.empty() ? "" : ", ") + need.constraint;
    }
  }
}

// What the configuration needs, and what the state has beside: of the constraints that the configuration has.
std::vector<PluginNeed> NeedsOf(const Operation& operation, const ProviderModes& modes, const engine::State* state,
                                const std::vector<const engine::Configuration*>& others) {
  const engine::ProviderCatalogue& native = operation.native_providers();
  std::vector<PluginNeed> needs = PluginNeeds(operation.configuration(), native, modes);
  for (const engine::Configuration* other : others) AddNeeds(PluginNeeds(*other, native, modes), needs);
  if (state == nullptr) return needs;
  const std::vector<PluginNeed> named = AllProviders(operation.configuration(), native);
  for (PluginNeed& need : PluginNeeds(*state, native, modes, needs)) {
    for (const PluginNeed& one : named) {
      if (one.source != need.source) continue;
      need.constraint = one.constraint;
      if (!one.host.empty()) need.host = one.host;
    }
    needs.push_back(std::move(need));
  }
  return needs;
}

// States of Terraform 0.12 have providers without a namespace.
bool CheckLegacy(Operation& operation, const engine::State* state) {
  if (state == nullptr) return true;
  std::set<std::string> types;
  for (const auto& [key, resource] : state->resources()) {
    const Result<engine::ProviderAddress> provider = engine::ParseProviderAddress(resource.provider);
    if (provider.ok() && provider->source.starts_with("-/")) types.insert(provider->source.substr(2));
  }
  for (const std::string& type : types) {
    operation.diagnostics().AddError(
        "legacy-provider", "Invalid legacy provider address",
        "This configuration or its associated state refers to the unqualified provider " + engine::Quoted(type) +
            ".\n\nYou must complete the Terraform 0.13 upgrade process before upgrading to later versions.");
  }
  return operation.Report();
}

}  // namespace

bool InstallPlugins(Operation& operation, const PluginInstallFlags& flags, const engine::State* state,
                    const std::vector<const engine::Configuration*>& others) {
  CommandContext& context = operation.context();
  Result<ProviderModes> modes = ReadProviderModes(context.files, context.environment);
  if (!modes.ok()) return operation.Fail("Unknown choice of providers", modes.error());
  if (!flags.lockfile.empty() && flags.lockfile != "readonly") {
    return operation.Fail("Invalid lockfile mode", {ErrorCode::kInvalidArgument,
                                                    "-lockfile takes \"readonly\", not \"" + flags.lockfile + "\"."});
  }
  if (flags.upgrade && !flags.lockfile.empty()) {
    return operation.Fail("Conflicting options",
                          {ErrorCode::kInvalidArgument, "The -upgrade flag conflicts with -lockfile=readonly."});
  }
  if (!CheckLegacy(operation, state)) return false;
  plugin::InstallOptions options{
      .layout = LayoutOf(operation.data_directory()), .plugin_folders = flags.folders, .upgrade = flags.upgrade};
  options.config =
      plugin::ReadInstallConfig(context.files, context.environment,
                                CliConfigurationFile(context.files, context.environment), operation.diagnostics());
  std::vector<PluginNeed> needs = NeedsOf(operation, *modes, state, others);
  std::erase_if(needs, [&](const PluginNeed& need) { return IsOverridden(context, options.config, need); });
  operation.Say("\n" + operation.style().Bold("Initializing provider plugins...") + "\n");
  if (NeedsBuiltIn(operation.configuration(), state, operation.native_providers())) {
    operation.Say("- terraform.io/builtin/terraform is built in to Rolecall\n");
  }
  TellWrongBuiltIn(operation.configuration(), operation.native_providers(), operation.diagnostics());
  if (needs.empty() || operation.diagnostics().HasErrors()) return operation.Report();
  PackageAccess access(operation.context(), operation.diagnostics());
  if (!operation.Report()) return false;
  options.reader = &access.reader;
  options.fetch = PackageFetchOptions(context.environment);
  options.say = [&](const std::string& line) { operation.Say(line + "\n"); };
  return PluginInstallation(operation, flags, *std::move(modes), std::move(options)).Run(needs);
}

}  // namespace rolecall::cli
