// One condition, compiled: does it hold for a request? Not for use outside of the engine.
#ifndef ROLECALL_POLICY_DECIDE_CONDITION_H_
#define ROLECALL_POLICY_DECIDE_CONDITION_H_

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "policy/decide/pattern.h"
#include "policy/decide/request.h"
#include "policy/decide/trace.h"
#include "policy/document/document.h"
#include "policy/document/scalars.h"

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
  // Unparsable policy values are monostate: never equal to anything.
  using Value = std::variant<std::monostate, Template, Decimal, std::int64_t, bool, IpNetwork, std::string>;

  Value CompileValue(std::string_view text, Version version) const;
  ConditionVerdict EvaluateAbsent() const;
  ConditionVerdict EvaluateNull(bool present) const;
  ConditionVerdict EvaluateEmpty(bool present) const;
  ConditionVerdict EvaluateScalar(const std::string& value, const Context& context) const;
  ConditionVerdict EvaluateSet(const std::vector<std::string>& values, const Context& context) const;

  Comparand Compare(const std::string& value, const Context& context) const;
  Comparand Satisfied(bool found) const;
  Comparand CompareNumbers(const std::string& value) const;
  Comparand CompareDates(const std::string& value) const;
  Comparand CompareAddresses(const std::string& value) const;
  Comparand CompareArns(const std::string& value, const Context& context) const;
  bool TextMatches(const Value& policy_value, const std::string& value, const Context& context) const;
  bool Ordered(int comparison) const;

  const Condition* source_;
  Operator op_;
  Effect effect_;
  std::string key_;  // lower case
  std::uint64_t hash_;
  std::vector<Value> values_;
};

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_DECIDE_CONDITION_H_
