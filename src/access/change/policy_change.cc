#include <algorithm>

#include "access/change/comparison.h"

namespace rolecall::access {
namespace {

constexpr std::string_view kSubjectHead = "system:serviceaccount:";

// The subjects that a trust policy names in full, read from its text without parsing it; `open`: it has wildcards, or
// names none.
struct NamedSubjects {
  std::vector<std::string> subjects;
  bool open = false;
};

NamedSubjects SubjectsIn(const std::string& trust) {
  NamedSubjects named;
  for (std::size_t at = trust.find(kSubjectHead); at != std::string::npos; at = trust.find(kSubjectHead, at + 1)) {
    named.subjects.push_back(trust.substr(at, trust.find('"', at) - at));
  }
  named.open = named.subjects.empty() || trust.find_first_of("*?\\") != std::string::npos;
  return named;
}

bool Reaches(const Opener& wide, const Opener& one) {
  if (wide.provider != one.provider || !wide.is_tokens) return false;
  if (wide.subject_key.empty()) return true;
  return wide.like ? policy::GlobMatch(policy::ToPattern(wide.subject), one.subject) : wide.subject == one.subject;
}

// Of the same statement, and of the same entries or (where a Deny narrows it) of wider ones.
bool Includes(const policy::AccessDifference& wide, const policy::AccessDifference& one) {
  const bool actions =
      wide.action == one.action || policy::Covers(policy::ActionSet(wide.action), policy::ActionSet(one.action));
  const bool resources =
      wide.resource == one.resource || policy::Covers(policy::GlobSet(wide.resource), policy::GlobSet(one.resource));
  return wide.statement == one.statement && actions && resources;
}

class PolicyComparison {
 public:
  PolicyComparison(const IdentityModel& before, const IdentityModel& after, const std::vector<RolePair>& roles,
                   Sides& sides, AccessChanges& changes)
      : before_(before), after_(after), roles_(roles), sides_(sides), changes_(changes) {}

  void OfTokens(const Assumers& old, const Assumers& now) {
    std::map<std::string, std::pair<const Assumers::Entry*, const Assumers::Entry*>> all;
    for (const auto& [key, entry] : old.by_key) all[key].first = &entry;
    for (const auto& [key, entry] : now.by_key) all[key].second = &entry;
    FindUnchanged(all);
    for (const auto& [key, pair] : all) {
      const Opener& opener = (pair.second != nullptr ? pair.second : pair.first)->opener;
      if (!opener.is_tokens) continue;
      std::vector<const Role*> was = RolesOf(pair.first, opener, unchanged_before_);
      std::vector<const Role*> is = RolesOf(pair.second, opener, unchanged_after_);
      AddWider(old, opener, was);
      AddWider(now, opener, is);
      CompareWho(WhoOf(opener, all.size()), opener, was, is);
    }
  }

  // Roles that no service account assumes.
  void OfRole(const RolePair& pair) {
    const Role& role = *(pair.after != nullptr ? pair.after : pair.before);
    changes_.others = true;
    CompareWho("role " + role.name, Opener{}, List(pair.before), List(pair.after));
  }

  void OfUser(const Member* old, const Member* now) {
    changes_.others = true;
    const std::string who = "user " + (now != nullptr ? now : old)->name;
    static const Side kNobody;
    const Side& was = old == nullptr ? kNobody : sides_.OfMember(before_, *old);
    const Side& is = now == nullptr ? kNobody : sides_.OfMember(after_, *now);
    const std::size_t from = changes_.changes.size();
    if (now != nullptr) Differ(who, "", is, old == nullptr ? std::vector<const Side*>{} : std::vector{&was}, true, {});
    if (old != nullptr) Differ(who, "", was, now == nullptr ? std::vector<const Side*>{} : std::vector{&is}, false, {});
    MergeInPlace(changes_.changes, from);
  }

 private:
  static std::vector<const Role*> List(const Role* role) {
    return role == nullptr ? std::vector<const Role*>{} : std::vector{role};
  }

