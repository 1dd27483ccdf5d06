// What one model says of calls that were made: the policies of its roles and users, each compiled once, and the
// engine's word. For this folder only.
//
//   ModelSide side(model);
//   const Said said = side.Ask(caller, access, keys);
//   if (said.verdict == policy::Verdict::kDenied) … said.reason …
//
// The model must outlive it. One thread.
#ifndef ROLECALL_ACCESS_REHEARSE_MODEL_SIDE_H_
#define ROLECALL_ACCESS_REHEARSE_MODEL_SIDE_H_

#include <memory>
#include <string>
#include <unordered_map>

#include "access/model/caller_side.h"
#include "access/model/identity_model.h"
#include "access/model/policy_cache.h"
#include "access/rehearse/event_caller.h"
#include "policy/explain/judge.h"
#include "policy/tighten/event_access.h"

namespace rolecall::access {

struct Said {
  bool has_caller = false;
  policy::Verdict verdict = policy::Verdict::kDenied;
  std::string reason;   // of a denial: what denies; of a condition: which
  std::string unknown;  // what is not known of the policies that decide
};

class ModelSide {
 public:
  explicit ModelSide(const IdentityModel& model);

  bool empty() const { return roles_.empty() && users_.empty(); }
  Said Ask(const EventCaller& caller, const policy::EventAccess& access, const policy::Context& keys);

 private:
  const Role* FindRole(const std::string& arn) const;
  const CallerSide* Find(const EventCaller& caller);
  policy::Context ContextOf(const CallerSide& held, const EventCaller& caller, const policy::EventAccess& access,
                            const policy::Context& keys) const;
  Said Decide(const CallerSide& held, const EventCaller& caller, const policy::EventAccess& access,
              const policy::Context& keys);
  void AskKey(const CallerSide& held, const policy::EventAccess& access, const policy::PolicyInputs& inputs,
              const policy::Context& context, Said& said);
  Said AskToken(const EventCaller& caller, const policy::Context& keys);

  const IdentityModel& model_;
  PolicyCache cache_;
  std::unordered_map<std::string, const Role*> roles_, by_name_;
  std::unordered_map<std::string, const Member*> users_;
  std::unordered_map<std::string, std::unique_ptr<CallerSide>> held_;
};

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_REHEARSE_MODEL_SIDE_H_
