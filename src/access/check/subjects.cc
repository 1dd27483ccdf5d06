#include "access/check/subjects.h"

#include <algorithm>

#include "access/model/resource_policy.h"

namespace rolecall::access {
namespace {

using policy::AccessDifference;

class Asker {
 public:
  Asker(const policy::AccessScope& scope, Sides& sides, std::vector<std::string>& unknown)
      : scope_(scope), sides_(sides), unknown_(unknown) {
    for (const std::string& action : scope.actions) actions_.push_back(policy::ActionSet(action));
    if (actions_.empty()) actions_.push_back(policy::AnyAction());
  }

  // What the side has of the scope; nothing, or the first.
  std::vector<AccessDifference> Ask(const Side& side, const std::string& of) {
    for (const std::string& name : side.unknown) {
      AddUnknown("the text of " + name + " is not known: what it gives " + of + " is not told");
    }
    if (side.resource == nullptr && !MayAllow(side)) return {};
    policy::AccessQuestion question;
    question.has = &side.access;
    question.scope = scope_;
    question.first_only = true;
    std::vector<AccessDifference> found = policy::Beyond(question, sides_.sets());
    std::erase_if(found, [](const AccessDifference& one) { return one.without_effect; });
    if (!side.unknown_boundary.empty()) {
      for (AccessDifference& one : found) {
        one.certain = false;
        one.reason = "the text of the boundary " + side.unknown_boundary + " is not known";
      }
    }
    return found;
  }

 private:
  // Some Allow is about an action of the scope: of most callers none is.
  bool MayAllow(const Side& side) const {
    const auto in_scope = [this](const policy::Text& action) {
      const policy::TextSet set = policy::ActionSet(action.value);
      return std::any_of(actions_.begin(), actions_.end(),
                         [&set](const policy::TextSet& one) { return policy::Meets(one, set); });
    };
    return std::any_of(side.identity.begin(), side.identity.end(), [&](const auto& policy) {
      const auto& statements = policy::DocumentOf(*policy).statements;
      return std::any_of(statements.begin(), statements.end(), [&](const policy::Statement& one) {
        const bool allow = one.effect == policy::Effect::kAllow;
        return allow && (one.not_action || std::any_of(one.actions.begin(), one.actions.end(), in_scope));
      });
    });
  }

  void AddUnknown(std::string text) {
    if (std::find(unknown_.begin(), unknown_.end(), text) == unknown_.end()) unknown_.push_back(std::move(text));
  }

  const policy::AccessScope& scope_;
  Sides& sides_;
  std::vector<std::string>& unknown_;
  std::vector<policy::TextSet> actions_;
};

Grantee OfOpener(const Opener& opener, const Role& role) {
  Grantee grantee;
  grantee.who = opener.text;
  grantee.names = {opener.text, role.arn, role.name, opener.subject, opener.principal.arn, opener.principal.name};
  grantee.role = role.name;
  grantee.origin = role.origin;
  return grantee;
}

}  // namespace

std::string ExampleOf(const AccessDifference& difference) {
  if (!difference.certain || !difference.witness) return "";
  return difference.witness->action + " on " + difference.witness->resource;
}

std::vector<Opener> LiveOpeners(const Role& role, Sides& sides) {
  std::vector<Opener> live;
  if (!role.trust.known) return live;
  const PolicyCache::Compiled trust = sides.cache().Get(role.trust, policy::DocumentKind::kTrust);
  if (trust == nullptr) return live;
  for (Opener& opener : OpenersOf(policy::DocumentOf(*trust), role.account)) {
    policy::AccessQuestion question;
    question.has = &sides.OfTrust(role, opener).access;
    question.scope = {{"sts:AssumeRole*"}, {role.arn.empty() ? "*" : role.arn}};
    question.first_only = true;
    const std::vector<AccessDifference> found = policy::Beyond(question, sides.sets());
    const bool lets_in =
        std::any_of(found.begin(), found.end(), [](const AccessDifference& one) { return !one.without_effect; });
    const bool known =
        std::any_of(live.begin(), live.end(), [&](const Opener& one) { return one.Key() == opener.Key(); });
    if (lets_in && !known) live.push_back(std::move(opener));
  }
  return live;
}

void ForEachGrant(const IdentityModel& model, const policy::AccessScope& scope, Sides& sides,
                  std::vector<std::string>& unknown,
                  const std::function<void(const Grantee&, const AccessDifference&)>& visit) {
  Asker asker(scope, sides, unknown);
  for (const Role& role : model.roles) {
    const std::vector<AccessDifference> found = asker.Ask(sides.OfRole(model, role), role.name);
    if (found.empty()) continue;
    const std::vector<Opener> openers = LiveOpeners(role, sides);
    for (const Opener& opener : openers) visit(OfOpener(opener, role), found.front());
    if (openers.empty()) visit({"role " + role.name, {role.arn, role.name}, "", role.origin}, found.front());
  }
  for (const Member& user : model.users) {
    const std::vector<AccessDifference> found = asker.Ask(sides.OfMember(model, user), user.name);
    if (!found.empty()) visit({"user " + user.name, {user.arn, user.name}, "", user.origin}, found.front());
  }
  for (const ProtectedResource& resource : model.resources) {
    const std::string account = OwnerOfResource(model, resource.arn);
    for (const ResourceCaller& caller : CallersOf(resource, sides.cache())) {
      const Side& side = sides.OfResource(resource, account, caller.principal, true);
      const std::vector<AccessDifference> found = asker.Ask(side, "access to " + resource.arn);
      if (found.empty()) continue;
      visit({caller.text + ", by the policy of " + resource.arn,
             {caller.text, caller.principal.arn},
             "",
             resource.policy.origin},
            found.front());
    }
  }
}

}  // namespace rolecall::access
