#include <algorithm>

#include "access/change/comparison.h"
#include "base/text.h"

namespace rolecall::access {
namespace {

using policy::Principal;

std::string AccountOfResource(const ProtectedResource& resource, const IdentityModel& after,
                              const IdentityModel& before) {
  const std::string account = AccountOf(resource.arn);
  if (!account.empty()) return account;
  return after.account_id.empty() ? before.account_id : after.account_id;
}

class ResourceComparison {
 public:
  ResourceComparison(const ProtectedResource& before, const ProtectedResource& after, std::string account, Sides& sides,
                     AccessChanges& changes)
      : before_(before), after_(after), account_(std::move(account)), sides_(sides), changes_(changes) {}

  void Compare() {
    if (!after_.policy.known || !before_.policy.known) {
      changes_.remarks.push_back("the policy of " + after_.arn +
                                 " is not known before apply: what it gives is not told");
      return;
    }
    std::map<std::string, Principal> callers;
    for (const ProtectedResource* one : {&before_, &after_}) {
      for (ResourceCaller& caller : CallersOf(*one, sides_.cache())) {
        callers.emplace(std::move(caller.text), std::move(caller.principal));
      }
    }
    for (const auto& [who, principal] : callers) {
      Differ(who, principal, true);
      // Of the same account: a Deny also takes from what the caller's own policies allow.
      if (principal.account == account_ || who == "everyone") DenyOfOwn(principal);
    }
    DenyOfOwn(Principal::RoleSession("arn:aws:iam::" + account_ + ":role/example", "", "example"));
    TellNotPrincipals();
  }

 private:
  // Allow statements with NotPrincipal that only one side has: what they do is not certain.
  void TellNotPrincipals() {
    const std::map<std::string, AccessChange> old = NotPrincipals(before_), now = NotPrincipals(after_);
    const auto tell = [this](const auto& has, const auto& had, ChangeKind kind) {
      for (const auto& [text, change] : has) {
        if (had.contains(text)) continue;
        changes_.changes.push_back(change);
        changes_.changes.back().kind = kind;
      }
    };
    tell(now, old, ChangeKind::kGain);
    tell(old, now, ChangeKind::kLose);
  }

  std::map<std::string, AccessChange> NotPrincipals(const ProtectedResource& resource) {
    std::map<std::string, AccessChange> found;
    const PolicyCache::Compiled compiled =
        resource.policy.text.empty() ? nullptr : sides_.cache().Get(resource.policy, policy::DocumentKind::kResource);
    if (compiled == nullptr) return found;
    for (const policy::Statement& statement : policy::DocumentOf(*compiled).statements) {
      if (!statement.not_principal || statement.effect != policy::Effect::kAllow) continue;
      AccessChange change;
      change.who = "everyone but";
      for (const policy::PrincipalText& one : statement.principals) change.who += " " + one.value;
      change.role = after_.arn.empty() ? "the resource" : after_.arn;
      change.action = policy::AllActions(statement);
      change.resource = policy::AllResources(statement);
      change.conditions = policy::ConditionTexts(statement);
      change.by_resource = true;
      change.reason = kNotPrincipalReason;
      const std::string text =
          change.who + "\n" + change.action + "\n" + change.resource + "\n" + Join(change.conditions, "\n");
      found.emplace(text, std::move(change));
    }
    return found;
  }

  void Differ(const std::string& who, const Principal& caller, bool by_itself) {
    const Side &old = sides_.OfResource(before_, account_, caller, by_itself),
               &now = sides_.OfResource(after_, account_, caller, by_itself);
    const std::size_t from = changes_.changes.size();
    TellOne(who, now, old, true);
    TellOne(who, old, now, false);
    MergeInPlace(changes_.changes, from);
  }

  void TellOne(const std::string& who, const Side& has, const Side& had, bool gained) {
    policy::AccessQuestion question;
    question.has = &has.access;
    question.had = {&had.access};
    Told told{who, after_.arn.empty() ? "the resource" : after_.arn, gained, true, {}, had.unknown, {}};
    if (had.resource != nullptr) told.other = {had.resource};
    Tell(policy::Beyond(question, sides_.sets()), told, changes_);
  }

  // With policies that allow all the difference is what Deny statements took or gave back.
  void DenyOfOwn(const Principal& caller) {
    if (caller.account != account_ || told_own_) return;
    const std::string who = "callers of account " + account_;
    const std::size_t from = changes_.changes.size();
    Differ(who, caller, false);
    told_own_ = changes_.changes.size() > from;
  }

  const ProtectedResource &before_, &after_;
  const std::string account_;
  Sides& sides_;
  AccessChanges& changes_;
  bool told_own_ = false;
};

}  // namespace

void CompareResources(const IdentityModel& before, const IdentityModel& after, Sides& sides, AccessChanges& changes) {
  for (const auto& [old, now] : ChangedResources(before, after)) {
    sides.ForgetMuch();
    const std::size_t from = changes.changes.size();
    ResourceComparison(old, now, AccountOfResource(now, after, before), sides, changes).Compare();
    if (changes.changes.size() > from) changes.others = true;
  }
}

}  // namespace rolecall::access
