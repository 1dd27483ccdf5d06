#include "policy/document/operators.h"

#include <algorithm>

#include "base/encoding.h"

namespace rolecall::policy {
namespace {

// IAM User Guide, "IAM JSON policy elements: Condition operators". The sections of that page are the groups below.

template <typename Value, typename Read>
Value OrNone(const std::optional<Read>& read) {
  return read ? Value(*read) : Value();
}

RequestValue TextValue(std::string_view text) { return text; }

PolicyValue WantedNumber(std::string_view text) { return OrNone<PolicyValue>(ParseDecimal(text)); }
RequestValue GivenNumber(std::string_view text) { return OrNone<RequestValue>(ParseDecimal(text)); }

PolicyValue WantedDate(std::string_view text) { return OrNone<PolicyValue>(ParseDate(text)); }
RequestValue GivenDate(std::string_view text) { return OrNone<RequestValue>(ParseDate(text)); }

PolicyValue WantedTruth(std::string_view text) { return IsTrueText(text); }
RequestValue GivenTruth(std::string_view text) { return IsTrueText(text); }

// The canonical form of some bytes is only one text, so texts are compared.
PolicyValue WantedBytes(std::string_view text) { return Base64Decode(text) ? PolicyValue(text) : PolicyValue(); }

PolicyValue WantedNetwork(std::string_view text) { return OrNone<PolicyValue>(ParseIpNetwork(text)); }
RequestValue GivenAddress(std::string_view text) { return OrNone<RequestValue>(ParseRequestIp(text)); }

RequestValue GivenArn(std::string_view text) {
  RequestValue value;
  ArnParts& parts = value.emplace<ArnParts>();
  if (SplitArn(text, parts) != 6 || parts[0] != "arn") value = std::monostate();
  return value;
}

Match MatchIf(bool condition) { return condition ? Match::kYes : Match::kNo; }

template <typename T>
Match Equal(const PolicyValue& wanted, const RequestValue& actual) {
  const T* x = std::get_if<T>(&wanted);
  const T* y = std::get_if<T>(&actual);
  return MatchIf(x != nullptr && y != nullptr && *x == *y);
}

Match EqualIgnoringCase(const PolicyValue& wanted, const RequestValue& actual) {
  return MatchIf(EqualsLowerCased(std::get<std::string_view>(wanted), std::get<std::string_view>(actual)));
}

Match Like(const PolicyValue& wanted, const RequestValue& actual) {
  return MatchIf(GlobMatch(std::get<PatternView>(wanted), std::get<std::string_view>(actual)));
}

constexpr bool IsEqual(int order) { return order == 0; }
constexpr bool IsLess(int order) { return order < 0; }
constexpr bool IsAtMost(int order) { return order <= 0; }
constexpr bool IsGreater(int order) { return order > 0; }
constexpr bool IsAtLeast(int order) { return order >= 0; }

// The request's number stands to the policy's as `holds` says.
template <bool (*holds)(int order)>
Match Number(const PolicyValue& wanted, const RequestValue& actual) {
  const Decimal* x = std::get_if<Decimal>(&actual);
  const Decimal* y = std::get_if<Decimal>(&wanted);
  return MatchIf(x != nullptr && y != nullptr && holds(CompareDecimals(*x, *y)));
}

template <bool (*holds)(int order)>
Match Date(const PolicyValue& wanted, const RequestValue& actual) {
  const std::int64_t* x = std::get_if<std::int64_t>(&actual);
  const std::int64_t* y = std::get_if<std::int64_t>(&wanted);
  return MatchIf(x != nullptr && y != nullptr && holds(*x < *y ? -1 : *x > *y ? 1 : 0));
}

Match InNetwork(const PolicyValue& wanted, const RequestValue& actual) {
  const IpNetwork* network = std::get_if<IpNetwork>(&wanted);
  return MatchIf(network != nullptr && Contains(*network, std::get<IpAddress>(actual)));
}

// Six parts, each matched for itself: unlike in Resource, no star reaches over a colon. A star alone is every ARN.
Match ArnLike(const PolicyValue& wanted, const RequestValue& actual) {
  PatternView pattern = std::get<PatternView>(wanted);
  if (pattern.size() == 1 && pattern[0] == kAnyRun) return Match::kYes;
  if (std::count(pattern.begin(), pattern.end(), UnitOf(':')) < 5) return Match::kMalformed;
  const ArnParts& parts = std::get<ArnParts>(actual);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::size_t end = i < 5 ? pattern.find(UnitOf(':')) : pattern.size();
    if (!GlobMatch(pattern.substr(0, end), parts[i])) return Match::kNo;
    if (i < 5) pattern.remove_prefix(end + 1);
  }
  return Match::kYes;
}

constexpr ValueForm kText = {.kind = ValueKind::kText, .takes_variables = true, .read_request = TextValue};
constexpr ValueForm kPattern = {
    .kind = ValueKind::kText, .takes_variables = true, .wildcards = true, .read_request = TextValue};
constexpr ValueForm kNumber = {.kind = ValueKind::kNumber, .read_policy = WantedNumber, .read_request = GivenNumber};
constexpr ValueForm kDate = {.kind = ValueKind::kDate, .read_policy = WantedDate, .read_request = GivenDate};
// AWS's pages disagree about variables under Bool: here one stays text, which is "false".
constexpr ValueForm kBool = {.kind = ValueKind::kBool, .read_policy = WantedTruth, .read_request = GivenTruth};
constexpr ValueForm kBinary = {.kind = ValueKind::kBinary, .read_policy = WantedBytes, .read_request = TextValue};
constexpr ValueForm kAddress = {.kind = ValueKind::kAddress,
                                .request_must_parse = true,
                                .read_policy = WantedNetwork,
                                .read_request = GivenAddress};
constexpr ValueForm kArn = {.kind = ValueKind::kArn,
                            .takes_variables = true,
                            .wildcards = true,
                            .request_must_parse = true,
                            .read_request = GivenArn};
// The request's "value" is whether the key is absent: "true" asks for that.
constexpr ValueForm kPresence = {.kind = ValueKind::kPresence, .read_policy = WantedTruth, .read_request = GivenTruth};

constexpr bool kNegated = true;

constexpr OperatorRow kOperators[] = {
    // String condition operators
    {"StringEquals", kText, Equal<std::string_view>},
    {"StringNotEquals", kText, Equal<std::string_view>, kNegated},
    {"StringEqualsIgnoreCase", kText, EqualIgnoringCase},
    {"StringNotEqualsIgnoreCase", kText, EqualIgnoringCase, kNegated},
    {"StringLike", kPattern, Like},
    {"StringNotLike", kPattern, Like, kNegated},
    // Numeric condition operators
    {"NumericEquals", kNumber, Number<IsEqual>},
    {"NumericNotEquals", kNumber, Number<IsEqual>, kNegated},
    {"NumericLessThan", kNumber, Number<IsLess>, !kNegated, "-1e9"},
    {"NumericLessThanEquals", kNumber, Number<IsAtMost>},
    {"NumericGreaterThan", kNumber, Number<IsGreater>, !kNegated, "1e18"},
    {"NumericGreaterThanEquals", kNumber, Number<IsAtLeast>},
    // Date condition operators
    {"DateEquals", kDate, Date<IsEqual>},
    {"DateNotEquals", kDate, Date<IsEqual>, kNegated},
    {"DateLessThan", kDate, Date<IsLess>, !kNegated, "1971-01-01T00:00:00Z"},
    {"DateLessThanEquals", kDate, Date<IsAtMost>},
    {"DateGreaterThan", kDate, Date<IsGreater>, !kNegated, "2999-01-01T00:00:00Z"},
    {"DateGreaterThanEquals", kDate, Date<IsAtLeast>},
    // Boolean condition operators
    {"Bool", kBool, Equal<bool>},
    // Binary condition operators
    {"BinaryEquals", kBinary, Equal<std::string_view>},
    // IP address condition operators
    {"IpAddress", kAddress, InNetwork},
    {"NotIpAddress", kAddress, InNetwork, kNegated},
    // Amazon Resource Name (ARN) condition operators: ArnEquals and ArnLike behave the same
    {"ArnEquals", kArn, ArnLike},
    {"ArnNotEquals", kArn, ArnLike, kNegated},
    {"ArnLike", kArn, ArnLike},
    {"ArnNotLike", kArn, ArnLike, kNegated},
    // Condition operator to check existence of condition keys
    {"Null", kPresence, Equal<bool>},
};

bool ConsumePrefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool ConsumeSuffix(std::string_view& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
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
                                   [name](const OperatorRow& candidate) { return candidate.name == name; });
  if (found == std::end(kOperators)) return std::nullopt;
  op.row = found;
  op.negated = found->negated;
  const bool is_null = op.kind() == ValueKind::kPresence;
  if (is_null && (op.if_exists || op.qualifier != SetQualifier::kNone)) return std::nullopt;
  return op;
}

std::vector<std::string_view> OperatorNames() {
  std::vector<std::string_view> names;
  for (const OperatorRow& row : kOperators) names.push_back(row.name);
  return names;
}

}  // namespace rolecall::policy
