#include "policy/decide/condition.h"

namespace rolecall::policy {
namespace {

// The policy's value as the request sees it: variables that have a value are filled in, until it is kAlwaysFilled long.
std::string Shown(const std::string& text, bool has_variables, const Context& context) {
  if (!has_variables) return text;
  std::string shown;
  std::size_t at = 0;
  while (at < text.size() && shown.size() < kAlwaysFilled) {
    std::size_t open = text.find("${", at), close = text.find('}', open == std::string::npos ? at : open);
    if (open == std::string::npos || close == std::string::npos) break;
    shown.append(text, at, open - at);
    std::string variable = text.substr(open, close + 1 - open);
    const TextTemplate compiled = CompileText(variable, true, Version::k2012);
    const Expanded expanded(compiled, context, kAlwaysFilled);
    shown += expanded.ok() && expanded.fits() ? std::string(expanded.text()) : variable;
    at = close + 1;
  }
  return shown.append(text, at);
}

std::string Note(ConditionVerdict verdict, const Operator& op, Effect effect) {
  switch (verdict.reason) {
    case ConditionReason::kCompared: return "";
    case ConditionReason::kKeyAbsent:
      if (op.qualifier == SetQualifier::kForAnyValue && op.if_exists) {
        return "the request has no such key; AWS's behaviour is not documented here, so the safer reading is taken";
      }
      return verdict.holds ? "the request has no such key, which satisfies this operator"
                           : "the request has no such key";
    case ConditionReason::kScalarOnMultivalued:
      return "the key holds several values: only ForAllValues and ForAnyValue operators can match it";
    case ConditionReason::kNoPolicyValues: return "the condition lists no values";
    case ConditionReason::kRequestUnparsable:
      return op.kind() == ValueKind::kArn ? "the request's value is no ARN" : "the request's value is no address";
    case ConditionReason::kPolicyValueMalformed:
      return effect == Effect::kDeny ? "the policy's value is no ARN: a Deny applies" : "the policy's value is no ARN";
  }
  return "";
}

}  // namespace

ConditionTrace CompiledCondition::Trace(const Context& context) const {
  ConditionVerdict verdict = Evaluate(context);
  ConditionTrace trace;
  trace.operator_text = source_->operator_text;
  trace.key = source_->key;
  trace.span = source_->key_span;
  trace.matched = verdict.holds;
  trace.note = Note(verdict, op_, effect_);
  for (std::size_t i = 0; i < source_->values.size(); ++i) {
    const bool has_variables =
        (!texts_.empty() && !texts_[i].literal()) || (!patterns_.empty() && !patterns_[i].literal());
    trace.expected.push_back(Shown(source_->values[i].value, has_variables, context));
  }
  if (const Context::Entry* entry = context.Find(key_, hash_)) {
    trace.key_present = true;
    trace.actual = entry->values.ToList();
  }
  return trace;
}

}  // namespace rolecall::policy
