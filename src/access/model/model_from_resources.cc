// Models from what plans and states have: resources.
#include "access/model/model_readers.h"
#include "access/model/resource_reader.h"
#include "access/model/resource_value.h"
#include "access/model/written_place.h"
#include "engine/render/render_state.h"

namespace rolecall::access {
namespace {

// What will be of an object: one that is forgotten stays as it is.
void AddAfter(const engine::ResourceChange& change, ResourceReader& reader) {
  if (change.action == engine::Action::kForget) return reader.Add(change.address, change.before);
  if (change.action != engine::Action::kNoOp) reader.AddGone(change.address, change.before);
  if (change.action != engine::Action::kDelete) reader.Add(change.address, change.after);
}

}  // namespace

IdentityModel ModelFromPlan(const engine::Plan& plan, PlanSide side, const engine::Configuration* configuration,
                            const FileSystem* files, const engine::Configuration* written) {
  // What a file says now is only what will be: the objects that exist have their own texts.
  ResourceReader reader(configuration, side == PlanSide::kAfter ? files : nullptr, Origin::Kind::kConfiguration);
  if (written != nullptr) {
    reader.SetWritten([written](const engine::ResourceAddress& address, const char* name) {
      return IsWrittenIn(*written, address, name);
    });
  }
  std::string account;
  for (const engine::ResourceChange& change : plan.changes) {
    if (!change.deposed.empty()) continue;
    const value::Value& object = side == PlanSide::kBefore ? change.before : change.after;
    if (change.address.type == "aws_caller_identity") account = TextAt(object, "account_id");
    if (!ResourceReader::Reads(change.address.type)) continue;
    if (side == PlanSide::kBefore) reader.Add(change.address, change.before);
    if (side == PlanSide::kAfter) AddAfter(change, reader);
  }
  IdentityModel model = reader.Finish();
  for (const Role& role : model.roles) {
    if (account.empty()) account = role.account;
  }
  model.account_id = account;
  return model;
}

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
