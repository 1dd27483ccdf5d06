#include "engine/modules/source.h"

namespace rolecall::engine {
namespace {

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

std::string WhyInvalid(const ModuleCall& call, const Error& error) {
  if (!call.version.empty()) {
    return "Failed to parse module registry address: " + error.message +
           ".\n\nA module registry source address is assumed because the argument \"version\" is also set, which "
           "applies only to registry modules.";
  }
  const bool looks_like_path = call.source.find(':') == std::string::npos && call.source.front() != '/';
  if (looks_like_path && error.message.find("cannot detect") != std::string::npos) {
    return MayBeRelative(call.source).message;
  }
  return "Failed to parse module source address: " + error.message + ".";
}

// What an earlier init installed, if that is what the call asks for now.
std::optional<std::string> FindInstalled(const ModuleCall& call, const ModuleSource& source, const std::string& key,
                                         const ModuleManifest& installed, const Configuration& configuration,
                                         diag::Diagnostics& diagnostics) {
  const diag::Range range = call.source_expression != nullptr ? diag::Range(call.source_expression->range) : call.range;
  const auto found = installed.find(key);
  const std::string advice = "Run \"rolecall init\" to install all modules required by this configuration.";
  if (found == installed.end()) {
    diagnostics.AddError("module-not-installed", "Module not installed", "This module is not yet installed. " + advice,
                         range);
    return std::nullopt;
  }
  if (InstalledModuleFits(found->second, call, source)) {
    return CleanPath(JoinPath(configuration.directory, found->second.directory));
  }
  ModuleCall any_version = call;
  any_version.version.clear();
  if (InstalledModuleFits(found->second, any_version, source)) {
    diagnostics.AddError("module-version-changed", "Module version requirements have changed",
                         "The version requirements have changed since this module was installed and the installed "
                         "version (" +
                             found->second.version + ") is no longer acceptable. " + advice,
                         range);
  } else {
    diagnostics.AddError("module-source-changed", "Module source has changed",
                         "The source address was changed since this module was installed. " + advice, range);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> LocateModule(const ModuleCall& call, const Module& parent, const Module& child,
                                        const ModuleManifest& installed, const Configuration& configuration,
                                        ModuleInstaller* installer, diag::Diagnostics& diagnostics) {
  const Result<ModuleSource> source = ParseModuleSource(call.source, !call.version.empty());
  if (!source.ok()) {
    diagnostics.AddError(
        "invalid-module-source",
        call.version.empty() ? "Invalid module source address" : "Invalid registry module source address",
        WhyInvalid(call, source.error()),
        call.source_expression != nullptr ? diag::Range(call.source_expression->range) : call.range);
    return std::nullopt;
  }
  const std::string key = ManifestKey(child.path);
  if (source->kind == ModuleSource::Kind::kLocal) {
    const std::string directory = CleanPath(JoinPath(parent.directory, source->text));
    if (installer != nullptr) installer->NoteLocal(key, source->text, directory);
    return directory;
  }
  if (installer != nullptr) return installer->Install(call, key, *source, installed, diagnostics);
  return FindInstalled(call, *source, key, installed, configuration, diagnostics);
}

}  // namespace rolecall::engine
