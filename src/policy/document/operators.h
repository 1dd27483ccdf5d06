// The condition operators of the policy language, by name: "ForAllValues:StringNotLikeIfExists".
#ifndef ROLECALL_POLICY_DOCUMENT_OPERATORS_H_
#define ROLECALL_POLICY_DOCUMENT_OPERATORS_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace rolecall::policy {

// How one request value is compared with one policy value. The negated forms are Operator::negated.
enum class Comparison : std::uint8_t {
  kStringEquals,
  kStringEqualsIgnoreCase,
  kStringLike,
  kNumericEquals,
  kNumericLess,
  kNumericLessEquals,
  kNumericGreater,
  kNumericGreaterEquals,
  kDateEquals,
  kDateLess,
  kDateLessEquals,
  kDateGreater,
  kDateGreaterEquals,
  kBool,
  kBinaryEquals,
  kIpAddress,
  kArnLike,  // ArnEquals is the same
  kNull,
};

enum class SetQualifier : std::uint8_t { kNone, kForAllValues, kForAnyValue };

struct Operator {
  Comparison comparison = Comparison::kStringEquals;
  SetQualifier qualifier = SetQualifier::kNone;
  bool negated = false;
  bool if_exists = false;
};

// Names are case sensitive. Nothing for an unknown name; Null takes neither IfExists nor a qualifier.
std::optional<Operator> ParseOperator(std::string_view name);

// True for the operators whose values may hold policy variables (String… and Arn…).
bool TakesVariables(Comparison comparison);

// The base names ("StringEquals", …), for "did you mean".
std::vector<std::string_view> OperatorNames();

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_DOCUMENT_OPERATORS_H_
