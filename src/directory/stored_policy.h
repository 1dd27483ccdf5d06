// StoredPolicy: a policy document as a record keeps it, with its compiled form, which requests are decided on.
//
//   role.trust = MakeStoredPolicy(bound.text, policy::DocumentKind::kTrust, "trust policy of " + role.name);
//   if (bucket.policy) set.push_back(bucket.policy.compiled);
//
// In resource and trust policies principals are bound (principals.h).
#ifndef ROLECALL_DIRECTORY_STORED_POLICY_H_
#define ROLECALL_DIRECTORY_STORED_POLICY_H_

#include <memory>
#include <string>

#include "policy/decide/engine.h"

namespace rolecall::directory {

// An empty text: no policy, `compiled` is null.
struct StoredPolicy {
  std::string text;
  std::shared_ptr<const policy::CompiledPolicy> compiled;

  explicit operator bool() const { return compiled != nullptr; }
};

// Compiles `text`. What is stored was checked before; should it not parse all the same (an old or damaged store),
// the policy that denies everything stands for it. `name` appears in reasons.
StoredPolicy MakeStoredPolicy(std::string text, policy::DocumentKind kind, std::string name);

// A policy inside a user, group or role.
struct InlinePolicy {
  std::string name;
  StoredPolicy policy;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("name", r.name);
    a.Policy("text", r.policy, policy::DocumentKind::kIdentity, "inline policy " + r.name);
  }
};

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_STORED_POLICY_H_
