#include "plugin/client/mixed_provider.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "engine/provider/ephemeral.h"
#include "engine/provider/movable.h"
#include "engine/provider/schema_value.h"
#include "value/convert.h"

namespace rolecall::plugin {
namespace {

using engine::BlockSchema;
using engine::Provider;
using engine::ResourceSchema;
using engine::ResourceState;
using value::Value;

std::vector<std::string> United(std::vector<std::string> a, std::vector<std::string> b) {
  std::vector<std::string> all;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all));
  return all;
}

bool IsSet(const Value& value) {
  if (!value.IsKnown()) return true;
  return !value.IsNull() && !(value.type().IsCollection() && value.size() == 0);
}

// A configuration of one schema as one of another: what both have, by name.
class Narrowing {
 public:
  explicit Narrowing(const BlockSchema& to) : to_(to) {}

  Value Of(const Value& config) { return Block(to_, config, ""); }
  const std::vector<std::string>& lost() const { return lost_; }

 private:
  Value Block(const BlockSchema& to, const Value& config, const std::string& at) {
    if (!config.IsKnown() || config.IsNull()) {
      return config.IsKnown() ? Value::Null(ImpliedType(to)) : Value::Unknown(ImpliedType(to));
    }
    std::map<std::string, Value> members;
    for (const auto& [name, member] : config.members()) {
      const bool is_known = to.attributes.count(name) > 0 || to.blocks.count(name) > 0;
      if (!is_known && IsSet(member)) lost_.push_back(at + name);
    }
    for (const auto& [name, attribute] : to.attributes) {
      const Value* member = config.Find(name);
      const auto converted = value::Convert(member ? *member : Value::Null(attribute.type), attribute.type);
      if (!converted.ok()) lost_.push_back(at + name);
      members.emplace(name, converted.ok() ? *converted : Value::Null(attribute.type));
    }
    const Value empty = engine::EmptyObject(to);
    for (const auto& [name, nested] : to.blocks) {
      const Value* member = config.Find(name);
      members.emplace(name, member ? Blocks(nested, *member, at + name + ".") : empty.Get(name));
    }
    return Value::Object(std::move(members));
  }

  Value Blocks(const engine::NestedBlockSchema& to, const Value& config, const std::string& at) {
    const value::Type type = ImpliedType(to);
    if (!config.IsKnown()) return Value::Unknown(type);
    std::vector<Value> elements;
    if (!config.IsNull() && config.type().IsObject()) {
      elements.push_back(Block(*to.block, config, at));
    } else if (!config.IsNull() && (config.type().IsList() || config.type().IsSet())) {
      for (const Value& one : config.elements()) elements.push_back(Block(*to.block, one, at));
    }
    switch (to.nesting) {
      case engine::Nesting::kSingle: return elements.empty() ? Value::Null(type) : elements.front();
      case engine::Nesting::kList: return Value::List(type.element(), std::move(elements));
      case engine::Nesting::kSet: return Value::Set(type.element(), std::move(elements));
      case engine::Nesting::kMap: return Value::Map(type.element(), {});
    }
    return Value::Null(type);
  }

  const BlockSchema& to_;
  std::vector<std::string> lost_;
};

// The two of one configuration, and what they were configured with.
struct Halves {
  std::unique_ptr<Provider> native, plugin;
  Value configuration;
  std::once_flag plugin_configured;
  diag::Diagnostics plugin_problems;
};

class MixedProvider final : public Provider, public engine::MovableResources, public engine::EphemeralResources {
 public:
  // `for_module` (may be null): the plugin as a module sees it.
  MixedProvider(std::shared_ptr<Halves> halves, std::unique_ptr<Provider> for_module)
      : halves_(std::move(halves)),
        native_(halves_->native.get()),
        for_module_(std::move(for_module)),
        plugin_(for_module_ != nullptr ? for_module_.get() : halves_->plugin.get()) {}

