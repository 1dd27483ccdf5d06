#include "providers/random/provider.h"

#include "providers/framework/schema_build.h"
#include "providers/framework/table_provider.h"
#include "providers/random/resources.h"

namespace rolecall::providers::random {
namespace {

using value::Value;

engine::BlockSchema WithKeepers(engine::BlockSchema block) {
  block.attributes["keepers"] = TextMapAttribute(Use::kOptional);
  return block;
}

Rules ForceAll(const engine::BlockSchema& block, Rules rules) {
  for (const auto& attribute : block.attributes) {
    if (attribute.second.optional || attribute.second.required) rules[attribute.first].force_new = true;
  }
  rules["keepers"].force_new = true;
  return rules;
}

std::map<std::string, Value> WithoutNulls(const Value& keepers) {
  std::map<std::string, Value> kept;
  if (!keepers.IsKnown() || keepers.IsNull()) return kept;
  for (const auto& keeper : keepers.members()) {
    if (!keeper.second.IsKnown() || !keeper.second.IsNull()) kept.insert(keeper);
  }
  return kept;
}

bool AreSame(const std::map<std::string, Value>& a, const std::map<std::string, Value>& b) {
  if (a.size() != b.size()) return false;
  for (const auto& keeper : a) {
    auto other = b.find(keeper.first);
    if (other == b.end() || !other->second.Same(keeper.second)) return false;
  }
  return true;
}

}  // namespace

KeptResource::KeptResource(engine::BlockSchema block, Rules rules, std::int64_t version)
    : Resource(WithKeepers(block), ForceAll(block, std::move(rules)), version) {}

Result<void> KeptResource::Plan(const Object* prior, const Object&, Object& planned) const {
  if (prior == nullptr || !planned.Get("keepers").IsKnown()) return {};
  if (AreSame(WithoutNulls(prior->Get("keepers")), WithoutNulls(planned.Get("keepers")))) {
    planned.Set("keepers", prior->Get("keepers"));
  }
  return {};
}

std::unique_ptr<engine::Provider> MakeRandomProvider(Random& random, const Clock& clock) {
  ResourceTable resources;
  resources.emplace("random_bytes", MakeBytes(random));
  resources.emplace("random_id", MakeId(random));
  resources.emplace("random_integer", MakeInteger(random));
  resources.emplace("random_password", MakePassword(random));
  resources.emplace("random_pet", MakePet(random));
  resources.emplace("random_shuffle", MakeShuffle(random));
  resources.emplace("random_string", MakeString(random));
  resources.emplace("random_uuid", MakeUuid(random));
  resources.emplace("random_uuid4", MakeUuid(random));
  resources.emplace("random_uuid7", MakeTimedUuid(random, clock));
  DataSourceTable ephemeral;
  ephemeral.emplace("random_password", MakeEphemeralPassword(random));
  return std::make_unique<TableProvider>("hashicorp/random", std::move(resources), DataSourceTable(),
                                         std::move(ephemeral));
}

}  // namespace rolecall::providers::random
