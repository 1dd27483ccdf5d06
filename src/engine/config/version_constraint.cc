// Version constraints: "= 1.2.3", "!= 1.2", "> 1", ">= 1.5.7", "< 2", "<= 2.1", "~> 1.2", joined by commas.
#include "engine/config/version_constraint.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <compare>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "engine/config/configuration.h"

namespace rolecall::engine {
namespace {

struct Version {
  std::vector<long long> numbers;
  std::string prerelease;

  long long At(std::size_t i) const { return i < numbers.size() ? numbers[i] : 0; }
};

std::strong_ordering Compare(const Version& a, const Version& b) {
  for (std::size_t i = 0; i < 4; ++i) {
    if (auto order = a.At(i) <=> b.At(i); order != 0) return order;
  }
  if (a.prerelease.empty() != b.prerelease.empty()) {
    return a.prerelease.empty() ? std::strong_ordering::greater : std::strong_ordering::less;
  }
  return a.prerelease.compare(b.prerelease) <=> 0;
}

std::optional<Version> ParseVersion(std::string_view text) {
  Version version;
  if (!text.empty() && text.front() == 'v') text.remove_prefix(1);
  text = text.substr(0, text.find('+'));
  if (std::size_t dash = text.find('-'); dash != std::string_view::npos) {
    version.prerelease = std::string(text.substr(dash + 1));
    text = text.substr(0, dash);
  }
  while (version.numbers.size() < 4) {
    long long number = 0;
    auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (code != std::errc() || number < 0) return std::nullopt;
    version.numbers.push_back(number);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (text.empty()) return version;
    if (text.front() != '.') return std::nullopt;
    text.remove_prefix(1);
  }
  return std::nullopt;
}

// "~> 1.2" allows 1.3 but not 2.0; "~> 1.2.3" allows 1.2.4 but not 1.3.
bool Pessimistic(const Version& version, const Version& bound) {
  if (Compare(version, bound) < 0) return false;
  for (std::size_t i = 0; i + 1 < bound.numbers.size(); ++i) {
    if (version.At(i) != bound.At(i)) return false;
  }
  return true;
}

bool Satisfies(const Version& version, std::string_view op, const Version& bound) {
  std::strong_ordering order = Compare(version, bound);
  if (op == "" || op == "=") return order == 0;
  if (op == "!=") return order != 0;
  if (op == ">") return order > 0;
  if (op == ">=") return order >= 0;
  if (op == "<") return order < 0;
  if (op == "<=") return order <= 0;
  return Pessimistic(version, bound);
}

struct Bound {
  std::string op;
  Version version;
};

// Nothing: not a constraint.
std::optional<std::vector<Bound>> ParseConstraint(std::string_view rest) {
  static constexpr std::array<std::string_view, 8> kOperators = {"", "=", "!=", ">", ">=", "<", "<=", "~>"};
  std::vector<Bound> bounds;
  while (true) {
    const std::size_t comma = rest.find(',');
    const std::string_view term = Trim(rest.substr(0, comma));
    const std::size_t digits = term.find_first_of("0123456789v");
    if (digits == std::string_view::npos) return std::nullopt;
    const std::string_view op = Trim(term.substr(0, digits));
    const bool is_operator = std::find(kOperators.begin(), kOperators.end(), op) != kOperators.end();
    const std::optional<Version> version = ParseVersion(Trim(term.substr(digits)));
    if (!is_operator || !version) return std::nullopt;
    bounds.push_back({std::string(op == "=" ? "" : op), *version});
    if (comma == std::string_view::npos) return bounds;
    rest.remove_prefix(comma + 1);
  }
}

// Of bounds at the same version the lower ones come first.
int Rank(const Bound& bound) {
  static constexpr std::array<std::string_view, 7> kOrder = {">", ">=", "", "~>", "<=", "<", "!="};
  return static_cast<int>(std::find(kOrder.begin(), kOrder.end(), bound.op) - kOrder.begin());
}

// "~> 1.2" keeps its two numbers, which are what it means.
std::string Written(const Bound& bound) {
  std::string text = bound.op.empty() ? "" : bound.op + " ";
  const std::size_t shown = bound.op == "~>" && bound.version.numbers.size() < 3 ? 2 : 3;
  for (std::size_t i = 0; i < shown; ++i) text += (i == 0 ? "" : ".") + std::to_string(bound.version.At(i));
  return bound.version.prerelease.empty() ? text : text + "-" + bound.version.prerelease;
}

}  // namespace

Result<bool> VersionSatisfies(const std::string& version, const std::string& constraint) {
  std::optional<Version> given = ParseVersion(version);
  if (!given) return Error{ErrorCode::kInvalidArgument, "\"" + version + "\" is not a version."};
  const std::optional<std::vector<Bound>> bounds = ParseConstraint(constraint);
  if (!bounds) return Error{ErrorCode::kInvalidArgument, "\"" + constraint + "\" is not a version constraint."};
  return std::all_of(bounds->begin(), bounds->end(),
                     [&](const Bound& bound) { return Satisfies(*given, bound.op, bound.version); });
}

std::string NormalisedConstraint(const std::string& constraint) {
  std::optional<std::vector<Bound>> bounds = ParseConstraint(constraint);
  if (!bounds) return constraint;
  std::stable_sort(bounds->begin(), bounds->end(), [](const Bound& a, const Bound& b) {
    const auto order = Compare(a.version, b.version);
    return order < 0 || (order == 0 && Rank(a) < Rank(b));
  });
  std::string text;
  std::set<std::string> seen;
  for (const Bound& bound : *bounds) {
    const std::string written = Written(bound);
    if (seen.insert(written).second) text += (text.empty() ? "" : ", ") + written;
  }
  return text;
}

Result<std::optional<std::string>> NewestVersion(const std::vector<std::string>& versions,
                                                 const std::string& constraint) {
  std::optional<std::string> newest;
  std::optional<Version> newest_parsed;
  for (const std::string& text : versions) {
    const std::optional<Version> version = ParseVersion(text);
    if (!version) continue;
    const bool is_named = !constraint.empty() && constraint.find(text) != std::string::npos;
    if (!version->prerelease.empty() && !is_named) continue;
    if (!constraint.empty()) {
      ROLECALL_TRY(const bool satisfied, VersionSatisfies(text, constraint));
      if (!satisfied) continue;
    }
    if (newest_parsed && Compare(*version, *newest_parsed) <= 0) continue;
    newest = text;
    newest_parsed = version;
  }
  if (versions.empty() && !constraint.empty()) {
    ROLECALL_TRY([[maybe_unused]] const bool checked, VersionSatisfies("0.0.0", constraint));
  }
  return newest;
}

}  // namespace rolecall::engine
