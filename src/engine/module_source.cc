#include "engine/module_source.h"

#include <vector>

#include "json/document.h"

namespace rolecall::engine {
namespace {

constexpr std::size_t kMaxManifestBytes = 16u << 20;

std::string TextOf(const json::Node& node, const char* name) {
  const json::Node* found = node.Find(name);
  return found != nullptr && found->IsString() ? found->text : "";
}

bool IsLocal(const std::string& source) {
  return source.rfind("./", 0) == 0 || source.rfind("../", 0) == 0 || source == "." || source == "..";
}

std::string ManifestKey(const ModuleAddress& path) {
  std::string key;
  for (const ModuleStep& step : path.steps) key += (key.empty() ? "" : ".") + step.name;
  return key;
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
  for (const json::Node& item : modules->items)
    manifest[TextOf(item, "Key")] = {TextOf(item, "Source"), TextOf(item, "Version"), TextOf(item, "Dir")};
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

std::optional<std::string> LocateModule(const ModuleCall& call, const Module& parent, const Module& child,
                                        const ModuleManifest& installed, const Configuration& configuration,
                                        diag::Diagnostics& diagnostics) {
  if (IsLocal(call.source)) return CleanPath(JoinPath(parent.directory, call.source));
  auto found = installed.find(ManifestKey(child.path));
  if (found != installed.end() && !found->second.directory.empty())
    return CleanPath(JoinPath(configuration.directory, found->second.directory));
  std::string advice = call.source.front() == '/' ? "An absolute path is a package to install."
                                                  : "Rolecall itself does not download modules yet.";
  diagnostics.AddError("module-not-installed", "Module not installed",
                       "The source of module \"" + call.name + "\" is \"" + call.source +
                           "\", and the module is not in "
                           ".terraform/modules. " +
                           advice +
                           " Run \"tofu init\" or \"terraform init\" once in this directory, or copy "
                           "the module here and use a path that starts with \"./\".",
                       call.range);
  return std::nullopt;
}

}  // namespace rolecall::engine
