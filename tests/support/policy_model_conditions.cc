#include <algorithm>
#include <cctype>
#include <sstream>

#include "tests/support/policy_model.h"

namespace rolecall::policy::testing {
namespace {

std::vector<std::string> Split(const std::string& text, char by, std::size_t most) {
  std::vector<std::string> parts(1);
  for (char c : text) {
    if (c == by && parts.size() < most) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

// Numbers of at most nine digits around the point, as billionths.
std::optional<__int128> Billionths(const std::string& text) {
  std::size_t i = 0;
  bool negative = false, digits = false;
  if (i < text.size() && (text[i] == '+' || text[i] == '-')) negative = text[i++] == '-';
  __int128 value = 0;
  int after = -1;
  for (; i < text.size(); ++i) {
    if (text[i] == '.' && after < 0) {
      after = 0;
    } else if (std::isdigit(static_cast<unsigned char>(text[i]))) {
      value = value * 10 + (text[i] - '0');
      digits = true;
      if (after >= 0) ++after;
    } else {
      return std::nullopt;
    }
  }
  if (!digits) return std::nullopt;
  for (int k = std::max(after, 0); k < 9; ++k) value *= 10;
  return negative ? -value : value;
}

// Only "YYYY-MM-DD" and epoch seconds occur in the property test.
std::optional<long long> Seconds(const std::string& text) {
  std::string digits = !text.empty() && text[0] == '-' ? text.substr(1) : text;
  if (!digits.empty() && digits.find_first_not_of("0123456789") == std::string::npos) return std::stoll(text);
  int year = 0, month = 0, day = 0;
  if (std::sscanf(text.c_str(), "%4d-%2d-%2d", &year, &month, &day) != 3 || text.size() != 10) return std::nullopt;
  long long days = 0;
  for (int y = 1970; y < year; ++y) days += (y % 4 == 0 && y % 100 != 0) || y % 400 == 0 ? 366 : 365;
  const int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  for (int m = 1; m < month; ++m)
    days += kDays[m - 1] + (m == 2 && ((year % 4 == 0 && year % 100 != 0) || year % 400 == 0));
  return (days + day - 1) * 86400;
}

// IPv4 only.
std::optional<std::uint32_t> Address(const std::string& text) {
  std::vector<std::string> parts = Split(text, '.', 99);
  if (parts.size() != 4) return std::nullopt;
  std::uint32_t value = 0;
  for (const std::string& part : parts) {
    if (part.empty() || part.find_first_not_of("0123456789") != std::string::npos || std::stoi(part) > 255)
      return std::nullopt;
    value = value << 8 | static_cast<std::uint32_t>(std::stoi(part));
  }
  return value;
}

enum class One { kEqual, kDifferent, kBadRequest, kBadPolicy };

bool Ordered(Comparison comparison, int order) {
  switch (comparison) {
    case Comparison::kNumericLess:
    case Comparison::kDateLess: return order < 0;
    case Comparison::kNumericLessEquals:
    case Comparison::kDateLessEquals: return order <= 0;
    case Comparison::kNumericGreater:
    case Comparison::kDateGreater: return order > 0;
    case Comparison::kNumericGreaterEquals:
    case Comparison::kDateGreaterEquals: return order >= 0;
    default: return order == 0;
  }
}

template <typename T>
One Compare(Comparison comparison, const std::optional<T>& request, const std::optional<T>& policy) {
  if (!request || !policy) return One::kDifferent;
  return Ordered(comparison, *request < *policy ? -1 : *request > *policy ? 1 : 0) ? One::kEqual : One::kDifferent;
}

One CompareArn(const std::string& request, const std::string& policy, Version version, const Context& context) {
  std::vector<std::string> parts = Split(request, ':', 6);
  if (parts.size() != 6 || parts[0] != "arn") return One::kBadRequest;
  std::optional<ModelPattern> filled = ModelExpand(policy, true, version, context);
  if (!filled) return One::kDifferent;
  if (filled->text == "*" && filled->wild[0]) return One::kEqual;
  std::vector<ModelPattern> patterns(1);
  for (std::size_t i = 0; i < filled->text.size(); ++i) {
    if (filled->text[i] == ':' && patterns.size() < 6) {
      patterns.emplace_back();
    } else {
      patterns.back().text += filled->text[i];
      patterns.back().wild.push_back(filled->wild[i]);
    }
  }
  if (patterns.size() != 6) return One::kBadPolicy;
  for (int i = 0; i < 6; ++i) {
    if (!ModelGlob(patterns[i], parts[i])) return One::kDifferent;
  }
  return One::kEqual;
}

bool IsTrue(const std::string& text) { return LowerAscii(text) == "true"; }

One CompareOne(const Condition& condition, const std::string& request, const std::string& policy, Version version,
               const Context& context) {
  Comparison comparison = condition.op.comparison;
  switch (comparison) {
    case Comparison::kStringEquals:
    case Comparison::kStringEqualsIgnoreCase:
    case Comparison::kStringLike: {
      std::optional<ModelPattern> filled = ModelExpand(policy, comparison == Comparison::kStringLike, version, context);
      if (!filled) return One::kDifferent;
      bool same = comparison == Comparison::kStringEquals             ? filled->text == request
                  : comparison == Comparison::kStringEqualsIgnoreCase ? LowerAscii(filled->text) == LowerAscii(request)
                                                                      : ModelGlob(*filled, request);
      return same ? One::kEqual : One::kDifferent;
    }
    case Comparison::kArnLike: return CompareArn(request, policy, version, context);
    case Comparison::kBool: return IsTrue(request) == IsTrue(policy) ? One::kEqual : One::kDifferent;
    case Comparison::kIpAddress: {
      std::optional<std::uint32_t> address = Address(request);
      if (!address) return One::kBadRequest;
      std::vector<std::string> parts = Split(policy, '/', 2);
      std::optional<std::uint32_t> network = Address(parts[0]);
      if (!network) return One::kDifferent;
      int bits = parts.size() == 2 ? std::stoi(parts[1]) : 32;
      std::uint64_t block = 1ull << (32 - bits);
      return *address / block == *network / block ? One::kEqual : One::kDifferent;
    }
    case Comparison::kNumericEquals:
    case Comparison::kNumericLess:
    case Comparison::kNumericLessEquals:
    case Comparison::kNumericGreater:
    case Comparison::kNumericGreaterEquals: return Compare(comparison, Billionths(request), Billionths(policy));
    default: return Compare(comparison, Seconds(request), Seconds(policy));
  }
}

// The comparison of one request value with all policy values.
One CompareAll(const Condition& condition, const std::string& request, Version version, const Context& context) {
  bool bad_request = false;
  for (const Text& policy : condition.values) {
    One one = CompareOne(condition, request, policy.value, version, context);
    if (one == One::kEqual || one == One::kBadPolicy) return one;
    bad_request = bad_request || one == One::kBadRequest;
  }
  return bad_request ? One::kBadRequest : One::kDifferent;
}

}  // namespace

bool ModelConditionHolds(const Condition& condition, Version version, Effect effect, const Context& context) {
  const Operator& op = condition.op;
  const Context::Entry* entry = context.Find(condition.key);
  if (op.comparison == Comparison::kNull) {
    return std::any_of(condition.values.begin(), condition.values.end(),
                       [entry](const Text& value) { return IsTrue(value.value) == (entry == nullptr); });
  }
  if (condition.values.empty()) {
    if (op.qualifier == SetQualifier::kForAllValues) return entry == nullptr;
    return op.qualifier == SetQualifier::kNone && op.if_exists && entry == nullptr;
  }
  if (entry == nullptr) {
    if (op.qualifier == SetQualifier::kForAllValues) return true;
    if (op.qualifier == SetQualifier::kForAnyValue) return op.if_exists && effect == Effect::kDeny;
    return op.negated || op.if_exists;
  }
  if (op.qualifier == SetQualifier::kNone && entry->multivalued) return false;
  int satisfied = 0;
  for (const std::string& request : entry->values) {
    One one = CompareAll(condition, request, version, context);
    // Values are tried in order until the answer is known.
    bool good = one != One::kBadRequest && (one == One::kEqual) != op.negated;
    if (one == One::kBadPolicy) return effect == Effect::kDeny;
    if (op.qualifier == SetQualifier::kForAllValues && !good) return false;
    if (op.qualifier == SetQualifier::kForAnyValue && good) return true;
    satisfied += good;
  }
  return op.qualifier == SetQualifier::kForAnyValue ? false : satisfied == static_cast<int>(entry->values.size());
}

}  // namespace rolecall::policy::testing
