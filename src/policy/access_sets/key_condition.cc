#include "policy/access_sets/key_condition.h"

#include <algorithm>

#include "base/text.h"

namespace rolecall::policy {
namespace {

TextReading ReadingOf(const Operator& op) {
  if (op.row->form.wildcards) return TextReading::kWildcards;
  return op.row->name.ends_with("IgnoreCase") ? TextReading::kEitherCase : TextReading::kExact;
}

}  // namespace

KeyCondition::KeyCondition(const Condition& source, Version version, Effect effect, Variables& variables)
    : source_(&source),
      key_(LowerAscii(source.key)),
      compiled_(source, version, effect),
      holds_for_absent_(compiled_.Evaluate(Context()).holds) {
  if (op().kind() == ValueKind::kArn) {
    ReadArns(version, effect, variables);
  } else if (IsText()) {
    ReadTexts(version, effect, variables);
  }
  listed_ = !outside_ &&
            std::all_of(sets_.begin(), sets_.end(), [](const TextSet& set) { return OnlyText(set).has_value(); });
}

bool KeyCondition::IsText() const {
  switch (op().kind()) {
    case ValueKind::kText:
    case ValueKind::kBinary:
    case ValueKind::kArn: return true;
    case ValueKind::kNumber:
    case ValueKind::kDate:
    case ValueKind::kBool:
    case ValueKind::kAddress:
    case ValueKind::kPresence: return false;
  }
  return false;
}

void KeyCondition::ReadTexts(Version version, Effect, Variables& variables) {
  for (const Text& text : source_->values) {
    sets_.push_back(op().kind() == ValueKind::kBinary ? TextOnly(text.value)
                                                      : ValueSet(text.value, ReadingOf(op()), version, variables));
  }
  outside_ = op().negated && !source_->values.empty();
}

// The values are tried in order; one that is no ARN ends that, and then an Allow does not hold and a Deny does
// (decide/condition.cc, CompareTemplates and EvaluateScalar).
void KeyCondition::ReadArns(Version version, Effect effect, Variables& variables) {
  arn_ = true;
  outside_ = op().negated && !source_->values.empty();
  for (const Text& text : source_->values) {
    std::optional<TextSet> set = ArnValueSet(text.value, version, variables);
    if (set) {
      sets_.push_back(std::move(*set));
      continue;
    }
    followed_ = op().qualifier == SetQualifier::kNone;
    if (effect == Effect::kDeny) {
      if (!outside_) sets_ = {AnyArn()};
    } else if (outside_) {
      outside_ = false;
      sets_.clear();
    }
    return;
  }
}

}  // namespace rolecall::policy
