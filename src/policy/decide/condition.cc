#include "policy/decide/condition.h"

#include "base/text.h"

// The numbers (C1 …) are those of the comments below; the pages are of the IAM User Guide.
//   "Conditions with multiple context keys or values":
//     C1  all operators and all keys of a statement must hold (statement.cc: AND)
//     C2  of several values of one key, one must match; of a negated operator, none may (OR, NOR)
//   "IAM JSON policy elements: Condition operators":
//     C3  key absent: an operator does not hold, a negated one does
//     C4  section "…IfExists condition operators": key absent: holds, also negated
//     C5  section "Condition operator to check existence of condition keys": Null
//   "Single-valued vs. multivalued context keys":
//     C6  ForAllValues: each value of the request satisfies the operator; holds for an absent key
//     C7  ForAnyValue: one value of the request does; does not hold for an absent key
//     C8  multivalued keys need one of the two
//   "IAM policy elements: Variables and tags": what stands in values (pattern.cc)
namespace rolecall::policy {

CompiledCondition::CompiledCondition(const Condition& source, Version version, Effect effect)
    : source_(&source), op_(source.op), effect_(effect), key_(LowerAscii(source.key)), hash_(HashKey(key_)) {
  const ValueForm& form = op_.row->form;
  if (form.takes_variables && form.wildcards) {
    patterns_.reserve(source.values.size());
    for (const Text& text : source.values) patterns_.push_back(CompilePattern(text.value, true, version));
  } else if (form.takes_variables) {
    texts_.reserve(source.values.size());
    for (const Text& text : source.values) texts_.push_back(CompileText(text.value, true, version));
  } else {
    values_.reserve(source.values.size());
    for (const Text& text : source.values) values_.push_back(form.read_policy(text.value));
  }
}

ConditionVerdict CompiledCondition::Evaluate(const Context& context) const {
  const Context::Entry* entry = context.Find(key_, hash_);
  bool present = entry != nullptr;
  if (op_.kind() == ValueKind::kPresence) return EvaluateNull(present);
  if (source_->values.empty()) return EvaluateEmpty(present);
  if (!present) return EvaluateAbsent();
  if (op_.qualifier != SetQualifier::kNone) return EvaluateSet(entry->values, context);
  // C8. Recorded: the operator then does not match, whether negated or IfExists or neither.
  if (entry->multivalued || entry->values.size() != 1) return {false, ConditionReason::kScalarOnMultivalued};
  return EvaluateScalar(entry->values.front(), context);
}

// C5: "true" asks that the key be absent, any other text that it be there. An empty value is there.
ConditionVerdict CompiledCondition::EvaluateNull(bool present) const {
  const RequestValue absent = !present;
  for (const PolicyValue& value : values_) {
    if (op_.row->compare(value, absent) == Match::kYes) return {true, ConditionReason::kCompared};
  }
  return {false, values_.empty() ? ConditionReason::kNoPolicyValues : ConditionReason::kCompared};
}

// No values to compare with, which the pages do not speak of; Access Analyzer's findings for empty lists do.
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
    case SetQualifier::kForAllValues:
      holds = true;
      break;  // C6
    // C7 against C4. Uncertain: IfExists says true, observation says false. The answer that grants less.
    case SetQualifier::kForAnyValue: holds = op_.if_exists && effect_ == Effect::kDeny; break;
    case SetQualifier::kNone: holds = op_.if_exists || op_.negated; break;  // C4, C3
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

// C6 and C7. A single-valued key is a set of one.
ConditionVerdict CompiledCondition::EvaluateSet(const ContextValues& values, const Context& context) const {
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

// C2: the first that matches ends it, for a negated operator too.
CompiledCondition::Comparand CompiledCondition::Compare(const std::string& value, const Context& context) const {
  const OperatorRow& row = *op_.row;
  const RequestValue actual = row.form.read_request(value);
  if (row.form.request_must_parse && actual.index() == 0) return Comparand::kRequestUnparsable;
  if (row.form.takes_variables) {
    // Where case does not count a letter of three bytes may be one of one byte (the Kelvin sign).
    const std::size_t longest = 3 * value.size();
    return row.form.wildcards ? CompareTemplates(patterns_, actual, longest, context)
                              : CompareTemplates(texts_, actual, longest, context);
  }
  for (const PolicyValue& wanted : values_) {
    if (row.compare(wanted, actual) == Match::kYes) return Satisfied(true);
  }
  return Satisfied(false);
}

template <typename Unit>
CompiledCondition::Comparand CompiledCondition::CompareTemplates(const std::vector<Template<Unit>>& templates,
                                                                 const RequestValue& value, std::size_t longest,
                                                                 const Context& context) const {
  const Match too_long = op_.kind() == ValueKind::kArn ? Match::kMalformed : Match::kNo;  // no ARN is that long
  for (const Template<Unit>& written : templates) {
    Match match = Match::kNo;
    if (written.literal()) {
      match = op_.row->compare(std::basic_string_view<Unit>(written.text), value);
    } else if (Expanded wanted(written, context, longest); wanted.ok()) {  // nothing equals a variable without a value
      match = wanted.fits() ? op_.row->compare(wanted.text(), value) : too_long;
    }
    if (match == Match::kYes) return Satisfied(true);
    if (match == Match::kMalformed) return Comparand::kPolicyValueMalformed;
  }
  return Satisfied(false);
}

}  // namespace rolecall::policy
