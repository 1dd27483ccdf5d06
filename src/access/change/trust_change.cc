#include <algorithm>
#include <set>

#include "access/change/comparison.h"
#include "base/text.h"
#include "policy/document/condition_keys.h"

namespace rolecall::access {
namespace {

using policy::AccessDifference;

// "nothing" before certain before possible.
struct Verdict {
  bool any = false;
  std::string reason;  // not certain: why
};

Verdict VerdictOf(const std::vector<AccessDifference>& differences) {
  Verdict verdict;
  for (const AccessDifference& one : differences) {
    if (one.without_effect) continue;
    if (!verdict.any || one.certain) verdict.reason = one.reason;
    verdict.any = true;
    if (one.certain) return {true, ""};
  }
  return verdict;
}

const std::vector<std::string> kAssume = {"sts:AssumeRole*"};
const std::vector<std::string> kTag = {"sts:TagSession", "sts:SetSourceIdentity"};

// What the opener may do to the role on one side and not on the other; null: there is no role on that side.
Verdict MoreThan(const Role* has, const Role* had, const Opener& opener, Sides& sides,
                 const std::vector<std::string>& actions = kAssume) {
  if (has == nullptr) return {};
  const Side& now = sides.OfTrust(*has, opener, had);
  policy::AccessQuestion question;
  question.has = &now.access;
  question.scope = {actions, {has->arn.empty() ? "*" : has->arn}};
  question.first_only = true;
  if (had != nullptr) question.had.push_back(&sides.OfTrust(*had, opener, has).access);
  return VerdictOf(Beyond(question, sides.sets()));
}

void Remember(const Opener& opener, const Role* role, Assumers& assumers) {
  if (role == nullptr) return;
  Assumers::Entry& entry = assumers.by_key.try_emplace(opener.Key(), Assumers::Entry{opener, {}}).first->second;
  if (std::find(entry.roles.begin(), entry.roles.end(), role) == entry.roles.end()) entry.roles.push_back(role);
}

std::map<std::string, Opener> OpenersOfRole(const Role* role, Sides& sides) {
  std::map<std::string, Opener> openers;
  if (role == nullptr || !role->trust.known) return openers;
  const PolicyCache::Compiled trust = sides.cache().Get(role->trust, policy::DocumentKind::kTrust);
  if (trust == nullptr) return openers;
  for (Opener& opener : OpenersOf(policy::DocumentOf(*trust), role->account)) {
    const auto [found, is_new] = openers.try_emplace(opener.Key(), opener);
    // In two statements: what only one of them asks for is no condition of all.
    if (!is_new && found->second.conditions != opener.conditions) found->second.conditions.clear();
  }
  return openers;
}

// Nothing in the trust policy can stand in the way of those whom it names: no Deny, and of each key at most one
// condition that some text satisfies. Most are so, and need no question.
bool IsPlain(const policy::Document& trust) {
  return std::all_of(trust.statements.begin(), trust.statements.end(), [](const policy::Statement& statement) {
    std::set<std::string> keys;
    const bool plain =
        std::all_of(statement.conditions.begin(), statement.conditions.end(), [&](const policy::Condition& one) {
          const bool text = one.op.kind() == policy::ValueKind::kText && !one.op.negated && !one.values.empty();
          const bool variables = std::any_of(one.values.begin(), one.values.end(), [](const policy::Text& value) {
            return value.value.find("${") != std::string::npos;
          });
          return text && !variables && !policy::IsDeclaredMultivalued(LowerAscii(one.key)) &&
                 one.op.qualifier == policy::SetQualifier::kNone && keys.insert(LowerAscii(one.key)).second;
        });
    return plain && statement.effect == policy::Effect::kAllow && !statement.not_principal && !statement.not_action;
  });
}

class TrustComparison {
 public:
  TrustComparison(Sides& sides, Assumers& old, Assumers& now, AccessChanges& changes)
      : sides_(sides), old_(old), now_(now), changes_(changes) {}

  void Compare(const RolePair& pair) {
    AddUnknown(pair.after);
    const std::map<std::string, Opener> before = OpenersOfRole(pair.before, sides_);
    const std::map<std::string, Opener> after = OpenersOfRole(pair.after, sides_);
    std::map<std::string, const Opener*> all;
    for (const auto& [key, opener] : before) all[key] = &opener;
    for (const auto& [key, opener] : after) all[key] = &opener;
    const bool same_trust =
        pair.before != nullptr && pair.after != nullptr && pair.before->trust.text == pair.after->trust.text;
    for (const auto& [key, opener] : all) {
      CompareOpener(*opener, {before.contains(key) ? pair.before : nullptr, after.contains(key) ? pair.after : nullptr},
                    pair, same_trust);
    }
  }