  // The roles that did not change and that some of these service accounts can assume: what they give is neither gained
  // nor lost. Most trust policies name others, which their text tells without parsing it.
  void FindUnchanged(const std::map<std::string, std::pair<const Assumers::Entry*, const Assumers::Entry*>>& all) {
    std::set<std::string> subjects;
    bool any = false;
    for (const auto& [key, pair] : all) {
      const Opener& opener = (pair.second != nullptr ? pair.second : pair.first)->opener;
      any = any || opener.is_tokens;
      if (!opener.subject.empty()) subjects.insert(opener.subject);
    }
    if (!any) return;
    std::set<const Role*> changed;
    for (const RolePair& pair : roles_) changed.insert({pair.before, pair.after});
    std::map<std::string, const Role*> old;
    for (const Role& role : after_.roles) {
      if (changed.contains(&role) || !role.trust.known) continue;
      const NamedSubjects named = SubjectsIn(role.trust.text);
      const bool about = named.open || std::any_of(named.subjects.begin(), named.subjects.end(),
                                                   [&](const std::string& one) { return subjects.contains(one); });
      if (!about) continue;
      const PolicyCache::Compiled trust = sides_.cache().Get(role.trust, policy::DocumentKind::kTrust);
      if (trust == nullptr) continue;
      for (Opener& opener : OpenersOf(policy::DocumentOf(*trust), role.account)) {
        if (opener.is_tokens) unchanged_after_.emplace_back(std::move(opener), &role);
      }
    }
    unchanged_before_ = unchanged_after_;  // they are the same on both sides
  }

  using Unchanged = std::vector<std::pair<Opener, const Role*>>;
  static std::vector<const Role*> RolesOf(const Assumers::Entry* entry, const Opener& opener,
                                          const Unchanged& unchanged) {
    std::vector<const Role*> roles;
    if (entry != nullptr) roles = entry->roles;
    for (const auto& [wide, role] : unchanged) {
      const bool has = std::find(roles.begin(), roles.end(), role) != roles.end();
      if (!has && (wide.Key() == opener.Key() || (!opener.like && Reaches(wide, opener)))) roles.push_back(role);
    }
    return roles;
  }

  // Changed roles that a wider opener lets this one in by, too.
  static void AddWider(const Assumers& assumers, const Opener& opener, std::vector<const Role*>& roles) {
    if (opener.like || opener.subject.empty()) return;
    for (const auto& [key, entry] : assumers.by_key) {
      if (key == opener.Key() || !Reaches(entry.opener, opener)) continue;
      for (const Role* role : entry.roles) {
        if (std::find(roles.begin(), roles.end(), role) == roles.end()) roles.push_back(role);
      }
    }
  }

  // The same service account of two clusters is two.
  std::string WhoOf(const Opener& opener, std::size_t count) {
    if (count < 2 || opener.subject_key.empty()) return opener.text;
    const auto [found, is_new] = providers_.try_emplace(opener.text, opener.provider);
    if (is_new || found->second == opener.provider) return opener.text;
    return opener.text + " of " + opener.subject_key.substr(0, opener.subject_key.rfind(':'));
  }

  bool IsChanged(const Role* role) const {
    return std::any_of(roles_.begin(), roles_.end(),
                       [role](const RolePair& pair) { return pair.before == role || pair.after == role; });
  }

  const Side& SideOf(const IdentityModel& model, const Role* role) {
    const Side*& side = known_[role];
    if (side == nullptr) side = &sides_.OfRole(model, *role);
    return *side;
  }

  void CompareWho(const std::string& who, const Opener& opener, const std::vector<const Role*>& was,
                  const std::vector<const Role*>& is) {
    std::vector<const Side*> old, now;
    for (const Role* role : was) old.push_back(&SideOf(IsChanged(role) ? before_ : after_, role));
    for (const Role* role : is) now.push_back(&SideOf(after_, role));
    const std::size_t from = changes_.changes.size();
    // The same policies on both sides: nothing is gained by another trust alone.
    for (std::size_t i = 0; i < is.size(); ++i) {
      if (std::find(was.begin(), was.end(), is[i]) != was.end()) continue;
      Differ(who, is[i]->name, *now[i], Ordered(*is[i], was, old), true, opener.conditions);
      if (was.empty()) Bare(who, *is[i], *now[i], true);
    }
    for (std::size_t i = 0; i < was.size(); ++i) {
      if (std::find(is.begin(), is.end(), was[i]) != is.end()) continue;
      Differ(who, was[i]->name, *old[i], Ordered(*was[i], is, now), false, opener.conditions);
      if (is.empty()) Bare(who, *was[i], *old[i], false);
    }
    MergeInPlace(changes_.changes, from);
  }

