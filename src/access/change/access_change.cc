#include "access/change/access_change.h"

#include <algorithm>
#include <map>

#include "access/model/model_readers.h"
#include "access/model/resource_reader.h"
#include "access/model/trust_opening.h"
#include "access/offline/offline_plan.h"

namespace rolecall::access {
namespace {

constexpr const char* kAssume = "sts:AssumeRoleWithWebIdentity";

// What one "who" has, with the role that gives it.
using Access = std::map<Grant, std::string>;

struct Situation {
  std::map<std::string, Access> access;                                 // by who
  std::map<std::pair<std::string, std::string>, std::string> openings;  // who, role -> provider
};

Situation SituationOf(const IdentityModel& model, PolicyCache& cache) {
  Situation situation;
  for (const Role& role : model.roles) {
    if (!role.trust.known) continue;
    const PolicyCache::Compiled trust = cache.Get(role.trust, policy::DocumentKind::kTrust);
    if (trust == nullptr) continue;
    GrantSet grants;
    bool read = false;
    for (const TrustOpening& opening : OpeningsOf(policy::DocumentOf(*trust))) {
      if (opening.provider.empty()) continue;
      if (!read) grants = GrantsOf(model, role, cache);
      read = true;
      const std::string who = opening.Text();
      if (opening.is_wide()) situation.openings[{who, role.name}] = opening.provider;
      Access& access = situation.access[who];
      for (Grant grant : grants) {
        grant.conditions.insert(grant.conditions.end(), opening.conditions.begin(), opening.conditions.end());
        std::sort(grant.conditions.begin(), grant.conditions.end());
        access.emplace(std::move(grant), role.name);
      }
      // A role without policies still is an identity that resource policies may name.
      if (grants.empty()) access.emplace(Grant{kAssume, "role " + role.name, opening.conditions}, role.name);
    }
  }
  return situation;
}

// What `one` has and `other` does not cover.
void AddDifference(const std::string& who, const Access& one, const Access& other, bool gained,
                   std::vector<AccessChange>& changes) {
  for (const auto& [grant, role] : one) {
    if (other.contains(grant)) continue;
    const Grant& narrow = grant;
    const std::string& by = role;
    // The bare identity counts only where there was none before (or is none after).
    const bool bare = grant.action == kAssume && grant.resource.starts_with("role ");
    if (bare && std::any_of(other.begin(), other.end(), [&](const auto& had) { return had.second == by; })) continue;
    if (std::any_of(other.begin(), other.end(), [&](const auto& wide) { return Covers(wide.first, narrow); })) continue;
    changes.push_back({who, role, gained, grant});
  }
}

bool TouchesIdentity(const engine::Plan& plan) {
  return std::any_of(plan.changes.begin(), plan.changes.end(), [](const engine::ResourceChange& change) {
    return change.action != engine::Action::kNoOp && change.action != engine::Action::kRead &&
           ResourceReader::Reads(change.address.type);
  });
}

bool HasServiceAccountRoles(const IdentityModel& model) {
  return std::any_of(model.roles.begin(), model.roles.end(), [](const Role& role) {
    return !role.trust.known || role.trust.text.find(":oidc-provider/") != std::string::npos;
  });
}

engine::RootVariables VariablesOf(const engine::Plan& plan) {
  engine::RootVariables variables;
  for (const engine::PlannedVariable& variable : plan.variables) {
    if (!variable.given) continue;
    engine::GivenVariable given;
    given.value = variable.value;
    given.source = "the plan";
    variables[variable.name] = std::move(given);
  }
  return variables;
}

}  // namespace

AccessChanges CompareAccess(const IdentityModel& before, const IdentityModel& after) {
  PolicyCache cache;
  const Situation old = SituationOf(before, cache);
  const Situation now = SituationOf(after, cache);
  AccessChanges changes;
  changes.account_id = after.account_id.empty() ? before.account_id : after.account_id;
  for (const auto& [key, provider] : now.openings) {
    if (!old.openings.contains(key)) changes.openings.push_back({key.first, key.second, provider, true});
  }
  for (const auto& [key, provider] : old.openings) {
    if (!now.openings.contains(key)) changes.openings.push_back({key.first, key.second, provider, false});
  }
  static const Access kNothing;
  std::map<std::string, std::pair<const Access*, const Access*>> both;
  for (const auto& [who, access] : old.access) both[who] = {&access, &kNothing};
  for (const auto& [who, access] : now.access) {
    const auto [found, is_new] = both.emplace(who, std::make_pair(&kNothing, &access));
    if (!is_new) found->second.second = &access;
  }
  for (const auto& [who, pair] : both) {
    AddDifference(who, *pair.second, *pair.first, true, changes.changes);
    AddDifference(who, *pair.first, *pair.second, false, changes.changes);
  }
  return changes;
}

AccessChanges AccessOfPlan(const engine::EngineContext& context, const engine::Configuration* configuration,
                           const engine::Plan& plan) {
  if (plan.errored || !TouchesIdentity(plan)) return {};
  const IdentityModel before = ModelFromPlan(plan, PlanSide::kBefore, nullptr, nullptr);
  IdentityModel after = ModelFromPlan(plan, PlanSide::kAfter, nullptr, nullptr);
  if (!HasServiceAccountRoles(before) && !HasServiceAccountRoles(after)) return {};
  if (!after.gaps.empty() && configuration != nullptr) {
    IdentityModel predicted = PredictAfter(context, *configuration, VariablesOf(plan), plan);
    if (!predicted.roles.empty()) after = std::move(predicted);
  }
  AccessChanges changes = CompareAccess(before, after);
  changes.remarks = after.gaps;
  return changes;
}

}  // namespace rolecall::access
