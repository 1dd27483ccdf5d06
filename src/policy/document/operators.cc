#include "policy/document/operators.h"

#include <algorithm>

namespace rolecall::policy {
namespace {

struct NamedOperator {
  std::string_view name;
  Comparison comparison;
  bool negated;
};

constexpr NamedOperator kOperators[] = {
    {"StringEquals", Comparison::kStringEquals, false},
    {"StringNotEquals", Comparison::kStringEquals, true},
    {"StringEqualsIgnoreCase", Comparison::kStringEqualsIgnoreCase, false},
    {"StringNotEqualsIgnoreCase", Comparison::kStringEqualsIgnoreCase, true},
    {"StringLike", Comparison::kStringLike, false},
    {"StringNotLike", Comparison::kStringLike, true},
    {"NumericEquals", Comparison::kNumericEquals, false},
    {"NumericNotEquals", Comparison::kNumericEquals, true},
    {"NumericLessThan", Comparison::kNumericLess, false},
    {"NumericLessThanEquals", Comparison::kNumericLessEquals, false},
    {"NumericGreaterThan", Comparison::kNumericGreater, false},
    {"NumericGreaterThanEquals", Comparison::kNumericGreaterEquals, false},
    {"DateEquals", Comparison::kDateEquals, false},
    {"DateNotEquals", Comparison::kDateEquals, true},
    {"DateLessThan", Comparison::kDateLess, false},
    {"DateLessThanEquals", Comparison::kDateLessEquals, false},
    {"DateGreaterThan", Comparison::kDateGreater, false},
    {"DateGreaterThanEquals", Comparison::kDateGreaterEquals, false},
    {"Bool", Comparison::kBool, false},
    {"BinaryEquals", Comparison::kBinaryEquals, false},
    {"IpAddress", Comparison::kIpAddress, false},
    {"NotIpAddress", Comparison::kIpAddress, true},
    {"ArnEquals", Comparison::kArnLike, false},
    {"ArnNotEquals", Comparison::kArnLike, true},
    {"ArnLike", Comparison::kArnLike, false},
    {"ArnNotLike", Comparison::kArnLike, true},
    {"Null", Comparison::kNull, false},
};

bool ConsumePrefix(std::string_view& text, std::string_view prefix) {
  if (text.substr(0, prefix.size()) != prefix) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool ConsumeSuffix(std::string_view& text, std::string_view suffix) {
  if (text.size() < suffix.size() || text.substr(text.size() - suffix.size()) != suffix) return false;
  text.remove_suffix(suffix.size());
  return true;
}

}  // namespace

std::optional<Operator> ParseOperator(std::string_view name) {
  Operator op;
  if (ConsumePrefix(name, "ForAllValues:")) {
    op.qualifier = SetQualifier::kForAllValues;
  } else if (ConsumePrefix(name, "ForAnyValue:")) {
    op.qualifier = SetQualifier::kForAnyValue;
  }
  op.if_exists = ConsumeSuffix(name, "IfExists");
  const auto* found = std::find_if(std::begin(kOperators), std::end(kOperators),
                                   [name](const NamedOperator& candidate) { return candidate.name == name; });
  if (found == std::end(kOperators)) return std::nullopt;
  op.comparison = found->comparison;
  op.negated = found->negated;
  bool is_null = op.comparison == Comparison::kNull;
  if (is_null && (op.if_exists || op.qualifier != SetQualifier::kNone)) return std::nullopt;
  return op;
}

bool TakesVariables(Comparison comparison) {
  switch (comparison) {
    case Comparison::kStringEquals:
    case Comparison::kStringEqualsIgnoreCase:
    case Comparison::kStringLike:
    case Comparison::kArnLike: return true;
    // AWS's pages disagree about Bool: a variable there stays text, which is "false".
    default: return false;
  }
}

std::vector<std::string_view> OperatorNames() {
  std::vector<std::string_view> names;
  for (const NamedOperator& op : kOperators) names.push_back(op.name);
  return names;
}

}  // namespace rolecall::policy
