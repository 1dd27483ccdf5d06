#include "engine/modules/source.h"

#include <vector>

#include "engine/modules/install.h"
#include "json/document.h"

namespace rolecall::engine {
namespace {

constexpr std::size_t kMaxManifestBytes = 16u << 20;

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

// What stands in modules.json of OpenTofu and of Terraform for the same module differs in the default host.
std::string WithoutDefaultHost(const std::string& source) {
  for (const std::string host : {"registry.opentofu.org/", "registry.terraform.io/"}) {
    if (source.compare(0, host.size(), host) == 0) return source.substr(host.size());
  }
  return source;
}

}  // namespace

ModuleManifest ReadModuleManifest(const FileSystem& files, const std::string& data_directory,
                                  diag::Diagnostics& diagnostics) {
  ModuleManifest manifest;
  std::string path = JoinPath(data_directory, "modules/modules.json");
  if (!files.Exists(path)) return manifest;
  Result<std::string> text = files.Read(path, kMaxManifestBytes);
  if (!text.ok()) {
    diagnostics.AddError("unreadable-file", "Failed to read the module manifest",
                         "The file " + path + " cannot be read: " + text.error().message);
    return manifest;
  }
  json::ParseResult parsed = json::Parse(*text, {});
  const json::Node* modules = parsed.error.empty() ? parsed.root.Find("Modules") : nullptr;
  if (modules == nullptr || !modules->IsArray()) {
    diagnostics.AddError("invalid-manifest", "Invalid module manifest",
                         "The file " + path + " is not a list of installed modules. Run init again, or remove it.");
    return manifest;
  }
  for (const json::Node& item : modules->items) {
    manifest[item.TextOf("Key")] = {item.TextOf("Source"), item.TextOf("Version"), item.TextOf("Dir")};
  }
  return manifest;
}

std::string CleanPath(const std::string& path) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  while (begin <= path.size()) {
    std::size_t end = path.find('/', begin);
    if (end == std::string::npos) end = path.size();
    std::string part = path.substr(begin, end - begin);
    begin = end + 1;
    if (part.empty() || part == ".") continue;
    if (part == ".." && !parts.empty() && parts.back() != "..") {
      parts.pop_back();
    } else {
      parts.push_back(part);
    }
  }
  std::string clean = !path.empty() && path.front() == '/' ? "/" : "";
  for (std::size_t i = 0; i < parts.size(); ++i) clean += (i > 0 ? "/" : "") + parts[i];
  return clean.empty() ? "." : clean;
}

std::string ManifestKey(const ModuleAddress& path) {
  std::string key;
  for (const ModuleStep& step : path.steps) key += (key.empty() ? "" : ".") + step.name;
  return key;
}

bool InstalledModuleFits(const InstalledModule& installed, const ModuleCall& call, const ModuleSource& source) {
  const bool is_registry = source.kind == ModuleSource::Kind::kRegistry;
  const bool same_source = is_registry && !source.host_given
                               ? WithoutDefaultHost(installed.source) == WithoutDefaultHost(source.text)
                               : installed.source == source.text || installed.source == call.source;
  if (!same_source || installed.directory.empty()) return false;
  if (!is_registry || call.version.empty()) return true;
  const Result<bool> satisfied = VersionSatisfies(installed.version, call.version);
  return satisfied.ok() && *satisfied;
}

namespace {

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
