#include "access/model/model_readers.h"
#include "access/model/resource_reader.h"
#include "engine/render/render_state.h"

namespace rolecall::access {

IdentityModel ModelFromState(const engine::State& state, const engine::Schemas& schemas,
                             const engine::Configuration* configuration) {
  ResourceReader reader(configuration, nullptr, Origin::Kind::kState);
  for (const auto& [key, resource] : state.resources()) {
    if (key.mode != engine::ResourceMode::kManaged || !ResourceReader::Reads(key.type)) continue;
    const std::string source = engine::ProviderSource(resource.provider);
    const engine::ResourceSchema* schema = schemas.Find(source, "", key.mode, key.type);
    for (const engine::Instance& instance : resource.instances) {
      if (!instance.is_current()) continue;
      reader.Add(engine::ResourceAddress::FromState(key, instance.index), engine::InstanceValue(instance, schema));
    }
  }
  IdentityModel model = reader.Finish();
  for (const Role& role : model.roles) {
    if (model.account_id.empty()) model.account_id = role.account;
  }
  for (const auto& [arn, policy] : model.policies) {
    if (model.account_id.empty()) model.account_id = AccountOf(arn);
  }
  return model;
}

}  // namespace rolecall::access
