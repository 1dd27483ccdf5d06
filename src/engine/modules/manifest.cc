#include "engine/modules/manifest.h"

#include "engine/provider/registry_hosts.h"
#include "json/document.h"

namespace rolecall::engine {
namespace {

constexpr std::size_t kMaxManifestBytes = 16u << 20;

// What stands in modules.json of OpenTofu and of Terraform for the same module differs in the default host.
std::string WithoutDefaultHost(const std::string& source) {
  const std::size_t slash = source.find('/');
  const bool is_default = slash != std::string::npos && IsPublicRegistry(std::string_view(source).substr(0, slash));
  return is_default ? source.substr(slash + 1) : source;
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

}  // namespace rolecall::engine
