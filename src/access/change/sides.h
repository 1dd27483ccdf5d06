// Callers of an identity model with their policies, as the procedure (policy/access_sets) asks about them.
//
//   Sides sides(cache);
//   const Side& app = sides.OfRole(before, role);      // app.access, app.unknown
//   Beyond({.has = &after.access, .had = {&app.access}}, sides.sets())
//
// A Side stays where it is until its Sides forget it. Documents that are malformed or not known are left out and named
// in `unknown`. One thread at a time.
#ifndef ROLECALL_ACCESS_CHANGE_SIDES_H_
#define ROLECALL_ACCESS_CHANGE_SIDES_H_

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "access/model/identity_model.h"
#include "access/model/policy_cache.h"
#include "access/model/trust_opening.h"
#include "policy/access_sets/access_difference.h"

namespace rolecall::access {

struct Side {
  policy::AccessSide access;
  std::vector<std::string> unknown;  // "policy/x", whose text is not known or is no policy
  std::vector<std::string> partly;   // those of which parts are not known (base/placeholder.h)
  std::string unknown_boundary;      // an ARN: taken as one that allows all

  // What `access` points to.
  policy::PolicySet identity, boundary, endpoint;
  std::shared_ptr<const policy::CompiledPolicy> resource;
};

// Somebody whom a trust policy names, and what is known of it.
struct Opener {
  std::string text;         // "ns/app", "any service account of namespace x", "the service ec2.amazonaws.com"
  std::string provider;     // ARN, of tokens
  std::string subject_key;  // "oidc.example.com/id/A:sub"; empty: any subject, or no token
  std::string subject;      // a text, or with `like` a pattern
  bool like = false;
  bool alarming = false;   // more than one, or of another account, or anybody
  bool is_tokens = false;  // of an OIDC provider
  policy::Principal principal;
  std::vector<std::string> conditions;

  // The same somebody in two documents.
  std::string Key() const { return text + "\n" + provider; }
};

class Sides {
 public:
  explicit Sides(PolicyCache& cache) : cache_(cache) {}
  Sides(const Sides&) = delete;
  Sides& operator=(const Sides&) = delete;

  const Side& OfRole(const IdentityModel& model, const Role& role);
  const Side& OfMember(const IdentityModel& model, const Member& user);
  // The least that the side may have: a boundary whose text is not known is one that allows nothing. (A side takes it
  // as one that allows all.) The side itself if its boundary is known.
  const Side& Least(const Side& side);
  // The opener before the role's trust policy; as far as its own policies are asked they allow all.
  // `other`: the role that it is compared with; may be null.
  const Side& OfTrust(const Role& role, const Opener& opener, const Role* other = nullptr);
  // A principal before a resource's policy, and about that resource (of a bucket its objects too). `by_itself`: a
  // caller of the same account has no policies of its own.
  const Side& OfResource(const ProtectedResource& resource, const std::string& account, const policy::Principal& caller,
                         bool by_itself);

  // Between questions: what was made for the ones before is forgotten if it has become much, the cache with it. True:
  // no Side is there any more.
  bool ForgetMuch();

  PolicyCache& cache() { return cache_; }
  policy::StatementSets& sets() { return sets_; }

 private:
  void AddPolicies(const IdentityModel& model, const std::vector<const PolicyDocument*>& documents,
                   const std::vector<Attachment>& attached, const std::string& boundary_arn, Side& side);

  PolicyCache& cache_;
  policy::StatementSets sets_;
  std::deque<Side> sides_;
};

// Somebody whom a resource's policy names: "everyone", "account 1…", "the service x", an ARN.
struct ResourceCaller {
  std::string text;
  policy::Principal principal;  // "*" is a stranger: a user of another account
};
std::vector<ResourceCaller> CallersOf(const ProtectedResource& resource, PolicyCache& cache);

// An Allow statement with NotPrincipal: AWS says that it does not support that, and some services take it all the same.
// The engine lets nobody in by it; whoever looks for access says that it may be so.
inline constexpr char kNotPrincipalReason[] = "AWS does not say whom NotPrincipal with Allow lets in";
bool AllowsByNotPrincipal(const policy::Document& document);

// Everybody whom the Allow statements of a trust policy name. `account` is the role's.
std::vector<Opener> OpenersOf(const policy::Document& trust, const std::string& account);

// A policy of a caller that allows all, for questions about the other side's.
const std::shared_ptr<const policy::CompiledPolicy>& AllowsEverything();

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_CHANGE_SIDES_H_
