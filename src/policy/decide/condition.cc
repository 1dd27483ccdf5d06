#include "policy/decide/condition.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "policy/document/arn.h"
#include "policy/document/glob.h"

namespace rolecall::policy {
namespace {

bool EqualsTrue(std::string_view text) { return text.size() == 4 && LowerAscii(text) == "true"; }

template <typename Alternative, typename Optional>
std::variant<std::monostate, Template, Decimal, std::int64_t, bool, IpNetwork, std::string> OrNever(Optional parsed) {
  if (!parsed) return std::monostate();
  return Alternative(*parsed);
}

}  // namespace

CompiledCondition::CompiledCondition(const Condition& source, Version version, Effect effect)
    : source_(&source), op_(source.op), effect_(effect), key_(LowerAscii(source.key)), hash_(HashKey(key_)) {
  values_.reserve(source.values.size());
  for (const Text& text : source.values) values_.push_back(CompileValue(text.value, version));
}

CompiledCondition::Value CompiledCondition::CompileValue(std::string_view text, Version version) const {
  switch (op_.comparison) {
    case Comparison::kStringEquals:
    case Comparison::kStringEqualsIgnoreCase: return CompileTemplate(text, false, true, version);
    case Comparison::kStringLike:
    case Comparison::kArnLike: return CompileTemplate(text, true, true, version);
    case Comparison::kNumericEquals:
    case Comparison::kNumericLess:
    case Comparison::kNumericLessEquals:
    case Comparison::kNumericGreater:
    case Comparison::kNumericGreaterEquals: return OrNever<Decimal>(ParseDecimal(text));
    case Comparison::kDateEquals:
    case Comparison::kDateLess:
    case Comparison::kDateLessEquals:
    case Comparison::kDateGreater:
    case Comparison::kDateGreaterEquals: return OrNever<std::int64_t>(ParseDate(text));
    case Comparison::kBool:
    case Comparison::kNull: return EqualsTrue(text);
    case Comparison::kBinaryEquals:
      // The canonical form of some bytes is only one text.
      if (Base64Decode(text)) return std::string(text);
      return std::monostate();
    case Comparison::kIpAddress: return OrNever<IpNetwork>(ParseIpNetwork(text));
  }
  return std::monostate();
}

ConditionVerdict CompiledCondition::Evaluate(const Context& context) const {
  const Context::Entry* entry = context.Find(key_, hash_);
  bool present = entry != nullptr;
  if (op_.comparison == Comparison::kNull) return EvaluateNull(present);
  if (values_.empty()) return EvaluateEmpty(present);
  if (!present) return EvaluateAbsent();
  if (op_.qualifier != SetQualifier::kNone) return EvaluateSet(entry->values, context);
  if (entry->multivalued || entry->values.size() != 1) return {false, ConditionReason::kScalarOnMultivalued};
  return EvaluateScalar(entry->values.front(), context);
}

ConditionVerdict CompiledCondition::EvaluateNull(bool present) const {
  for (const Value& value : values_) {
    bool wants_absent = std::get<bool>(value);
    if (wants_absent != present) return {true, ConditionReason::kCompared};
  }
  return {false, values_.empty() ? ConditionReason::kNoPolicyValues : ConditionReason::kCompared};
}

ConditionVerdict CompiledCondition::EvaluateEmpty(bool present) const {
  bool holds = false;
  if (op_.qualifier == SetQualifier::kForAllValues) {
    holds = !present;
  } else if (op_.qualifier == SetQualifier::kNone && op_.if_exists) {
    holds = !present;
  }
  return {holds, ConditionReason::kNoPolicyValues};
}

ConditionVerdict CompiledCondition::EvaluateAbsent() const {
  bool holds = false;
  switch (op_.qualifier) {
    case SetQualifier::kForAllValues: holds = true; break;
    // Uncertain: the rule of IfExists says true, observation says false for ForAnyValue. The answer that grants less.
    case SetQualifier::kForAnyValue: holds = op_.if_exists && effect_ == Effect::kDeny; break;
    case SetQualifier::kNone: holds = op_.if_exists || op_.negated; break;
  }
  return {holds, ConditionReason::kKeyAbsent};
}

ConditionVerdict CompiledCondition::EvaluateScalar(const std::string& value, const Context& context) const {
  switch (Compare(value, context)) {
    case Comparand::kSatisfied: return {true, ConditionReason::kCompared};
    case Comparand::kUnsatisfied: return {false, ConditionReason::kCompared};
    case Comparand::kRequestUnparsable: return {false, ConditionReason::kRequestUnparsable};
    case Comparand::kPolicyValueMalformed: break;
  }
  return {effect_ == Effect::kDeny, ConditionReason::kPolicyValueMalformed};
}

ConditionVerdict CompiledCondition::EvaluateSet(const std::vector<std::string>& values, const Context& context) const {
  bool for_all = op_.qualifier == SetQualifier::kForAllValues;
  ConditionReason reason = ConditionReason::kCompared;
  for (const std::string& value : values) {
    Comparand result = Compare(value, context);
    if (result == Comparand::kPolicyValueMalformed) {
      return {effect_ == Effect::kDeny, ConditionReason::kPolicyValueMalformed};
    }
    if (result == Comparand::kRequestUnparsable) reason = ConditionReason::kRequestUnparsable;
    bool satisfied = result == Comparand::kSatisfied;
    if (satisfied != for_all) return {satisfied, reason};
  }
  return {for_all, reason};
}

CompiledCondition::Comparand CompiledCondition::Satisfied(bool found) const {
  return found != op_.negated ? Comparand::kSatisfied : Comparand::kUnsatisfied;
}

CompiledCondition::Comparand CompiledCondition::Compare(const std::string& value, const Context& context) const {
  switch (op_.comparison) {
    case Comparison::kStringEquals:
    case Comparison::kStringEqualsIgnoreCase:
    case Comparison::kStringLike:
      for (const Value& policy_value : values_) {
        if (TextMatches(policy_value, value, context)) return Satisfied(true);
      }
      return Satisfied(false);
    case Comparison::kBool: {
      bool truth = EqualsTrue(value);
      auto equal = [truth](const Value& policy_value) { return std::get<bool>(policy_value) == truth; };
      return Satisfied(std::any_of(values_.begin(), values_.end(), equal));
    }
    case Comparison::kBinaryEquals: {
      auto equal = [&value](const Value& policy_value) {
        const auto* wanted = std::get_if<std::string>(&policy_value);
        return wanted != nullptr && *wanted == value;
      };
      return Satisfied(std::any_of(values_.begin(), values_.end(), equal));
    }
    case Comparison::kIpAddress: return CompareAddresses(value);
    case Comparison::kArnLike: return CompareArns(value, context);
    case Comparison::kNumericEquals:
    case Comparison::kNumericLess:
    case Comparison::kNumericLessEquals:
    case Comparison::kNumericGreater:
    case Comparison::kNumericGreaterEquals: return CompareNumbers(value);
    default: return CompareDates(value);
  }
}

bool CompiledCondition::TextMatches(const Value& policy_value, const std::string& value, const Context& context) const {
  Expanded wanted(std::get<Template>(policy_value), context);
  if (!wanted.ok()) return false;
  switch (op_.comparison) {
    case Comparison::kStringEquals: return wanted.text() == value;
    case Comparison::kStringEqualsIgnoreCase: return EqualsLowerCased(wanted.text(), value);
    default: return GlobMatch(wanted.text(), value);
  }
}

bool CompiledCondition::Ordered(int comparison) const {
  switch (op_.comparison) {
    case Comparison::kNumericLess:
    case Comparison::kDateLess: return comparison < 0;
    case Comparison::kNumericLessEquals:
    case Comparison::kDateLessEquals: return comparison <= 0;
    case Comparison::kNumericGreater:
    case Comparison::kDateGreater: return comparison > 0;
    case Comparison::kNumericGreaterEquals:
    case Comparison::kDateGreaterEquals: return comparison >= 0;
    default: return comparison == 0;
  }
}

CompiledCondition::Comparand CompiledCondition::CompareNumbers(const std::string& value) const {
  std::optional<Decimal> number = ParseDecimal(value);
  if (!number) return Satisfied(false);
  for (const Value& policy_value : values_) {
    const auto* wanted = std::get_if<Decimal>(&policy_value);
    if (wanted != nullptr && Ordered(CompareDecimals(*number, *wanted))) return Satisfied(true);
  }
  return Satisfied(false);
}

CompiledCondition::Comparand CompiledCondition::CompareDates(const std::string& value) const {
  std::optional<std::int64_t> date = ParseDate(value);
  if (!date) return Satisfied(false);
  for (const Value& policy_value : values_) {
    const auto* wanted = std::get_if<std::int64_t>(&policy_value);
    if (wanted != nullptr && Ordered(*date < *wanted ? -1 : *date > *wanted ? 1 : 0)) return Satisfied(true);
  }
  return Satisfied(false);
}

CompiledCondition::Comparand CompiledCondition::CompareAddresses(const std::string& value) const {
  std::optional<IpAddress> address = ParseRequestIp(value);
  if (!address) return Comparand::kRequestUnparsable;
  for (const Value& policy_value : values_) {
    const auto* network = std::get_if<IpNetwork>(&policy_value);
    if (network != nullptr && Contains(*network, *address)) return Satisfied(true);
  }
  return Satisfied(false);
}

CompiledCondition::Comparand CompiledCondition::CompareArns(const std::string& value, const Context& context) const {
  std::string_view parts[6];
  if (SplitArn(value, parts) != 6 || parts[0] != "arn") return Comparand::kRequestUnparsable;
  for (const Value& policy_value : values_) {
    Expanded wanted(std::get<Template>(policy_value), context);
    if (!wanted.ok()) continue;
    if (wanted.text().size() == 1 && wanted.text()[0] == kStar) return Satisfied(true);
    std::string_view patterns[6];
    if (SplitArn(wanted.text(), patterns) != 6) return Comparand::kPolicyValueMalformed;
    bool all = true;
    for (int i = 0; i < 6 && all; ++i) all = GlobMatch(patterns[i], parts[i]);
    if (all) return Satisfied(true);
  }
  return Satisfied(false);
}

}  // namespace rolecall::policy