 private:
  void AddUnknown(const Role* role) {
    // Of a role that is made elsewhere nothing is said here.
    const bool elsewhere = role != nullptr && role->arn.empty() && role->trust.origin.kind == Origin::Kind::kNone;
    if (role != nullptr && !role->trust.known && !elsewhere) {
      changes_.remarks.push_back("who can assume " + ShownName(*role) + " is not known before apply");
    }
  }

  // `named`: the sides that name the opener. (The other may let in some of whom it is.)
  void CompareOpener(const Opener& opener, const RolePair& named, const RolePair& pair, bool same_trust) {
    const bool was = LetsIn(named.before, opener);
    const bool is = same_trust ? was : LetsIn(named.after, opener);
    if (was) Remember(opener, pair.before, old_);
    if (is) Remember(opener, pair.after, now_);
    if (same_trust || (pair.before == nullptr && pair.after == nullptr)) return;
    if (pair.after != nullptr && !pair.after->trust.known) {
      if (was) Remember(opener, pair.after, now_);  // not known: nothing is taken by that alone
      return;
    }
    // One service account is told with what it gains or loses: of a role that comes or goes there is no more to say.
    const bool one = opener.is_tokens && !opener.alarming;
    if (one && (pair.before == nullptr || pair.after == nullptr)) return;
    const Verdict gained = MoreThan(pair.after, pair.before, opener, sides_);
    const Verdict lost = MoreThan(pair.before, pair.after, opener, sides_);
    const Role& role = *(pair.after != nullptr ? pair.after : pair.before);
    if (gained.any) Add(opener, role, was ? OpeningChange::Kind::kWiden : OpeningChange::Kind::kOpen, gained, one);
    if (lost.any && !(gained.any && was && is)) {
      Add(opener, role, is ? OpeningChange::Kind::kNarrow : OpeningChange::Kind::kClose, lost, one);
    }
    if (was && is && !gained.any && !lost.any) CompareTags(opener, pair);
  }

  // `role`, which names the opener, lets it in. Null: it does not.
  bool LetsIn(const Role* role, const Opener& opener) {
    if (role == nullptr) return false;
    const PolicyCache::Compiled trust = sides_.cache().Get(role->trust, policy::DocumentKind::kTrust);
    if (trust != nullptr && opener.is_tokens && IsPlain(policy::DocumentOf(*trust))) return true;
    return MoreThan(role, nullptr, opener, sides_).any;
  }

  // Of those who can assume the role before and after.
  void CompareTags(const Opener& opener, const RolePair& pair) {
    const Verdict gained = MoreThan(pair.after, pair.before, opener, sides_, kTag);
    const Verdict lost = MoreThan(pair.before, pair.after, opener, sides_, kTag);
    const Role& role = *pair.after;
    if (gained.any) Add(opener, role, OpeningChange::Kind::kOpen, gained, false, true);
    if (lost.any) Add(opener, role, OpeningChange::Kind::kClose, lost, false, true);
  }

  void Add(const Opener& opener, const Role& role, OpeningChange::Kind kind, const Verdict& verdict, bool one,
           bool tags = false) {
    if (one && (kind == OpeningChange::Kind::kOpen || kind == OpeningChange::Kind::kClose)) return;
    changes_.openings.push_back({kind, opener.text, role.name, opener.provider, tags, opener.alarming && !tags,
                                 opener.conditions, verdict.reason});
  }

  Sides& sides_;
  Assumers &old_, &now_;
  AccessChanges& changes_;
};

// By a statement that lets in whoever has such a token, with no Deny beside it.
bool LetsInAlways(const Role& role, const Opener& opener, Sides& sides) {
  const PolicyCache::Compiled trust =
      role.trust.known ? sides.cache().Get(role.trust, policy::DocumentKind::kTrust) : nullptr;
  if (trust == nullptr || !IsPlain(policy::DocumentOf(*trust))) return false;
  const std::vector<Opener> openers = OpenersOf(policy::DocumentOf(*trust), role.account);
  return std::any_of(openers.begin(), openers.end(), [&opener](const Opener& one) {
    if (!one.conditions.empty() || !one.is_tokens || one.provider != opener.provider) return false;
    if (one.subject_key.empty() || one.subject == opener.subject) return true;
    return one.like && !opener.subject_key.empty() &&
           policy::Covers(policy::GlobSet(one.subject), policy::GlobSet(opener.subject));
  });
}

}  // namespace

bool LetsInAsMuch(const Role& wide, const Role& narrow, const Opener& opener, Sides& sides) {
  if (&wide == &narrow || (wide.trust.known && wide.trust.text == narrow.trust.text)) return true;
  if (LetsInAlways(wide, opener, sides)) return true;
  return !MoreThan(&narrow, &wide, opener, sides).any;
}

void CompareTrust(const std::vector<RolePair>& roles, Sides& sides, Assumers& old, Assumers& now,
                  AccessChanges& changes) {
  TrustComparison comparison(sides, old, now, changes);
  for (const RolePair& pair : roles) {
    sides.ForgetMuch();
    comparison.Compare(pair);
  }
}

}  // namespace rolecall::access
