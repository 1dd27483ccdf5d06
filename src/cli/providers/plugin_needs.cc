#include "cli/providers/plugin_needs.h"

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "engine/state/schemas.h"
#include "providers/functions/provider_functions.h"

namespace rolecall::cli {
namespace {

// What is no provider of a registry, whatever serves the rest.
bool IsBuiltIn(const std::string& source) { return source.starts_with("builtin/"); }

std::string_view NameAt(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && (IsAsciiAlphanumeric(text[end]) || text[end] == '_' || text[end] == '-')) ++end;
  return text.substr(at, end - at);
}

// The names that follow `prefix` in a text, or `prefix` and an alias.
void AddCalls(std::string_view text, const std::string& prefix, std::set<std::string>& functions) {
  for (std::size_t at = 0; (at = text.find(prefix, at)) != std::string_view::npos;) {
    at += prefix.size();
    std::string_view name = NameAt(text, at);
    if (text.substr(at + name.size()).starts_with("::")) name = NameAt(text, at + name.size() + 2);
    functions.emplace(name);
  }
}

template <typename Block>
bool IsConditional(const Block& block) {
  return block.count != nullptr || block.for_each != nullptr || block.enabled != nullptr;
}

// What is built in, asked once for each source.
class Native {
 public:
  explicit Native(const engine::ProviderCatalogue& catalogue) : catalogue_(catalogue) {}

  const engine::Provider* Find(const std::string& source) {
    auto [found, is_new] = providers_.try_emplace(source);
    if (is_new) found->second = catalogue_.Make(source, "");
    return found->second.get();
  }
  bool Has(const std::string& source, engine::ResourceMode mode, const std::string& type) {
    const engine::Provider* provider = Find(source);
    return provider != nullptr && engine::FindType(*provider, mode, type) != nullptr;
  }

 private:
  const engine::ProviderCatalogue& catalogue_;
  std::map<std::string, std::unique_ptr<engine::Provider>> providers_;
};

class Collector {
 public:
  Collector(const engine::ProviderCatalogue& native, ProviderModes modes) : native_(native), modes_(std::move(modes)) {}

  // `calls`: the functions that some text calls of a provider of that local name.
  using Calls = std::function<std::set<std::string>(const std::string& local_name)>;
  // `is_certain`: the module is there whatever its calls say.
  void Add(const engine::Module& module, const Calls& calls, bool is_certain = true) {
    for (const auto& [name, requirement] : module.requirements) {
      Note(requirement);
      const auto built_in = providers::functions::BuiltInFunctions(requirement.source);
      for (const std::string& function : calls(name)) {
        if (IsPlugin(requirement.source) || built_in.count(function) == 0) needed_.insert(requirement.source);
      }
    }
    for (const auto& [key, block] : module.resources) {
      const engine::ProviderRequirement requirement = module.Requirement(block.provider.local_name);
      Note(requirement);
      const bool is_used = Use(requirement.source, block.mode, block.type);
      if (is_used && is_certain && !IsConditional(block)) facts_[requirement.source].is_certain = true;
    }
    for (const engine::ImportBlock& block : module.imports) {
      const engine::ProviderRequirement requirement = module.Requirement(block.provider.local_name);
      Note(requirement);
      Use(requirement.source, block.target.mode, block.target.type);
    }
    for (const auto& [reference, block] : module.providers) {
      const engine::ProviderRequirement requirement = module.Requirement(reference.local_name);
      Note(requirement);
      if (native_.Find(requirement.source) == nullptr || IsPlugin(requirement.source)) {
        needed_.insert(requirement.source);
      }
    }
    for (const auto& [name, child] : module.children) {
      const auto call = module.calls.find(name);
      Add(*child, calls, is_certain && call != module.calls.end() && !IsConditional(call->second));
    }
  }

