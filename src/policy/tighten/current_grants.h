// Today's policies of a role, asked about single accesses: which of their statements are needed, and under which
// conditions.
//
//   ROLECALL_TRY(CurrentGrants current, CurrentGrants::Read(policies));
//   CurrentGrants::Grant grant = current.Ask(access);    // for each access of the log
//   current.Unused();                                    // then what nobody asked for
//
// The engine is asked, not the texts compared, so a statement counts as used exactly if it allowed the access. What
// conditions ask of a request no log tells: they are carried along as they are written. Denies are kept, not judged.
#ifndef ROLECALL_POLICY_TIGHTEN_CURRENT_GRANTS_H_
#define ROLECALL_POLICY_TIGHTEN_CURRENT_GRANTS_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "policy/decide/engine.h"
#include "policy/document/named_policy.h"
#include "policy/tighten/access_log.h"
#include "policy/tighten/unused_grant.h"

namespace rolecall::policy {

// A question about an access, by a session of some role in the resource's own account.
Request RequestFor(const Access& access);

class CurrentGrants {
 public:
  // kInvalidArgument: one of the policies is none.
  static Result<CurrentGrants> Read(const std::vector<NamedPolicy>& policies);

  bool known() const { return !policies_.empty(); }

  struct Grant {
    bool found = false;                   // some statement allows it, perhaps under conditions
    std::vector<std::string> conditions;  // JSON texts; empty if a statement allows it without any
  };
  // Also marks what was used.
  Grant Ask(const Access& access);

  // The Deny statements, as written.
  const std::vector<std::string>& denies() const { return denies_; }
  std::vector<UnusedGrant> Unused() const;

 private:
  std::vector<NamedPolicy> policies_;
  PolicySet compiled_;
  std::vector<std::vector<std::string>> conditions_;  // JSON text of each statement, by policy
  std::vector<std::string> denies_;
  // Which actions were used by which statement: (policy, statement) → actions.
  std::map<std::pair<std::size_t, std::size_t>, std::set<std::string>> used_;
};

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_TIGHTEN_CURRENT_GRANTS_H_