  std::string source() const override { return native_->source(); }
  const BlockSchema& ConfigurationSchema() const override { return plugin_->ConfigurationSchema(); }
  const BlockSchema* ModuleMetaSchema() const override { return plugin_->ModuleMetaSchema(); }
  std::unique_ptr<Provider> ForModule(const Value& meta) override {
    return std::make_unique<MixedProvider>(halves_, halves_->plugin->ForModule(meta));
  }
  const ResourceSchema* FindResource(const std::string& type) const override {
    const ResourceSchema* found = native_->FindResource(type);
    return found != nullptr ? found : plugin_->FindResource(type);
  }
  const ResourceSchema* FindDataSource(const std::string& type) const override {
    const ResourceSchema* found = native_->FindDataSource(type);
    return found != nullptr ? found : plugin_->FindDataSource(type);
  }
  const ResourceSchema* FindEphemeral(const std::string& type) const override {
    const ResourceSchema* found = native_->FindEphemeral(type);
    return found != nullptr ? found : plugin_->FindEphemeral(type);
  }
  std::vector<std::string> ResourceTypes() const override {
    return United(native_->ResourceTypes(), plugin_->ResourceTypes());
  }
  std::vector<std::string> DataSourceTypes() const override {
    return United(native_->DataSourceTypes(), plugin_->DataSourceTypes());
  }
  std::vector<std::string> EphemeralTypes() const override {
    return United(native_->EphemeralTypes(), plugin_->EphemeralTypes());
  }
  const engine::ProviderSchema& schema() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (all_) return *all_;
    all_ = plugin_->schema();
    for (const auto& [name, schema] : native_->schema().resources) all_->resources.insert_or_assign(name, schema);
    for (const auto& [name, schema] : native_->schema().data_sources) {
      all_->data_sources.insert_or_assign(name, schema);
    }
    for (const auto& [name, schema] : native_->schema().ephemeral_resources) {
      all_->ephemeral_resources.insert_or_assign(name, schema);
    }
    return *all_;
  }

  void ValidateConfiguration(const Value& configuration, diag::Diagnostics& diagnostics) override {
    Narrowing narrowing(native_->ConfigurationSchema());
    const Value narrow = narrowing.Of(configuration);
    for (const std::string& name : narrowing.lost()) {
      diagnostics.AddError("provider-argument", "Unsupported provider argument",
                           "The part of " + source() + " that is built in does not support \"" + name +
                               "\". With ROLECALL_PROVIDERS=plugin all types are served by the provider's plugin, "
                               "which does.");
    }
    native_->ValidateConfiguration(narrow, diagnostics);
  }
  void Configure(const Value& configuration, diag::Diagnostics& diagnostics) override {
    halves_->configuration = configuration;
    Narrowing narrowing(native_->ConfigurationSchema());
    native_->Configure(narrowing.Of(configuration), diagnostics);
  }

  // Checks need no configuration.
  void ValidateResource(const std::string& type, const Value& config, diag::Diagnostics& diagnostics) override {
    Of(type, kResource).ValidateResource(type, config, diagnostics);
  }
  void ValidateDataSource(const std::string& type, const Value& config, diag::Diagnostics& diagnostics) override {
    Of(type, kData).ValidateDataSource(type, config, diagnostics);
  }
  bool UpgradesAlways(const std::string& type) const override { return Of(type, kResource).UpgradesAlways(type); }
  Value UpgradeState(const std::string& type, std::int64_t version, const std::string& json,
                     diag::Diagnostics& diagnostics) override {
    return Of(type, kResource).UpgradeState(type, version, json, diagnostics);
  }

  ResourceState MoveState(const engine::SourceObject& source, const std::string& target_type,
                          diag::Diagnostics& diagnostics) override {
    if (auto* const movable = dynamic_cast<engine::MovableResources*>(&Of(target_type, kResource))) {
      return movable->MoveState(source, target_type, diagnostics);
    }
    diagnostics.AddError("move-across-types", "Move Resource State Not Supported",
                         "The \"" + target_type +
                             "\" resource type, which is built in, does not support moving resource state across "
                             "resource types.");
    return {};
  }

  ResourceState Read(const std::string& type, const ResourceState& current, diag::Diagnostics& diagnostics) override {
    Provider* provider = Configured(type, kResource, diagnostics);
    return provider == nullptr ? current : provider->Read(type, current, diagnostics);
  }
  engine::PlannedResource Plan(const std::string& type, const ResourceState& prior, const Value& proposed,
                               const Value& config, diag::Diagnostics& diagnostics) override {
    Provider* provider = Configured(type, kResource, diagnostics);
    if (provider == nullptr) return {.planned = proposed, .is_checked = true};
    return provider->Plan(type, prior, proposed, config, diagnostics);
  }
  ResourceState Apply(const std::string& type, const ResourceState& prior, const engine::PlannedResource& planned,
                      const Value& config, const engine::Cancellation& cancellation,
                      diag::Diagnostics& diagnostics) override {
    Provider* provider = Configured(type, kResource, diagnostics);
    if (provider == nullptr) return prior;
    return provider->Apply(type, prior, planned, config, cancellation, diagnostics);
  }
  std::vector<engine::ImportedResource> Import(const std::string& type, const std::string& id,
                                               diag::Diagnostics& diagnostics) override {
    Provider* provider = Configured(type, kResource, diagnostics);
    if (provider == nullptr) return {};
    return provider->Import(type, id, diagnostics);
  }
  std::optional<engine::ResourceIdentity> IdentityOf(const std::string& type, const Value& object) const override {
    return Of(type, kResource).IdentityOf(type, object);
  }
  std::optional<std::string> ImportIdOf(const std::string& type, const Value& identity,
                                        diag::Diagnostics& diagnostics) const override {
    return Of(type, kResource).ImportIdOf(type, identity, diagnostics);
  }
  std::optional<engine::ResourceIdentity> UpgradeIdentity(const std::string& type, std::int64_t version,
                                                          const std::string& json,
                                                          diag::Diagnostics& diagnostics) override {
    return Of(type, kResource).UpgradeIdentity(type, version, json, diagnostics);
  }
  bool ImportsByIdentity(const std::string& type) const override { return Of(type, kResource).ImportsByIdentity(type); }
  std::vector<engine::ImportedResource> ImportByIdentity(const std::string& type, const Value& identity,
                                                         diag::Diagnostics& diagnostics) override {
    Provider* provider = Configured(type, kResource, diagnostics);
    if (provider == nullptr) return {};
    return provider->ImportByIdentity(type, identity, diagnostics);
  }
  Value ReadDataSource(const std::string& type, const Value& config, diag::Diagnostics& diagnostics) override {
    Provider* provider = Configured(type, kData, diagnostics);
    return provider == nullptr ? config : provider->ReadDataSource(type, config, diagnostics);
  }

  void ValidateEphemeral(const std::string& type, const Value& config, diag::Diagnostics& diagnostics) override {
    if (auto* const one = Ephemeral(&Of(type, kEphemeral))) one->ValidateEphemeral(type, config, diagnostics);
  }
  engine::OpenedResource Open(const std::string& type, const Value& config, diag::Diagnostics& diagnostics) override {
    auto* const one = Ephemeral(Configured(type, kEphemeral, diagnostics));
    if (one != nullptr) return one->Open(type, config, diagnostics);
    return {.result = config, .renew_at = {}, .private_bytes = {}};
  }
  engine::RenewedResource Renew(const std::string& type, const Secret& private_bytes,
                                diag::Diagnostics& diagnostics) override {
    auto* const one = Ephemeral(&Of(type, kEphemeral));  // what is open is of a provider that is configured
    return one != nullptr ? one->Renew(type, private_bytes, diagnostics) : engine::RenewedResource();
  }
  void Close(const std::string& type, const Secret& private_bytes, diag::Diagnostics& diagnostics) override {
    if (auto* const one = Ephemeral(&Of(type, kEphemeral))) one->Close(type, private_bytes, diagnostics);
  }

 private:
  // How a provider is asked whether it has a type.
  using Finder = const ResourceSchema* (Provider::*)(const std::string&) const;
  static constexpr Finder kResource = &Provider::FindResource;
  static constexpr Finder kData = &Provider::FindDataSource;
  static constexpr Finder kEphemeral = &Provider::FindEphemeral;

  Provider& Of(const std::string& type, Finder find) const {
    return ((*native_).*find)(type) != nullptr ? *native_ : *plugin_;
  }
  static engine::EphemeralResources* Ephemeral(Provider* provider) {
    return dynamic_cast<engine::EphemeralResources*>(provider);
  }

  // Null, with diagnostics: the plugin refuses its configuration.
  Provider* Configured(const std::string& type, Finder find, diag::Diagnostics& diagnostics) {
    Provider& provider = Of(type, find);
    if (&provider == native_) return &provider;
    std::call_once(halves_->plugin_configured, [this] {
      plugin_->ValidateConfiguration(halves_->configuration, halves_->plugin_problems);
      if (!halves_->plugin_problems.HasErrors()) plugin_->Configure(halves_->configuration, halves_->plugin_problems);
    });
    if (!halves_->plugin_problems.HasErrors()) return &provider;
    diagnostics.Append(halves_->plugin_problems);
    return nullptr;
  }

  const std::shared_ptr<Halves> halves_;
  Provider* const native_;
  const std::unique_ptr<Provider> for_module_;
  Provider* const plugin_;
  mutable std::mutex mutex_;
  mutable std::optional<engine::ProviderSchema> all_;
};

}  // namespace

std::unique_ptr<Provider> MakeMixedProvider(std::unique_ptr<Provider> native, std::unique_ptr<Provider> plugin) {
  auto halves = std::make_shared<Halves>();
  halves->native = std::move(native);
  halves->plugin = std::move(plugin);
  return std::make_unique<MixedProvider>(std::move(halves), nullptr);
}

}  // namespace rolecall::plugin
