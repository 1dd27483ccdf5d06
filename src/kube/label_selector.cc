#include "kube/label_selector.h"

#include <algorithm>

#include "base/text.h"

namespace rolecall::kube {
namespace {

using Operator = LabelSelector::Operator;
using Requirement = LabelSelector::Requirement;

Error Wrong(std::string_view part, const std::string& why) {
  return {ErrorCode::kInvalidArgument, "\"" + std::string(part) + "\": " + why};
}

bool IsNameCharacter(char c) { return IsAsciiAlphanumeric(c) || c == '-' || c == '_' || c == '.'; }

// What labels may be called and hold: 63 characters, with a letter or digit at both ends; values may be empty.
bool IsName(std::string_view text) {
  return !text.empty() && text.size() <= 63 && std::ranges::all_of(text, IsNameCharacter) &&
         IsAsciiAlphanumeric(text.front()) && IsAsciiAlphanumeric(text.back());
}

bool IsKey(std::string_view key) {
  const std::size_t slash = key.find('/');
  if (slash == key.npos) return IsName(key);
  const std::string_view prefix = key.substr(0, slash);
  return !prefix.empty() && prefix.size() <= 253 && std::ranges::all_of(prefix, IsNameCharacter) &&
         IsName(key.substr(slash + 1));
}

// At the commas that are not in parentheses.
std::vector<std::string_view> SplitRequirements(std::string_view text) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')') --depth;
    if (text[i] != ',' || depth > 0) continue;
    parts.push_back(Trim(text.substr(begin, i - begin)));
    begin = i + 1;
  }
  parts.push_back(Trim(text.substr(begin)));
  return parts;
}

// "KEY in (a, b)", "KEY notin (a)": nothing if it is neither.
bool ReadSet(std::string_view part, Requirement& requirement) {
  const std::size_t open = part.find('(');
  if (open == part.npos || part.back() != ')') return false;
  std::string_view head = Trim(part.substr(0, open));
  const std::size_t blank = head.find_last_of(" \t");
  if (blank == head.npos) return false;
  const std::string_view word = head.substr(blank + 1);
  if (word != "in" && word != "notin") return false;
  requirement.op = word == "in" ? Operator::kIn : Operator::kNotIn;
  requirement.key = Trim(head.substr(0, blank));
  for (const std::string_view value : Split(part.substr(open + 1, part.size() - open - 2), ',')) {
    requirement.values.emplace_back(Trim(value));
  }
  return true;
}

Result<Requirement> ReadRequirement(std::string_view part) {
  Requirement requirement;
  if (part.empty()) return Wrong(part, "a requirement is missing");
  if (!ReadSet(part, requirement)) {
    const std::size_t equals = part.find('=');
    if (equals == part.npos) {
      const bool is_absent = part.front() == '!';
      requirement.op = is_absent ? Operator::kDoesNotExist : Operator::kExists;
      requirement.key = Trim(part.substr(is_absent ? 1 : 0));
    } else {
      const bool is_not = equals > 0 && part[equals - 1] == '!';
      const bool is_double = equals + 1 < part.size() && part[equals + 1] == '=';
      requirement.op = is_not ? Operator::kNotIn : Operator::kIn;
      requirement.key = Trim(part.substr(0, equals - (is_not ? 1 : 0)));
      requirement.values.emplace_back(Trim(part.substr(equals + (is_double ? 2 : 1))));
    }
  }
  if (!IsKey(requirement.key)) return Wrong(part, "\"" + requirement.key + "\" is not the name of a label");
  for (const std::string& value : requirement.values) {
    if (!value.empty() && !IsName(value)) return Wrong(part, "\"" + value + "\" is not the value of a label");
  }
  return requirement;
}

bool Holds(const Requirement& requirement, const std::string_view* value) {
  const auto is_listed = [&] { return value != nullptr && std::ranges::count(requirement.values, *value) > 0; };
  switch (requirement.op) {
    case Operator::kIn: return is_listed();
    case Operator::kNotIn: return !is_listed();
    case Operator::kExists: return value != nullptr;
    case Operator::kDoesNotExist: return value == nullptr;
  }
  return false;
}

}  // namespace

Result<LabelSelector> LabelSelector::Parse(std::string_view text) {
  LabelSelector selector;
  text = Trim(text);
  if (text.empty()) return selector;
  for (const std::string_view part : SplitRequirements(text)) {
    ROLECALL_TRY(Requirement requirement, ReadRequirement(part));
    selector.requirements_.push_back(std::move(requirement));
  }
  return selector;
}

bool LabelSelector::Selects(const Lookup& lookup) const {
  return std::ranges::all_of(
      requirements_, [&](const Requirement& requirement) { return Holds(requirement, lookup(requirement.key)); });
}

std::string_view NameOf(LabelSelector::Operator op) {
  switch (op) {
    case Operator::kIn: return "In";
    case Operator::kNotIn: return "NotIn";
    case Operator::kExists: return "Exists";
    case Operator::kDoesNotExist: return "DoesNotExist";
  }
  return "";
}

}  // namespace rolecall::kube
