#include "access/change/grants.h"

#include <algorithm>

#include "base/text.h"
#include "policy/decide/request.h"
#include "policy/document/glob.h"

namespace rolecall::access {
namespace {

std::string Joined(const std::vector<policy::Text>& texts) {
  std::string text;
  for (const policy::Text& one : texts) text += (text.empty() ? "" : ", ") + one.value;
  return text;
}

// Every text that `narrow` matches is matched by `wide`, too. Where that is not clear: false.
bool PatternCovers(const std::string& wide, const std::string& narrow) {
  if (wide == narrow || wide == "*") return true;
  // A `?` may stand for none of the texts that a `*` stands for.
  if (wide.find('?') != std::string::npos && narrow.find('*') != std::string::npos) return false;
  return policy::GlobMatch(policy::ToPattern(wide), narrow);
}

bool MayOverlap(const std::string& a, const std::string& b) { return PatternCovers(a, b) || PatternCovers(b, a); }

std::vector<std::string> ConditionsOf(const policy::Statement& statement) {
  std::vector<std::string> texts;
  for (const policy::Condition& condition : statement.conditions) {
    texts.push_back(condition.operator_text + " " + condition.key + " " + Joined(condition.values));
  }
  std::sort(texts.begin(), texts.end());
  return texts;
}

std::vector<Grant> GrantsOfStatement(const policy::Statement& statement) {
  std::vector<std::string> actions, resources;
  for (const policy::Text& one : statement.actions) actions.push_back(one.value);
  for (const policy::Text& one : statement.resources) resources.push_back(one.value);
  if (statement.not_action) actions = {"every action but " + Joined(statement.actions)};
  if (statement.not_resource) resources = {"every resource but " + Joined(statement.resources)};
  const std::vector<std::string> conditions = ConditionsOf(statement);
  std::vector<Grant> grants;
  for (const std::string& action : actions) {
    for (const std::string& resource : resources) grants.push_back({action, resource, conditions});
  }
  return grants;
}

bool Overlaps(const Grant& a, const Grant& b) {
  const bool plain = !a.action.starts_with("every ") && !b.action.starts_with("every ") &&
                     !a.resource.starts_with("every ") && !b.resource.starts_with("every ");
  return !plain || (MayOverlap(LowerAscii(a.action), LowerAscii(b.action)) && MayOverlap(a.resource, b.resource));
}

struct Statements {
  std::vector<Grant> allowed, denied;
};

void Collect(const PolicyCache::Compiled& compiled, Statements& statements) {
  if (compiled == nullptr) return;
  for (const policy::Statement& statement : policy::DocumentOf(*compiled).statements) {
    const bool allows = statement.effect == policy::Effect::kAllow;
    for (Grant& grant : GrantsOfStatement(statement)) {
      (allows ? statements.allowed : statements.denied).push_back(std::move(grant));
    }
  }
}

// The grant less what denies it; false: nothing is left.
bool Subtract(const std::vector<Grant>& denied, Grant& grant) {
  for (const Grant& deny : denied) {
    if (deny.conditions.empty() && Covers(deny, grant)) return false;
  }
  for (const Grant& deny : denied) {
    if (!Overlaps(deny, grant)) continue;
    std::string limit = "not " + deny.action + " on " + deny.resource;
    for (const std::string& condition : deny.conditions) limit += " if " + condition;
    grant.conditions.push_back(std::move(limit));
  }
  std::sort(grant.conditions.begin(), grant.conditions.end());
  return true;
}

// The grant as far as the boundary reaches; false: not at all.
bool Bound(const Statements& boundary, const std::string& name, Grant& grant) {
  const auto covers = [&](const Grant& one) { return one.conditions.empty() && Covers(one, grant); };
  const auto overlaps = [&](const Grant& one) { return Overlaps(one, grant); };
  if (std::none_of(boundary.allowed.begin(), boundary.allowed.end(), overlaps)) return false;
  if (std::none_of(boundary.allowed.begin(), boundary.allowed.end(), covers)) {
    grant.conditions.push_back("within the boundary " + name);
  }
  return Subtract(boundary.denied, grant);
}

}  // namespace

bool Covers(const Grant& wide, const Grant& narrow) {
  if (!std::includes(narrow.conditions.begin(), narrow.conditions.end(), wide.conditions.begin(),
                     wide.conditions.end())) {
    return false;
  }
  return PatternCovers(LowerAscii(wide.action), LowerAscii(narrow.action)) &&
         PatternCovers(wide.resource, narrow.resource);
}

GrantSet GrantsOf(const IdentityModel& model, const Role& role, PolicyCache& cache) {
  Statements identity;
  for (const PolicyDocument* document : model.IdentityPolicies(role)) {
    if (document->known) Collect(cache.Get(*document, policy::DocumentKind::kIdentity), identity);
  }
  Statements boundary;
  const PolicyDocument* bounding = model.Boundary(role.boundary_arn);
  if (bounding != nullptr) Collect(cache.Get(*bounding, policy::DocumentKind::kBoundary), boundary);
  GrantSet grants;
  for (Grant& grant : identity.allowed) {
    if (!Subtract(identity.denied, grant)) continue;
    if (bounding != nullptr && !Bound(boundary, NameOfArn(role.boundary_arn), grant)) continue;
    if (bounding == nullptr && !role.boundary_arn.empty()) {
      grant.conditions.push_back("within the boundary " + role.boundary_arn);
    }
    grants.insert(std::move(grant));
  }
  return grants;
}

}  // namespace rolecall::access
