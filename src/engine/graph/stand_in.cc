#include "engine/graph/stand_in.h"

#include <utility>

#include "engine/provider/config_decoder.h"
#include "engine/provider/mocked_provider.h"
#include "hcl/evaluate/scope.h"

namespace rolecall::engine {
namespace {

using value::Value;

// What the module says to that provider, under whichever of its local names. Null: nothing.
const ProviderMetaBlock* MetaFor(const Module& module, const ProviderRequirement& provider) {
  for (const auto& [local_name, meta] : module.provider_metas) {
    const ProviderRequirement named = module.Requirement(local_name);
    if (named.source == provider.source && named.host == provider.host) return &meta;
  }
  return nullptr;
}

void PutOverride(ResourceTarget& target) {
  ProviderMock mock;
  const bool is_data = target.block->mode == ResourceMode::kData;
  (is_data ? mock.data_sources : mock.resources)[target.block->type] = *target.block->overridden;
  target.stand_in = std::make_unique<MockedProvider>(*target.provider, std::move(mock));
}

void PutModuleView(const ProviderMetaBlock& meta, ResourceTarget& target) {
  const BlockSchema* const schema = target.provider->ModuleMetaSchema();
  if (schema == nullptr) {
    target.unsupported_meta = &meta;
    return;
  }
  const Value said = ConfigDecoder(*schema).Decode(meta.body, hcl::Scope(), target.meta_problems);
  if (!target.meta_problems.HasErrors()) target.stand_in = target.provider->ForModule(said);
}

}  // namespace

void StandIn(ResourceTarget& target) {
  if (target.provider == nullptr || target.block == nullptr) return;
  if (target.block->overridden) {
    PutOverride(target);
  } else if (target.module != nullptr && !target.module->provider_metas.empty()) {
    const ProviderRequirement provider = ResolveProvider(*target.module, *target.block).requirement;
    if (const ProviderMetaBlock* meta = MetaFor(*target.module, provider)) PutModuleView(*meta, target);
  }
  if (target.stand_in != nullptr) target.provider = target.stand_in.get();
}

bool CheckProviderMeta(const ResourceTarget& target, const ResourceAddress& address, diag::Diagnostics& diagnostics) {
  diagnostics.Append(target.meta_problems);
  if (target.meta_problems.HasErrors()) return false;
  if (target.unsupported_meta == nullptr) return true;
  ResourceAddress object = address;
  object.module = {};
  diagnostics.AddError(
      "provider-meta",
      "Provider " + target.provider_address.host + "/" + target.provider_address.source +
          " doesn't support provider_meta",
      "The resource " + object.Text() + " belongs to a provider that doesn't support provider_meta blocks",
      target.unsupported_meta->name_range);
  return false;
}

}  // namespace rolecall::engine
