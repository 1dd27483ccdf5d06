#include "plugin/client/catalogue.h"

#include <algorithm>
#include <utility>

#include "plugin/client/mixed_provider.h"
#include "plugin/client/plugin_provider.h"
#include "plugin/client/provider_functions.h"

namespace rolecall::plugin {

void PluginCatalogue::Install(const PackageFacts& facts, Part part) {
  installed_[facts.source] = {std::make_shared<Package>(facts, surroundings_), part};
}

const PluginCatalogue::Installed* PluginCatalogue::Find(const std::string& source) const {
  if (const auto found = installed_.find(source); found != installed_.end()) return &found->second;
  const std::size_t slash = source.find('/');
  if (slash == std::string::npos) return nullptr;
  const auto found = installed_.find(source.substr(slash + 1));
  if (found == installed_.end() || found->second.package->facts().host != source.substr(0, slash)) return nullptr;
  return &found->second;
}

Result<void> PluginCatalogue::LoadSchemas() {
  for (const auto& [source, installed] : installed_) {
    const Result<void> loaded = installed.package->LoadSchema();
    if (loaded.ok()) continue;
    return Error{loaded.error().code, "Failed to obtain provider schema: Could not load the schema for provider " +
                                          installed.package->facts().Text() + ": " + loaded.error().message};
  }
  return {};
}

std::map<std::string, value::Function> PluginCatalogue::Functions(const std::string& source) const {
  const auto found = installed_.find(source);
  if (found == installed_.end()) return {};
  return FunctionsOf(found->second.package);
}

std::vector<std::string> PluginCatalogue::sources() const {
  std::vector<std::string> all = native_.sources();
  for (const auto& [source, installed] : installed_) {
    if (std::find(all.begin(), all.end(), source) == all.end()) all.push_back(source);
  }
  return all;
}

std::unique_ptr<engine::Provider> PluginCatalogue::Make(const std::string& source, const std::string& version) const {
  const Installed* found = Find(source);
  if (found == nullptr) return native_.Make(source, version);
  std::unique_ptr<engine::Provider> plugin = MakePluginProvider(found->package);
  if (found->part == Part::kAll) return plugin;
  return MakeMixedProvider(native_.Make(source, version), std::move(plugin));
}

bool PluginCatalogue::IsWhole(const std::string& source) const {
  return Find(source) != nullptr || native_.IsWhole(source);
}

}  // namespace rolecall::plugin
