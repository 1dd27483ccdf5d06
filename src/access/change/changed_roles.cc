#include <algorithm>
#include <unordered_map>

#include "access/change/comparison.h"

namespace rolecall::access {
namespace {

bool SameDocument(const PolicyDocument& a, const PolicyDocument& b) { return a.text == b.text && a.known == b.known; }

bool SameDocuments(const std::vector<PolicyDocument>& a, const std::vector<PolicyDocument>& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), SameDocument);
}

bool SameAttachments(const std::vector<Attachment>& a, const std::vector<Attachment>& b) {
  const auto same = [](const Attachment& x, const Attachment& y) { return x.policy_arn == y.policy_arn; };
  return a.size() == b.size() && std::is_permutation(a.begin(), a.end(), b.begin(), same);
}

// The managed policies whose text differs, or which only one side has.
class ChangedPolicies {
 public:
  ChangedPolicies(const IdentityModel& before, const IdentityModel& after) {
    Add(before, after);
    Add(after, before);
  }
  bool Has(const std::string& arn) const { return arns_.contains(arn); }
  bool HasAny(const std::vector<Attachment>& attached) const {
    return !arns_.empty() &&
           std::any_of(attached.begin(), attached.end(), [this](const Attachment& one) { return Has(one.policy_arn); });
  }

 private:
  void Add(const IdentityModel& one, const IdentityModel& other) {
    for (const auto& [arn, policy] : one.policies) {
      const auto found = other.policies.find(arn);
      if (found == other.policies.end() || !SameDocument(found->second.document, policy.document)) arns_.insert(arn);
    }
  }
  std::set<std::string> arns_;
};

template <typename Holder>
bool SamePolicies(const Holder& a, const Holder& b, const ChangedPolicies& changed) {
  return a.boundary_arn == b.boundary_arn && !changed.Has(a.boundary_arn) &&
         SameDocuments(a.inline_policies, b.inline_policies) && SameAttachments(a.attached, b.attached) &&
         !changed.HasAny(a.attached);
}

// The things of both sides by ARN, or by name where an ARN is not known.
template <typename Thing, typename Visit>
void ForEachPair(const std::vector<Thing>& before, const std::vector<Thing>& after, Visit visit) {
  const auto key = [](const Thing& thing) { return thing.arn.empty() ? thing.name : thing.arn; };
  std::unordered_map<std::string, const Thing*> old;
  for (const Thing& thing : before) old.emplace(key(thing), &thing);
  for (const Thing& thing : after) {
    const auto found = old.find(key(thing));
    visit(found == old.end() ? nullptr : found->second, &thing);
    if (found != old.end()) old.erase(found);
  }
  for (const Thing& thing : before) {
    if (old.contains(key(thing))) visit(&thing, static_cast<const Thing*>(nullptr));
  }
}

}  // namespace

std::vector<RolePair> ChangedRoles(const IdentityModel& before, const IdentityModel& after) {
  const ChangedPolicies changed(before, after);
  std::vector<RolePair> pairs;
  ForEachPair(before.roles, after.roles, [&](const Role* old, const Role* now) {
    const bool same =
        old != nullptr && now != nullptr && SameDocument(old->trust, now->trust) && SamePolicies(*old, *now, changed);
    if (!same) pairs.push_back({old, now});
  });
  return pairs;
}

std::vector<std::pair<const Member*, const Member*>> ChangedUsers(const IdentityModel& before,
                                                                  const IdentityModel& after) {
  const ChangedPolicies changed(before, after);
  std::set<std::string> groups;
  ForEachPair(before.groups, after.groups, [&](const Member* old, const Member* now) {
    if (old == nullptr || now == nullptr || !SamePolicies(*old, *now, changed)) groups.insert((old ? old : now)->name);
  });
  std::vector<std::pair<const Member*, const Member*>> pairs;
  ForEachPair(before.users, after.users, [&](const Member* old, const Member* now) {
    const bool same = old != nullptr && now != nullptr && old->groups == now->groups &&
                      std::none_of(now->groups.begin(), now->groups.end(),
                                   [&](const std::string& name) { return groups.contains(name); }) &&
                      SamePolicies(*old, *now, changed);
    if (!same) pairs.emplace_back(old, now);
  });
  return pairs;
}

std::vector<std::pair<ProtectedResource, ProtectedResource>> ChangedResources(const IdentityModel& before,
                                                                              const IdentityModel& after) {
  std::map<std::string, std::pair<ProtectedResource, ProtectedResource>> pairs;
  for (const ProtectedResource& one : before.resources) pairs[one.arn].first = one;
  for (const ProtectedResource& one : after.resources) pairs[one.arn].second = one;
  std::vector<std::pair<ProtectedResource, ProtectedResource>> changed;
  for (auto& [arn, pair] : pairs) {
    pair.first.arn = pair.second.arn = arn;
    if (!SameDocument(pair.first.policy, pair.second.policy)) changed.push_back(std::move(pair));
  }
  return changed;
}

}  // namespace rolecall::access
