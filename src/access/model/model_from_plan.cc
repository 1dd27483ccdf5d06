#include "access/model/model_readers.h"
#include "access/model/resource_reader.h"
#include "access/model/resource_value.h"

namespace rolecall::access {
namespace {

bool RemovesObject(engine::Action action) {
  return action == engine::Action::kDelete || action == engine::Action::kForget;
}

}  // namespace

IdentityModel ModelFromPlan(const engine::Plan& plan, PlanSide side, const engine::Configuration* configuration,
                            const FileSystem* files) {
  // What a file says now is only what will be: the objects that exist have their own texts.
  ResourceReader reader(configuration, side == PlanSide::kAfter ? files : nullptr, Origin::Kind::kConfiguration);
  std::string account;
  for (const engine::ResourceChange& change : plan.changes) {
    if (!change.deposed.empty()) continue;
    const value::Value& object = side == PlanSide::kBefore ? change.before : change.after;
    if (change.address.type == "aws_caller_identity") account = TextAt(object, "account_id");
    if (side == PlanSide::kAfter && RemovesObject(change.action)) continue;
    if (ResourceReader::Reads(change.address.type)) reader.Add(change.address, object);
  }
  IdentityModel model = reader.Finish();
  for (const Role& role : model.roles) {
    if (account.empty()) account = role.account;
  }
  model.account_id = account;
  return model;
}

}  // namespace rolecall::access
