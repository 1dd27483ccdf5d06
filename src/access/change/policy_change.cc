#include <algorithm>

#include "access/change/comparison.h"
#include "access/change/opener_index.h"

namespace rolecall::access {
namespace {

constexpr std::string_view kSubjectHead = "system:serviceaccount:", kProvider = ":oidc-provider/";

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
  // As many subjects as providers: a statement without one lets in any, one may be about subjects of another kind.
  std::size_t providers = 0;
  for (std::size_t at = trust.find(kProvider); at != std::string::npos; at = trust.find(kProvider, at + 1)) ++providers;
  const auto has = [&trust](const char* word) { return trust.find(word) != std::string::npos; };
  named.open = named.subjects.size() < providers || named.subjects.empty() ||
               trust.find_first_of("*?\\") != std::string::npos || has("Not") || has("IfExists") || has("Null") ||
               has("ForAll") || has("IgnoreCase");
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
      ForgetMuch();
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
    ForgetMuch();
    CompareWho("role " + ShownName(role), Opener{}, List(pair.before), List(pair.after));
  }

  void OfUser(const Member* old, const Member* now) {
    changes_.others = true;
    ForgetMuch();
    const std::string who = "user " + (now != nullptr ? now : old)->name;
    const Side* was = old == nullptr ? nullptr : &sides_.OfMember(before_, *old);
    const Side* is = now == nullptr ? nullptr : &sides_.OfMember(after_, *now);
    const auto only = [](const Side* side) {
      return Had{side == nullptr ? std::vector<const Side*>{} : std::vector{side}, {}, ""};
    };
    const std::size_t from = changes_.changes.size();
    if (is != nullptr) Differ(who, "", *is, only(was), true, {});
    if (was != nullptr) Differ(who, "", *was, only(is), false, {});
    MergeInPlace(changes_.changes, from);
  }

 private:
  void ForgetMuch() {
    if (sides_.ForgetMuch()) known_.clear();
  }

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
    roles.reserve(places.size());
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
    const std::size_t from = changes_.changes.size();
    // The same policies on both sides: nothing is gained by another trust alone.
    for (const Role* role : is) {
      if (std::find(was.begin(), was.end(), role) != was.end()) continue;
      const Side& side = SideOf(after_, role);
      Differ(who, role->name, side, Others(*role, was, opener, true), true, opener.conditions);
      if (was.empty()) Bare(who, *role, side, true);
    }
    for (const Role* role : was) {
      if (std::find(is.begin(), is.end(), role) != is.end()) continue;
      const Side& side = SideOf(before_, role);
      Differ(who, role->name, side, Others(*role, is, opener, false), false, opener.conditions);
      if (is.empty()) Bare(who, *role, side, false);
    }
    MergeInPlace(changes_.changes, from);
  }

  // What somebody had (or has) by the roles of the other side.
  struct Had {
    std::vector<const Side*> sides;    // surely, whenever by the role in question: the role's own first, it says most
    std::vector<const Side*> limited;  // under further conditions of their trust policies
    std::string note;                  // about those
  };

  Had Others(const Role& role, const std::vector<const Role*>& roles, const Opener& opener, bool gained) {
    Had had;
    for (const Role* one : roles) {
      const Side& side = SideOf(gained && changed_.contains(one) ? before_ : after_, one);
      if (one->arn == role.arn) {
        had.sides.insert(had.sides.begin(), &side);
      } else if (!opener.is_tokens || LetsInAsMuch(*one, role, opener, sides_)) {
        had.sides.push_back(&side);
      } else {
        had.limited.push_back(&side);
        had.note = (gained ? "so far only by " : "otherwise only by ") + one->name + ", under conditions of its trust";
      }
    }
    return had;
  }

  // Under the same boundary, known or not, the policies tell what differs; else one that is not known may have allowed
  // nothing.
  Had LeastOf(const Had& given, const Side& has) {
    Had had{{}, {}, given.note};
    const auto least = [&](const Side* side) {
      return side->unknown_boundary == has.unknown_boundary ? side : &sides_.Least(*side);
    };
    for (const Side* side : given.sides) had.sides.push_back(least(side));
    for (const Side* side : given.limited) had.limited.push_back(least(side));
    return had;
  }

  void Differ(const std::string& who, const std::string& role, const Side& has, const Had& given, bool gained,
              const std::vector<std::string>& conditions) {
    const Had had = LeastOf(given, has);
    policy::AccessQuestion question;
    question.has = &has.access;
    Told told{who, role, gained, false, conditions, {}, {}, ""};
    if (!had.sides.empty()) question.had = {&had.sides.front()->access};
    if (!had.sides.empty()) told.other = had.sides.front()->identity;
    std::vector<policy::AccessDifference> differences = policy::Beyond(question, sides_.sets());
    if (had.sides.size() > 1 && !differences.empty()) KeepBeyond(question, had.sides, differences);
    for (const std::vector<const Side*>* list : {&had.sides, &had.limited}) {
      for (const Side* one : *list) {
        told.unknown.insert(told.unknown.end(), one->unknown.begin(), one->unknown.end());
        told.unknown.insert(told.unknown.end(), one->partly.begin(), one->partly.end());
        if (!one->unknown_boundary.empty()) told.unknown.push_back("the boundary " + one->unknown_boundary);
      }
    }
    if (!has.unknown_boundary.empty()) told.unknown.push_back("the boundary " + has.unknown_boundary);
    AddUnknown(has, role);
    TellBeyond(question, had, std::move(differences), std::move(told));
  }

  // What no role of the other side gives at all, then what one gives under conditions.
  void TellBeyond(policy::AccessQuestion question, const Had& had, std::vector<policy::AccessDifference> differences,
                  Told told) {
    if (had.limited.empty() || differences.empty()) return Tell(differences, told, changes_);
    std::vector<const Side*> all = had.sides;
    all.insert(all.end(), had.limited.begin(), had.limited.end());
    std::vector<policy::AccessDifference> wholly = differences;
    KeepBeyond(question, all, wholly);
    Tell(wholly, told, changes_);
    std::erase_if(differences, [&wholly](const policy::AccessDifference& one) {
      return std::any_of(wholly.begin(), wholly.end(), [&one](const auto& other) { return Includes(other, one); });
    });
    told.note = had.note;
    Tell(differences, told, changes_);
  }

  void KeepBeyond(policy::AccessQuestion& question, const std::vector<const Side*>& sides,
                  std::vector<policy::AccessDifference>& differences) {
    question.had.clear();
    for (const Side* one : sides) question.had.push_back(&one->access);
    KeepBeyondAll(policy::Beyond(question, sides_.sets()), differences);
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
    change.resource = "role " + ShownName(role);
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
