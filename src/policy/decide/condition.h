// One condition, compiled: does it hold for a request?
//
//   CompiledCondition condition(source, Version::k2012, Effect::kAllow);
//   if (condition.Evaluate(request.context()).holds) …
//
// What single values mean and how they compare is the operator's row (document/operators.h); here is what all
// operators have in common: several values, qualifiers, IfExists, absent keys. Where AWS's behaviour is not known, an
// Allow holds less often and a Deny more often, which is why the statement's effect is asked for.
//
// Immutable, so shared between threads. Evaluate allocates nothing (but see Expanded); Trace does.
#ifndef ROLECALL_POLICY_DECIDE_CONDITION_H_
#define ROLECALL_POLICY_DECIDE_CONDITION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "policy/decide/pattern.h"
#include "policy/decide/request.h"
#include "policy/decide/trace.h"
#include "policy/document/document.h"
#include "policy/document/operators.h"

namespace rolecall::policy {

// What made the verdict, for explanations.
enum class ConditionReason : std::uint8_t {
  kCompared,
  kKeyAbsent,
  kScalarOnMultivalued,   // an operator without ForAllValues/ForAnyValue on a key that holds several values
  kNoPolicyValues,        // the condition lists no values
  kRequestUnparsable,     // the request's value is no address or ARN: neither form matches
  kPolicyValueMalformed,  // the condition's ARN is none
};

struct ConditionVerdict {
  bool holds = false;
  ConditionReason reason = ConditionReason::kCompared;
};

class CompiledCondition {
 public:
  // Keeps views into `source`, which must outlive it at its place.
  CompiledCondition(const Condition& source, Version version, Effect effect);

  ConditionVerdict Evaluate(const Context& context) const;
  ConditionTrace Trace(const Context& context) const;

 private:
  enum class Comparand : std::uint8_t { kSatisfied, kUnsatisfied, kRequestUnparsable, kPolicyValueMalformed };

  ConditionVerdict EvaluateAbsent() const;
  ConditionVerdict EvaluateNull(bool present) const;
  ConditionVerdict EvaluateEmpty(bool present) const;
  ConditionVerdict EvaluateScalar(const std::string& value, const Context& context) const;
  ConditionVerdict EvaluateSet(const ContextValues& values, const Context& context) const;

  // One value of the request with all of the policy.
  Comparand Compare(const std::string& value, const Context& context) const;
  template <typename Unit>
  Comparand CompareTemplates(const std::vector<Template<Unit>>& templates, const RequestValue& value,
                             std::size_t longest, const Context& context) const;
  Comparand Satisfied(bool found) const;

  const Condition* source_;
  Operator op_;
  Effect effect_;
  std::string key_;  // lower case
  std::uint64_t hash_;
  // The policy's values: one of the three, as the operator takes variables and wildcards, variables, or neither.
  std::vector<PatternTemplate> patterns_;
  std::vector<TextTemplate> texts_;
  std::vector<PolicyValue> values_;
};

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_DECIDE_CONDITION_H_