  // Whether it needs the plugin.
  bool Use(const std::string& source, engine::ResourceMode mode, const std::string& type) {
    const bool is_needed = !IsBuiltIn(source) && (IsPlugin(source) || !native_.Has(source, mode, type));
    if (is_needed) needed_.insert(source);
    return is_needed;
  }

  void AddAll(const engine::Module& module) {
    Add(module, [](const std::string&) { return std::set<std::string>{}; });
    for (const auto& [source, facts] : facts_) needed_.insert(source);
  }

  bool HasBuiltIn() const {
    return std::any_of(facts_.begin(), facts_.end(), [](const auto& one) { return IsBuiltIn(one.first); });
  }

  void NoteHost(const std::string& source, const std::string& host) { facts_[source].host = host; }

  std::vector<PluginNeed> Take() {
    std::vector<PluginNeed> needs;
    for (const std::string& source : needed_) {
      if (IsBuiltIn(source) || modes_.Of(source) == ProviderMode::kNative) continue;
      PluginNeed need = facts_[source];
      need.source = source;
      need.is_rest = modes_.Of(source) == ProviderMode::kAuto && native_.Find(source) != nullptr;
      needs.push_back(std::move(need));
    }
    return needs;
  }

 private:
  void Note(const engine::ProviderRequirement& requirement) {
    PluginNeed& facts = facts_[requirement.source];
    if (requirement.host_given) facts.host = requirement.host;
    const std::string& more = requirement.constraint;
    if (more.empty() || !seen_.insert({requirement.source, more}).second) return;
    facts.constraint += (facts.constraint.empty() ? "" : ", ") + more;
  }

  bool IsPlugin(const std::string& source) const { return modes_.Of(source) == ProviderMode::kPlugin; }

  Native native_;
  const ProviderModes modes_;
  std::map<std::string, PluginNeed> facts_;
  std::set<std::pair<std::string, std::string>> seen_;
  std::set<std::string> needed_;
};

}  // namespace

std::vector<PluginNeed> PluginNeeds(const engine::Configuration& configuration, const engine::ProviderCatalogue& native,
                                    const ProviderModes& modes) {
  Collector collector(native, modes);
  collector.Add(*configuration.root, [&](const std::string& local_name) {
    std::set<std::string> functions;
    for (const auto& [name, text] : configuration.sources.all()) {
      AddCalls(text, "provider::" + local_name + "::", functions);
    }
    return functions;
  });
  return collector.Take();
}

std::vector<PluginNeed> AllProviders(const engine::Configuration& configuration,
                                     const engine::ProviderCatalogue& native) {
  Collector collector(native, ProviderModes(ProviderMode::kPlugin));
  collector.AddAll(*configuration.root);
  return collector.Take();
}

bool NeedsBuiltIn(const engine::Configuration& configuration, const engine::State* state,
                  const engine::ProviderCatalogue& native) {
  Collector collector(native, ProviderModes(ProviderMode::kPlugin));
  collector.AddAll(*configuration.root);
  if (collector.HasBuiltIn()) return true;
  if (state == nullptr) return false;
  return std::any_of(state->resources().begin(), state->resources().end(), [](const auto& one) {
    const Result<engine::ProviderAddress> provider = engine::ParseProviderAddress(one.second.provider);
    return provider.ok() && IsBuiltIn(provider->source);
  });
}

std::vector<PluginNeed> PluginNeeds(const engine::State& state, const engine::ProviderCatalogue& native,
                                    const ProviderModes& modes, const std::vector<PluginNeed>& known) {
  Collector collector(native, modes);
  for (const auto& [key, resource] : state.resources()) {
    const Result<engine::ProviderAddress> provider = engine::ParseProviderAddress(resource.provider);
    if (!provider.ok()) continue;
    const auto is_same = [&](const PluginNeed& one) { return one.source == provider->source; };
    if (std::any_of(known.begin(), known.end(), is_same)) continue;
    collector.NoteHost(provider->source, provider->host);
    collector.Use(provider->source, key.mode, key.type);
  }
  return collector.Take();
}

}  // namespace rolecall::cli
