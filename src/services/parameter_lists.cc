#include <set>

#include "base/text.h"
#include "base/utf8.h"
#include "services/parameters.h"

namespace rolecall::services {
namespace {

constexpr std::string_view kMember = ".member.";

// The number that begins a text, up to a dot or its end. Nothing for 0, leading zeros, and more than kMaxMembers.
std::optional<std::size_t> MemberNumber(std::string_view text) {
  const std::string_view digits = text.substr(0, text.find('.'));
  if (digits.empty() || digits.size() > 4 || digits[0] == '0') return std::nullopt;
  const std::optional<std::size_t> number = ParseInt<std::size_t>(digits);
  return number.has_value() && *number <= kMaxMembers ? number : std::nullopt;
}

aws::ErrorShape Malformed(std::string_view list) {
  return {400, "MalformedInput",
          "Members of '" + std::string(FirstCharacters(list, 256)) + "' must be numbered from 1 to " +
              std::to_string(kMaxMembers) + " without gaps"};
}

}  // namespace

// Differs from AWS: what it makes of such lists is not documented. Here they are refused.
std::optional<aws::ErrorShape> CheckLists(const Parameters& parameters) {
  std::set<std::pair<std::string_view, std::size_t>> members;  // views into the names
  for (const auto& entry : parameters.all()) {
    const std::string_view name = entry.first;
    for (std::size_t at = name.find(kMember); at != std::string_view::npos; at = name.find(kMember, at + 1)) {
      const std::string_view list = name.substr(0, at);
      const std::optional<std::size_t> number = MemberNumber(name.substr(at + kMember.size()));
      if (!number.has_value()) return Malformed(list);
      members.emplace(list, *number);
    }
  }
  for (const auto& [list, number] : members) {
    if (number > 1 && !members.contains({list, number - 1})) return Malformed(list);
  }
  return std::nullopt;
}

}  // namespace rolecall::services
