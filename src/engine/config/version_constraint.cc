// Version constraints: "= 1.2.3", "!= 1.2", "> 1", ">= 1.5.7", "< 2", "<= 2.1", "~> 1.2", joined by commas.
#include "engine/config/version_constraint.h"

#include <array>
#include <cctype>
#include <charconv>
#include <compare>
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

}  // namespace

Result<bool> VersionSatisfies(const std::string& version, const std::string& constraint) {
  auto bad = [&] { return Error{ErrorCode::kInvalidArgument, "\"" + constraint + "\" is not a version constraint."}; };
  std::optional<Version> given = ParseVersion(version);
  if (!given) return Error{ErrorCode::kInvalidArgument, "\"" + version + "\" is not a version."};
  std::string_view rest = constraint;
  bool satisfied = true;
  while (true) {
    std::size_t comma = rest.find(',');
    std::string_view term = Trim(rest.substr(0, comma));
    std::size_t digits = term.find_first_of("0123456789v");
    if (digits == std::string_view::npos) return bad();
    std::string_view op = Trim(term.substr(0, digits));
    static constexpr std::array<std::string_view, 8> kOperators = {"", "=", "!=", ">", ">=", "<", "<=", "~>"};
    bool is_operator = false;
    for (std::string_view known : kOperators) is_operator = is_operator || known == op;
    std::optional<Version> bound = ParseVersion(Trim(term.substr(digits)));
    if (!is_operator || !bound) return bad();
    satisfied = satisfied && Satisfies(*given, op, *bound);
    if (comma == std::string_view::npos) return satisfied;
    rest.remove_prefix(comma + 1);
  }
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
