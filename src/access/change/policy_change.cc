#include <algorithm>

#include "access/change/comparison.h"
#include "access/change/opener_index.h"

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

// The entries of one side, and which of them let somebody in.
class AssumerIndex {
 public:
  explicit AssumerIndex(const Assumers& assumers) {
    for (const auto& [key, entry] : assumers.by_key) {
      entries_.push_back(&entry);
      index_.Add(entry.opener);
      if (entry.opener.is_tokens) assumed_by_tokens_.insert(entry.roles.begin(), entry.roles.end());
    }
  }

  // Roles that a wider opener lets this one in by, too.
  void AddWider(const Opener& opener, std::vector<const Role*>& roles) const {
    if (opener.subject.empty()) return;
    for (const std::size_t place : index_.Reaching(opener)) {
      if (entries_[place]->opener.Key() != opener.Key()) AddNew(entries_[place]->roles, roles);
    }
  }

  bool IsAssumedByTokens(const Role* role) const { return assumed_by_tokens_.contains(role); }

 private:
  static void AddNew(const std::vector<const Role*>& some, std::vector<const Role*>& roles) {
    for (const Role* role : some) {
      if (std::find(roles.begin(), roles.end(), role) == roles.end()) roles.push_back(role);
    }
  }

  std::vector<const Assumers::Entry*> entries_;
  OpenerIndex index_;
  std::set<const Role*> assumed_by_tokens_;
};

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
      : before_(before), after_(after), sides_(sides), changes_(changes) {
    for (const RolePair& pair : roles) changed_.insert({pair.before, pair.after});
  }

  void OfTokens(const Assumers& old, const Assumers& now, const AssumerIndex& old_index,
                const AssumerIndex& now_index) {
    std::map<std::string, std::pair<const Assumers::Entry*, const Assumers::Entry*>> all;
    for (const auto& [key, entry] : old.by_key) all[key].first = &entry;
    for (const auto& [key, entry] : now.by_key) all[key].second = &entry;
    FindUnchanged(all);
    for (const auto& [key, pair] : all) {
      const Opener& opener = (pair.second != nullptr ? pair.second : pair.first)->opener;
      if (!opener.is_tokens) continue;
      const std::vector<const Role*> unchanged = UnchangedRolesOf(opener);
      std::vector<const Role*> was = RolesOf(pair.first, unchanged);
      std::vector<const Role*> is = RolesOf(pair.second, unchanged);
      old_index.AddWider(opener, was);
      now_index.AddWider(opener, is);
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
    for (const Role& role : after_.roles) {
      if (changed_.contains(&role) || !role.trust.known) continue;
      const NamedSubjects named = SubjectsIn(role.trust.text);
      const bool about = named.open || std::any_of(named.subjects.begin(), named.subjects.end(),
                                                   [&](const std::string& one) { return subjects.contains(one); });
      if (!about) continue;
      const PolicyCache::Compiled trust = sides_.cache().Get(role.trust, policy::DocumentKind::kTrust);
      if (trust == nullptr) continue;
      for (const Opener& opener : OpenersOf(policy::DocumentOf(*trust), role.account)) {
        if (!opener.is_tokens) continue;
        unchanged_.Add(opener);
        unchanged_roles_.push_back(&role);
      }
    }
  }

  // The unchanged roles that this one can assume, in the order of the model, on both sides.
  std::vector<const Role*> UnchangedRolesOf(const Opener& opener) const {
    std::set<std::size_t> places;
    for (const std::size_t place : unchanged_.Same(opener)) places.insert(place);
    for (const std::size_t place : unchanged_.Reaching(opener)) places.insert(place);
    std::vector<const Role*> roles;
    for (const std::size_t place : places) roles.push_back(unchanged_roles_[place]);
    return roles;
  }

  static std::vector<const Role*> RolesOf(const Assumers::Entry* entry, const std::vector<const Role*>& unchanged) {
    std::vector<const Role*> roles;
    if (entry != nullptr) roles = entry->roles;
    for (const Role* role : unchanged) {
      if (std::find(roles.begin(), roles.end(), role) == roles.end()) roles.push_back(role);
    }
    return roles;
  }

  // The same service account of two clusters is two.
  std::string WhoOf(const Opener& opener, std::size_t count) {
    if (count < 2 || opener.subject_key.empty()) return opener.text;
    const auto [found, is_new] = providers_.try_emplace(opener.text, opener.provider);
    if (is_new || found->second == opener.provider) return opener.text;
    return opener.text + " of " + opener.subject_key.substr(0, opener.subject_key.rfind(':'));
  }

  const Side& SideOf(const IdentityModel& model, const Role* role) {
    const Side*& side = known_[role];
    if (side == nullptr) side = &sides_.OfRole(model, *role);
    return *side;
  }

  void CompareWho(const std::string& who, const Opener& opener, const std::vector<const Role*>& was,
                  const std::vector<const Role*>& is) {
    std::vector<const Side*> old, now;
    for (const Role* role : was) old.push_back(&SideOf(changed_.contains(role) ? before_ : after_, role));
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
      if (remarks_.insert(remark).second) changes_.remarks.push_back(std::move(remark));
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
  Sides& sides_;
  AccessChanges& changes_;
  std::set<const Role*> changed_;
  OpenerIndex unchanged_;  // of roles that did not change, by the place in the list
  std::vector<const Role*> unchanged_roles_;
  std::set<std::string> remarks_;  // that were made here
  std::map<std::string, std::string> providers_;
  std::map<const Role*, const Side*> known_;
};

}  // namespace

void ComparePolicies(const IdentityModel& before, const IdentityModel& after, const std::vector<RolePair>& roles,
                     Sides& sides, const Assumers& old, const Assumers& now, AccessChanges& changes) {
  PolicyComparison comparison(before, after, roles, sides, changes);
  const AssumerIndex old_index(old), now_index(now);
  comparison.OfTokens(old, now, old_index, now_index);
  for (const RolePair& pair : roles) {
    if (!old_index.IsAssumedByTokens(pair.before) && !now_index.IsAssumedByTokens(pair.after)) comparison.OfRole(pair);
  }
  for (const auto& [was, is] : ChangedUsers(before, after)) comparison.OfUser(was, is);
}

}  // namespace rolecall::access
