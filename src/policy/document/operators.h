// The condition operators of the policy language: a table, a row an operator (operators.cc).
//
//   std::optional<Operator> op = ParseOperator("ForAllValues:StringNotLikeIfExists");
//   op->row->name == "StringNotLike", op->kind() == ValueKind::kText, op->negated, op->if_exists …
//
// A row has the name, what kind of values it compares, how a policy's and a request's text become such values, and how
// two of them are compared. All else (several values, sets, IfExists, absent keys) is the same for every operator and
// belongs to whoever evaluates conditions (decide/condition.h). So a new operator is a row here, with a function if it
// compares as none does yet, and its cases in tests/unit/policy/decide/operators_test.cc. A new kind of values is also
// an enumerator of ValueKind; the compiler then names the switches that must know it.
//
// Pure; reading and comparing allocate nothing.
#ifndef ROLECALL_POLICY_DOCUMENT_OPERATORS_H_
#define ROLECALL_POLICY_DOCUMENT_OPERATORS_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "policy/document/arn.h"
#include "policy/document/glob.h"
#include "policy/document/scalars.h"

namespace rolecall::policy {

// What an operator compares: lint holds it against the type of the key.
enum class ValueKind : std::uint8_t {
  kText,
  kNumber,
  kDate,
  kBool,
  kBinary,
  kAddress,
  kArn,
  kPresence,  // Null: not the value, but whether there is one
};

// The values of a policy and of a request as an operator reads them, with views into the texts they were read from.
// monostate: the text is no value of the kind, and equal to nothing.
using PolicyValue = std::variant<std::monostate, std::string_view, PatternView, Decimal, std::int64_t, bool, IpNetwork>;
using RequestValue = std::variant<std::monostate, std::string_view, Decimal, std::int64_t, bool, IpAddress, ArnParts>;

enum class Match : std::uint8_t { kNo, kYes, kMalformed };  // kMalformed: the policy's ARN is none

// How texts become the values of an operator.
struct ValueForm {
  ValueKind kind = ValueKind::kText;
  // The policy's values are texts that may hold policy variables; they are compared as they are once those are filled
  // in. Of the other operators `read_policy` reads them.
  bool takes_variables = false;
  bool wildcards = false;  // with variables: the policy's texts are patterns (glob.h), compared as PatternView
  // A request's value that is none of the kind satisfies neither the operator nor its negation. Otherwise it is a value
  // that equals nothing.
  bool request_must_parse = false;
  PolicyValue (*read_policy)(std::string_view text) = nullptr;  // null with takes_variables
  RequestValue (*read_request)(std::string_view text) = nullptr;
};

struct OperatorRow {
  std::string_view name;  // without qualifier and IfExists
  ValueForm form;
  // One value of the request against one of the policy; of the negated operators what is negated.
  Match (*compare)(const PolicyValue& wanted, const RequestValue& actual);
  bool negated = false;
  // For lint's examples: a request's value that satisfies any number or date. Empty: what is written satisfies itself.
  std::string_view example = {};
};

enum class SetQualifier : std::uint8_t { kNone, kForAllValues, kForAnyValue };

// An operator as a policy writes it.
struct Operator {
  const OperatorRow* row = nullptr;  // in the table; null only before ParseOperator
  SetQualifier qualifier = SetQualifier::kNone;
  bool negated = false;  // as the row is
  bool if_exists = false;

  ValueKind kind() const { return row->form.kind; }
  bool TakesVariables() const { return row->form.takes_variables; }
  // Text with wildcards (StringLike, StringNotLike), text without (StringEquals…).
  bool IsTextPattern() const { return kind() == ValueKind::kText && row->form.wildcards; }
  bool IsExactText() const { return kind() == ValueKind::kText && !row->form.wildcards; }
};

// Names are case sensitive. Nothing for an unknown name; Null takes neither IfExists nor a qualifier.
std::optional<Operator> ParseOperator(std::string_view name);

// The base names ("StringEquals", …), for "did you mean".
std::vector<std::string_view> OperatorNames();

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_DOCUMENT_OPERATORS_H_
