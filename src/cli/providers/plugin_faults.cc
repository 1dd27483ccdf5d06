#include "cli/providers/plugin_faults.h"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include "base/text.h"
#include "engine/config/version_constraint.h"

namespace rolecall::cli {
namespace {

std::string List(std::vector<std::string> lines) {
  std::sort(lines.begin(), lines.end());
  std::string list;
  for (const std::string& line : lines) list += "\n  - " + line;
  return list;
}

constexpr const char* kBuiltInHost = "terraform.io/";

// Each requirement of a built-in provider, by its address, with whether it has a constraint.
std::set<std::pair<std::string, bool>> BuiltInRequirements(const engine::Configuration& configuration) {
  std::set<std::pair<std::string, bool>> found;
  const std::function<void(const engine::Module&)> add = [&](const engine::Module& module) {
    const auto note = [&](const engine::ProviderRequirement& requirement) {
      if (!requirement.source.starts_with("builtin/")) return;
      found.emplace(kBuiltInHost + requirement.source, !requirement.constraint.empty());
    };
    for (const auto& [name, requirement] : module.requirements) note(requirement);
    for (const auto& [name, child] : module.children) add(*child);
  };
  add(*configuration.root);
  return found;
}

bool Has(const engine::ProviderCatalogue& native, const std::string& address) {
  return native.Make(address.substr(std::string_view(kBuiltInHost).size()), "") != nullptr;
}

}  // namespace

const plugin::LockFile& PluginFaults::Lock() {
  if (!lock_) {
    Result<plugin::LockFile> read = plugin::ReadLockFile(files_, layout_.lock_path);
    lock_ = read.ok() ? *std::move(read) : plugin::LockFile{};  // one that cannot be read was refused before
  }
  return *lock_;
}

void PluginFaults::AddAbsent(const PluginNeed& need, const std::vector<std::string>& hosts) {
  for (const auto& [address, entry] : Lock()) {
    const std::size_t slash = address.find('/');
    if (address.substr(slash + 1) != need.source) continue;
    if (std::find(hosts.begin(), hosts.end(), address.substr(0, slash)) == hosts.end()) continue;
    return AddBroken(address + ": there is no package for " + address + " " + entry.version + " cached in " +
                     JoinPath(layout_.data_directory, "providers"));
  }
  unlocked_.push_back(hosts.front() + "/" + need.source);
}

void PluginFaults::CheckVersion(const PluginNeed& need, const std::string& address) {
  const auto entry = Lock().find(address);
  if (need.constraint.empty() || entry == Lock().end()) return;
  const Result<bool> fits = engine::VersionSatisfies(entry->second.version, need.constraint);
  if (!fits.ok() || *fits) return;
  const std::string begin = "provider " + address + ": ";
  const std::string wanted = engine::NormalisedConstraint(need.constraint);
  mismatched_.push_back(wanted != entry->second.constraints
                            ? begin + "locked version selection " + entry->second.version +
                                  " doesn't match the updated version constraints \"" + wanted + "\""
                            : begin + "version constraints \"" + wanted +
                                  "\" don't match the locked version selection " + entry->second.version);
}

void PluginFaults::TellOfValidation(const char* advice, diag::Diagnostics& diagnostics) const {
  if (!broken_.empty()) {  // OpenTofu has the summary, and no advice
    const std::string summary =
        broken_.size() == 1 ? broken_.front() : "missing or corrupted provider plugins:" + List(broken_);
    return diagnostics.AddError("plugin-not-installed", summary, advice);
  }
  for (const std::string& address : unlocked_) {
    diagnostics.AddError("plugin-not-installed", "Missing required provider",
                         "This configuration requires provider " + address +
                             ", but that provider isn't available. You may be able to install it automatically by "
                             "running:\n  rolecall init");
  }
}

void PluginFaults::Tell(bool is_validation, bool is_automated, diag::Diagnostics& diagnostics) {
  const char* const install = is_automated
                                  ? "You must install the required plugins before running Rolecall operations."
                                  : "To download the plugins required for this configuration, run:\n  rolecall init";
  if (is_validation) return TellOfValidation(install, diagnostics);
  if (!broken_.empty()) {
    diagnostics.AddError("plugin-not-installed", "Required plugins are not installed",
                         "The installed provider plugins are not consistent with the packages selected in the "
                         "dependency lock file:" +
                             List(broken_) +
                             "\n\nRolecall uses external plugins to integrate with a variety of different "
                             "infrastructure services. " +
                             install);
    return;
  }
  std::vector<std::string> lines = mismatched_;
  for (const std::string& address : unlocked_) {
    lines.push_back("provider " + address + ": required by this configuration but no version is selected");
  }
  if (lines.empty()) return;
  const char* const advice =
      Lock().empty()
          ? "To make the initial dependency selections that will initialize the dependency lock file, run:\n  rolecall "
            "init"
          : "To update the locked dependency selections to match a changed configuration, run:\n  rolecall init "
            "-upgrade";
  diagnostics.AddError("inconsistent-lock-file", "Inconsistent dependency lock file",
                       "The following dependency selections recorded in the lock file are inconsistent with the "
                       "current configuration:" +
                           List(lines) + "\n\n" + advice);
}

void TellUnknownBuiltIn(const engine::Configuration& configuration, const engine::ProviderCatalogue& native,
                        bool is_validation, diag::Diagnostics& diagnostics) {
  std::string last;
  for (const auto& [address, has_constraint] : BuiltInRequirements(configuration)) {
    if (address == last || Has(native, address)) continue;
    last = address;
    if (is_validation) {
      diagnostics.AddError("unknown-built-in", "Missing required provider",
                           "This configuration requires built-in provider " + address +
                               ", but that provider isn't available in this Rolecall version.");
    } else {
      diagnostics.AddError("unknown-built-in", "Failed to load plugin schemas",
                           "Error while loading schemas for plugin components: failed to instantiate provider \"" +
                               address + "\" to obtain schema: unavailable provider \"" + address + "\".");
    }
  }
}

void TellWrongBuiltIn(const engine::Configuration& configuration, const engine::ProviderCatalogue& native,
                      diag::Diagnostics& diagnostics) {
  std::set<std::string> told;
  for (const auto& [address, has_constraint] : BuiltInRequirements(configuration)) {
    const bool is_known = Has(native, address);
    if ((is_known && !has_constraint) || !told.insert(address).second) continue;
    const std::string name = address.substr(address.rfind('/') + 1);
    diagnostics.AddError("unknown-built-in", "Invalid dependency on built-in provider",
                         "Cannot use " + address + ": " +
                             (is_known ? "built-in providers do not support explicit version constraints."
                                       : "this Rolecall release has no built-in provider named \"" + name + "\"."));
  }
}

}  // namespace rolecall::cli
