// Conditions of the model, from the names of the operators: nothing of the engine's tables and parsers is used.
#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <cstring>

#include "tests/support/policy_model.h"

namespace rolecall::policy::testing {
namespace {

struct ModelOperator {
  std::string base;  // "StringEquals": without prefix, "Not" and "IfExists"
  std::string set;   // "ForAllValues", "ForAnyValue" or nothing
  bool negated = false, if_exists = false;
};

ModelOperator Read(std::string text) {
  ModelOperator op;
  if (std::size_t colon = text.find(':'); colon != std::string::npos) {
    op.set = text.substr(0, colon);
    text = text.substr(colon + 1);
  }
  if (std::size_t at = text.find("IfExists"); at != std::string::npos) {
    op.if_exists = true;
    text.erase(at);
  }
  if (std::size_t at = text.find("Not"); at != std::string::npos) {
    op.negated = true;
    text.erase(at, 3);
  }
  op.base = text;
  return op;
}

bool Has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

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

// Small numbers only: at most nine digits after the point, exponents of one digit. As 10^-18ths.
std::optional<__int128> Number(std::string text) {
  int exponent = 0;
  if (std::size_t e = text.find_first_of("eE"); e != std::string::npos) {
    std::string digits = text.substr(e + 1);
    if (digits.empty() || digits.find_first_not_of("0123456789-+") != std::string::npos) return std::nullopt;
    exponent = std::stoi(digits);
    text.erase(e);
  }
  bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) text.erase(0, 1);
  std::size_t point = text.find('.');
  int after = point == std::string::npos ? 0 : static_cast<int>(text.size() - point - 1);
  if (point != std::string::npos) text.erase(point, 1);
  if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  __int128 value = 0;
  for (char c : text) value = value * 10 + (c - '0');
  for (int k = 0; k < 18 - after + exponent; ++k) value *= 10;
  return negative ? -value : value;
}

// Epoch seconds, YYYY-MM-DD, and that with Thh:mm:ss, three digits of a second, and Z or +hh:mm.
std::optional<long long> Milliseconds(const std::string& text) {
  std::string digits = !text.empty() && (text[0] == '-' || text[0] == '+') ? text.substr(1) : text;
  if (!digits.empty() && digits.find_first_not_of("0123456789") == std::string::npos) return std::stoll(text) * 1000;
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, zone_hour = 0, zone_minute = 0, used = 0;
  if (std::sscanf(text.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3 || used != 10) return std::nullopt;
  std::string rest = text.substr(10);
  long long fraction = 0;
  if (!rest.empty()) {
    if (std::sscanf(rest.c_str(), "T%2d:%2d:%2d%n", &hour, &minute, &second, &used) != 3 || used != 9) {
      return std::nullopt;
    }
    rest = rest.substr(9);
    if (!rest.empty() && rest[0] == '.') {
      fraction = std::stoll(rest.substr(1, 3));
      rest = rest.substr(4);
    }
    if (!rest.empty() && rest != "Z" && std::sscanf(rest.c_str(), "+%2d:%2d", &zone_hour, &zone_minute) != 2) {
      return std::nullopt;
    }
  }
  auto leap = [](int y) { return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0; };
  long long days = day - 1;
  for (int y = 1970; y < year; ++y) days += leap(y) ? 366 : 365;
  for (int y = year; y < 1970; ++y) days -= leap(y) ? 366 : 365;
  const int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  for (int m = 1; m < month; ++m) days += kDays[m - 1] + (m == 2 && leap(year));
  return ((days * 24 + hour - zone_hour) * 3600 + (minute - zone_minute) * 60 + second) * 1000 + fraction;
}

// The bits of an address as text of zeros and ones, by the C library.
std::optional<std::string> Bits(const std::string& text) {
  std::array<unsigned char, 16> bytes{};
  bool v6 = Has(text, ":");
  if (inet_pton(v6 ? AF_INET6 : AF_INET, text.c_str(), bytes.data()) != 1) return std::nullopt;
  std::string bits;
  for (int i = 0; i < (v6 ? 128 : 32); ++i) bits += (bytes[i / 8] >> (7 - i % 8)) & 1 ? '1' : '0';
  return bits;
}

// Canonical base64: what encodes back to itself.
std::optional<std::string> Bytes(const std::string& text) {
  const std::string kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bits, padding;
  for (char c : text) {
    std::size_t digit = kDigits.find(c);
    if (c == '=') {
      padding += c;
    } else if (digit == std::string::npos || !padding.empty()) {
      return std::nullopt;
    }
    for (int i = 5; i >= 0 && c != '='; --i) bits += (digit >> i) & 1 ? '1' : '0';
  }
  if (text.size() % 4 != 0 || padding.size() > 2) return std::nullopt;
  std::string rest = bits.substr(bits.size() / 8 * 8);
  if (Has(rest, "1") || rest.size() != padding.size() * 2) return std::nullopt;
  return bits.substr(0, bits.size() / 8 * 8);
}

enum class One { kEqual, kDifferent, kBadRequest, kBadPolicy };

One If(bool equal) { return equal ? One::kEqual : One::kDifferent; }

template <typename T>
One Compare(const std::string& base, const std::optional<T>& request, const std::optional<T>& policy) {
  if (!request || !policy) return One::kDifferent;
  bool orequal = Has(base, "ThanEquals");
  if (Has(base, "LessThan")) return If(*request < *policy || (orequal && *request == *policy));
  if (Has(base, "GreaterThan")) return If(*request > *policy || (orequal && *request == *policy));
  return If(*request == *policy);
}

One CompareAddress(const std::string& request, const std::string& policy) {
  std::optional<std::string> address = Bits(request);
  if (!address) return One::kBadRequest;
  const std::string kMapped = std::string(80, '0') + std::string(16, '1');
  if (address->size() == 128 && address->compare(0, 96, kMapped) == 0) address = address->substr(96);
  std::vector<std::string> parts = Split(policy, '/', 2);
  std::optional<std::string> network = Bits(parts[0]);
  if (!network || network->size() != address->size()) return One::kDifferent;
  if (parts.size() == 2 && (parts[1].empty() || parts[1].find_first_not_of("0123456789") != std::string::npos)) {
    return One::kDifferent;
  }
  std::size_t prefix = parts.size() == 2 ? std::stoul(parts[1]) : network->size();
  if (prefix > network->size()) return One::kDifferent;
  if (network->size() == 128 && Has(network->substr(prefix), "1")) return One::kDifferent;
  return If(address->compare(0, prefix, *network, 0, prefix) == 0);
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

// The letters that occur in the property test.
std::string Lower(std::string text) {
  text = ModelLower(text);
  for (std::size_t at = text.find("\xC3\x89"); at != std::string::npos; at = text.find("\xC3\x89")) {
    text.replace(at, 2, "\xC3\xA9");
  }
  return text;
}

bool IsTrue(const std::string& text) { return ModelLower(text) == "true"; }

One CompareOne(const ModelOperator& op, const std::string& request, const std::string& policy, Version version,
               const Context& context) {
  if (Has(op.base, "String")) {
    std::optional<ModelPattern> filled = ModelExpand(policy, op.base == "StringLike", version, context);
    if (!filled) return One::kDifferent;
    if (op.base == "StringLike") return If(ModelGlob(*filled, request));
    if (op.base == "StringEquals") return If(filled->text == request);
    return If(Lower(filled->text) == Lower(request));
  }
  if (Has(op.base, "Arn")) return CompareArn(request, policy, version, context);
  if (op.base == "Bool") return If(IsTrue(request) == IsTrue(policy));
  if (op.base == "IpAddress") return CompareAddress(request, policy);
  if (Has(op.base, "Numeric")) return Compare(op.base, Number(request), Number(policy));
  if (Has(op.base, "Date")) return Compare(op.base, Milliseconds(request), Milliseconds(policy));
  return Compare(op.base, Bytes(request), Bytes(policy));
}

// The comparison of one request value with all policy values, in order.
One CompareAll(const ModelOperator& op, const Condition& condition, const std::string& request, Version version,
               const Context& context) {
  bool bad_request = false;
  for (const Text& policy : condition.values) {
    One one = CompareOne(op, request, policy.value, version, context);
    if (one == One::kEqual || one == One::kBadPolicy) return one;
    bad_request = bad_request || one == One::kBadRequest;
  }
  return bad_request ? One::kBadRequest : One::kDifferent;
}

}  // namespace

bool ModelConditionHolds(const Condition& condition, Version version, Effect effect, const Context& context) {
  ModelOperator op = Read(condition.operator_text);
  const Context::Entry* entry = ModelFind(condition.key, context);
  if (op.base == "Null") {
    return std::any_of(condition.values.begin(), condition.values.end(),
                       [entry](const Text& value) { return IsTrue(value.value) == (entry == nullptr); });
  }
  bool all = op.set == "ForAllValues", any = op.set == "ForAnyValue";
  if (condition.values.empty()) return entry == nullptr && (all || (!any && op.if_exists));
  if (entry == nullptr) {
    if (all) return true;
    if (any) return op.if_exists && effect == Effect::kDeny;
    return op.negated || op.if_exists;
  }
  if (!all && !any && entry->multivalued) return false;
  for (const std::string& request : entry->values) {
    One one = CompareAll(op, condition, request, version, context);
    if (one == One::kBadPolicy) return effect == Effect::kDeny;
    bool good = one != One::kBadRequest && (one == One::kEqual) != op.negated;
    if (any && good) return true;
    if (!any && !good) return false;
  }
  return !any;
}

}  // namespace rolecall::policy::testing
