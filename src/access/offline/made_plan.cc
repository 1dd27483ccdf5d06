#include "access/offline/made_plan.h"

#include <algorithm>

#include "access/model/written_place.h"
#include "access/offline/offline_provider.h"

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

const engine::ResourceChange* MadePlan::Find(const engine::ResourceAddress& address) const {
  const auto found = std::lower_bound(plan_.changes.begin(), plan_.changes.end(), address,
                                      [](const engine::ResourceChange& change, const engine::ResourceAddress& wanted) {
                                        return engine::IsShownBefore(change.address, wanted);
                                      });
  return found != plan_.changes.end() && found->address == address ? &*found : nullptr;
}

std::optional<engine::ResourceChange> MadePlan::Foretell(const engine::ResourceAddress& address,
                                                         const engine::ResourceBlock& block,
                                                         engine::Provider& provider) const {
  const engine::ResourceChange* made = Find(address);
  if (made == nullptr || !IsNew(*made) || !KnowsArguments(made->after, block.body)) return std::nullopt;
  const std::optional<Value> after = PredictPlanned(provider, address.type, made->after);
  if (!after) return std::nullopt;
  engine::ResourceChange change = *made;
  change.after = *after;
  return change;
}

}  // namespace rolecall::access
