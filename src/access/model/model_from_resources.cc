// Models from what plans and states have: resources.
#include "access/model/model_readers.h"
#include "access/model/resource_reader.h"
#include "access/model/resource_value.h"
#include "access/model/written_place.h"
#include "engine/render/render_state.h"

namespace rolecall::access {
namespace {

class PlanObjects {
 public:
  PlanObjects(ResourceReader reader, PlanSide side) : reader_(std::move(reader)), side_(side) {}

  void Add(const engine::ResourceChange& change, const value::Value& after) {
    if (!change.deposed.empty()) return;
    const value::Value& object = side_ == PlanSide::kBefore ? change.before : after;
    if (change.address.type == "aws_caller_identity") account_ = TextAt(object, "account_id");
    if (!ResourceReader::Reads(change.address.type)) return;
    if (side_ == PlanSide::kBefore) reader_.Add(change.address, change.before);
    if (side_ == PlanSide::kAfter) AddAfter(change, after);
  }

  bool has_gaps() const { return reader_.has_gaps(); }

  IdentityModel Finish() {
    IdentityModel model = reader_.Finish();
    for (const Role& role : model.roles) {
      if (account_.empty()) account_ = role.account;
    }
    model.account_id = account_;
    return model;
  }

 private:
  // What will be of an object: one that is forgotten stays as it is.
  void AddAfter(const engine::ResourceChange& change, const value::Value& after) {
    if (change.action == engine::Action::kForget) return reader_.Add(change.address, change.before);
    if (change.action != engine::Action::kNoOp) reader_.AddGone(change.address, change.before);
    if (change.action != engine::Action::kDelete) reader_.Add(change.address, after);
  }

  ResourceReader reader_;
  const PlanSide side_;
  std::string account_;
};

// What a file says now is only what will be: the objects that exist have their own texts.
ResourceReader ReaderOf(PlanSide side, const engine::Configuration* configuration, const FileSystem* files,
                        const engine::Configuration* written = nullptr) {
  ResourceReader reader(configuration, side == PlanSide::kAfter ? files : nullptr, Origin::Kind::kConfiguration);
  if (written == nullptr) return reader;
  reader.SetWritten([written](const engine::ResourceAddress& address, const char* name) {
    return IsWrittenIn(*written, address, name);
  });
  return reader;
}

}  // namespace

IdentityModel ModelFromPlan(const engine::Plan& plan, PlanSide side, const engine::Configuration* configuration,
                            const FileSystem* files, const engine::Configuration* written) {
  PlanObjects objects(ReaderOf(side, configuration, files, written), side);
  for (const engine::ResourceChange& change : plan.changes) objects.Add(change, change.after);
  return objects.Finish();
}

std::optional<IdentityModel> ModelWithoutGaps(const engine::Plan& plan, const engine::Configuration& written) {
  PlanObjects objects(ReaderOf(PlanSide::kAfter, nullptr, nullptr, &written), PlanSide::kAfter);
  for (const engine::ResourceChange& change : plan.changes) {
    objects.Add(change, change.after);
    if (objects.has_gaps()) return std::nullopt;
  }
  IdentityModel model = objects.Finish();
  if (!model.gaps.empty()) return std::nullopt;
  return model;
}

IdentityModel ModelFromObjects(const std::vector<PlannedObject>& objects, const engine::Configuration* configuration,
                               const FileSystem* files) {
  PlanObjects all(ReaderOf(PlanSide::kAfter, configuration, files), PlanSide::kAfter);
  for (const PlannedObject& object : objects) all.Add(*object.change, object.after);
  return all.Finish();
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