  // The same role's other side first: it says most.
  static std::vector<const Side*> Ordered(const Role& role, const std::vector<const Role*>& roles,
                                          std::vector<const Side*> sides) {
    for (std::size_t i = 0; i < roles.size(); ++i) {
      if (roles[i]->arn == role.arn) std::swap(sides[0], sides[i]);
    }
    return sides;
  }

  void Differ(const std::string& who, const std::string& role, const Side& has, const std::vector<const Side*>& had,
              bool gained, const std::vector<std::string>& conditions) {
    policy::AccessQuestion question;
    question.has = &has.access;
    Told told{who, role, gained, false, conditions, {}, {}};
    if (!had.empty()) question.had = {&had.front()->access};
    if (!had.empty()) told.other = had.front()->identity;
    std::vector<policy::AccessDifference> differences = policy::Beyond(question, sides_.sets());
    if (had.size() > 1 && !differences.empty()) {
      question.had.clear();
      for (const Side* one : had) question.had.push_back(&one->access);
      const std::vector<policy::AccessDifference> all = policy::Beyond(question, sides_.sets());
      KeepBeyondAll(all, differences);
    }
    for (const Side* one : had) {
      told.unknown.insert(told.unknown.end(), one->unknown.begin(), one->unknown.end());
      told.unknown.insert(told.unknown.end(), one->partly.begin(), one->partly.end());
    }
    if (!has.unknown_boundary.empty()) told.unknown.push_back("the boundary " + has.unknown_boundary);
    AddUnknown(has, role);
    Tell(differences, told, changes_);
  }

  // Of what is beyond one side that which is beyond all, with the requests that show it for all.
  static void KeepBeyondAll(const std::vector<policy::AccessDifference>& all,
                            std::vector<policy::AccessDifference>& differences) {
    std::vector<policy::AccessDifference> kept;
    for (policy::AccessDifference& one : differences) {
      const auto same = std::find_if(all.begin(), all.end(),
                                     [&](const policy::AccessDifference& other) { return Includes(other, one); });
      if (same == all.end()) continue;
      one.certain = same->certain;
      one.without_effect = same->without_effect;
      one.reason = same->reason;
      one.witness = same->witness;
      kept.push_back(std::move(one));
    }
    differences = std::move(kept);
  }

  void AddUnknown(const Side& side, const std::string& role) {
    for (const std::string& name : side.unknown) {
      std::string remark =
          "the text of " + name + " is not known: what it gives " + (role.empty() ? "" : role + " ") + "is not told";
      auto& remarks = changes_.remarks;
      if (std::find(remarks.begin(), remarks.end(), remark) == remarks.end()) remarks.push_back(std::move(remark));
    }
  }

  // A role without policies still is an identity that policies of resources may name.
  void Bare(const std::string& who, const Role& role, const Side& side, bool gained) {
    if (!side.identity.empty() || who.starts_with("role ")) return;
    AccessChange change;
    change.kind = gained ? ChangeKind::kGain : ChangeKind::kLose;
    change.who = who;
    change.role = role.name;
    change.action = "sts:AssumeRoleWithWebIdentity";
    change.resource = "role " + role.name;
    change.example = "sts:AssumeRoleWithWebIdentity on " + role.arn;
    changes_.changes.push_back(std::move(change));
  }

  const IdentityModel &before_, &after_;
  const std::vector<RolePair>& roles_;
  Sides& sides_;
  AccessChanges& changes_;
  Unchanged unchanged_before_, unchanged_after_;
  std::map<std::string, std::string> providers_;
  std::map<const Role*, const Side*> known_;
};

bool IsAssumedByTokens(const Role* role, const Assumers& assumers) {
  if (role == nullptr) return false;
  return std::any_of(assumers.by_key.begin(), assumers.by_key.end(), [role](const auto& one) {
    const auto& roles = one.second.roles;
    return one.second.opener.is_tokens && std::find(roles.begin(), roles.end(), role) != roles.end();
  });
}

}  // namespace

void ComparePolicies(const IdentityModel& before, const IdentityModel& after, const std::vector<RolePair>& roles,
                     Sides& sides, const Assumers& old, const Assumers& now, AccessChanges& changes) {
  PolicyComparison comparison(before, after, roles, sides, changes);
  comparison.OfTokens(old, now);
  for (const RolePair& pair : roles) {
    if (!IsAssumedByTokens(pair.before, old) && !IsAssumedByTokens(pair.after, now)) comparison.OfRole(pair);
  }
  for (const auto& [was, is] : ChangedUsers(before, after)) comparison.OfUser(was, is);
}

}  // namespace rolecall::access
