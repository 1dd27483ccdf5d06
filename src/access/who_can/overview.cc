#include "access/who_can/overview.h"

#include <boost/json.hpp>

#include "access/model/policy_cache.h"
#include "access/model/trust_opening.h"
#include "policy/decide/engine.h"

namespace rolecall::access {
namespace {

using boost::json::array;
using boost::json::object;

const char* KindOf(const TrustOpening& opening) {
  if (opening.kind == TrustOpening::Kind::kServiceAccount) return "account";
  return opening.is_wide() ? "wide" : "other";
}

object RoleObject(const Role& role, PolicyCache& cache) {
  array openings;
  const PolicyCache::Compiled trust = role.trust.known ? cache.Get(role.trust, policy::DocumentKind::kTrust) : nullptr;
  if (trust != nullptr) {
    for (const TrustOpening& opening : OpeningsOf(policy::DocumentOf(*trust))) {
      openings.push_back(object{{"who", opening.who},
                                {"kind", KindOf(opening)},
                                {"text", opening.Text()},
                                {"wide", opening.is_wide()},
                                {"conditions", array(opening.conditions.begin(), opening.conditions.end())}});
    }
  }
  return {{"arn", role.arn}, {"name", role.name}, {"openings", std::move(openings)}, {"trust_known", trust != nullptr}};
}

}  // namespace

std::string OverviewJson(const IdentityModel& model) {
  PolicyCache cache;
  array accounts, roles, users;
  for (const ServiceAccount& account : model.service_accounts) {
    accounts.push_back(object{{"name", account.Text()}, {"role", account.role_arn}});
  }
  for (const Role& role : model.roles) roles.push_back(RoleObject(role, cache));
  for (const Member& user : model.users) users.push_back(object{{"arn", user.arn}, {"name", user.name}});
  return boost::json::serialize(object{{"accounts", std::move(accounts)},
                                       {"roles", std::move(roles)},
                                       {"users", std::move(users)},
                                       {"not_known", array(model.gaps.begin(), model.gaps.end())}});
}

}  // namespace rolecall::access
