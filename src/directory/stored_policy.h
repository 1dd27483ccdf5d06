// StoredPolicy: a policy document as a record keeps it, with its compiled form, which requests are decided on.
//
//   role.trust = MakeStoredPolicy(bound.text, policy::DocumentKind::kTrust, "trust policy of " + role.name);
//   if (bucket.policy) set.push_back(bucket.policy.compiled());
//
// In resource and trust policies principals are bound (principals.h).
#ifndef ROLECALL_DIRECTORY_STORED_POLICY_H_
#define ROLECALL_DIRECTORY_STORED_POLICY_H_

#include <memory>
#include <string>
#include <utility>

#include "policy/decide/engine.h"

namespace rolecall::directory {

// An empty text: no policy, compiled() is null. Copies share the compiled form.
class StoredPolicy {
 public:
  StoredPolicy() = default;
  StoredPolicy(std::string text, policy::DocumentKind kind, std::string name);

  std::string text;

  explicit operator bool() const { return compilation_ != nullptr; }
  // Compiled when it is first asked for (some 20 us): of a hundred thousand roles a plane is asked about few. What is
  // stored was checked before; should it not parse all the same (an old or damaged store), the policy that denies
  // everything stands for it. Safe from any thread.
  const std::shared_ptr<const policy::CompiledPolicy>& compiled() const;

 private:
  struct Compilation;
  std::shared_ptr<Compilation> compilation_;
};

// `name` appears in reasons.
inline StoredPolicy MakeStoredPolicy(std::string text, policy::DocumentKind kind, std::string name) {
  return {std::move(text), kind, std::move(name)};
}

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
