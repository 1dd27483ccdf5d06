#include "kube/substitution.h"

#include <optional>

namespace rolecall::kube {
namespace {

struct Found {
  std::size_t begin = 0, end = 0;  // of all of it, with the braces
  std::string name;
  std::optional<std::string> preset;  // of ${NAME:=preset} and ${NAME:-preset}
};

bool IsNameStart(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; }
bool IsNamePart(char c) { return IsNameStart(c) || (c >= '0' && c <= '9'); }

// The first variable from `from` on.
std::optional<Found> FindVariable(std::string_view text, std::size_t from) {
  for (std::size_t at = text.find("${", from); at != std::string_view::npos; at = text.find("${", at + 2)) {
    std::size_t end = at + 2;
    if (at > 0 && text[at - 1] == '$') continue;
    if (end >= text.size() || !IsNameStart(text[end])) continue;
    while (end < text.size() && IsNamePart(text[end])) ++end;
    Found found{at, end, std::string(text.substr(at + 2, end - at - 2)), std::nullopt};
    const std::size_t close = text.find('}', end);
    if (close == std::string_view::npos) continue;
    const std::string_view rest = text.substr(end, close - end);
    if (rest.starts_with(":=") || rest.starts_with(":-")) found.preset = std::string(rest.substr(2));
    if (!rest.empty() && !found.preset) continue;  // policy variables, and other forms of shells
    found.end = close + 1;
    return found;
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> SubstitutedNames(std::string_view text) {
  std::vector<std::string> names;
  for (auto found = FindVariable(text, 0); found; found = FindVariable(text, found->end)) names.push_back(found->name);
  return names;
}

std::string Substitute(std::string_view text, const std::map<std::string, std::string>& values) {
  std::string filled;
  std::size_t done = 0;
  for (auto found = FindVariable(text, 0); found; found = FindVariable(text, found->end)) {
    const auto value = values.find(found->name);
    filled += text.substr(done, found->begin - done);
    if (value != values.end()) {
      filled += value->second;
    } else if (found->preset) {
      filled += *found->preset;
    } else {
      filled += text.substr(found->begin, found->end - found->begin);
    }
    done = found->end;
  }
  return filled.append(text.substr(done));
}

}  // namespace rolecall::kube
