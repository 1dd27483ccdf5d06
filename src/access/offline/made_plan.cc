#include "access/offline/made_plan.h"

#include <algorithm>

#include "access/model/written_place.h"
#include "access/offline/offline_provider.h"
#include "engine/provider/schema_value.h"

namespace rolecall::access {
namespace {

using value::Value;

// Every argument of the block was known: what is unknown is for the provider to choose. A JSON body does not tell what
// is written in it; of something that is known in part it is not told which part was an argument.
bool KnowsArguments(const Value& planned, const hcl::Body& body) {
  if (planned.IsWhollyKnown()) return true;
  if (!planned.IsKnown() || body.json != nullptr || body.overlaid != nullptr) return false;
  return std::all_of(planned.members().begin(), planned.members().end(), [&body](const auto& member) {
    return member.second.IsWhollyKnown() || (!member.second.IsKnown() && !IsWritten(body, member.first));
  });
}

bool IsNew(const engine::ResourceChange& change) {
  return change.action == engine::Action::kCreate && change.deposed.empty() && change.importing_id.empty() &&
         !change.previous_address;
}

}  // namespace

std::optional<Value> MadePlan::Foretell(const engine::ResourceAddress& address, const engine::ResourceBlock& block,
                                        engine::Provider& provider) {
  const auto found = std::lower_bound(plan_.changes.begin(), plan_.changes.end(), address,
                                      [](const engine::ResourceChange& change, const engine::ResourceAddress& wanted) {
                                        return engine::IsShownBefore(change.address, wanted);
                                      });
  if (found == plan_.changes.end() || found->address != address) return std::nullopt;
  if (!IsNew(*found) || !KnowsArguments(found->after, block.body)) return std::nullopt;
  std::optional<Value> after = PredictPlanned(provider, address.type, found->after);
  if (!after) return std::nullopt;
  Value marked = engine::MarkSensitive(*after, found->after_sensitive);
  foretold_[static_cast<std::size_t>(found - plan_.changes.begin())] = *std::move(after);
  return marked;
}

std::vector<PlannedObject> MadePlan::With(const engine::Plan& predicted) const {
  std::vector<PlannedObject> objects;
  objects.reserve(plan_.changes.size());
  auto next = predicted.changes.begin();
  const auto end = predicted.changes.end();
  for (std::size_t i = 0; i < foretold_.size(); ++i) {
    if (!foretold_[i]) continue;
    const engine::ResourceChange& change = plan_.changes[i];
    for (; next != end && engine::IsShownBefore(next->address, change.address); ++next) {
      objects.push_back({&*next, next->after});
    }
    objects.push_back({&change, *foretold_[i]});
  }
  for (; next != end; ++next) objects.push_back({&*next, next->after});
  return objects;
}

}  // namespace rolecall::access
